/** e^x as a certified interval. */
import { bitLength, floorDivide } from '../rational/integer.ts'
import { one, type Rational } from '../rational/rational.ts'
import { ln2Fixed } from './constants.ts'
import { expFixed } from './exp-fixed.ts'
import { checkBits, dyadicInterval, exactly, type Interval } from './interval.ts'

/** Beyond this the result alone would need more than a million digits. */
const largestExponent = 1n << 21n

/**
 * Encloses e^x within a relative width of 2^-bits, for |x| <= 2^21. [exp.proof.md]
 *
 * @throws RangeError if |x| or bits is out of range
 */
export function expInterval(x: Rational, bits: number): Interval {
  checkBits('expInterval', bits)
  if (x.numerator === 0n) return exactly(one)
  const { low, high, exponent } = expScaled(x, bits)
  return dyadicInterval(low, high, exponent)
}

/** The same as integers: low 2^exponent <= e^x <= high 2^exponent, and low >= 2^bits. */
export function expScaled(
  x: Rational,
  bits: number,
): { low: bigint; high: bigint; exponent: number } {
  const { numerator, denominator } = x
  const size = (numerator < 0n ? -numerator : numerator) / denominator
  if (size >= largestExponent)
    throw new RangeError('expInterval: x is beyond 2^21, must be at most that in size')

  // (1) e^x = 2^power e^(-rest) with rest = power ln 2 - x, where 2^work ln 2 is in [unit, unit + 1).
  const work = bits + bitLength(size) + 8
  const unit = ln2Fixed(work)
  let power = floorDivide(numerator << BigInt(work), unit * denominator) + 1n
  if (power < 0n && restScaled(power, unit + 1n, x, work) < 0n) power += 1n
  const [smaller, larger] = power < 0n ? [unit + 1n, unit] : [unit, unit + 1n]
  const scale = denominator << BigInt(work)

  // (2) Both ends of `rest` are rationals in [0, 1.4], so e^(-rest) > 1/5.
  const place = bits + 6
  const high = expFixed(restScaled(power, smaller, x, work), scale, place).high
  const low = expFixed(restScaled(power, larger, x, work), scale, place).low
  return { low, high, exponent: Number(power) - place }
}

/** (power * ln2 / 2^work - x) * denominator * 2^work. */
function restScaled(power: bigint, ln2: bigint, x: Rational, work: number): bigint {
  return power * ln2 * x.denominator - (x.numerator << BigInt(work))
}
