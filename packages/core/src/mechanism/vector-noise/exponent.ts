/** Coins whose chances are powers of e with real exponents. */
import { expFixed, type Interval } from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { type Enclosure, isBelow } from '../../random/lazy-uniform/lazy-uniform.ts'
import { quickCompareExp, undecided } from '../../random/lazy-uniform/quick-compare.ts'
import { powerOfTwo } from '../../random/uniform/power-of-two.ts'

/** x >= 0 within 2^-bits or so: any width that falls to 0 as bits grow. */
export type Exponent = (bits: number) => Interval

/** x as a double, and a size whose 2^-50th part it is off by at most. */
export interface QuickExponent {
  readonly near: number
  readonly size: number
}

/** True with probability e^-x, exactly: decided by the double where that is certain. */
export function isKept(x: Exponent, { near, size }: QuickExponent, bits: BitSource): boolean {
  const word = bits.next()
  const unit = 1 / powerOfTwo(bits.wordBits)
  // (1) Within 2/3 of this error; an x that is at least 0 is no further from 0 than from what is below it.
  const error = size / powerOfTwo(49)
  const verdict = quickCompareExp(word + 0.5, unit, near < 0 ? 0 : near, error)
  if (verdict !== undecided) return verdict > 0
  return isBelow({ prefix: BigInt(word), known: bits.wordBits }, powerOf(x), bits)
}

/** e^-x to any precision. */
export function powerOf(x: Exponent): Enclosure {
  return (precision) => {
    const { low, high } = x(precision + 8)
    // (2) e^-x falls; what is known of an x that is at least 0 may still reach below 0.
    const least = low.numerator < 0n ? 0n : low.numerator
    return {
      low: expFixed(high.numerator, high.denominator, precision).low,
      high: expFixed(least, low.denominator, precision).high,
    }
  }
}
