/** Which period of a renewing budget it is. */
import type { LineageState } from './state.ts'

const day = 86_400_000

/**
 * The index of the period at a time, in milliseconds since 1970; never below the one that was reached (S22).
 *
 * A clock that goes back, or lags behind another machine's, finds itself in the latest period that anybody has charged to.
 * A clock that runs ahead begins a period early: whoever sets the clocks can do that.
 */
export function periodAt(
  { renewalDays, openedAt, period }: Pick<LineageState, 'renewalDays' | 'openedAt' | 'period'>,
  now: number,
): number {
  if (renewalDays === undefined) return period
  return Math.max(period, Math.floor((now - Date.parse(openedAt)) / (renewalDays * day)))
}
