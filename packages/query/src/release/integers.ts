/** The exact integers that a proof's vectors stand for, before any noise. Never shown. */
import type { CellIntegers, EngineAnswer } from '../engines/engine.ts'
import type { BoundedPlan } from '../plan/bounded-plan.ts'
import { mergeCells } from '../plan/merged.ts'
import type { NoisedVector, Proof } from '../proof/proof.ts'
import { constantUnit } from './public-size/constant-unit.ts'
import { enforcePublicSize } from './public-size/enforce-public-size.ts'

/**
 * The vectors of one question out of an engine's answer: picked, re-centred (S9), merged, and with the
 * public size enforced (S3), in this order. [release.proof.md]
 *
 * @param places where the question's own columns and products are in the answer's
 * @throws RangeError if the answer does not have the plan's shape
 */
export function integersOf(
  { bounded, vectors }: Proof,
  places: Places,
  answer: EngineAnswer,
): bigint[][] {
  const integers = (vector: NoisedVector, at: Places, cells: readonly CellIntegers[]): bigint[] => {
    const picked = pick(vector, at, cells)
    return vector.merged === undefined ? picked : mergeCells(picked, bounded.axes, vector.merged)
  }
  const exact = vectors.map((vector) => integers(vector, places, answer.cells))
  const { publicSize } = bounded.schema
  if (publicSize === undefined) return exact
  const constant = bounded.keys === undefined ? constantUnit(bounded) : [] // (1)
  const own = ownPlaces(bounded)
  return enforcePublicSize(
    exact,
    vectors.map((vector) => integers(vector, own, constant)),
    BigInt(publicSize),
    answer.totalUnits,
  )
}

/** Where the columns and products of one plan are among an answer's. */
export interface Places {
  readonly columns: readonly number[]
  readonly products: readonly number[]
}

/** Of a plan that was asked alone. */
export function ownPlaces({ columns, products = [] }: BoundedPlan): Places {
  return { columns: [...columns.keys()], products: [...products.keys()] }
}

function pick(
  { what, column, product, recentre, recentres }: NoisedVector,
  { columns, products }: Places,
  cells: readonly CellIntegers[],
): bigint[] {
  if (what === 'rows' || what === 'units') return cells.map((cell) => cell[what])
  const centre = BigInt(recentre ?? '0')
  const own = recentres?.map(BigInt)
  const centreAt = (place: number): bigint => own?.[place] ?? centre
  return cells.map((cell, place) => {
    if (what === 'distinct') {
      if (cell.distinct === undefined) throw new RangeError('the answer lacks distinct values')
      return cell.distinct
    }
    if (what === 'product') {
      const sums = cell.products?.[products[product ?? -1] ?? -1]
      if (sums === undefined) throw new RangeError('the answer lacks a product of its plan')
      return sums.sum
    }
    const integers = cell.columns[columns[column ?? -1] ?? -1]
    if (integers === undefined) throw new RangeError('the answer lacks a column of its plan')
    switch (what) {
      case 'sum':
        return integers.sum + centreAt(place) * integers.count
      default:
        return integers[what]
    }
  })
}

/** Whether an answer has a plan's shape: an engine that fails this has failed. */
export function fits(answer: EngineAnswer, plan: BoundedPlan, cells: number): boolean {
  return (
    answer.cells.length === (plan.keys === undefined ? cells : answer.keys?.length) &&
    answer.cells.length <= (plan.keys?.most ?? cells) &&
    answer.cells.every(
      ({ columns, products = [], distinct }) =>
        columns.length === plan.columns.length &&
        products.length === (plan.products?.length ?? 0) &&
        (distinct === undefined) === (plan.distinct === undefined),
    )
  )
}
