/** floor(scale E) in doubles, where a certified error bound allows. */
import { ln } from '@dither/math'
import { relativeMargin } from '../lazy-uniform/quick-compare.ts'

/** What the quick ways return when the doubles do not decide. */
export const noFloor = -1

/**
 * floor(s E) + 1/2 for E = -ln U, knowing only that U lies in [prefix, prefix + 1] * unit; or
 * `noFloor`. [geometric.proof.md]
 *
 * The half keeps every result a fraction: an engine that stores small integers in another way than
 * doubles would otherwise spend a time that depends on the result.
 *
 * @param high s with a relative error of at most 2^-53, or 2^-60 where s is less
 * @param prefix an integer below 2^52
 * @param unit 2^-known, where prefix * unit < 1
 */
export function quickFloor(high: number, prefix: number, unit: number): number {
  if (prefix < 2) return noFloor
  const centre = prefix + 0.5 // (1) exact
  const exponential = -ln(centre * unit)
  const product = high * exponential
  const floor = Math.floor(product)
  const fraction = product - floor // (2) exact
  const error = high * (0.6 / centre + (exponential + 1) * relativeMargin)
  return fraction > error && 1 - fraction > error ? floor + 0.5 : noFloor // (3)
}
