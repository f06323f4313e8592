/** What randomised response costs: the logarithm of exact odds, rounded up; and odds for a budget. */
import {
  add,
  divide,
  expInterval,
  floor,
  floorLog2,
  lnInterval,
  maximum,
  minimum,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
} from '@dither/math'
import {
  type BitChances,
  bitChances,
  categoryChance,
  categoryNumber,
  readSize,
} from '../../space/response-chances.ts'
import { shortUp, twoTo } from '../../space/significant.ts'

const one = rational(1)

/** ln(odds) for odds >= 1, rounded up by less than 2^-94 of it. */
export function lnUp(odds: Rational): Rational {
  return odds.numerator === odds.denominator ? rational(0) : shortUp(lnInterval(odds, 128).high, 96)
}

/** Odds, of a few bits, for which lnUp(odds) <= epsilon, by little; epsilon > 0. */
export function oddsBelow(epsilon: Rational, oddsBits = 53): Rational {
  const places = oddsBits + Math.max(0, -floorLog2(epsilon))
  const { low } = expInterval(epsilon, places + 11)
  const unit = twoTo(floorLog2(low) - places + 1)
  // (1) One unit less than the whole part: the logarithm falls by more than lnUp may add.
  return multiply(rational(floor(divide(low, unit)) - 1n), unit)
}

/** The chance of each other category: (1 - p) / (categories - 1). */
export function otherChance(categories: number, p: Rational): Rational {
  return divide(subtract(one, p), rational(categories - 1))
}

/** The epsilon of a k-ary response: ln(p / q), rounded up. [randomised-response.proof.md] */
export function categoryEpsilon(options: {
  readonly categories: number
  readonly p: RationalLike
}): Rational {
  const categories = categoryNumber(options.categories)
  const p = categoryChance(categories, options.p)
  return lnUp(divide(p, otherChance(categories, p)))
}

/**
 * The epsilon of a response of bits, of which at most `ones` are 1: two vectors differ in at most that many
 * bits each way, and in `length` at most. [randomised-response.proof.md]
 */
export function bitsEpsilon(
  options: BitChances & { readonly length: number; readonly ones: number },
): Rational {
  const { p, q } = bitChances(options)
  const { length, ones } = readSize(options)
  // (2) What a 1 that becomes a 0 may multiply the likelihood by, and a 0 that becomes a 1.
  const odds = [divide(p, q), divide(subtract(one, q), subtract(one, p))] as const
  const dearer = multiply(rational(ones), lnUp(maximum(...odds)))
  const other = Math.min(ones, length - ones)
  return add(dearer, multiply(rational(other), lnUp(minimum(...odds))))
}
