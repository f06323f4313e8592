/** A confidence interval for the ratio of two noisy sums [Fie54]. */
import { bisect, exp, normalCdf } from '@dither/math'
import type { Noise } from './noise.ts'
import type { NoiseLaw } from './noise-law.ts'

export interface NoisyRatio {
  readonly numerator: number
  readonly denominator: number
  readonly numeratorNoise: Noise
  readonly denominatorNoise: Noise
  /** What the true ratio is publicly known to lie between. */
  readonly low: number
  readonly high: number
}

/**
 * The smallest interval that holds every ratio t in [low, high] with |S - t N| <= q(t), q(t) the quantile
 * of |X - t Y| for the noises X of S and Y of N.
 *
 * For the true t, S - t N is exactly X - t Y: so the set holds t with the confidence, however small the
 * true denominator is. [ratio-interval.proof.md]
 */
export function ratioInterval(
  ratio: NoisyRatio,
  confidence: number,
): readonly [low: number, high: number] {
  const { numerator, denominator, low, high } = ratio
  const within = probabilityWithin(ratio.numeratorNoise.law(), ratio.denominatorNoise.law())
  // |S - t N| <= q(t) if and only if Pr[|X - t Y| < |S - t N|] < confidence. (1)
  const excess = (t: number): number =>
    within(t, Math.abs(numerator - t * denominator)) - confidence
  const estimate = denominator > 0 ? numerator / denominator : (low + high) / 2
  const start = Math.min(Math.max(estimate, low), high)
  return [end(excess, start, low), end(excess, start, high)]
}

const pieces = 8

/** The outermost point of the set between `start` and `limit`, to 2^-36 of the distance, outside it. */
function end(excess: (t: number) => number, start: number, limit: number): number {
  if (excess(limit) < 0) return limit
  const at = (i: number) => limit + ((start - limit) * i) / pieces
  for (let i = 1; i <= pieces; i++) {
    if (excess(at(i)) >= 0) continue
    const [inner, outer] = [at(i), at(i - 1)]
    const tolerance = Math.abs(limit - start) * 2 ** -36
    const [a, b] = bisect(excess, Math.min(inner, outer), Math.max(inner, outer), { tolerance })
    return outer > inner ? b : a
  }
  return start
}

/** Laws at least this wide are as good as continuous, together. */
const smooth = 16

/** (t, r) -> Pr[|X - t Y| < r]. */
export function probabilityWithin(x: NoiseLaw, y: NoiseLaw): (t: number, r: number) => number {
  const { masses } = y
  if (masses === undefined || (x.size > smooth && y.size > smooth))
    return (t, r) => smoothWithin(x, y, t, r)
  return (t, r) => {
    let sum = 0
    for (const [k, mass] of masses.entries()) {
      const here = x.below(t * k + r) - x.below(nextInteger(t * k - r))
      sum += (k === 0 ? mass : 2 * mass) * Math.max(0, here) // Y and -Y alike
    }
    return sum
  }
}

/** X > a is X >= the next integer, so Pr[X <= a] is Pr[X < that integer]. */
function nextInteger(a: number): number {
  return Math.floor(a) + 1
}

function smoothWithin(x: NoiseLaw, y: NoiseLaw, t: number, r: number): number {
  const a = x.size
  const b = Math.abs(t) * y.size
  return x.kind === 'gaussian'
    ? 1 - 2 * normalCdf(-r / Math.sqrt(a * a + b * b))
    : 1 - laplaceTail(Math.max(a, b), Math.min(a, b), r)
}

/** Pr[|X + Y| > r] for independent Laplace laws of scales a >= b: (a^2 e^(-r/a) - b^2 e^(-r/b)) / (a^2 - b^2). */
function laplaceTail(a: number, b: number, r: number): number {
  if (a - b > a * 1e-5) return (a * a * exp(-r / a) - b * b * exp(-r / b)) / ((a - b) * (a + b))
  const scale = (a + b) / 2
  return (1 + r / (2 * scale)) * exp(-r / scale)
}
