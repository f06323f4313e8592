/** How far one unit moves the scores of a quantile (S7). */
import { decimalUp, divide, formatRational, rational } from '@dither/math'
import type { Question } from '../../plan/plan.ts'
import type { Reason } from '../needs.ts'
import type { Selection } from '../proof.ts'
import type { Setting } from '../setting.ts'
import { rowsOf } from '../worst-cases/rows-of.ts'

/**
 * The choice that a quantile is, for all its groups together. [quantile.proof.md]
 *
 * @returns undefined for other questions
 */
export function selectionOf(
  { aggregate, groupBy }: Question,
  { unit, neighbours }: Setting,
  cells: bigint,
): Selection | undefined {
  if (aggregate.kind !== 'quantile') return undefined
  const at = rational(aggregate.at)
  const { numerator, denominator } = at
  const other = denominator - numerator
  const larger = numerator > other ? numerator : other
  const rows = rowsOf(unit, cells) // (1)
  const oneSided = neighbours === 'add-remove' // (2)
  const oneGroup = groupBy.length === 0 // (3)
  const sensitivity = oneSided ? rows * larger : oneGroup ? rows * denominator : 2n * rows * larger
  const single = unit.kind !== 'rows' || unit.rows === 1n
  return Object.freeze({
    at: formatRational(at),
    sensitivity: String(sensitivity),
    monotone: oneSided && single && (numerator === 0n || other === 0n), // (4)
  })
}

/** The sensitivity in words. */
export function selectionReason({ at, sensitivity, monotone }: Selection): Reason {
  const rows = decimalUp(divide(rational(sensitivity), rational(rational(at).denominator)))
  const way = monotone ? 'all one way' : 'up or down'
  return { rule: 'S7', text: `One unit moves the scores by at most ${rows} rows, ${way}` }
}
