/** Exact rational numbers over bigint. */
import { parseDecimal } from './decimal.ts'
import { bitLength, ceilingDivide, floorDivide, gcd, trailingZeros } from './integer.ts'

/** A reduced fraction with a positive denominator; frozen. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** What every parameter accepts. A number means its shortest decimal: 0.1 is 1/10. */
export type RationalLike = number | string | bigint | Rational

/**
 * The exact value of a parameter, divided by `denominator` if one is given.
 *
 * A number means its shortest decimal (0.8 + 0.2 = 1); a string is "0.1", "1e-6" or "7/20".
 *
 * @throws RangeError if the value is not finite, cannot be read, or the denominator is 0
 */
export function rational(value: RationalLike, denominator?: bigint): Rational {
  const result = read(value)
  return denominator === undefined
    ? result
    : divide(result, { numerator: denominator, denominator: 1n })
}

/** True for a plain object of that shape, reduced and with a positive denominator. */
export function isRational(value: unknown): value is Rational {
  if (typeof value !== 'object' || value === null) return false
  if (!('numerator' in value) || !('denominator' in value)) return false
  const { numerator, denominator } = value
  if (typeof numerator !== 'bigint' || typeof denominator !== 'bigint') return false
  return denominator === 1n || (denominator > 1n && gcd(numerator, denominator) === 1n)
}

/** a + b. */
export function add(a: Rational, b: Rational): Rational {
  const { numerator: p, denominator: q } = a
  const { numerator: r, denominator: s } = b
  if (q === 1n && s === 1n) return reduced(p + r, 1n)
  if (q === s) return fraction(p + r, q)
  // Any common divisor of the sum and q*s divides gcd(q, s), as both terms are reduced.
  const shared = gcd(q, s)
  if (shared === 1n) return reduced(p * s + r * q, q * s)
  const cofactor = q / shared
  const sum = p * (s / shared) + r * cofactor
  const common = gcd(sum, shared)
  return common === 1n ? reduced(sum, cofactor * s) : reduced(sum / common, cofactor * (s / common))
}

/** a - b. */
export function subtract(a: Rational, b: Rational): Rational {
  return add(a, negate(b))
}

/** a * b. */
export function multiply(a: Rational, b: Rational): Rational {
  const { numerator: p, denominator: q } = a
  const { numerator: r, denominator: s } = b
  if (q === 1n && s === 1n) return reduced(p * r, 1n)
  const first = s === 1n ? 1n : gcd(p, s)
  const second = q === 1n ? 1n : gcd(r, q)
  if (first === 1n && second === 1n) return reduced(p * r, q * s)
  return reduced((p / first) * (r / second), (q / second) * (s / first))
}

/** a / b. @throws RangeError if b is 0 */
export function divide(a: Rational, b: Rational): Rational {
  return multiply(a, reciprocal(b))
}

/** 1 / a. @throws RangeError if a is 0 */
export function reciprocal(a: Rational): Rational {
  if (a.numerator === 0n) throw new RangeError('rational: the denominator is 0, must not be 0')
  return a.numerator > 0n
    ? reduced(a.denominator, a.numerator)
    : reduced(-a.denominator, -a.numerator)
}

/** -a. */
export function negate(a: Rational): Rational {
  return reduced(-a.numerator, a.denominator)
}

/** |a|. */
export function absolute(a: Rational): Rational {
  return a.numerator < 0n ? negate(a) : a
}

/** -1, 0 or 1 as a is less than, equal to or greater than b. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const left = a.denominator === b.denominator ? a.numerator : a.numerator * b.denominator
  const right = a.denominator === b.denominator ? b.numerator : b.numerator * a.denominator
  return left < right ? -1 : left > right ? 1 : 0
}

/** True if a and b are the same number. */
export function equals(a: Rational, b: Rational): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator
}

/** -1, 0 or 1 as a is negative, zero or positive. */
export function sign(a: Rational): -1 | 0 | 1 {
  return a.numerator < 0n ? -1 : a.numerator > 0n ? 1 : 0
}

