/** Cauchy noise, rounded to the nearest whole number, exactly. */
import { bitLength, type Rational } from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { type LazyUniform, reveal } from '../../random/lazy-uniform/lazy-uniform.ts'
import { uniformBits } from '../../random/uniform/uniform-bits.ts'

/**
 * The whole number nearest to scale * Z, Z standard Cauchy: Pr[x] is the mass of the density
 * 1 / (pi (1 + z^2)) from (x - 1/2) / scale to (x + 1/2) / scale, exactly. [smooth-sensitivity.proof.md]
 *
 * @param scale at least 0
 */
export function drawCauchy(scale: Rational, bits: BitSource): bigint {
  for (;;) {
    const over = fresh(bits)
    const under = fresh(bits)
    if (!insideCircle(over, under, bits)) continue
    const negative = uniformBits(1, bits) === 1
    const size = nearestMultiple(scale, over, under, bits)
    return negative ? -size : size
  }
}

/** Whether over^2 + under^2 < 1: with probability pi / 4. */
function insideCircle(over: LazyUniform, under: LazyUniform, bits: BitSource): boolean {
  for (;;) {
    const whole = 1n << BigInt(2 * over.known)
    const [v, w] = [over.prefix, under.prefix]
    if ((v + 1n) * (v + 1n) + (w + 1n) * (w + 1n) <= whole) return true // (1)
    if (v * v + w * w >= whole) return false
    revealBoth(over, under, bits)
  }
}

/** The whole number nearest to scale * over / under. */
function nearestMultiple(
  { numerator, denominator }: Rational,
  over: LazyUniform,
  under: LazyUniform,
  bits: BitSource,
): bigint {
  // Long scales need as many bits of both, before anything can be decided.
  const atLeast = bitLength(numerator) - bitLength(denominator)
  for (;;) {
    if (over.known > atLeast && under.prefix > 0n) {
      const low = nearest(numerator * over.prefix, denominator * (under.prefix + 1n))
      const high = nearest(numerator * (over.prefix + 1n), denominator * under.prefix)
      if (low === high) return low // (2)
    }
    revealBoth(over, under, bits)
  }
}

/** floor(top / bottom + 1/2), for top >= 0 and bottom > 0. */
function nearest(top: bigint, bottom: bigint): bigint {
  return (2n * top + bottom) / (2n * bottom)
}

function fresh(bits: BitSource): LazyUniform {
  return { prefix: BigInt(bits.next()), known: bits.wordBits }
}

/** Of both the same number of bits is known. */
function revealBoth(over: LazyUniform, under: LazyUniform, bits: BitSource): void {
  reveal(over, bits)
  reveal(under, bits)
}
