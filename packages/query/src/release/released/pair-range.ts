/** The exact range of a correlation over those of its parts. */
import { clip } from './column.ts'
import type { Range } from './scalar.ts'

/**
 * The range of C / (s t) in [-1, 1], for a covariance and two standard deviations, each in its range and
 * at least 0.
 */
export function correlationRange([low, high]: Range, left: Range, right: Range): Range {
  const [fewest, most] = [left[0] * right[0], left[1] * right[1]]
  const ratio = (covariance: number, scale: number): number =>
    scale > 0 ? clip(covariance / scale, -1, 1) : Math.sign(covariance)
  return [ratio(low, low < 0 ? fewest : most), ratio(high, high > 0 ? fewest : most)]
}
