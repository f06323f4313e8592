/** The exact integers that a proof's vectors stand for, before any noise. Never shown. */
import type { CellIntegers, EngineAnswer } from '../engines/engine.ts'
import type { BoundedPlan } from '../plan/bounded-plan.ts'
import type { NoisedVector, Proof } from '../proof/proof.ts'
import { constantUnit } from './public-size/constant-unit.ts'
import { enforcePublicSize } from './public-size/enforce-public-size.ts'

/**
 * The vectors of one question out of an engine's answer: picked, re-centred (S9), and with the public
 * size enforced (S3), in this order. [release.proof.md]
 *
 * @param columns where the question's own columns are in the answer's
 * @throws RangeError if the answer does not have the plan's shape
 */
export function integersOf(
  { bounded, vectors }: Proof,
  columns: readonly number[],
  answer: EngineAnswer,
): bigint[][] {
  const exact = vectors.map((vector) => pick(vector, columns, answer.cells))
  const { publicSize } = bounded.schema
  if (publicSize === undefined) return exact
  const constant = constantUnit(bounded)
  const own = bounded.columns.map((_, index) => index)
  return enforcePublicSize(
    exact,
    vectors.map((vector) => pick(vector, own, constant)),
    BigInt(publicSize),
    answer.totalUnits,
  )
}

function pick(
  { what, column, recentre }: NoisedVector,
  columns: readonly number[],
  cells: readonly CellIntegers[],
): bigint[] {
  const centre = BigInt(recentre ?? '0')
  return cells.map((cell) => {
    if (what === 'rows' || what === 'units') return cell[what]
    const integers = cell.columns[columns[column ?? -1] ?? -1]
    if (integers === undefined) throw new RangeError('the answer lacks a column of its plan')
    return what === 'sum' ? integers.sum + centre * integers.count : integers[what]
  })
}

/** Whether an answer has a plan's shape: an engine that fails this has failed. */
export function fits(answer: EngineAnswer, plan: BoundedPlan, cells: number): boolean {
  return (
    answer.cells.length === cells &&
    answer.cells.every((cell) => cell.columns.length === plan.columns.length)
  )
}
