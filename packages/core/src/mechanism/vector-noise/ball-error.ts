/** How large noise for an L2 sensitivity gets: bounds by the continuous law of the same shape, in doubles. */
import {
  bisect,
  bitLength,
  exp,
  ln,
  lnGamma,
  type Rational,
  regularizedBeta,
  regularizedGammaP,
  regularizedGammaQ,
  toNumber,
} from '@dither/math'
import { discreteLaplaceVariance } from '../discrete-laplace/discrete-laplace-variance.ts'
import { leastWhole } from './least-whole.ts'

/** Above the errors of the functions of doubles. */
const margin = 1 + 2 ** -30
/** Steps along the radius: each rounds a probability up by about 2 in 100 at most. */
const steps = 512
/** Up to this square of a norm, points of the lattice are counted. */
const mostCounted = 1500
/** Of the dual lattice, points up to this square of a norm are counted. */
const mostDual = 400
const pi = Math.PI
const fourPiSquared = 4 * pi * pi

/**
 * An a with Pr[|z_i| <= a] >= 1 - alpha for each coordinate i; about 1 in 100 too large where scales are above 2, more
 * below. [vector-noise.proof.md]
 */
export function ballCoordinateAccuracy(
  scale: Rational,
  dimension: number,
  alpha: Rational,
): number {
  const [b, d] = [toNumber(scale), dimension]
  // (1) Points within half of the usual length are rare; averages over cubes are near the rest, and all beyond a.
  const half = (b * d) / 2
  const near = exp(Math.sqrt(d) / (2 * b)) * regularizedGammaP(d, d / 2 + Math.sqrt(d) / (2 * b))
  const missed = (a: number): number => {
    const tail = farOut(a + 0.5, b, d)
    const bound = (least: number): number => exp(d / (24 * least * b)) * tail
    return Math.min(bound(a + 1), bound(Math.max(half, a + 1)) + near) * margin
  }
  return leastWhole(missed, toNumber(alpha))
}

/** An a with Pr[|z| <= a] >= 1 - alpha, |z| the L2 norm; too large by about sqrt(dimension) / 2. */
export function ballNormAccuracy(scale: Rational, dimension: number, alpha: Rational): number {
  const [b, d] = [toNumber(scale), dimension]
  const allowed = toNumber(alpha)
  const missed = (a: number): number => {
    const inner = a - Math.sqrt(d) / 2
    return inner <= 0 ? 1 : exp(d / (24 * a * b)) * regularizedGammaQ(d, inner / b) * margin
  }
  let most = Math.max(b, 1) * (d + 1)
  while (missed(most) > allowed) most *= 2
  const [, above] = bisect((a) => allowed - missed(a), 0, most, { tolerance: most * 1e-9 })
  return above
}

/**
 * The variance of a coordinate within about 1 in 10,000: by counting points of the lattice where |z| is small; else
 * scale^2 (dimension + 1), and what the points of the dual lattice add to that.
 */
export function ballVariance(scale: Rational, dimension: number): number {
  if (dimension === 1) return discreteLaplaceVariance(scale)
  const [b, d] = [toNumber(scale), dimension]
  const furthest = Math.ceil((b * (d + 6 * Math.sqrt(d) + 25)) ** 2)
  return furthest <= mostCounted ? countedVariance(b, d, furthest) : dualVariance(b, d)
}

/** Pr[|x_1| > y] of the continuous law e^(-|x| / b) in d dimensions, rounded up. */
function farOut(y: number, b: number, d: number): number {
  if (d === 1) return exp(-y / b)
  // The share of a sphere of that radius which lies beyond y on either side.
  const beyond = (r: number): number =>
    r <= y ? 0 : regularizedBeta((1 - y / r) * (1 + y / r), (d - 1) / 2, 0.5)
  const spread = Math.sqrt(d)
  const last = b * (d + 10 * spread + 60) + y
  const start = Math.max(y, b * (d - 9 * spread))
  // (4) E share(|x|) is the integral of Pr[|x| > r] along share(r), both monotone.
  let [before, share, sum] = [y, 0, 0]
  for (let i = 0; i <= steps; i++) {
    const r = start + ((last - start) * i) / steps
    const next = beyond(r)
    sum += (next - share) * regularizedGammaQ(d, before / b)
    ;[before, share] = [r, next]
  }
  return sum + (1 - share) * regularizedGammaQ(d, before / b)
}

/** E |z|^2 / d, point by point. */
function countedVariance(b: number, d: number, furthest: number): number {
  const logs = squareCounts(d, furthest).map((count, n) => lnCount(count) - Math.sqrt(n) / b)
  const largest = logs.reduce((most, log) => (log > most ? log : most), 0)
  const weights = logs.map((log) => exp(log - largest))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.reduce((sum, weight, n) => sum + weight * n, 0) / whole / d
}

/**
 * The same by Poisson's formula: with t = 1 / scale, the weights sum to c t (t^2 + 4 pi^2 n)^-p over the square norms n
 * of the dual lattice, p = (d + 1) / 2, and those of |z|^2 to the second derivative of that.
 */
function dualVariance(b: number, d: number): number {
  const p = (d + 1) / 2
  // (2) From a ball on, an integral; its terms fall as those of a sum of 1 / r^2.
  const lnSphere = ln(d) + (d / 2) * ln(pi) - lnGamma(d / 2 + 1)
  let whole = 1 + exp(lnSphere - p * ln(fourPiSquared * b * b)) / Math.sqrt(mostDual + 0.5)
  let squares = d * (d + 1)
  const counts = squareCounts(d, firstTerm(b, d, p) < 1e-15 ? 0 : mostDual)
  for (let n = 1; n < counts.length; n++) {
    const near = 1 + fourPiSquared * b * b * n
    const term = exp(lnCount(counts[n] ?? 0n) - p * ln(near))
    whole += term
    squares += (term * 2 * p * (2 * (p + 1) - 3 * near)) / (near * near)
  }
  return (b * b * squares) / (d * whole)
}

/** What the nearest points of the dual lattice weigh, next to 0. */
function firstTerm(b: number, d: number, p: number): number {
  return exp(ln(2 * d) - p * ln(1 + fourPiSquared * b * b))
}

/** How many points of Z^d have each square norm up to `furthest`: the coefficients of (sum of x^(k^2))^d. */
function squareCounts(d: number, furthest: number): readonly bigint[] {
  const counts = [1n]
  for (let n = 1; n <= furthest; n++) {
    let sum = 0n
    for (let k = 1; k * k <= n; k++)
      sum += 2n * BigInt((d + 1) * k * k - n) * (counts[n - k * k] ?? 0n)
    // (3) n c_n = the sum of ((d + 1) k^2 - n) 2 c_(n - k^2), as for any power of a series.
    counts.push(sum / BigInt(n))
  }
  return counts
}

/** ln of a count, also of one that is beyond doubles. */
function lnCount(count: bigint): number {
  if (count === 0n) return Number.NEGATIVE_INFINITY
  const shift = Math.max(0, bitLength(count) - 60)
  return ln(Number(count >> BigInt(shift))) + shift * ln(2)
}
