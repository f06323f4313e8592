/** The privacy of one discrete Gaussian draw, by exact sums. */
import {
  compare,
  divide,
  expInterval,
  floor,
  multiply,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { type DiscreteGaussianSums, discreteGaussianSums } from './discrete-gaussian-sums.ts'

const nothing = rational(0)
const one = rational(1)
const two = rational(2)

/**
 * The delta of adding one discrete Gaussian to an integer that neighbours move by `shift`; rounded up.
 *
 * delta = Pr[Y > a] - e^epsilon Pr[Y > a + shift], a = epsilon variance / shift - shift / 2, with sums to
 * `bits` binary places. It also holds for every smaller shift. [gaussian-calibration.proof.md]
 *
 * @see [CKS20] theorem 7
 */
export function exactGaussianDelta(options: {
  readonly variance: Rational
  readonly shift: bigint
  readonly epsilon: Rational
  readonly bits: number
  readonly sums?: DiscreteGaussianSums
}): Rational {
  const { variance, shift, epsilon, bits } = options
  if (shift === 0n) return nothing
  const sums = options.sums ?? discreteGaussianSums(variance, bits)
  const move = rational(shift)
  const from = floor(subtract(divide(multiply(epsilon, variance), move), divide(move, two))) + 1n
  const above = sums.tail(from).high
  const below = sums.tail(from + shift).low
  // (1) e^epsilon is only needed where there is something to subtract.
  const subtracted =
    below > 0n ? multiply(expInterval(epsilon, bits).low, rational(below)) : nothing
  const upper = divide(subtract(rational(above), subtracted), rational(sums.total.low))
  if (compare(upper, nothing) < 0) return nothing
  return compare(upper, one) > 0 ? one : upper
}
