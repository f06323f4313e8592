/** What a vector is called, and what one of its integers stands for. */
import { multiply, type Rational, rational } from '@dither/math'
import type { BoundedPlan } from '../plan/bounded-plan.ts'
import { stepWidth } from './lattice/lattice.ts'
import type { NeededVector } from './needs.ts'
import type { VectorKind } from './worst-cases/cell-ranges.ts'

/** A short name, one of a kind within a question: "sum", of the second column "sum2". */
export function vectorName({ what, column = 0, product = 0 }: NeededVector): string {
  const index = what === 'product' ? product : column
  return index === 0 ? what : `${what}${index + 1}`
}

/** "the sum", of the second column "the sum 2", "the number of rows in blocks of 16". */
export function vectorWords(vector: NeededVector): string {
  const { what, column = 0, product = 0, merged = [] } = vector
  const blocks = merged.flatMap((merge) => (typeof merge === 'object' ? [merge.blocks] : []))
  if (blocks.length > 0) return `${words[what]} in blocks of ${blocks.join(' by ')}`
  const index = what === 'product' ? product : column
  return index === 0 ? words[what] : `${words[what]} ${index + 1}`
}

/** What one of a vector's integers stands for, in the units of its columns. */
export function vectorUnit(
  { what, column = 0, product = 0 }: NeededVector,
  { columns, products = [] }: BoundedPlan,
): Rational {
  const width = (index: number): Rational => {
    const found = columns[index]
    return found === undefined ? rational(1) : stepWidth(found.lattice)
  }
  switch (what) {
    case 'sum':
      return width(column)
    case 'square':
      return multiply(width(column), width(column))
    case 'product':
      return multiply(width(products[product]?.left ?? 0), width(products[product]?.right ?? 1))
    default:
      return rational(1)
  }
}

const words: Readonly<Record<VectorKind, string>> = {
  rows: 'the number of rows',
  units: 'the number of units',
  count: 'the number of values',
  sum: 'the sum',
  square: 'the sum of squares',
  product: 'the sum of products',
  distinct: 'the number of distinct values',
}
