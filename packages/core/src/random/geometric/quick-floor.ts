/** floor(scale E) in doubles, where a certified error bound allows. */
import { ln } from '@dither/math'
import { relativeMargin } from '../lazy-uniform/quick-compare.ts'

/** What the quick ways return when the doubles do not decide. */
export const noFloor = -1

/**
 * floor(s E) + 1/2 for E = -ln U, knowing only that U lies within [centre - 1/2, centre + 1/2] * unit;
 * or `noFloor`. [geometric.proof.md]
 *
 * The halves keep every secret number a fraction: an engine that stores small integers in another way
 * than doubles would otherwise spend a time that depends on it.
 *
 * @param high s with a relative error of at most 2^-53, or 2^-60 where s is less
 * @param centre prefix + 1/2, for a prefix below 2^52
 * @param unit 2^-known, where centre * unit < 1
 */
export function quickFloor(high: number, centre: number, unit: number): number {
  if (centre < 2) return noFloor // (1)
  const exponential = -ln(centre * unit)
  const product = high * exponential
  const floor = Math.floor(product)
  const fraction = product - floor // (2) exact
  const error = high * (0.6 / centre + (exponential + 1) * relativeMargin)
  return fraction > error && 1 - fraction > error ? floor + 0.5 : noFloor // (3)
}
