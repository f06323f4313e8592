/** The samplers of Canonne, Kamath and Steinke in integers alone: the oracle of the tests. */
import { floor, floorSqrt, type RationalLike } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { positive } from '../check-parameter.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'
import { drawBelow } from '../uniform/uniform-below.ts'

/**
 * One draw of the discrete Laplace law by [CKS20] algorithm 2, with nothing but integers.
 *
 * An independent second way, for tests and benchmarks. Its running time follows |X|: do not release
 * with it [Jin22].
 *
 * @throws DitherError "invalid_parameter" if scale <= 0
 */
export function cksDiscreteLaplace(scale: RationalLike, bits: BitSource = secureBits()): bigint {
  const { numerator, denominator } = positive('scale', scale)
  bits.dropIfStale?.()
  return drawLaplace(numerator, denominator, bits)
}

/**
 * One draw of the discrete Gaussian law by [CKS20] algorithm 3, with nothing but integers.
 *
 * An independent second way, for tests and benchmarks. Its running time follows |X|: do not release
 * with it [Jin22].
 *
 * @throws DitherError "invalid_parameter" if variance <= 0
 */
export function cksDiscreteGaussian(
  variance: RationalLike,
  bits: BitSource = secureBits(),
): bigint {
  const exact = positive('variance', variance)
  bits.dropIfStale?.()
  const { numerator, denominator } = exact
  const t = floorSqrt(floor(exact)) + 1n
  for (;;) {
    const y = drawLaplace(t, 1n, bits)
    // (|y| - variance/t)^2 / (2 variance) over a common denominator
    const distance = (y < 0n ? -y : y) * t * denominator - numerator
    if (bernoulliExp(distance * distance, 2n * numerator * denominator * t * t, bits)) return y
  }
}

/** Algorithm 2 for scale t/s. */
function drawLaplace(t: bigint, s: bigint, bits: BitSource): bigint {
  for (;;) {
    const u = drawBelow(t, bits)
    if (!bernoulliExp(u, t, bits)) continue
    let v = 0n
    while (bernoulliExp(1n, 1n, bits)) v += 1n
    const y = (u + t * v) / s
    const negative = drawBelow(2n, bits) === 1n
    if (negative && y === 0n) continue
    return negative ? -y : y
  }
}

/** Algorithm 1: true with probability e^(-n/d). */
function bernoulliExp(n: bigint, d: bigint, bits: BitSource): boolean {
  let rest = n
  for (; rest > d; rest -= d) if (!bernoulliExpOfFraction(1n, 1n, bits)) return false
  return bernoulliExpOfFraction(rest, d, bits)
}

/** Algorithm 1 for n <= d: von Neumann's alternating series. */
function bernoulliExpOfFraction(n: bigint, d: bigint, bits: BitSource): boolean {
  let k = 1n
  while (drawBelow(d * k, bits) < n) k += 1n
  return (k & 1n) === 1n
}
