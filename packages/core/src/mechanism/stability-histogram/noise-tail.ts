/** The tails of the noise on counts, certified. */
import {
  absolute,
  add,
  compare,
  divide,
  floorLog2,
  type Interval,
  maximum,
  minimum,
  multiply,
  normalTailInterval,
  type Rational,
  rational,
  reciprocal,
  sqrtDown,
  sqrtUp,
  subtract,
} from '@dither/math'
import { twoTo } from '../../space/significant.ts'
import { discreteLaplaceProbability } from '../discrete-laplace/discrete-laplace-law.ts'
import { discreteGaussianSums } from '../gaussian-calibration/discrete-gaussian-sums.ts'
import { latticeSlack, smoothedVariance, tailReach } from '../gaussian-calibration/lattice-slack.ts'

/** Encloses Pr[Z >= d], falling with d. */
export type NoiseTail = (d: bigint) => Interval

const nothing = rational(0)
const one = rational(1)
const half = rational('1/2')
/** Beyond so many scales e^(-x) is only said to be below 2^-20000. */
const furthest = rational(20_000)
const tiny = twoTo(-20_000)
/** Below this scale, e^(-1 / scale) is no more than that. */
const smallestScale = reciprocal(furthest)
/** Up to this variance the weights are added up one by one. */
const mostSummedVariance = rational(1n << 16n)

/**
 * Tails of discrete Laplace noise, within a relative width of about 2^-`bits`: q^d / (1 + q) for d > 0,
 * 1 - q^(1 - d) / (1 + q) else, q = e^(-1 / scale).
 */
export function laplaceTail(scale: Rational, bits = 96): NoiseTail {
  return (d) => {
    // (1) At least one scale unit out, in scales so small that nothing else is there.
    if (compare(scale, smallestScale) < 0)
      return d > 0n ? { low: nothing, high: tiny } : { low: subtract(one, tiny), high: one }
    if (compare(divide(absolute(rational(d)), scale), furthest) > 0)
      return d > 0n ? { low: nothing, high: tiny } : { low: subtract(one, tiny), high: one }
    return discreteLaplaceProbability({ scale, input: 0n, output: d, clamp: { upper: d }, bits })
  }
}

/**
 * Tails of discrete Gaussian noise, known to about 2^-`bits`: by exact sums up to variance 65,536; above, by
 * comparison with a rounded continuous Gaussian, which differs by a factor below 1 + 2^-20 within 8 deviations.
 */
export function gaussianTail(variance: Rational, bits = 160): NoiseTail {
  return compare(variance, mostSummedVariance) <= 0
    ? summedTail(variance, bits)
    : roundedTail(variance, bits)
}

/** (2) Weights from d on over all weights. */
function summedTail(variance: Rational, bits: number): NoiseTail {
  const sums = discreteGaussianSums(variance, bits)
  const unit = 1n << BigInt(bits)
  const short = (value: Rational, up: boolean): Rational => {
    const scaled = value.numerator * unit
    const floor = scaled / value.denominator
    return rational(up ? floor + 1n : floor, unit)
  }
  return (d) => {
    const tail = sums.tail(d)
    return {
      low: maximum(nothing, short(rational(tail.low, sums.total.high), false)),
      high: minimum(one, short(rational(tail.high, sums.total.low), true)),
    }
  }
}

/** (3) Inside the reach the two laws differ by a factor that is known; beyond it there is `failure`. */
function roundedTail(variance: Rational, bits: number): NoiseTail {
  const smooth = smoothedVariance(variance) ?? variance
  const places = 96 + floorLog2(variance)
  const [smaller, larger] = [sqrtDown(smooth, places), sqrtUp(smooth, places)]
  const failure = twoTo(-bits)
  const reach = multiply(tailReach(failure), sqrtUp(variance, 16))
  const { above, below } = latticeSlack(variance, reach)
  const rise = reciprocal(subtract(one, above)) // at least e^above
  const fall = subtract(one, below) // at most e^-below
  const most = (from: Rational): Rational => normalTailInterval(divide(from, larger), 64).high
  const least = (from: Rational): Rational => normalTailInterval(divide(from, smaller), 64).low
  const beyond = most(subtract(reach, half))
  const rounded = (d: bigint): Interval => {
    if (compare(rational(d), reach) > 0) return { low: nothing, high: failure }
    const from = subtract(rational(d), half)
    return {
      low: maximum(nothing, multiply(fall, subtract(least(from), beyond))),
      high: minimum(one, add(multiply(rise, most(from)), failure)),
    }
  }
  return (d) => {
    if (d > 0n) return rounded(d)
    const { low, high } = rounded(1n - d) // (4) the noise is symmetric
    return { low: subtract(one, high), high: subtract(one, low) }
  }
}
