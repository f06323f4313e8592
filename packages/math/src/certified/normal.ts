/** The standard normal distribution function as a certified interval. */
import { bitLength, ceilingDivide, floorDivide, floorSqrt } from '../rational/integer.ts'
import {
  absolute,
  compare,
  floor,
  multiply,
  negate,
  one,
  type Rational,
  rational,
  subtract,
} from '../rational/rational.ts'
import { piFixed } from './constants.ts'
import { expScaled } from './exp.ts'
import { checkBits, dyadicInterval, type Interval } from './interval.ts'

const largest = rational(1000)
const farFrom = rational('5/2')

/**
 * Encloses P(Z > x), Z standard normal, within a relative width of 2^-bits, for |x| <= 1000.
 * [normal.proof.md]
 *
 * @throws RangeError if |x| or bits is out of range
 */
export function normalTailInterval(x: Rational, bits: number): Interval {
  checkBits('normalTailInterval', bits)
  if (compare(absolute(x), largest) > 0)
    throw new RangeError('normalTailInterval: x is beyond 1000, must be at most that in size')
  if (x.numerator < 0n) {
    const { low, high } = normalTailInterval(negate(x), bits)
    return Object.freeze({ low: subtract(one, high), high: subtract(one, low) })
  }
  return compare(x, farFrom) < 0 ? nearTail(x, bits) : farTail(x, bits)
}

/** Encloses P(Z <= x) within a relative width of 2^-bits, for |x| <= 1000. [normal.proof.md] */
export function normalCdfInterval(x: Rational, bits: number): Interval {
  return normalTailInterval(negate(x), bits)
}

/** Integers with low 2^exponent <= e^(-x^2/2) / sqrt(2 pi) <= high 2^exponent, relatively 2^-bits close. */
export function densityScaled(
  x: Rational,
  bits: number,
): { low: bigint; high: bigint; exponent: number } {
  const work = bits + 4
  const power = expScaled(multiply(multiply(x, x), { numerator: -1n, denominator: 2n }), work)
  // (1) 2^work / sqrt(2 pi), from pi 2^work in [pi, pi + 1).
  const pi = piFixed(work)
  const cube = 1n << BigInt(3 * work)
  const low = floorSqrt(cube / (2n * (pi + 1n)))
  const high = floorSqrt(cube / (2n * pi)) + 1n
  return { low: power.low * low, high: power.high * high, exponent: power.exponent - work }
}

/** 0 <= x < 5/2: P(Z > x) = 1/2 - density(x) (x + x^3/3 + x^5/(3 5) + x^7/(3 5 7) + ...). */
function nearTail(x: Rational, bits: number): Interval {
  const top = x.numerator * x.numerator
  const bottom = x.denominator * x.denominator
  for (let work = bits + bitLength(BigInt(bits)) + 24; ; work += 64) {
    let term = floorDivide(x.numerator << BigInt(work), x.denominator)
    let sum = term
    let odd = 1n
    while (term > 0n) {
      odd += 2n
      term = (term * top) / (bottom * odd)
      sum += term
    }
    // (2) Each of (odd + 1) / 2 terms, and the rest of the series, lacks less than 6 units.
    const slack = 3n * (odd + 3n)
    const density = densityScaled(x, work)
    const back = BigInt(-density.exponent)
    const half = 1n << BigInt(work - 1)
    const low = half - ((density.high * (sum + slack)) >> back) - 1n
    const high = half - ((density.low * sum) >> back)
    if (narrow(low, high, bits)) return dyadicInterval(low, high, -work)
  }
}

/** x >= 5/2: P(Z > x) = density(x) / (x + 1/(x + 2/(x + 3/(x + ...)))). */
function farTail(x: Rational, bits: number): Interval {
  const size = Number(floor(x))
  const steps = (0.36 * bits) / size
  for (let depth = 4 + Math.ceil(steps * steps); ; depth *= 2) {
    const work = bits + bitLength(BigInt(depth)) + 8
    const ratio = continuedFraction(x, depth, work)
    const density = densityScaled(x, bits + 4)
    // (4) density / ratio, the quotient with some bits more than asked for.
    const shift = BigInt(2 * work)
    const low = (density.low << shift) / ratio.high
    const high = (density.high << shift) / ratio.low + 1n
    if (narrow(low, high, bits)) return dyadicInterval(low, high, density.exponent - work)
  }
}

/**
 * Encloses 2^work (x + 1/(x + 2/(x + ... depth/v))): the innermost v is at least x, and every level
 * falls as its inner level rises.
 */
function continuedFraction(
  x: Rational,
  depth: number,
  work: number,
): { low: bigint; high: bigint } {
  const scale = BigInt(work)
  const square = 1n << BigInt(2 * work)
  const down = floorDivide(x.numerator << scale, x.denominator)
  const up = ceilingDivide(x.numerator << scale, x.denominator)
  // (3) v in [x, x + (depth + 1) / x].
  let low = down
  let high = up + ceilingDivide(square * BigInt(depth + 1), down)
  for (let k = BigInt(depth); k > 0n; k--) {
    const product = square * k
    const inner = down + product / high
    high = up + ceilingDivide(product, low)
    low = inner
  }
  return { low, high }
}

function narrow(low: bigint, high: bigint, bits: number): boolean {
  return low > 0n && (high - low) << BigInt(bits) <= low
}
