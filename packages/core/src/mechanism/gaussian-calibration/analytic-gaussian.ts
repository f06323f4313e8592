/** The exact privacy of continuous Gaussian noise, enclosed. */
import {
  absolute,
  add,
  compare,
  divide,
  expInterval,
  type Interval,
  multiply,
  normalTailInterval,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { twoTo } from '../../space/significant.ts'

const nothing = rational(0)
const one = rational(1)
const two = rational(2)
/** Beyond this many standard deviations a tail is only known to be below 2^-2900. */
const farthest = rational(64)
const farTail: Interval = Object.freeze({ low: nothing, high: twoTo(-2900) })

/**
 * Encloses delta(epsilon) of Gaussian noise whose standard deviation is sensitivity / mu.
 *
 * delta = Phi(mu/2 - epsilon/mu) - e^epsilon Phi(-mu/2 - epsilon/mu), which rises with mu. The
 * enclosure is within a factor 1 + 2^-bits where it is above 2^-2900. [gaussian-calibration.proof.md]
 *
 * @see [BW18] theorem 8
 */
export function gaussianDeltaInterval(epsilon: Rational, mu: Rational, bits: number): Interval {
  const ratio = divide(epsilon, mu)
  const half = divide(mu, two)
  for (let work = bits + 32; ; work *= 2) {
    const first = upperTail(subtract(ratio, half), work)
    const second = upperTail(add(ratio, half), work)
    // (1) Where the second tail is unknown its lower end is 0, and e^epsilon is not needed.
    const reduced =
      second.high === farTail.high
        ? { low: nothing, high: first.high }
        : product(expInterval(epsilon, work), second)
    const low = atLeastZero(subtract(first.low, reduced.high))
    const high = atLeastZero(subtract(first.high, reduced.low))
    const width = subtract(high, low)
    const fine = compare(multiply(width, twoTo(bits)), low) <= 0
    if (fine || second.high === farTail.high || compare(high, farTail.high) <= 0)
      return Object.freeze({ low, high: compare(high, one) > 0 ? one : high })
  }
}

/** Pr[N > x] for a standard normal N. */
function upperTail(x: Rational, bits: number): Interval {
  if (compare(absolute(x), farthest) <= 0) return normalTailInterval(x, bits)
  if (x.numerator > 0n) return farTail
  return { low: subtract(one, farTail.high), high: one }
}

function product(a: Interval, b: Interval): Interval {
  return { low: multiply(a.low, b.low), high: multiply(a.high, b.high) }
}

function atLeastZero(value: Rational): Rational {
  return compare(value, nothing) < 0 ? nothing : value
}
