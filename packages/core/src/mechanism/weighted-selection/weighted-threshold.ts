/** The thresholds of weights with Gaussian noise, and what they fail by. */
import {
  bitLength,
  ceiling,
  compare,
  floorSqrt,
  type Interval,
  maximum,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  smallestInteger,
  sqrtUp,
} from '@dither/math'
import { deltaBudget, scale as scaleOf } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import { anyOf } from '../stability-histogram/new-keys-delta.ts'
import { gaussianTail, type NoiseTail } from '../stability-histogram/noise-tail.ts'
import { readMaxKeys } from './unit-keys.ts'

/** Discrete Gaussian noise on the weight of every key, and how one unit may spread its own. */
export interface WeightQuestion {
  readonly variance: RationalLike
  /** The square of the L2 norm of all weights that one unit adds, at most. */
  readonly square: bigint
  /** How many keys one unit adds weight to, at most. */
  readonly maxKeys: number
}

const nothing: Interval = { low: rational(0), high: rational(0) }
/** Binary places of delta that are computed besides those before its first digit. */
const guardBits = 96
const mostBits = 1280

/** What each of so many keys of one unit weighs: the largest integer w with keys w^2 <= square. */
export function keyWeight(square: bigint, keys: number): bigint {
  return floorSqrt(square / BigInt(keys))
}

/**
 * Encloses the probability that a key which one neighbour alone has is released, for the worst unit: the
 * largest 1 - (1 - Pr[w + Z >= T])^t over t = 1, …, `maxKeys`, w being the `keyWeight` of t keys.
 *
 * @throws DitherError "invalid_parameter"
 * @see [GGKSSY20], [KKMN09]; S13
 */
export function weightedDelta(question: WeightQuestion & { readonly threshold: bigint }): Interval {
  readOptions('weightedDelta', question)
  const { threshold } = question
  const { variance, ...unit } = checked(question)
  for (let bits = 160; ; bits *= 2) {
    const tail = gaussianTail(variance, bits)
    const delta = worstKeys(newKeys(tail, threshold, unit.square), unit.maxKeys)
    const known = compare(delta.low, twoTo(guardBits - bits)) >= 0
    if (known || bits >= mostBits) return delta
  }
}

/**
 * The smallest threshold whose delta is at most the given one, certainly.
 *
 * @param options.delta more than 0, less than 1
 * @throws DitherError "invalid_parameter"
 */
export function weightedThreshold(
  options: WeightQuestion & { readonly delta: RationalLike },
): bigint {
  readOptions('weightedThreshold', options)
  const most = deltaBudget(options.delta)
  const question = checked(options)
  const tail = gaussianTail(question.variance, guardBits + bitLength(ceiling(reciprocal(most))))
  const chance = (threshold: bigint): NewKeys => newKeys(tail, threshold, question.square)
  const keeps = (threshold: bigint): boolean =>
    keepsDelta(chance(threshold), question.maxKeys, most)
  const step = ceiling(sqrtUp(question.variance, 8))
  let [low, high] = [0n, step]
  for (let width = step; !keeps(high); width *= 2n) [low, high] = [high, high + width]
  for (let width = step; keeps(low); width *= 2n) [low, high] = [low - width, low]
  // The worst t is mostly the first or the last.
  let threshold = smallestInteger((t) => keepsAtEnds(chance(t), question.maxKeys, most), low, high)
  if (!keeps(threshold)) threshold = smallestInteger(keeps, threshold, high)
  // (1) What a release is charged is found anew, to other places.
  while (compare(weightedDelta({ ...question, threshold }).high, most) > 0) threshold += 1n
  return threshold
}

/** That one of so many keys, each of the weight that a unit of `of` keys gives, reaches the threshold. */
type NewKeys = (of: number, keys: number) => Interval

function newKeys(tail: NoiseTail, threshold: bigint, square: bigint): NewKeys {
  return (of, keys) => anyOf(tail(threshold - keyWeight(square, of)), BigInt(keys))
}

/** The largest over t, without the ranges that cannot hold it. */
function worstKeys(chance: NewKeys, maxKeys: number): Interval {
  const larger = (from: number, to: number, best: Interval): Interval => {
    const bound = chance(from, to) // (2) the heaviest weight of the range, on the most keys
    if (compare(bound.high, best.low) <= 0) return best
    if (from === to)
      return { low: maximum(bound.low, best.low), high: maximum(bound.high, best.high) }
    const middle = (from + to) >> 1
    return larger(from, middle, larger(middle + 1, to, best))
  }
  return larger(1, maxKeys, larger(1, 1, larger(maxKeys, maxKeys, nothing)))
}

/** Whether no t is above `most`; (2) ranges by their bounds. */
function keepsDelta(chance: NewKeys, maxKeys: number, most: Rational): boolean {
  const keeps = (from: number, to: number): boolean => {
    if (compare(chance(from, to).high, most) <= 0) return true
    const middle = (from + to) >> 1
    return from < to && keeps(from, middle) && keeps(middle + 1, to)
  }
  return keepsAtEnds(chance, maxKeys, most) && keeps(1, maxKeys)
}

function keepsAtEnds(chance: NewKeys, maxKeys: number, most: Rational): boolean {
  return [maxKeys, 1].every((t) => compare(chance(t, t).high, most) <= 0)
}

function checked(question: WeightQuestion): WeightQuestion & { readonly variance: Rational } {
  return {
    square: question.square,
    maxKeys: readMaxKeys(question.maxKeys),
    variance: scaleOf(question.variance, 'variance'),
  }
}
