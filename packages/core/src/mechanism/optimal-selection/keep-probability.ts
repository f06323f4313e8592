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
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import type { KeyLoss } from './selection-price.ts'

const nothing = rational(0)
const one = rational(1)
const two = rational(2)
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
  readOptions('keepProbability', options)
  const { count, preThreshold = 1, bits = 64 } = options
  const loss = { epsilon: epsilonBudget(options.epsilon), delta: deltaBudget(options.delta) }
  return keepLaw(loss)(lowered(count, readPreThreshold(preThreshold)), bits)
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

/** The law of one (epsilon, delta), after the checks: encloses pi of a count within about 2^-bits. */
export type KeepLaw = (count: bigint, bits: number) => Interval

/** Prepares a law: what all counts share is computed once for every precision. */
export function keepLaw(loss: KeyLoss): KeepLaw {
  const prepared = new Map<number, Prepared>()
  // (1) Differences of e^epsilon from 1 lose these bits, twice.
  const lost = 16 + 3 * Math.max(0, -floorLog2(loss.epsilon))
  return (count, bits) => {
    if (count <= 0n) return { low: nothing, high: nothing }
    if (count === 1n) return { low: loss.delta, high: loss.delta }
    const ready = prepared.get(bits) ?? prepare(loss, bits + lost)
    prepared.set(bits, ready)
    // (2) The right number of first steps gives the least; the other one, if it is not clear, no less.
    const ways =
      count < (ready.turns[0]?.turn ?? count)
        ? [early(ready, count)]
        : ready.turns.map((start) => late(ready, start, count))
    const low = ways.map((way) => way.low).reduce((a, b) => minimum(a, b))
    const high = ways.map((way) => way.high).reduce((a, b) => minimum(a, b))
    return { low: minimum(one, maximum(nothing, low)), high: minimum(one, high) }
  }
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

interface Prepared {
  readonly epsilon: Rational
  readonly bits: number
  /** delta / (e^epsilon - 1), the distance that both bounds keep from their fixed points. */
  readonly unit: Interval
  readonly turns: readonly { readonly turn: bigint; readonly start: Interval }[]
}

function prepare({ epsilon, delta }: KeyLoss, bits: number): Prepared {
  const step = expInterval(epsilon, bits)
  const unit: Interval = {
    low: divide(delta, subtract(step.high, one)),
    high: divide(delta, subtract(step.low, one)),
  }
  const ready = { epsilon, bits, unit, turns: [] }
  // (4) 1 - pi + unit at the turn, from where it falls by e^-epsilon a step (5).
  const turns = turningPoints({ epsilon, delta }, bits).map((turn) => {
    const { low, high } = early(ready, turn)
    return {
      turn,
      start: { low: add(subtract(one, high), unit.low), high: add(subtract(one, low), unit.high) },
    }
  })
  return { ...ready, turns }
}

/** `count` steps by the first bound: unit (e^(count epsilon) - 1). */
function early({ epsilon, bits, unit }: Prepared, count: bigint): Interval {
  const all = expInterval(multiply(rational(count), epsilon), bits)
  return {
    low: multiply(unit.low, subtract(all.low, one)),
    high: multiply(unit.high, subtract(all.high, one)),
  }
}

/** `turn` steps by the first bound, or all if there are no more; the rest by the second. */
function late(
  ready: Prepared,
  { turn, start }: Prepared['turns'][number],
  count: bigint,
): Interval {
  if (count <= turn) return early(ready, count)
  const { epsilon, bits, unit } = ready
  const decay = expDown(multiply(rational(count - turn), epsilon), bits)
  return {
    low: add(subtract(one, multiply(start.high, decay.high)), unit.low),
    high: add(subtract(one, multiply(start.low, decay.low)), unit.high),
  }
}

/** e^(-x), within 2^-bits: of larger x only that it is below that. */
function expDown(x: Rational, bits: number): Interval {
  return compare(x, rational(BigInt(bits))) > 0
    ? { low: nothing, high: twoTo(-bits) }
    : expInterval(negate(x), bits)
}

/** 2^precision times an enclosure, in whole numbers, outward. */
export function fixedEnclosure(
  { low, high }: Interval,
  precision: number,
): { readonly low: bigint; readonly high: bigint } {
  const unit = twoTo(precision)
  return { low: floor(multiply(low, unit)), high: ceiling(multiply(high, unit)) }
}
