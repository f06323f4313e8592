/** What uniform noise costs. */
import { floor, minimum, type Rational, type RationalLike, rational } from '@dither/math'

/** floor(sensitivity) / (2 radius + 1), or 1 if that is more. [uniform-noise.proof.md] */
export function uniformDelta(options: {
  readonly radius: RationalLike
  readonly sensitivity: RationalLike
}): Rational {
  const width = 2n * floor(rational(options.radius)) + 1n
  return minimum(rational(1), rational(floor(rational(options.sensitivity)), width))
}
