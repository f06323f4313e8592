/** The Rényi divergence of Gaussian noise on a Poisson sample: exact but for rounding, at every order. */
import { expm1, ln, log1p } from '@dither/math'
import { divergenceFrom, lnExcessUp, lnLargeExcessUp } from './excess.ts'
import { expUp, lnDown, lnSumUp, lnUp, roomUp } from './log-sum.ts'

/** The sum over nodes errs by less than about e^-38 of itself. */
const wanted = 38
/** Beyond this many nodes a fractional order is bounded by its neighbours. */
const mostNodes = 2 ** 15
/** Integer orders beyond this are bounded by the noise without a sample. */
const largestOrder = 2 ** 16
const halfPi = 1.5707963267948966
const lnRootTwoPi = 0.9189385332046728

/**
 * D_a((1 - q) N(0, s^2) + q N(1, s^2) || N(0, s^2)), rounded up; it is not less than with both laws exchanged.
 *
 * At whole orders a finite sum, at others the trapezoidal rule with a proven error. [renyi.proof.md]
 *
 * @param order at least 1
 * @param rate q in (0, 1), rounded up
 * @param deviation s > 0, in units of the sensitivity, rounded down
 * @see [MTZ19]
 */
export function sampledGaussianDivergence(order: number, rate: number, deviation: number): number {
  if (order === Number.POSITIVE_INFINITY) return order
  const whole = order * (1 / (2 * deviation * deviation)) * (1 + 2 ** -50)
  if (order > largestOrder || !(whole < 2 ** 900)) return whole
  // Divergences rise with the rate and fall with the deviation: no double need be smaller, or larger.
  const law = { rate: Math.max(rate, 2 ** -500), deviation: Math.min(deviation, 2 ** 100) }
  const sum = lnMean(order, law)
  return Math.min(whole, sum === undefined ? between(order, law) : divergenceFrom(order, sum))
}

interface SampledGaussian {
  readonly rate: number
  readonly deviation: number
}

/** ln of the mean of `lnExcessUp`'s function under N(0, s^2). */
function lnMean(order: number, law: SampledGaussian): number | undefined {
  if (Number.isInteger(order) && order >= 2) return atWholeOrder(order, law)
  return byNodes(order, law)
}

/**
 * (4) The moment of order a is the binomial mean of e^(k (k - 1) / (2 s^2)), k of a; so what it exceeds 1 by is that of
 * e^(...) - 1, without the terms of 0 and 1.
 */
function atWholeOrder(order: number, { rate, deviation }: SampledGaussian): number {
  const terms: number[] = []
  const odds = ln(rate) - log1p(-rate)
  const slope = 1 / (2 * deviation * deviation)
  let weight = order * log1p(-rate)
  let error = Math.abs(weight) * 2 ** -48
  for (let k = 0; k < order; k++) {
    const ratio = ln((order - k) / (k + 1))
    weight += ratio + odds
    error += (4 + Math.abs(ratio) + Math.abs(odds) + Math.abs(weight)) * 2 ** -49
    const exponent = slope * (k + 1) * k
    if (k > 0) terms.push(weight + lnGrowth(exponent) + error + exponent * 2 ** -50)
  }
  return roomUp(lnSumUp(terms) - lnDown(order - 1))
}

/** ln(e^x - 1) for x > 0, up to 2^-46 + 2^-48 |ln x|, which is added. */
function lnGrowth(x: number): number {
  return x > 40 ? x : roomUp(ln(expm1(x)) + 2 ** -46)
}

