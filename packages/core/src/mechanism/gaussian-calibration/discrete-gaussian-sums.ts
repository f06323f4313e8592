/** Sums of the discrete Gaussian's weights, certified, in fixed point. */
import { expFixed, type Rational } from '@dither/math'

/** low <= 2^bits * value <= high. */
interface FixedInterval {
  readonly low: bigint
  readonly high: bigint
}

export interface DiscreteGaussianSums {
  readonly bits: number
  /** The sum of e^(-k^2 / (2 variance)) over all integers k >= from. */
  readonly tail: (from: bigint) => FixedInterval
  /** The same over all integers. */
  readonly total: FixedInterval
}

/**
 * Adds up e^(-k^2 / (2 variance)) exactly but for `bits` binary places.
 *
 * About 1.2 sqrt(variance * bits) terms, so for variances up to some thousands. [gaussian-calibration.proof.md]
 */
export function discreteGaussianSums(variance: Rational, bits: number): DiscreteGaussianSums {
  const weights = positiveWeights(variance, bits)
  const last = BigInt(weights.length)
  // (1) The weights from `last` on fall faster than a geometric series.
  const tails: FixedInterval[] = [rest(variance, weights)]
  for (const weight of weights.toReversed()) {
    const next = tails.at(-1) ?? weight
    tails.push({ low: next.low + weight.low, high: next.high + weight.high })
  }
  tails.reverse() // tails[i] is the sum from i + 1 on
  const beyond = tails.at(-1) ?? { low: 0n, high: 0n }
  const positive = tails[0] ?? beyond
  const total = {
    low: (1n << BigInt(bits)) + 2n * positive.low,
    high: (1n << BigInt(bits)) + 2n * positive.high,
  }
  const tail = (from: bigint): FixedInterval => {
    if (from > 0n)
      return from > last ? { low: 0n, high: beyond.high } : (tails[Number(from) - 1] ?? beyond)
    // (2) The weights are symmetric.
    const complement = tail(1n - from)
    return { low: total.low - complement.high, high: total.high - complement.low }
  }
  return Object.freeze({ bits, tail, total: Object.freeze(total) })
}

/** The weights of 1, 2, … until one is below a unit of the last place. */
function positiveWeights(variance: Rational, bits: number): readonly FixedInterval[] {
  const { numerator: p, denominator: q } = variance
  const place = BigInt(bits)
  // (3) weight(k + 1) = weight(k) * ratio(k), ratio(k + 1) = ratio(k) * e^(-1 / variance).
  let weight: FixedInterval = expFixed(q, 2n * p, bits)
  let ratio: FixedInterval = expFixed(3n * q, 2n * p, bits)
  const step = expFixed(q, p, bits)
  const weights: FixedInterval[] = []
  while (weight.low > 0n) {
    weights.push(weight)
    weight = product(weight, ratio, place)
    ratio = product(ratio, step, place)
  }
  weights.push(weight)
  return weights
}

/** The sum of the weights after the listed ones: at most weight * (1 + 2 variance / (2k + 1)), for weight(k + 1). */
function rest(
  { numerator: p, denominator: q }: Rational,
  weights: readonly FixedInterval[],
): FixedInterval {
  const last = weights.at(-1)?.high ?? 1n
  const factor = 1n + (2n * p) / (q * (2n * BigInt(weights.length) + 1n)) + 1n
  return { low: 0n, high: last * factor + 1n }
}

function product(a: FixedInterval, b: FixedInterval, place: bigint): FixedInterval {
  return { low: (a.low * b.low) >> place, high: ((a.high * b.high) >> place) + 1n }
}
