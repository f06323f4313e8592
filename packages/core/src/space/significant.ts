/** Short rationals near long ones, so that samplers stay on their fast path. */
import { bitLength, ceiling, floorLog2, multiply, type Rational, rational } from '@dither/math'

/** Beyond this, a numerator or denominator is worth shortening. */
const longBits = 64

/**
 * The value itself if it is short, else the smallest number of `bits` significant bits not below it.
 *
 * Larger by a factor of at most 1 + 2^(1 - bits).
 */
export function shortUp(value: Rational, bits = 53): Rational {
  const { numerator, denominator } = value
  if (bitLength(numerator) <= longBits && bitLength(denominator) <= longBits) return value
  return significantUp(value, bits)
}

/** The smallest number of at most `bits` significant bits that is not below the positive value. */
export function significantUp(value: Rational, bits: number): Rational {
  const unit = twoTo(floorLog2(value) - bits + 1)
  return multiply(rational(ceiling(multiply(value, twoTo(bits - 1 - floorLog2(value))))), unit)
}

/** 2^exponent, exactly, for any integer exponent. */
export function twoTo(exponent: number): Rational {
  return exponent >= 0 ? rational(1n << BigInt(exponent)) : rational(1n, 1n << BigInt(-exponent))
}
