/** ln x as a certified interval. */
import { bitLength } from '../rational/integer.ts'
import {
  absolute,
  compare,
  equals,
  floorLog2,
  one,
  type Rational,
  subtract,
  zero,
} from '../rational/rational.ts'
import { ln2Fixed } from './constants.ts'
import { checkBits, dyadicInterval, exactly, type Interval } from './interval.ts'

/**
 * Encloses ln x within a relative width of 2^-bits, for x > 0; ln 1 is exactly 0. [ln.proof.md]
 *
 * @throws RangeError if x <= 0 or bits is out of range
 */
export function lnInterval(x: Rational, bits: number): Interval {
  checkBits('lnInterval', bits)
  if (x.numerator <= 0n) throw new RangeError('lnInterval: x must be greater than 0')
  if (equals(x, one)) return exactly(zero)
  // |ln x| >= |x - 1| / 2 for x in [1/2, 2]: that many bits more, so that the first try suffices.
  const closeness = Math.max(0, -floorLog2(absolute(subtract(x, one))))
  for (
    let work = bits + closeness + bitLength(BigInt(bits + closeness)) + 10;
    ;
    work += bits + 64
  ) {
    const { low, high } = lnFixed(x, work)
    const smaller = low > 0n ? low : -high
    if (smaller > 0n && (high - low) << BigInt(bits) <= smaller)
      return dyadicInterval(low, high, -work)
  }
}

/** Encloses 2^bits ln x, within 5 (bits / 4 + 2) + |log2 x| + 5 units; x > 0. [ln.proof.md] */
function lnFixed(x: Rational, bits: number): { low: bigint; high: bigint } {
  // (1) x = 2^power * top / bottom with 3/4 <= top / bottom < 3/2.
  let power = floorLog2(x)
  if (compare(x, threeHalves(power)) >= 0) power += 1
  const top = power < 0 ? x.numerator << BigInt(-power) : x.numerator
  const bottom = power > 0 ? x.denominator << BigInt(power) : x.denominator

  // (2) ln(top / bottom) = 2 artanh(z), z = (top - bottom) / (top + bottom), |z| <= 1/5.
  const difference = top - bottom
  const distance = difference < 0n ? -difference : difference
  const scale = BigInt(bits)
  const z = (distance << scale) / (top + bottom)
  const square = (z * z) >> scale
  let sum = 0n
  let odd = 1n
  for (let powerOfZ = z; powerOfZ > 0n; powerOfZ = (powerOfZ * square) >> scale) {
    sum += powerOfZ / odd
    odd += 2n
  }
  // (3) The sum lacks less than 2.4 units a term, and 2 for the rest of the series.
  const near = 2n * sum
  const far = 2n * sum + (5n * (odd - 1n)) / 2n + 5n

  const unit = ln2Fixed(bits)
  const times = BigInt(power)
  const [low, high] =
    times < 0n ? [times * (unit + 1n), times * unit] : [times * unit, times * (unit + 1n)]
  return difference < 0n
    ? { low: low - far, high: high - near }
    : { low: low + near, high: high + far }
}

function threeHalves(power: number): Rational {
  return power >= 0
    ? { numerator: 3n << BigInt(power), denominator: 2n }
    : { numerator: 3n, denominator: 2n << BigInt(-power) }
}
