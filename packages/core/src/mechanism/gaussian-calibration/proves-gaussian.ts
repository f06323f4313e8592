/** Proves (epsilon, delta) for joint discrete Gaussian noise, in any dimension. */
import {
  add,
  bitLength,
  ceiling,
  compare,
  divide,
  floorSqrt,
  maximum,
  minimum,
  multiply,
  type Rational,
  rational,
  reciprocal,
  sqrtUp,
  subtract,
} from '@dither/math'
import { twoTo } from '../../space/significant.ts'
import { zcdpDelta } from '../../space/zcdp-conversion.ts'
import { gaussianDeltaInterval } from './analytic-gaussian.ts'
import { exactGaussianDelta } from './exact-gaussian-delta.ts'
import { type GaussianQuestion, gaussianRho, squaredMu } from './gaussian-question.ts'
import { latticeSlack, reachOf, smoothedVariance, tailReach } from './lattice-slack.ts'

const nothing = rational(0)
const one = rational(1)
/** The part of delta that pays for tails. */
const tailShare = twoTo(-24)
/** Above this variance the comparison with the continuous Gaussian is exact to 1e-6. */
const mostSummedVariance = rational(16_384)

/**
 * True if the noise is (epsilon, delta)-DP, proved in one of three ways; false if none of them proves it.
 *
 * 1. One coordinate changes: the exact sum [CKS20, theorem 7].
 * 2. Any number: comparison with a rounded continuous Gaussian, exactly analysed [BW18].
 * 3. Any number: conversion from zCDP [CKS20, proposition 12].
 *
 * All comparisons are between rationals, with every enclosure taken at its unfavourable end.
 * [gaussian-calibration.proof.md]
 */
export function provesGaussian(
  question: GaussianQuestion,
  epsilon: Rational,
  delta: Rational,
): boolean {
  return (
    provesBySums(question, epsilon, delta) ||
    provesByRounding(question, epsilon, delta) ||
    provesByConversion(question, epsilon, delta)
  )
}

/** (1) Each case moves one vector, which has one coordinate or moves by 1 at most. */
export function provesBySums(
  { variances, squares, dimension }: GaussianQuestion,
  epsilon: Rational,
  delta: Rational,
): boolean {
  const bits = 128 + bitLength(ceiling(reciprocal(delta)))
  return squares.every((changes) => {
    const moved = changes.flatMap((square, j) => (square > 0n ? [{ square, j }] : []))
    const [only] = moved
    if (only === undefined) return true
    const variance = variances[only.j] ?? nothing
    if (moved.length > 1 || (only.square > 1n && dimension > 1)) return false
    if (compare(variance, mostSummedVariance) > 0) return false
    const shift = floorSqrt(only.square)
    return compare(exactGaussianDelta({ variance, shift, epsilon, bits }), delta) <= 0
  })
}

/** (2) The laws differ by e^slack on all but the tails; the continuous one is analysed exactly. */
export function provesByRounding(
  question: GaussianQuestion,
  epsilon: Rational,
  delta: Rational,
): boolean {
  const smoothed = question.variances.map((variance) => smoothedVariance(variance) ?? nothing)
  const tails = multiply(delta, tailShare)
  return question.squares.every((squares) => {
    if (squares.some((square, j) => square > 0n && smoothed[j]?.numerator === 0n)) return false
    if (squares.every((square) => square === 0n)) return true
    const slack = slackOf(squares, question, tails)
    const rest = subtract(epsilon, add(slack.above, slack.below))
    if (compare(rest, nothing) < 0) return false
    // (3) e^-x >= 1 - x.
    const failure = multiply(subtract(delta, tails), subtract(one, slack.above))
    const mu = sqrtUp(squaredMu(squares, smoothed), 64)
    return compare(gaussianDeltaInterval(rest, mu, 40).high, failure) <= 0
  })
}

/** The noise is zCDP exactly; the conversion holds for every mechanism. */
export function provesByConversion(
  question: GaussianQuestion,
  epsilon: Rational,
  delta: Rational,
): boolean {
  return compare(zcdpDelta({ rho: gaussianRho(question), epsilon }), delta) <= 0
}

/** The slack of all coordinates that change: at most `square` of a vector's, at most all of them. */
function slackOf(
  squares: readonly bigint[],
  { variances, dimension }: GaussianQuestion,
  tails: Rational,
): { readonly above: Rational; readonly below: Rational } {
  const all = rational(dimension)
  const counts = squares.map((square) => minimum(rational(square), all))
  const changed = counts.reduce(add, nothing)
  const reach = tailReach(divide(tails, maximum(changed, one)))
  const parts = squares.map((square, j) => {
    const variance = variances[j]
    const count = counts[j] ?? nothing
    if (square === 0n || variance === undefined) return { above: nothing, below: nothing }
    const { above, below } = latticeSlack(variance, reachOf(variance, reach, square))
    return { above: multiply(count, above), below: multiply(count, below) }
  })
  return {
    above: parts.map((part) => part.above).reduce(add, nothing),
    below: parts.map((part) => part.below).reduce(add, nothing),
  }
}
