/** Covariances and correlations of two bounded columns. */
import type { Aggregate } from '../../plan/plan.ts'
import type { NeededVector, Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { type ValueColumn, valueColumn } from '../value-column.ts'
import { sameRows } from './same-rows.ts'

type PairAggregate = Extract<Aggregate, { kind: 'covariance' | 'correlation' }>

/**
 * Centred products and sums (and squares, for a correlation), divided by the public number of rows, or by
 * a noisy one. [covariance.proof.md]
 *
 * The shares are about in proportion to (coefficient * sensitivity)^(2/3), the least variance, at the
 * reference point: means a quarter of the half width from the centre, standard deviations of half of it,
 * a correlation of a half.
 */
export function covariance(aggregate: PairAggregate, setting: Setting): Needs {
  const { left, right } = pairColumns(aggregate, setting)
  const { nullable } = left.steps
  const known = setting.publicRows && !nullable // (4)
  const count: NeededVector = { what: nullable ? 'count' : 'rows' }
  return {
    ...vectorsOf(aggregate.kind, known, count),
    columns: [left, right],
    products: [Object.freeze({ left: 0, right: 1 })],
    reasons: [
      left.reason,
      right.reason,
      {
        rule: 'S9',
        text: `Noisy centred products${aggregate.kind === 'correlation' ? ', squares' : ''} and sums are divided by the ${
          known ? 'public size' : `noisy number of ${nullable ? 'pairs without NULL' : 'rows'}`
        }`,
      },
    ],
  }
}

const product: NeededVector = { what: 'product' }
const sums: readonly NeededVector[] = [{ what: 'sum' }, { what: 'sum', column: 1 }]
const squares: readonly NeededVector[] = [{ what: 'square' }, { what: 'square', column: 1 }]

function vectorsOf(
  kind: PairAggregate['kind'],
  known: boolean,
  count: NeededVector,
): Pick<Needs, 'vectors' | 'shares'> {
  if (kind === 'covariance')
    return known
      ? { vectors: [product, ...sums], shares: ['5/9', '2/9', '2/9'] }
      : {
          vectors: [product, ...sums, count],
          shares: ['1/2', '1/5', '1/5', '1/10'],
        }
  const vectors = [product, ...squares, ...sums]
  return known
    ? { vectors, shares: ['4/9', '1/6', '1/6', '1/9', '1/9'] }
    : { vectors: [...vectors, count], shares: ['2/5', '3/20', '3/20', '1/10', '1/10', '1/10'] }
}

/**
 * The two columns on their lattices. Where a value can be NULL, each is NULL where the other is, so that
 * products, sums, squares and count are all of the same rows.
 */
export function pairColumns(
  { kind, left, right }: PairAggregate,
  setting: Setting,
): { readonly left: ValueColumn; readonly right: ValueColumn } {
  const square = kind === 'correlation'
  const a = valueColumn({ ...left, kind }, square, setting)
  const b = valueColumn({ ...right, kind }, square, setting)
  const [first = a, second = b] = sameRows([a, b])
  return { left: first, right: second }
}
