/** What discrete Laplace noise costs that is kept within bounds by renormalising, and a scale for a budget. */
import {
  add,
  ceiling,
  compare,
  divide,
  expFixed,
  floor,
  floorLog2,
  minimum,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  smallestInteger,
  subtract,
} from '@dither/math'
import { twoTo } from '../../space/significant.ts'
import { lnUp } from '../randomised-response/response-odds.ts'

const one = rational(1)
/** Scales found for a budget have this many significant bits. */
const significantBits = 48

/** What is priced: the numbers of an event, or a mechanism's own. */
export interface BoundedLaplaceNumbers {
  readonly scale: RationalLike
  readonly lower: RationalLike
  readonly upper: RationalLike
  readonly sensitivity: RationalLike
}

/**
 * d / scale + ln(N(d) / N(0)), rounded up: N(i) is the sum of q^|j - i| over all j from 0 to n = upper - lower,
 * q = e^(-1 / scale), d = floor(sensitivity) or n if that is less. [bounded-laplace.proof.md]
 */
export function boundedLaplaceEpsilon(numbers: BoundedLaplaceNumbers): Rational {
  const scale = rational(numbers.scale)
  const n = floor(rational(numbers.upper)) - ceiling(rational(numbers.lower))
  const change = floor(rational(numbers.sensitivity))
  const d = change < n ? change : n
  const precision = 128 + Math.max(0, floorLog2(scale))
  const power = powersOf(scale, precision)
  const whole = 1n << BigInt(precision)
  // (1) N(d) / N(0) = 1 + q (1 - q^d) (1 - q^(n - d)) / (1 - q^(n + 1)), every part rounded so that it grows.
  const top = power(1n).high * (whole - power(d).low) * (whole - power(n - d).low)
  const excess = rational(top, whole * whole * (whole - power(n + 1n).high))
  return add(divide(rational(d), scale), lnUp(add(one, excess)))
}

/** The smallest scale of 48 bits that a search finds to cost at most epsilon: up to twice sensitivity / epsilon. */
export function boundedLaplaceScale(
  epsilon: Rational,
  numbers: Omit<BoundedLaplaceNumbers, 'scale'>,
): Rational {
  const width = subtract(rational(numbers.upper), rational(numbers.lower))
  const least = divide(minimum(width, rational(numbers.sensitivity)), epsilon)
  const unit = twoTo(floorLog2(least) - significantBits + 1)
  const units = floor(divide(least, unit))
  const scaleOf = (n: bigint): Rational => multiply(rational(n), unit)
  // (2) Four times the least is always enough.
  const n = smallestInteger(
    (n) => compare(boundedLaplaceEpsilon({ ...numbers, scale: scaleOf(n) }), epsilon) <= 0,
    units,
    4n * units + 4n,
  )
  return scaleOf(n)
}

/** 2^precision q^k as integers, within 2. */
export function powersOf(
  scale: Rational,
  precision: number,
): (k: bigint) => { readonly low: bigint; readonly high: bigint } {
  return (k) => expFixed(k * scale.denominator, scale.numerator, precision)
}
