/** Discrete Gaussian noise of any exact variance parameter. */
import type { Rational, RationalLike } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { fillNoise, type NoiseOutput } from '../bulk/fill-noise.ts'
import { safeNumber } from '../bulk/noise-array.ts'
import { positive } from '../check-parameter.ts'
import type { NoiseLaw } from '../law/noise-law.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'
import { drawGaussian } from './draw-gaussian.ts'
import { gaussianPlan } from './gaussian-plan.ts'

/** Draws of one law, prepared once. */
export interface DiscreteGaussianSampler {
  readonly kind: 'discreteGaussianSampler'
  readonly variance: Rational
  /** One draw. */
  draw(bits?: BitSource): bigint
  /** One draw as a number. @throws DitherError "unsupported" if it is not a safe integer */
  drawNumber(bits?: BitSource): number
  /** Fills `out` with independent draws and returns it; see `fillDiscreteGaussian`. */
  fill<Output extends NoiseOutput>(out: Output, bits?: BitSource): Output
}

/**
 * Prepares draws of the discrete Gaussian law: Pr[X = x] proportional to e^(-x^2 / (2 variance)),
 * exactly. [discrete-gaussian.proof.md]
 *
 * `variance` is the parameter sigma^2; the variance of X is at most that. [CKS20]
 *
 * @param given the variance: greater than 0, any rational
 * @throws DitherError "invalid_parameter" if variance <= 0
 * @see [CKS20] algorithm 3, with another envelope sampler
 */
export function discreteGaussianSampler(given: RationalLike): DiscreteGaussianSampler {
  const variance = positive('variance', given)
  const plan = gaussianPlan(variance)
  const draw = (bits: BitSource = secureBits()): bigint => {
    bits.dropIfStale?.()
    return drawGaussian(plan, bits)
  }
  return Object.freeze({
    kind: 'discreteGaussianSampler',
    variance,
    draw,
    drawNumber: (bits: BitSource = secureBits()) => safeNumber(draw(bits)),
    fill: <Output extends NoiseOutput>(out: Output, bits: BitSource = secureBits()): Output => {
      const law: NoiseLaw = { kind: 'discreteGaussian', variance }
      fillNoise(out, law, (source) => drawGaussian(plan, source), bits)
      return out
    },
  })
}

/**
 * One draw of discrete Gaussian noise, exactly: Pr[X = x] proportional to e^(-x^2 / (2 variance)).
 *
 * @param variance greater than 0, any rational
 * @throws DitherError "invalid_parameter" if variance <= 0
 */
export function drawDiscreteGaussian(
  variance: RationalLike,
  bits: BitSource = secureBits(),
): bigint {
  return discreteGaussianSampler(variance).draw(bits)
}

/**
 * Fills `out` with independent discrete Gaussian noise, exactly, and returns it.
 *
 * Long arrays use prepared tables, whose memory accesses follow the noise: fill before the result is
 * known, or draw one by one, where an attacker shares the processor.
 *
 * @param out Int32Array up to sigma 2^26, Float64Array up to 2^48, BigInt64Array up to 2^58
 * @throws DitherError "unsupported" if variance is larger
 * @throws DitherError "invalid_parameter" if variance <= 0, or `out` is another kind of array
 */
export function fillDiscreteGaussian<Output extends NoiseOutput>(
  out: Output,
  variance: RationalLike,
  bits: BitSource = secureBits(),
): Output {
  return discreteGaussianSampler(variance).fill(out, bits)
}
