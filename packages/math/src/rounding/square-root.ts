/** Square roots of rationals, rounded up or down. */
import { floorSqrt } from '../rational/integer.ts'
import { dyadic, floorLog2, fraction, type Rational, zero } from '../rational/rational.ts'

/**
 * A rational not below sqrt(a), by at most a factor 1 + 2^-bits; exact for the square of a rational.
 *
 * @throws RangeError if a < 0
 */
export function sqrtUp(a: Rational, bits = 64): Rational {
  return exactRoot(a) ?? enclose(a, bits, 1n)
}

/** A rational not above sqrt(a), by at most a factor 1 - 2^-bits. @throws RangeError if a < 0 */
export function sqrtDown(a: Rational, bits = 64): Rational {
  return exactRoot(a) ?? enclose(a, bits, 0n)
}

function exactRoot(a: Rational): Rational | undefined {
  if (a.numerator < 0n) throw new RangeError('sqrt: the value is negative, must be at least 0')
  if (a.numerator === 0n) return zero
  const top = floorSqrt(a.numerator)
  if (top * top !== a.numerator) return undefined
  const bottom = floorSqrt(a.denominator)
  return bottom * bottom === a.denominator ? fraction(top, bottom) : undefined
}

/**
 * root = floor(sqrt(floor(a 4^shift))) has more than `bits` bits, so one unit is below the promised
 * error; and root^2 <= a 4^shift < (root + 1)^2.
 */
function enclose(a: Rational, bits: number, step: bigint): Rational {
  const shift = bits + 1 - Math.floor(floorLog2(a) / 2)
  const scaled =
    shift >= 0
      ? (a.numerator << BigInt(2 * shift)) / a.denominator
      : a.numerator / (a.denominator << BigInt(-2 * shift))
  return dyadic(floorSqrt(scaled) + step, -shift)
}
