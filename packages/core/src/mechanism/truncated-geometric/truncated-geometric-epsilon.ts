/** What the truncated geometric mechanism costs. */
import {
  floor,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
} from '@dither/math'
import { lnUp } from '../randomised-response/response-odds.ts'

/** floor(sensitivity) ln(1 / alpha), rounded up. [truncated-geometric.proof.md] */
export function truncatedGeometricEpsilon(options: {
  readonly alpha: RationalLike
  readonly sensitivity: RationalLike
}): Rational {
  const change = rational(floor(rational(options.sensitivity)))
  return multiply(change, lnUp(reciprocal(rational(options.alpha))))
}
