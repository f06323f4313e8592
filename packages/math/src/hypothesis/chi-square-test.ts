/** Pearson's chi-square test. */
import { chiSquareTail } from '../special/gamma.ts'

/** What Pearson's test found. */
export interface ChiSquareResult {
  readonly statistic: number
  readonly degrees: number
  /** The chance of a statistic at least so large, by the chi-square law: good if expected >= 10. */
  readonly pValue: number
}

/**
 * Tests observed counts against expected ones that sum to the same total.
 *
 * @param degrees one less than the number of cells, unless the expected counts were fitted
 * @throws RangeError if the lengths differ, an expected count is not above 0, or the sums differ by
 *   more than a millionth
 */
export function chiSquareTest(
  observed: readonly number[],
  expected: readonly number[],
  degrees: number = observed.length - 1,
): ChiSquareResult {
  if (observed.length !== expected.length || observed.length < 2)
    throw new RangeError(
      `chiSquareTest: ${observed.length} observed and ${expected.length} expected counts, must be as many, at least 2`,
    )
  let statistic = 0
  let seen = 0
  let total = 0
  observed.forEach((count, cell) => {
    const mean = expected[cell] ?? 0
    if (!(mean > 0)) throw new RangeError(`chiSquareTest: expected is ${mean}, must be above 0`)
    statistic += ((count - mean) * (count - mean)) / mean
    seen += count
    total += mean
  })
  if (!(Math.abs(seen - total) <= 1e-6 * total))
    throw new RangeError(`chiSquareTest: ${seen} observed and ${total} expected, must be equal`)
  return { statistic, degrees, pValue: chiSquareTail(statistic, degrees) }
}