/** (5) By the trapezoidal rule in the logarithm u of the odds before sampling. */
function byNodes(order: number, law: SampledGaussian): number | undefined {
  const { rate, deviation } = law
  const most = lnMost(order, law)
  const widest = 0.999 * halfPi * deviation
  const half = 1 / (2 * deviation)
  const reach = (Math.max(0, Math.ceil(order - 2)) + 2) / deviation
  let need = most - lnGuess(order, law) + wanted
  for (let round = 0; round < 6; round++, need += 40) {
    // (6) With e^(d^2 / 2 - 2 pi d / h) the rule errs; the best d for this error, and the step h for it.
    const free = Math.sqrt(2 * need)
    const strip = Math.min(widest, free)
    const step = shortDown((4 * halfPi * strip) / (need + (strip * strip) / 2) / deviation)
    const h = step * deviation
    const far = free + 1
    const first = Math.floor((-far - half) / h) - 1
    const last = Math.ceil((reach + far - half) / h) + 1
    if (!(last - first < mostNodes)) return undefined
    const terms: number[] = []
    for (let node = first; node <= last; node++) {
      const u = node * step
      const excess = excessAt(order, rate, u)
      const place = deviation * u + half
      const size = deviation * Math.abs(u) + half
      const density = -0.5 * place * place - lnRootTwoPi + (size * size + 2) * 2 ** -48
      if (excess > Number.NEGATIVE_INFINITY)
        terms.push(density + excess + Math.abs(excess) * 2 ** -52)
    }
    const sum = roomUp(lnSumUp(terms) + lnUp(h))
    const turns = (4 * halfPi * strip) / h
    const rule = roomUp(most + 0.71 + (strip * strip) / 2 - turns)
    const tails = roomUp(most - 0.5 * free * free)
    const all = lnSumUp([sum, rule, tails])
    if (turns > 5 && (all - sum < 2 ** -36 || round === 5)) return all
  }
  return undefined
}

/** ln g at the odds 1 - q + q e^u, rounded up: by q (e^u - 1), or where that is large by ln q + u. */
function excessAt(order: number, rate: number, u: number): number {
  if (u <= 40) return lnExcessUp(order, rate * expm1(u) * (1 + 2 ** -46))
  const lnRate = ln(rate)
  const grown = u + lnRate + (u + Math.abs(lnRate) + 1) * 2 ** -50
  return grown > 200 ? lnLargeExcessUp(order, grown) : lnExcessUp(order, expUp(grown))
}

/** (7) Of (a / 2) q^2 times the mean of (e^2u + 1) (1 + q e^u)^n, n = max(0, a - 2), at least: log-convex in n. */
function lnMost(order: number, law: SampledGaussian): number {
  const { rate } = law
  const power = Math.max(0, order - 2)
  const below = Math.floor(power)
  const share = power - below
  const mean =
    share === 0
      ? lnPowerMean(below, law)
      : (1 - share) * lnPowerMean(below, law) + share * lnPowerMean(below + 1, law)
  const steep = order < 2 ? (order - 2) * log1p(-rate) : 0
  const most = mean + ln(order / 2) + 2 * ln(rate) + steep
  return most + Math.abs(most) * 2 ** -30 + 2 ** -20
}

/** ln of that mean for a whole n, by the binomial formula, to about 2^-40 of it. */
function lnPowerMean(power: number, { rate, deviation }: SampledGaussian): number {
  const slope = 1 / (2 * deviation * deviation)
  const terms: number[] = []
  let weight = 0
  for (let k = 0; k <= power; k++) {
    terms.push(weight + slope * (k + 2) * (k + 1), weight + slope * k * (k - 1))
    weight += ln((power - k) / (k + 1)) + ln(rate)
  }
  return lnSumUp(terms)
}

/** About the result, from below: it decides on the step alone. */
function lnGuess(order: number, law: SampledGaussian): number {
  const below = Math.floor(order)
  if (below >= 2) return atWholeOrder(below, law)
  const { rate, deviation } = law
  const near = 2 * ln(rate) + Math.min(700, 1 / (deviation * deviation))
  return Math.min(near, ln(rate)) - 2
}

/** (8) (a - 1) D_a is convex in a, and 0 at 1; at 1 itself the next order is a bound. */
function between(order: number, law: SampledGaussian): number {
  const least = Math.max(order, 1 + 2 ** -10)
  const below = Math.floor(least)
  const share = least - below
  const grown = (at: number): number =>
    at === 1 ? 0 : (at - 1) * divergenceFrom(at, atWholeOrder(at, law))
  return roomUp(((1 - share) * grown(below) + share * grown(below + 1)) / (least - 1))
}

/** A number not above x, of 6 bits: so that its multiples are exact. */
function shortDown(x: number): number {
  let unit = 1
  while (unit * 64 > x) unit /= 2
  while (unit * 128 <= x) unit *= 2
  return Math.floor(x / unit) * unit
}
