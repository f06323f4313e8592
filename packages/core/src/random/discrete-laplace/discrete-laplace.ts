/** Discrete Laplace noise of any exact scale. */
import type { Rational, RationalLike } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { fillNoise, type NoiseOutput } from '../bulk/fill-noise.ts'
import { safeNumber } from '../bulk/noise-array.ts'
import { positive } from '../check-parameter.ts'
import { geometricPlan } from '../geometric/geometric-plan.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'
import { drawLaplace } from './draw-laplace.ts'

/** Draws of one law, prepared once. */
export interface DiscreteLaplaceSampler {
  readonly kind: 'discreteLaplaceSampler'
  readonly scale: Rational
  /** One draw. */
  draw(bits?: BitSource): bigint
  /** One draw as a number. @throws DitherError "unsupported" if it is not a safe integer */
  drawNumber(bits?: BitSource): number
  /** Fills `out` with independent draws and returns it; see `fillDiscreteLaplace`. */
  fill<Output extends NoiseOutput>(out: Output, bits?: BitSource): Output
}

/**
 * Prepares draws of the discrete Laplace law: Pr[X = x] = (1 - a)/(1 + a) a^|x|, a = e^(-1/scale),
 * exactly. [discrete-laplace.proof.md]
 *
 * @param given the scale: greater than 0, any rational
 * @throws DitherError "invalid_parameter" if scale <= 0
 * @see [GRS12], [CKS20] section 5; the method is inversion with a lazily drawn uniform [Kar16]
 */
export function discreteLaplaceSampler(given: RationalLike): DiscreteLaplaceSampler {
  const scale = positive('scale', given)
  const plan = geometricPlan(scale)
  const draw = (bits: BitSource = secureBits()): bigint => {
    bits.dropIfStale?.()
    return drawLaplace(plan, bits)
  }
  return Object.freeze({
    kind: 'discreteLaplaceSampler',
    scale,
    draw,
    drawNumber: (bits: BitSource = secureBits()) => safeNumber(draw(bits)),
    fill: <Output extends NoiseOutput>(out: Output, bits: BitSource = secureBits()): Output => {
      fillNoise(
        out,
        { kind: 'discreteLaplace', scale },
        (source) => drawLaplace(plan, source),
        bits,
      )
      return out
    },
  })
}

/**
 * One draw of discrete Laplace noise, exactly: Pr[X = x] proportional to e^(-|x|/scale).
 *
 * Its time does not follow |X| but for an event of probability below 2^-20 a draw.
 *
 * @param scale greater than 0, any rational
 * @throws DitherError "invalid_parameter" if scale <= 0
 */
export function drawDiscreteLaplace(scale: RationalLike, bits: BitSource = secureBits()): bigint {
  return discreteLaplaceSampler(scale).draw(bits)
}

/**
 * Fills `out` with independent discrete Laplace noise, exactly, and returns it.
 *
 * Long arrays use prepared tables, whose memory accesses follow the noise: fill before the result is
 * known, or draw one by one, where an attacker shares the processor.
 *
 * @param out Int32Array up to scale 2^23, Float64Array up to 2^45, BigInt64Array up to 2^55
 * @throws DitherError "unsupported" if scale is larger
 * @throws DitherError "invalid_parameter" if scale <= 0, or `out` is another kind of array
 */
export function fillDiscreteLaplace<Output extends NoiseOutput>(
  out: Output,
  scale: RationalLike,
  bits: BitSource = secureBits(),
): Output {
  return discreteLaplaceSampler(scale).fill(out, bits)
}
