/** Matrices of covariances and correlations of bounded columns. */
import { multiply, type Rational, rational } from '@dither/math'
import type { StepProduct } from '../../plan/bounded-plan.ts'
import type { Labelled, MatrixAggregate } from '../../plan/plan.ts'
import { sameRows } from '../covariance/same-rows.ts'
import type { NeededVector, Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { leastVarianceShares, type Weighed } from '../shares.ts'
import { type ValueColumn, valueColumn } from '../value-column.ts'

/** What a matrix is made of: the columns on their lattices, and which products are added up. */
export interface MatrixColumns {
  /** Those of the rows, then, of a matrix across, those of the columns. */
  readonly columns: readonly ValueColumn[]
  readonly products: readonly StepProduct[]
  /** Whether the squares of every column are added up too. */
  readonly squares: boolean
}

/**
 * Centred products and sums (and squares, but for covariances across), divided by the public number of
 * rows, or by a noisy one: one price for all pairs. [matrix.proof.md]
 */
export function matrix(aggregate: MatrixAggregate, setting: Setting): Needs {
  const { columns, products, squares } = matrixColumns(aggregate, setting)
  const nullable = columns.some(({ steps }) => steps.nullable)
  const known = setting.publicRows && !nullable // (1)
  const each = (what: 'square' | 'sum'): NeededVector[] =>
    columns.map((_, column) => ({ what, column }))
  const vectors: NeededVector[] = [
    ...products.map((_, product): NeededVector => ({ what: 'product', product })),
    ...(squares ? each('square') : []),
    ...each('sum'),
    ...(known ? [] : [{ what: nullable ? 'count' : 'rows' } as const]),
  ]
  const weights = vectors.map((vector) => weighed(vector, aggregate, setting.neighbours))
  return {
    vectors,
    shares: leastVarianceShares(weights),
    columns,
    products: products.map((product) => Object.freeze(product)),
    reasons: [
      ...columns.map(({ reason }) => reason),
      {
        rule: 'S9',
        text: `Noisy centred products${squares ? ', squares' : ''} and sums of ${columns.length} columns are divided by the ${
          known ? 'public size' : `noisy number of rows${nullable ? ' where none is NULL' : ''}`
        }`,
      },
    ],
  }
}

export function matrixColumns(
  { kind, of, against }: MatrixAggregate,
  setting: Setting,
): MatrixColumns {
  const squares = kind === 'correlationMatrix' || against === undefined
  const value = (one: Labelled): ValueColumn => valueColumn({ ...one, kind }, squares, setting)
  return {
    columns: sameRows([...of, ...(against ?? [])].map(value)),
    products: of.flatMap((_, i) =>
      against === undefined
        ? of.slice(i + 1).map((_, j) => ({ left: i, right: i + 1 + j }))
        : against.map((_, j) => ({ left: i, right: of.length + j })),
    ),
    squares,
  }
}

/**
 * At the reference point, in half widths of the bounds: means of 1/4, standard deviations of 1/2,
 * correlations of 1/2. There a covariance has the slopes 1 in its product, -1/4 in each sum and -1/16 in the
 * count; a variance 1 in its square, -1/2 in its sum, -3/16 in the count; a correlation, over 4, 1 in its
 * product, -1/4 in each square, -1/4 +- 1/8 in each sum.
 */
function weighed(
  { what, column = 0 }: NeededVector,
  { kind, of, against }: MatrixAggregate,
  neighbours: Setting['neighbours'],
): Weighed {
  const twice = neighbours === 'change-one' ? 2n : 1n
  const partners = BigInt(
    against === undefined ? of.length - 1 : column < of.length ? against.length : of.length,
  )
  const pairs = BigInt(
    against === undefined ? (of.length * (of.length - 1)) / 2 : of.length * against.length,
  )
  const variances = kind === 'covarianceMatrix' && against === undefined
  const times = (n: bigint, share: string): Rational => multiply(rational(n), rational(share))
  switch (what) {
    case 'product':
      return { coefficientSquared: rational(1), sensitivity: twice }
    case 'square':
      return {
        coefficientSquared: variances ? rational(1) : times(partners, '1/16'),
        sensitivity: 1n,
      }
    case 'sum':
      return {
        coefficientSquared: variances
          ? times(partners + 4n, '1/16')
          : times(partners, kind === 'covarianceMatrix' ? '1/16' : '5/64'),
        sensitivity: twice,
      }
    default:
      return {
        coefficientSquared: times(pairs + (variances ? 9n * BigInt(of.length) : 0n), '1/256'),
        sensitivity: 1n,
      }
  }
}
