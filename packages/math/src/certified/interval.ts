/** Certified enclosures: low <= the exact value <= high. */
import { dyadic, type Rational } from '../rational/rational.ts'

/** Two rationals with the exact value between them, ends included. */
export interface Interval {
  readonly low: Rational
  readonly high: Rational
}

/** [low, high] * 2^exponent. */
export function dyadicInterval(low: bigint, high: bigint, exponent: number): Interval {
  return Object.freeze({ low: dyadic(low, exponent), high: dyadic(high, exponent) })
}

export function exactly(value: Rational): Interval {
  return Object.freeze({ low: value, high: value })
}

/** Checks the number of bits that a caller asks for. */
export function checkBits(name: string, bits: number): void {
  if (!Number.isSafeInteger(bits) || bits < 1 || bits > 100_000)
    throw new RangeError(`${name}: bits is ${bits}, must be an integer from 1 to 100000`)
}
