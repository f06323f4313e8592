/** In how many parts of a partition one unit can make a difference. */
import { type Event, isCovered, type VectorChange } from '@dither/core'
import { compare, multiply, rational } from '@dither/math'
import { rowsPerUnit, scansOf } from '../../plan/relation-rows.ts'
import type { Proof } from '../../proof/proof.ts'
import { prove } from '../../proof/prove.ts'
import { cutIn } from './part-in.ts'

/** A question of a part. */
export interface PartQuestion {
  readonly proof: Proof
  readonly event: Event
}

/**
 * One event for what is asked of all parts costs no more than the changes that it allows in so many of
 * them. [partition.proof.md]
 *
 * Add-remove: a row lies in one part. Change-one: it may leave one and enter another, so two. Any k rows
 * cost most where all lie in one part, if losses grow with the rows at least evenly; else they may lie in
 * k. A unit with an id may have rows in every part, and the costs add, unless the table that is cut has a
 * row a unit (`perUnit`).
 *
 * @param questions of one partition, checked to cut one table by one key
 * @param after how many steps of their relations lie before the cut
 * @param parts how many are asked anything that costs
 */
export function partsTouched(
  questions: readonly PartQuestion[],
  after: number,
  parts: number,
): number {
  const [first] = questions
  if (first === undefined) return 1
  const { neighbours, bounded } = first.proof
  const { privacyUnit } = bounded.schema
  const { from } = cutIn(first.proof.question, after, 'a partition')
  const moves = neighbours === 'change-one' ? 2 : 1 // (3)
  if (privacyUnit.kind === 'id') {
    const own = rowsPerUnit(from) // (2)
    return Math.max(1, own === undefined ? parts : Math.min(parts, own * moves))
  }
  const scans = scansOf(from)
  const rows = (privacyUnit.kind === 'rows' ? privacyUnit.rows : 1) * scans
  if (rows === 1) return moves
  const even = scans === 1 && questions.every((one) => growsEvenly(one, rows))
  return even ? moves : rows * moves // (4)
}

/** Whether any c of k rows cost at most c / k of what all of them cost, and c^2 / k^2 of its rho. */
function growsEvenly({ proof, event }: PartQuestion, rows: number): boolean {
  if (proof.vectors.length === 0) return true
  const known = ['jointLaplace', 'jointGaussian', 'exponential', 'permuteAndFlip'].includes(
    event.kind,
  )
  if (!known || ('claim' in event && event.claim !== undefined)) return false
  const { schema } = proof.bounded
  const one = prove(proof.question, { ...schema, privacyUnit: { kind: 'rows', rows: 1 } })
  if (proof.selection !== undefined || one.selection !== undefined)
    return choosesEvenly(proof, one, rows)
  return one.sensitivity.worstCases.every((changes) =>
    isCovered(
      changes.map((change) => times(change, BigInt(rows))),
      proof.sensitivity,
    ),
  )
}

function choosesEvenly(
  { selection: all }: Proof,
  { selection: one }: Proof,
  rows: number,
): boolean {
  if (all === undefined || one === undefined || (all.monotone && !one.monotone)) return false
  const even = multiply(rational(one.sensitivity), rational(rows))
  return compare(even, rational(all.sensitivity)) <= 0
}

function times({ l1, l2Squared, lInfinity }: VectorChange, k: bigint): VectorChange {
  return { l1: k * l1, l2Squared: k * k * l2Squared, lInfinity: k * lInfinity }
}
