/** U < e^(-gamma), decided in doubles where a certified error bound allows. */
import { ln } from '@dither/math'
import { powerOfTwo } from '../uniform/power-of-two.ts'

/** The doubles do not decide: ask `isBelow` about the same U. */
export const undecided = 0
export const below = 1
export const above = -1

/** Covers |ln error| <= 2^-52 (1 + |ln x|) and four roundings, twice over. */
export const relativeMargin: number = 1 / powerOfTwo(50)

/**
 * Compares U with e^(-gamma), knowing only that U lies within [centre - 1/2, centre + 1/2] * unit.
 *
 * @param centre prefix + 1/2, for a prefix below 2^52: never an integer, see `quickFloor`
 * @param unit 2^-known, where centre * unit < 1
 * @param gamma at least 0, within 2/3 of `error` of the true exponent
 */
export function quickCompareExp(
  centre: number,
  unit: number,
  gamma: number,
  error: number,
): typeof undecided | typeof below | typeof above {
  if (centre < 2) return undecided // (1)
  const exponential = -ln(centre * unit) // (2) -ln U is within `slack` of it
  const slack = 0.6 / centre + (exponential + 1) * relativeMargin + error
  if (gamma < exponential - slack) return below
  if (gamma > exponential + slack) return above
  return undecided
}
