/** How heavy discrete Gaussian noise is: what its probabilities are divided by. */
import {
  compare,
  divide,
  expFixed,
  floorLog2,
  type Interval,
  lnInterval,
  multiply,
  piFixed,
  type Rational,
  rational,
  reciprocal,
} from '@dither/math'
import type { Exponent } from './exponent.ts'

const half = rational(1n, 2n)
const one = rational(1)
const two = rational(2)

/** ln of the sum of e^(-k^2 / (2 variance)) over all integers k, at least 0. [vector-noise.proof.md] */
export function lnLatticeSum(variance: Rational): Exponent {
  if (compare(variance, one) < 0) {
    const once = reciprocal(multiply(two, variance))
    return (bits) => {
      const { low, high } = sum({ low: once, high: once }, bits + 8)
      return { low: lnInterval(low, bits + 8).low, high: lnInterval(high, bits + 8).high }
    }
  }
  // (1) Poisson: sqrt(2 pi variance) times the sum of e^(-2 pi^2 k^2 variance).
  return (bits) => {
    const work = bits + 16
    const pi = piFixed(work)
    const around = (times: (pi: Rational) => Rational): Interval => ({
      low: times(rational(pi, 1n << BigInt(work))),
      high: times(rational(pi + 1n, 1n << BigInt(work))),
    })
    const { low, high } = sum(
      around((p) => multiply(two, multiply(multiply(p, p), variance))),
      work,
    )
    const front = around((p) => multiply(two, multiply(p, variance)))
    return {
      low: multiply(half, lnInterval(multiply(front.low, multiply(low, low)), work).low),
      high: multiply(half, lnInterval(multiply(front.high, multiply(high, high)), work).high),
    }
  }
}

/** ln of the sum of e^(-|k| / scale) over all integers k: (1 + q) / (1 - q), q = e^(-1 / scale). */
export function lnLaplaceSum(scale: Rational): Exponent {
  const cancelled = Math.max(0, floorLog2(scale))
  return (bits) => {
    const work = bits + cancelled + 8
    const unit = 1n << BigInt(work)
    const q = expFixed(scale.denominator, scale.numerator, work)
    return {
      low: lnInterval(rational(unit + q.low, unit - q.low), work).low,
      high: lnInterval(rational(unit + q.high, unit - q.high), work).high,
    }
  }
}

/** The sum of e^(-k^2 x) over all integers k, for x >= 1/2. */
function sum(x: Interval, bits: number): Interval {
  const unit = 1n << BigInt(bits)
  let [low, high] = [unit, unit]
  for (let k = 1n; ; k += 1n) {
    const square = k * k
    const least = expFixed(square * x.high.numerator, x.high.denominator, bits).low
    const most = expFixed(square * x.low.numerator, x.low.denominator, bits).high
    // (2) Each term is less than half of the one before: all the rest is below twice the first of it.
    if (most <= 1n)
      return {
        low: divide(rational(low), rational(unit)),
        high: divide(rational(high + 4n), rational(unit)),
      }
    low += 2n * least
    high += 2n * most
  }
}
