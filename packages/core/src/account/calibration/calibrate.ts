/** The least noise, or the most of anything, that keeps to a target. */
import {
  compare,
  decimalUp,
  exactDouble,
  type Rational,
  type RationalLike,
  toNumberDown,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import type { Event } from '../../space/event.ts'
import {
  deltaBudget,
  epsilonBudget,
  exactParameter,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { pld } from '../loss-distribution/loss-distribution.ts'
import { priceEvent } from '../price-event.ts'
import { rdp } from '../renyi/rdp.ts'

/** By loss distributions, by Rényi divergences, or by what `priceEvent` says. */
export type CalibrationAccountant = 'pld' | 'rdp' | 'price'

/** What calibration aims at: no `delta`, or 0, is pure differential privacy. */
export interface CalibrationTarget {
  readonly epsilon: RationalLike
  readonly delta?: RationalLike
}

/** How it is looked for; all have sensible defaults. */
export interface CalibrationOptions {
  /** Which accountant prices the events; the first of `pld`, `rdp`, `price` that can, unless said. */
  readonly accountant?: CalibrationAccountant
  /** What grows with the parameter: `'privacy'` (noise) unless said, or `'loss'` (a rate, an epsilon). */
  readonly grows?: 'privacy' | 'loss'
  /** Where the parameter may lie, ends included; 0.001 to 1,000,000 unless said. */
  readonly between?: readonly [least: number, most: number]
  /** How far the parameter may be from the best one, as a share of it; 1e-6 unless said. */
  readonly tolerance?: number
}

/** Made by `calibrate`. */
export interface Calibrated {
  readonly parameter: number
  /** What `make` makes of it. */
  readonly event: Event
  /** Certified, and at most the target. */
  readonly epsilon: number
  /** The target's; 0 for pure differential privacy. */
  readonly delta: number
  /** Who says so. */
  readonly accountant: CalibrationAccountant
}

/**
 * The smallest parameter of a family of events, such as a noise multiplier, at which they keep to an (epsilon, delta).
 *
 * Promise: the event of the result has at most the target's epsilon at its delta, by the accountant's certified upper end: the
 * result is priced itself, and rounding or a family that is not monotone can make it larger, never wrong. In a monotone
 * family it is within `tolerance` of the smallest that the accountant accepts (the largest, if loss grows with it).
 * Neighbours: those of the events. [calibrate.proof.md]
 *
 * @param make the event for a parameter; the parameter is read as its shortest decimal
 * @throws DitherError "unsupported" if no parameter between the ends reaches the target, or no accountant can price
 *   the events; "invalid_parameter"
 */
export function calibrate(
  make: (parameter: number) => Event,
  target: CalibrationTarget,
  options: CalibrationOptions = {},
): Calibrated {
  readOptions('calibrate', target)
  const epsilon = epsilonBudget(target.epsilon)
  const exact = exactParameter('delta', target.delta ?? 0)
  const delta = exact.numerator === 0n ? undefined : deltaBudget(exact)
  if (options.grows !== undefined) readWord('grows', options.grows, 'privacy', 'loss')
  if (options.accountant !== undefined)
    readWord('accountant', options.accountant, 'pld', 'rdp', 'price')
  const { grows = 'privacy', tolerance = 1e-6, between: [least, most] = [1e-3, 1e6] } = options
  if (!(tolerance > 0 && tolerance < 1))
    throw wrongParameter('tolerance', tolerance, 'must be more than 0 and less than 1')
  if (!(least > 0 && least <= most && most < Number.POSITIVE_INFINITY))
    throw wrongParameter('between', `${least} to ${most}`, 'must be two positive numbers in order')
  const first = make(Math.min(most, Math.max(least, 1)))
  const accountant = options.accountant ?? accountantFor(first, delta)
  const lossAt = (parameter: number) => lossOf(make(parameter), delta, accountant)
  const holds = (loss: number) => Number.isFinite(loss) && compare(exactDouble(loss), epsilon) <= 0 // (1)
  const [better, worse] = grows === 'privacy' ? [most, least] : [least, most]
  const found = search({ lossAt, holds, better, worse, tolerance, aim: toNumberDown(epsilon) })
  if (found === undefined)
    throw new DitherError('unsupported', 'no parameter between the ends reaches the target', {
      parameter: 'between',
      wayOut: 'Allow a larger epsilon or delta, a wider range of parameters, or fewer events',
    })
  return Object.freeze({
    parameter: found.at,
    event: make(found.at),
    epsilon: found.loss,
    delta: decimalUp(exact),
    accountant,
  })
}

interface Search {
  readonly lossAt: (parameter: number) => number
  readonly holds: (loss: number) => boolean
  /** The end with the least loss. */
  readonly better: number
  readonly worse: number
  readonly tolerance: number
  readonly aim: number
}

interface Tried {
  readonly at: number
  readonly loss: number
}

/** (2) Steps out from near 1 to a parameter on either side, then narrows; every result that holds was priced. */
function search({ lossAt, holds, better, worse, tolerance, aim }: Search): Tried | undefined {
  const tried = (at: number): Tried => ({ at, loss: lossAt(at) })
  const towards = (from: number, end: number, factor: number): number =>
    end > from ? Math.min(end, from * factor) : Math.max(end, from / factor)
  const [low, high] = [Math.min(better, worse), Math.max(better, worse)]
  const start = tried(Math.min(high, Math.max(low, 1)))
  let good = holds(start.loss) ? start : undefined
  let bad = good === undefined ? start : undefined
  for (let factor = 2; good === undefined; factor *= factor) {
    const from: number = bad?.at ?? start.at
    if (from === better) return undefined
    const next = tried(towards(from, better, factor))
    if (holds(next.loss)) good = next
    else bad = next
  }
  for (let factor = 2; bad === undefined; factor *= 1.5) {
    if (good.at === worse) return good
    const next = tried(towards(good.at, worse, factor))
    if (holds(next.loss)) good = next
    else bad = next
  }
  return narrowed(good, bad, { tried, holds, tolerance, aim })
}

/** By where a line through both ends meets the target, in logarithms, and by the middle every third time. */
function narrowed(
  good: Tried,
  bad: Tried,
  {
    tried,
    holds,
    tolerance,
    aim,
  }: Pick<Search, 'holds' | 'tolerance' | 'aim'> & { readonly tried: (at: number) => Tried },
): Tried {
  let [inside, outside] = [good, bad]
  for (let i = 1; i < 200; i++) {
    const apart = outside.at / inside.at
    if (Math.abs(apart - 1) <= tolerance) break
    const at =
      i % 3 === 0 ? Math.sqrt(inside.at * outside.at) : meeting(inside, outside, aim, tolerance)
    if (at === inside.at || at === outside.at) break
    const next = tried(at)
    if (holds(next.loss)) inside = next
    else outside = next
  }
  return inside
}

function meeting(inside: Tried, outside: Tried, aim: number, tolerance: number): number {
  const middle = Math.sqrt(inside.at * outside.at)
  if (!(inside.loss > 0 && outside.loss > inside.loss && Number.isFinite(outside.loss)))
    return middle
  const share = (aim - inside.loss) / (outside.loss - inside.loss)
  const line = inside.at * (1 + share * (outside.at / inside.at - 1))
  // A little to the side of the end that is farther, so that both ends move.
  const nudge =
    ((share < 0.5 ? 0.4 : -0.4) * tolerance * (outside.at - inside.at)) /
    Math.abs(outside.at - inside.at)
  const at = line * (1 + nudge)
  const [low, high] = [Math.min(inside.at, outside.at), Math.max(inside.at, outside.at)]
  return at > low && at < high ? at : middle
}

/** The first that can price the event. */
function accountantFor(event: Event, delta: Rational | undefined): CalibrationAccountant {
  if (delta === undefined) return 'price'
  if (can(() => pld().compose(event))) return 'pld'
  if (can(() => rdp().compose(event).epsilon({ delta }))) return 'rdp'
  return 'price'
}

function can(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch (error) {
    if (error instanceof DitherError && error.code === 'unsupported') return false
    throw error
  }
}

/** A bound from above; infinite where the accountant cannot say. */
function lossOf(
  event: Event,
  delta: Rational | undefined,
  accountant: CalibrationAccountant,
): number {
  try {
    if (delta === undefined) return priced(event, undefined)
    if (accountant === 'pld') return pld().compose(event).epsilon({ delta }).upper
    if (accountant === 'rdp') return rdp().compose(event).epsilon({ delta }).epsilon
    return priced(event, delta)
  } catch (error) {
    if (error instanceof DitherError && error.code === 'unsupported')
      return Number.POSITIVE_INFINITY
    throw error
  }
}

function priced(event: Event, delta: Rational | undefined): number {
  const loss =
    delta === undefined
      ? priceEvent(event, { measure: 'pure' })
      : priceEvent(event, { measure: 'approximate', delta })
  return loss.kind === 'zcdp' ? Number.POSITIVE_INFINITY : loss.epsilon
}
