/** The variance of discrete Gaussian noise, which is not its parameter. */
import { compare, expFixed, type RationalLike, rational, toNumber } from '@dither/math'
import { scale } from '../../space/parameter.ts'

const bits = 256
/** From here on the variance and the parameter agree to 60 digits. */
const largest = rational(16)

/**
 * The variance of X with Pr[X = x] proportional to e^(-x^2 / (2 variance)), to the nearest double.
 *
 * At most the parameter; less where the lattice is coarse. [CKS20]
 */
export function discreteGaussianVariance(given: RationalLike): number {
  const variance = scale(given, 'variance')
  if (compare(variance, largest) > 0) return toNumber(variance)
  let weights = 1n << BigInt(bits)
  let squares = 0n
  for (let k = 1n; ; k += 1n) {
    const weight = expFixed(k * k * variance.denominator, 2n * variance.numerator, bits).low
    if (weight === 0n) return toNumber(rational(squares, weights))
    weights += 2n * weight
    squares += 2n * weight * k * k
  }
}
