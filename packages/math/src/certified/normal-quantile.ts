/** The standard normal quantile as a certified interval. */
import {
  add,
  compare,
  divide,
  dyadic,
  floor,
  minimum,
  multiply,
  negate,
  one,
  type Rational,
  rational,
  subtract,
} from '../rational/rational.ts'
import { toNumber } from '../rounding/directed.ts'
import { exactDouble } from '../rounding/double.ts'
import { normalQuantile } from '../special/normal.ts'
import { checkBits, exactly, type Interval } from './interval.ts'
import { lnInterval } from './ln.ts'
import { densityScaled, normalTailInterval } from './normal.ts'

const half = rational('1/2')

/**
 * Encloses the x with P(Z <= x) = p within an absolute width of 2^-bits, for 2^-50000 <= p <= 1 - that.
 * What is returned has been checked: P(Z <= low) <= p <= P(Z <= high). [normal.proof.md]
 *
 * @throws RangeError if p or bits is out of range
 */
export function normalQuantileInterval(p: Rational, bits: number): Interval {
  checkBits('normalQuantileInterval', bits)
  const tail = minimum(p, subtract(one, p))
  if (compare(tail, dyadic(1n, -50_000)) < 0)
    throw new RangeError('normalQuantileInterval: p must be between 2^-50000 and 1 - 2^-50000')
  if (compare(tail, half) === 0) return exactly(rational(0))
  const { low, high } = upperQuantile(tail, bits)
  return compare(p, half) > 0 ? { low, high } : { low: negate(high), high: negate(low) }
}

/** x > 0 with P(Z > x) = tail < 1/2: Newton's method on ln P(Z > x), then a check of both ends. */
function upperQuantile(tail: Rational, bits: number): Interval {
  const radius = dyadic(1n, -bits - 1)
  const place = bits + 8
  let x = exactDouble(firstGuess(tail))
  for (let round = 0; round < 200; round++) {
    // Bits enough to tell x - radius from x + radius: the tail's relative slope is at least 0.79.
    const work = bits + 16
    const low = subtract(x, radius)
    const high = add(x, radius)
    if (
      compare(normalTailInterval(high, work).high, tail) <= 0 &&
      compare(normalTailInterval(low, work).low, tail) >= 0
    )
      return Object.freeze({ low, high })
    const here = normalTailInterval(x, work).low
    const density = densityScaled(x, work)
    const logarithm = lnInterval(divide(here, tail), work).low
    const step = divide(multiply(logarithm, here), dyadic(density.low, density.exponent))
    x = dyadic(floor(multiply(add(x, step), dyadic(1n, place))), -place)
  }
  throw new RangeError('normalQuantileInterval: no convergence')
}

function firstGuess(tail: Rational): number {
  const near = toNumber(tail)
  if (near > 1e-300) return -normalQuantile(near)
  return Math.sqrt(-2 * toNumber(lnInterval(tail, 60).low))
}
