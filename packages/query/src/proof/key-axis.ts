/** The axis of one key of a question. */
import { compareText } from '../expression/compare.ts'
import type { Axis } from '../plan/bounded-plan.ts'
import type { GroupKey } from '../plan/plan.ts'

/** Rows with another key are dropped; the keys are in order, as the answer's rows are (S5, S12). */
export function keyAxis({ of, values }: GroupKey): Extract<Axis, { kind: 'values' }> {
  return Object.freeze({
    kind: 'values',
    of,
    values: Object.freeze([...values].sort(compareKeys)),
    rest: false,
  })
}

function compareKeys(a: number | string | boolean, b: number | string | boolean): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return Number(a) - Number(b)
}
