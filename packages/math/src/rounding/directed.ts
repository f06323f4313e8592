/** Rationals to doubles: to the nearest, up, and down; correct for every size, subnormals included. */
import { bitLength } from '../rational/integer.ts'
import { floorLog2, type Rational } from '../rational/rational.ts'
import { powerOfTwo } from './powers-of-two.ts'

/** The nearest double, ties to even, as IEEE 754 rounds; beyond the largest, an infinity. */
export function toNumber(a: Rational): number {
  return round(a, 'nearest')
}

/** The smallest double that is not below a: Infinity if a exceeds every double. */
export function toNumberUp(a: Rational): number {
  return round(a, a.numerator < 0n ? 'inward' : 'outward')
}

/** The largest double that is not above a: -Infinity if a is below every double. */
export function toNumberDown(a: Rational): number {
  return round(a, a.numerator < 0n ? 'outward' : 'inward')
}

/** Rounds |a| and restores the sign; inward is toward 0. Zero comes out as +0. */
function round(a: Rational, mode: 'nearest' | 'inward' | 'outward'): number {
  const { numerator, denominator } = a
  if (numerator === 0n) return 0
  const negative = numerator < 0n
  const magnitude = negative ? -numerator : numerator
  if (denominator === 1n && bitLength(magnitude) <= 53) return Number(numerator)
  const exponent = floorLog2(negative ? { numerator: magnitude, denominator } : a)
  if (exponent >= 1024) {
    const size = mode === 'inward' ? Number.MAX_VALUE : Number.POSITIVE_INFINITY
    return negative ? -size : size
  }
  // |a| = steps * 2^unit + rest, with at most 53 bits in `steps`: then steps and steps + 1 times
  // 2^unit are doubles (or the overflow that belongs there), so the last product is exact.
  const unit = Math.max(exponent - 52, -1074)
  const dividend = unit < 0 ? magnitude << BigInt(-unit) : magnitude
  const divisor = unit > 0 ? denominator << BigInt(unit) : denominator
  const steps = dividend / divisor
  const rest = dividend - steps * divisor
  const up =
    mode === 'outward'
      ? rest > 0n
      : mode === 'nearest' &&
        (2n * rest > divisor || (2n * rest === divisor && (steps & 1n) === 1n))
  const size = Number(up ? steps + 1n : steps) * powerOfTwo(unit)
  return negative && size !== 0 ? -size : size
}