/** The least of the values. */
export function minimum(first: Rational, ...others: readonly Rational[]): Rational {
  return others.reduce((best, other) => (compare(other, best) < 0 ? other : best), first)
}

/** The greatest of the values. */
export function maximum(first: Rational, ...others: readonly Rational[]): Rational {
  return others.reduce((best, other) => (compare(other, best) > 0 ? other : best), first)
}

/** The largest integer that is not above a. */
export function floor(a: Rational): bigint {
  return floorDivide(a.numerator, a.denominator)
}

/** The smallest integer that is not below a. */
export function ceiling(a: Rational): bigint {
  return ceilingDivide(a.numerator, a.denominator)
}

/** floor(a + 1/2): halves go up. */
export function roundHalfUp(a: Rational): bigint {
  return floorDivide(2n * a.numerator + a.denominator, 2n * a.denominator)
}

/** a^exponent for any integer exponent; a^0 = 1. @throws RangeError for a negative power of 0 */
export function integerPower(a: Rational, exponent: number): Rational {
  if (!Number.isSafeInteger(exponent))
    throw new RangeError(`integerPower: exponent is ${exponent}, must be an integer`)
  const base = exponent < 0 ? reciprocal(a) : a
  const power = BigInt(Math.abs(exponent))
  return reduced(base.numerator ** power, base.denominator ** power)
}

/** The integer e with 2^e <= a < 2^(e+1). @throws RangeError if a <= 0 */
export function floorLog2(a: Rational): number {
  if (a.numerator <= 0n) throw new RangeError('floorLog2: the value must be greater than 0')
  const guess = bitLength(a.numerator) - bitLength(a.denominator)
  const atLeast =
    guess >= 0
      ? a.numerator >= a.denominator << BigInt(guess)
      : a.numerator << BigInt(-guess) >= a.denominator
  return atLeast ? guess : guess - 1
}

/** numerator / denominator in lowest terms. @throws RangeError if denominator is 0 */
export function fraction(numerator: bigint, denominator: bigint): Rational {
  if (denominator === 1n) return reduced(numerator, 1n)
  if (denominator === 0n) throw new RangeError('rational: the denominator is 0, must not be 0')
  const common = gcd(numerator, denominator)
  const divisor = denominator < 0n ? -common : common
  return reduced(numerator / divisor, denominator / divisor)
}

/** mantissa * 2^exponent in lowest terms. */
export function dyadic(mantissa: bigint, exponent: number): Rational {
  if (mantissa === 0n) return zero
  if (exponent >= 0) return reduced(mantissa << BigInt(exponent), 1n)
  const zeros = Math.min(trailingZeros(mantissa), -exponent)
  return reduced(mantissa >> BigInt(zeros), 1n << BigInt(-exponent - zeros))
}

export const zero: Rational = Object.freeze({ numerator: 0n, denominator: 1n })
export const one: Rational = Object.freeze({ numerator: 1n, denominator: 1n })

/** "7/20", or "3" for an integer. `rational` reads it back exactly. */
export function formatRational(a: Rational): string {
  return a.denominator === 1n ? `${a.numerator}` : `${a.numerator}/${a.denominator}`
}

function reduced(numerator: bigint, denominator: bigint): Rational {
  return Object.freeze({ numerator, denominator })
}

function read(value: RationalLike): Rational {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return reduced(BigInt(value), 1n)
    if (!Number.isFinite(value))
      throw new RangeError(`rational: the value is ${value}, must be finite`)
    return readText(String(value))
  }
  if (typeof value === 'bigint') return reduced(value, 1n)
  if (typeof value === 'string') return readText(value)
  return fraction(value.numerator, value.denominator)
}

function readText(text: string): Rational {
  const { digits, exponent, divisor } = parseDecimal(text)
  return exponent >= 0
    ? fraction(digits * 10n ** BigInt(exponent), divisor)
    : fraction(digits, divisor * 10n ** BigInt(-exponent))
}
