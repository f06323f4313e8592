/** The best that can be said of mechanisms together of which only (epsilon, delta) are known. */
import {
  add,
  compare,
  divide,
  exactDouble,
  expm1,
  formatRational,
  minimum,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { delta as deltaOf, epsilon as epsilonOf, wrongParameter } from '../../space/parameter.ts'
import { chanceOfAny } from '../renyi/renyi-curve.ts'
import { exactLaw, gridLaw, isFew, type LossLaw, type Responses } from './response-law.ts'

const nothing = rational(0)
const one = rational(1)

/** A mechanism of which (epsilon, delta) is known, `count` times over. */
export interface ComposedPart {
  readonly epsilon: RationalLike
  /** 0 unless given. */
  readonly delta?: RationalLike
  /** 1 unless given. */
  readonly count?: number
}

/** Made by `optimalComposition`. */
export interface OptimalComposition {
  /**
   * `exact`: no smaller loss holds for all such mechanisms, but for rounding. `grid`: with many different epsilons, each is
   * first rounded up to a grid, so the result is an upper bound.
   */
  readonly method: 'exact' | 'grid'
  /** The least delta for this epsilon, rounded up. */
  readonly delta: (options: { readonly epsilon: RationalLike }) => ApproximateLoss
  /** The least epsilon for this delta, rounded up. @throws DitherError "unsupported" if no epsilon is enough */
  readonly epsilon: (options: { readonly delta: RationalLike }) => ApproximateLoss
}

/**
 * The optimal composition of mechanisms that were fixed beforehand: what holds for all mechanisms with these losses.
 *
 * Neighbours: one relation for all of them.
 * Promise: an upper bound always; `method` says where it is the best there is. [optimal-composition.proof.md]
 *
 * @throws DitherError "invalid_parameter"
 * @see [KOV17] theorem 3.3 for equal losses, [MV16] for different ones, and for the grid
 */
export function optimalComposition(parts: readonly ComposedPart[]): OptimalComposition {
  const read = parts.map(readPart)
  const apart = chanceOfAny(read.map(({ delta, count }) => ({ curve: { delta }, count })))
  const groups = grouped(read)
  const method = isFew(groups) ? 'exact' : 'grid'
  const most = groups
    .map(({ epsilon, count }) => multiply(epsilon, rational(BigInt(count))))
    .reduce(add, nothing)
  let known: LossLaw | undefined
  const deltaAt = (epsilon: number): number => {
    known ??= method === 'exact' ? exactLaw(groups) : gridLaw(groups)
    return deltaUp(known, epsilon)
  }
  return Object.freeze({
    method,
    delta(options: { readonly epsilon: RationalLike }): ApproximateLoss {
      const epsilon = epsilonOf(options.epsilon)
      const rest =
        compare(epsilon, most) >= 0 ? nothing : exactDouble(deltaAt(toNumberDown(epsilon)))
      return approximateLoss(epsilon, add(apart, multiply(subtract(one, apart), rest)))
    },
    epsilon(options: { readonly delta: RationalLike }): ApproximateLoss {
      const delta = deltaOf(options.delta)
      const wanted = restOf(delta, apart)
      if (wanted === 0) return approximateLoss(most, delta)
      if (wanted >= deltaAt(0)) return approximateLoss(0, delta)
      const found = smallestDouble((epsilon) => deltaAt(epsilon) <= wanted, toNumberUp(most))
      return approximateLoss(minimum(most, exactDouble(found)), delta)
    },
  })
}

/**
 * The largest epsilon, rounded down, such that `count` mechanisms of (epsilon, delta) together are within `total`: the
 * inverse of `optimalComposition`.
 *
 * @throws DitherError "unsupported" if the deltas alone are more than the total
 * @see [KOV17]
 */
export function largestEpsilon(options: {
  readonly count: number
  readonly delta?: RationalLike
  readonly total: { readonly epsilon: RationalLike; readonly delta: RationalLike }
}): Rational {
  const { count, delta } = readPart({ epsilon: 0, ...options })
  const epsilon = epsilonOf(options.total.epsilon)
  const apart = chanceOfAny([{ curve: { delta }, count }])
  const wanted = restOf(deltaOf(options.total.delta), apart)
  const simple = multiply(epsilon, rational(1n, BigInt(count)))
  if (wanted === 0) return simple
  const target = toNumberDown(epsilon)
  const isWithin = (value: number): boolean =>
    deltaUp(exactLaw([{ epsilon: exactDouble(value), count }]), target) <= wanted
  // One mechanism is as good as count: no epsilon beyond this is within the total.
  let [low, high] = [toNumberDown(simple), target + 1]
  while (isWithin(high) && high < 1e6) [low, high] = [high, 2 * high]
  for (let step = 0; step < 60; step++) {
    const middle = low + (high - low) / 2
    if (isWithin(middle)) low = middle
    else high = middle
  }
  const found = exactDouble(low)
  return compare(found, simple) < 0 ? simple : found
}

/** (1) What is left of delta outside of what may happen apart, rounded down. */
function restOf(delta: Rational, apart: Rational): number {
  if (compare(delta, apart) < 0)
    throw new DitherError(
      'unsupported',
      `delta is ${formatRational(delta)}, less than the deltas of the parts together`,
      { parameter: 'delta', wayOut: 'Take a larger delta, or parts with less' },
    )
  if (compare(apart, one) === 0) return 1
  return toNumberDown(divide(subtract(delta, apart), subtract(one, apart)))
}

/** (2) The mean of 1 - e^(epsilon - loss) over larger losses, rounded up. */
function deltaUp({ losses, chances, error }: LossLaw, epsilon: number): number {
  let sum = 0
  for (let i = 0; i < losses.length; i++) {
    const loss = losses[i] ?? 0
    const over = loss - epsilon + Math.abs(loss) * 2 ** -52
    const chance = chances[i] ?? 0
    if (over > 0 && chance > 0) sum -= chance * expm1(-over)
  }
  return Math.min(1, sum * (1 + 2 * error + (losses.length + 16) * 2 ** -49) + 2 ** -900)
}

/** A double at which a condition holds that does so from some point on, and the one that is smallest but for rounding. */
function smallestDouble(isEnough: (value: number) => boolean, most: number): number {
  let [low, high] = [0, most]
  for (let step = 0; step < 64; step++) {
    const middle = low + (high - low) / 2
    if (!(middle > low && middle < high)) break
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}

interface ReadPart {
  readonly epsilon: Rational
  readonly delta: Rational
  readonly count: number
}

function readPart({ epsilon, delta = 0, count = 1 }: ComposedPart): ReadPart {
  if (!Number.isSafeInteger(count) || count < 1 || count > 2 ** 24)
    throw wrongParameter('count', count, 'must be a whole number from 1 to 2^24')
  return { epsilon: epsilonOf(epsilon), delta: deltaOf(delta), count }
}

/** Parts of one epsilon are counted together; those of none say nothing. */
function grouped(parts: readonly ReadPart[]): readonly Responses[] {
  const counts = new Map<string, Responses>()
  for (const { epsilon, count } of parts) {
    if (epsilon.numerator === 0n) continue
    const key = formatRational(epsilon)
    counts.set(key, { epsilon, count: count + (counts.get(key)?.count ?? 0) })
  }
  return [...counts.values()]
}
