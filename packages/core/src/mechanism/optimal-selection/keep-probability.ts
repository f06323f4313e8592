/** With what probability a key is kept: the largest that (epsilon, delta) allows. */
import {
  add,
  ceiling,
  compare,
  divide,
  expInterval,
  floor,
  floorLog2,
  type Interval,
  lnInterval,
  maximum,
  minimum,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  subtract,
} from '@dither/math'
import { deltaBudget, epsilonBudget, wrongParameter } from '../../space/parameter.ts'
import { twoTo } from '../../space/significant.ts'
import type { KeyLoss } from './selection-price.ts'

const nothing = rational(0)
const one = rational(1)
const two = rational(2)
/** Of e^(-x) for larger x, only that it is between 0 and 2^-20000 is said. */
const furthest = rational(20_000)
const tiny: Interval = { low: nothing, high: twoTo(-20_000) }

/**
 * Encloses the probability that a key of this count is kept: pi(0) = 0 and
 * pi(n + 1) = min(e^epsilon pi(n) + delta, 1 - e^-epsilon (1 - pi(n) - delta), 1).
 *
 * No selection that is (epsilon, delta)-DP where one count moves by 1 keeps any key more often.
 *
 * @param options.epsilon of one key whose count moves by 1; so is `delta`
 * @param options.preThreshold smaller counts are not kept, this one as if it were 1; 1 unless said
 * @param options.bits the width is about 2^-bits; 64 unless said
 * @throws DitherError "invalid_parameter"
 * @see [DVGM22]
 */
export function keepProbability(options: {
  readonly epsilon: RationalLike
  readonly delta: RationalLike
  readonly count: bigint
  readonly preThreshold?: number
  readonly bits?: number
}): Interval {
  const { count, preThreshold = 1, bits = 64 } = options
  const loss = { epsilon: epsilonBudget(options.epsilon), delta: deltaBudget(options.delta) }
  return keepEnclosure(loss, lowered(count, readPreThreshold(preThreshold)), bits)
}

/** A whole number, at least 1. */
export function readPreThreshold(value: number): bigint {
  if (Number.isSafeInteger(value) && value >= 1) return BigInt(value)
  throw wrongParameter('preThreshold', value, 'must be a whole number, at least 1')
}

/** The count by which a key is judged: it moves by no more than the true one. */
export function lowered(count: bigint, preThreshold: bigint): bigint {
  return count < preThreshold ? 0n : count - (preThreshold - 1n)
}

/** The same, after the checks: within about 2^-bits. */
export function keepEnclosure(loss: KeyLoss, count: bigint, bits: number): Interval {
  if (count <= 0n) return { low: nothing, high: nothing }
  if (count === 1n) return { low: loss.delta, high: loss.delta }
  // (1) Differences of e^epsilon from 1 lose these bits, twice.
  const work = bits + 16 + 3 * Math.max(0, -floorLog2(loss.epsilon))
  const turns = turningPoints(loss, work)
  // (2) The right number of first steps gives the least; the other one, if it is not clear, no less.
  const ways = turns.map((turn) => keptBy(loss, count, count < turn ? count : turn, work))
  const low = ways.map((way) => way.low).reduce((a, b) => minimum(a, b))
  const high = ways.map((way) => way.high).reduce((a, b) => minimum(a, b))
  return { low: minimum(one, maximum(nothing, low)), high: minimum(one, high) }
}

/** The first count at which the second bound is the smaller one, or two between which it is not clear. */
export function turningPoints({ epsilon, delta }: KeyLoss, bits: number): readonly bigint[] {
  // (3) It is the smallest n > x with e^(x epsilon) = 1 + (1 - delta)(e^epsilon - 1) / (delta (e^epsilon + 1)).
  const e = expInterval(epsilon, bits)
  const share = divide(subtract(one, delta), delta)
  const part = (end: Rational): Rational => subtract(one, divide(two, add(end, one)))
  const low = lnInterval(add(one, multiply(share, part(e.low))), bits).low
  const high = lnInterval(add(one, multiply(share, part(e.high))), bits).high
  const first = floor(divide(low, epsilon)) + 1n
  const last = floor(divide(high, epsilon)) + 1n
  const turns: bigint[] = []
  for (let turn = first; turn <= last; turn += 1n) turns.push(turn)
  return turns
}

/** `turn` steps by the first bound, the rest by the second. */
function keptBy(loss: KeyLoss, count: bigint, turn: bigint, bits: number): Interval {
  const { epsilon, delta } = loss
  const step = expInterval(epsilon, bits)
  const all = expInterval(multiply(rational(turn), epsilon), bits)
  // (4) delta / (e^epsilon - 1), the distance that both bounds keep from their fixed points.
  const unit: Interval = {
    low: divide(delta, subtract(step.high, one)),
    high: divide(delta, subtract(step.low, one)),
  }
  const early: Interval = {
    low: multiply(unit.low, subtract(all.low, one)),
    high: multiply(unit.high, subtract(all.high, one)),
  }
  if (turn === count) return early
  // (5) 1 - pi falls by e^-epsilon a step, towards -unit.
  const decay = expDown(multiply(rational(count - turn), epsilon), bits)
  const start: Interval = {
    low: add(subtract(one, early.high), unit.low),
    high: add(subtract(one, early.low), unit.high),
  }
  return {
    low: add(subtract(one, multiply(start.high, decay.high)), unit.low),
    high: add(subtract(one, multiply(start.low, decay.low)), unit.high),
  }
}

/** e^(-x). */
function expDown(x: Rational, bits: number): Interval {
  return compare(x, furthest) > 0 ? tiny : expInterval(negate(x), bits)
}

/** 2^precision times an enclosure, in whole numbers, outward. */
export function fixedEnclosure(
  { low, high }: Interval,
  precision: number,
): { readonly low: bigint; readonly high: bigint } {
  const unit = twoTo(precision)
  return { low: floor(multiply(low, unit)), high: ceiling(multiply(high, unit)) }
}
