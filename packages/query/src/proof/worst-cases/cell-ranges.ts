/** What one unit that is present in a cell can add to each integer vector there (S6, S9). */
import type { StepProduct } from '../../plan/bounded-plan.ts'

/** What one integer of a cell counts or adds up. */
export type VectorKind = BoundedKind | 'distinct'
/** What the rows that count decide; distinct values have a bound of their own. */
export type BoundedKind = 'rows' | 'units' | 'count' | 'sum' | 'square' | 'product'

/** One integer a cell: of the rows, of a column, or of a product of two columns. */
export interface Vector {
  readonly what: BoundedKind
  /** Of `count`, `sum` and `square`: index of the column; 0 unless said. */
  readonly column?: number
  /** Of `product`: its index; 0 unless said. */
  readonly product?: number
  /** The most cells that are added into one coordinate before the noise; 1n unless said. */
  readonly block?: bigint
  /** How many coordinates there are, where cells are added up. */
  readonly coordinates?: bigint
}

/** What all vectors are of. */
export interface Terms {
  readonly columns: readonly StepRange[]
  readonly products: readonly StepProduct[]
}

/** The steps that a value can take, and what a sum is centred on. */
export interface StepRange {
  /** low <= 0 <= high. */
  readonly low: bigint
  readonly high: bigint
  /** A sum vector holds Sum(step) + recentre * count; 0n for a centred sum. */
  readonly recentre: bigint
  /** Whether a value can be NULL, and so be left out of the count and the sums. */
  readonly nullable: boolean
}

export interface CellRange {
  readonly low: bigint
  readonly high: bigint
}

/**
 * The range of one vector over every unit that has at least one row in the cell, after the cut to
 * r = min(m, maxRows) rows, and to at most r values, with truncation toward zero. [worst-cases.proof.md, (1)]
 */
export function cellRange(vector: Vector, maxRows: bigint, terms: Terms): CellRange {
  const steps = (): StepRange => columnOf(vector, terms)
  switch (vector.what) {
    case 'rows':
      return { low: 1n, high: maxRows }
    case 'units':
      return { low: 1n, high: 1n }
    case 'count':
      return { low: fewestValues(steps()), high: maxRows }
    case 'square':
      return { low: 0n, high: maxRows * reach(steps()) ** 2n }
    case 'sum':
      return sumRange(maxRows, steps())
    case 'product': {
      const { low, high } = productRange(...factorsOf(vector, terms))
      return { low: maxRows * low, high: maxRows * high }
    }
  }
}

/** The column that a vector is of. */
export function columnOf({ column = 0 }: Vector, { columns }: Terms): StepRange {
  return known(columns[column])
}

/** The columns whose product a vector is of. */
export function factorsOf(
  { product = 0 }: Vector,
  { columns, products }: Terms,
): [StepRange, StepRange] {
  const factors = products[product]
  return [known(columns[factors?.left ?? -1]), known(columns[factors?.right ?? -1])]
}

/** The largest |step|. */
export function reach(steps: StepRange): bigint {
  return larger(-steps.low, steps.high)
}

export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** The products of two centred steps; 0 is among them. */
export function productRange(a: StepRange, b: StepRange): CellRange {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  return { low: corners.reduce(smaller), high: corners.reduce(larger) }
}

/** A sum of c values, however it is centred, lies in c [low, high] of one value. [worst-cases.proof.md, (2)] */
function sumRange(maxRows: bigint, steps: StepRange): CellRange {
  const low = steps.low + steps.recentre
  const high = steps.high + steps.recentre
  const fewest = fewestValues(steps)
  return {
    low: smaller(fewest * low, maxRows * low),
    high: larger(fewest * high, maxRows * high),
  }
}

function fewestValues({ nullable }: StepRange): bigint {
  return nullable ? 0n : 1n
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function known(steps: StepRange | undefined): StepRange {
  if (steps === undefined) throw new RangeError('cellRange: a value vector needs the steps')
  return steps
}
