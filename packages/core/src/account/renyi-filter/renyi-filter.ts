/** A budget guard that adds up Rényi divergences at one order. */
import {
  add,
  ceiling,
  exactDouble,
  floor,
  ln,
  log1p,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import type { Event } from '../../space/event.ts'
import { approximateLoss, type Loss } from '../../space/loss.ts'
import { isNeighbours, type Neighbours, sameNeighbours } from '../../space/neighbours.ts'
import { epsilonBudget, wrongParameter } from '../../space/parameter.ts'
import { everyKind } from '../every-kind.ts'
import { type LedgerEntry, type RandomnessMark, readUnit } from '../ledger-line.ts'
import { readWith } from '../read-event.ts'
import { eventCurve } from '../renyi/event-curve.ts'
import { readOrderBudget } from '../renyi/order-budget.ts'
import { renyiEpsilon } from '../renyi/renyi-conversion.ts'

/** A budget that counts Rényi divergences. All of it is fixed when the filter is made. */
export interface RenyiBudgetOptions {
  readonly rule: 'renyi'
  readonly epsilon: RationalLike
  /** Of everything together. */
  readonly delta: RationalLike
  /** At which divergences add up; more than 1. Large ones suit much noise, small ones little. */
  readonly order: number
  /** The part of `delta` that turns the divergence into (epsilon, delta); the rest is for events with a delta of their own. All unless said. */
  readonly conversionDelta?: RationalLike
  readonly rho?: never
}

/** What of a divergence and of deltas may be spent, in whole units of 1e-12 and 1e-18. */
interface Units {
  readonly divergence: bigint
  readonly delta: bigint
}

const known = ['rule', 'epsilon', 'delta', 'order', 'conversionDelta', 'neighbours', 'unit']
const divergenceUnits = rational(10n ** 12n)
const deltaUnits = rational(10n ** 18n)
const none: Units = { divergence: 0n, delta: 0n }

interface Line {
  readonly spent: Units
  readonly neighbours: Neighbours | undefined
  readonly unit: string | undefined
  readonly entries: readonly LedgerEntry[]
}

/** Made by `privacyFilter({ rule: 'renyi' })`: see there. */
export interface RenyiFilter {
  readonly kind: 'privacyFilter'
  readonly rule: 'renyi'
  readonly order: number
  readonly budget: Loss
  /** (epsilon, delta) of all that was charged so far. */
  readonly spent: Loss
  /** The budget less what was spent; for display: what may still be charged is `remainingDivergence`. */
  readonly remaining: Loss
  /** The divergence at the order that may still be charged; rounded down. */
  readonly remainingDivergence: number
  readonly entries: readonly LedgerEntry[]
  /** As of any filter; returns by how much `spent` rose. */
  readonly spend: (
    events: Event | readonly Event[],
    options?: { readonly mark?: RandomnessMark; readonly unit?: string },
  ) => Loss
}

/** Guards a budget by Rényi divergences at one order: `privacyFilter` says what is promised. [renyi-filter.proof.md] */
export function renyiFilter(
  options: RenyiBudgetOptions & { readonly neighbours?: Neighbours; readonly unit?: string },
): RenyiFilter {
  for (const field of Object.keys(options))
    if (!known.includes(field))
      throw new DitherError('invalid_parameter', `${field} is not a field of a budget`, {
        parameter: field,
        wayOut: 'Say { rule, epsilon, delta, order } and, if you like, conversionDelta',
      })
  for (const name of ['epsilon', 'delta', 'order'] as const)
    if (options[name] === undefined)
      throw wrongParameter(name, 'missing', 'must be given for the rule renyi')
  const epsilon = epsilonBudget(options.epsilon)
  const { delta, conversion, apart } = readOrderBudget(options)
  const { order, neighbours } = options
  if (neighbours !== undefined && !isNeighbours(neighbours))
    throw wrongParameter('neighbours', neighbours, 'must be add-remove, change-one or unstated')
  const cap: Units = {
    divergence: mostDivergence(epsilon, conversion, order),
    delta: floor(multiply(apart, deltaUnits)),
  }
  const unit = options.unit === undefined ? undefined : readUnit(options.unit)
  let line: Line = { spent: none, neighbours, unit, entries: Object.freeze([]) }
  const spentOf = ({ spent }: Line): Loss => {
    if (spent.divergence === 0n && spent.delta === 0n) return approximateLoss(0, 0)
    const divergence = toNumberUp(rational(spent.divergence, 10n ** 12n))
    const found = exactDouble(renyiEpsilon(order, divergence, toNumberDown(conversion)))
    const least = found.numerator * epsilon.denominator < epsilon.numerator * found.denominator
    return approximateLoss(
      least ? found : epsilon,
      add(conversion, rational(spent.delta, 10n ** 18n)),
    )
  }
  const budget = approximateLoss(epsilon, delta)
  return Object.freeze({
    kind: 'privacyFilter',
    rule: 'renyi',
    order,
    budget,
    get spent() {
      return spentOf(line)
    },
    get remaining() {
      return difference(budget, spentOf(line))
    },
    get remainingDivergence() {
      return toNumberDown(rational(cap.divergence - line.spent.divergence, 10n ** 12n))
    },
    get entries() {
      return line.entries
    },
    spend(
      events: Event | readonly Event[],
      { mark = 'secure', unit }: { mark?: RandomnessMark; unit?: string } = {},
    ) {
      const before = spentOf(line)
      const next = charged(line, 'kind' in events ? [events] : events, { order, cap, mark, unit })
      const loss = difference(spentOf({ ...next, entries: [] }), before)
      const entry = Object.freeze({ events: Object.freeze([...next.events]), loss })
      line = { ...next, entries: Object.freeze([...line.entries, entry]) }
      return loss
    },
  })
}

/**
 * (1) The largest divergence at the order that is (epsilon, delta) after conversion, in whole units, rounded down:
 * epsilon - (ln(1 / delta) + (a - 1) ln(1 - 1 / a) - ln a) / (a - 1).
 */
function mostDivergence(epsilon: Rational, delta: Rational, order: number): bigint {
  const more = order - 1
  const [chance, rest, size] = [-ln(toNumberDown(delta)), log1p(-1 / order), ln(order)]
  const error = (Math.abs(chance) + more * Math.abs(rest) + size + 4) * 2 ** -45
  const price = (chance + more * rest - size + error) / more
  const most = subtract(epsilon, exactDouble(price + Math.abs(price) * 2 ** -48))
  const units = floor(multiply(most, divergenceUnits))
  if (units > 0n) return units
  throw new DitherError(
    'invalid_parameter',
    `order is ${order}, must leave something of epsilon after conversion at this delta`,
    {
      parameter: 'order',
      rule: 'S21',
      wayOut: 'Take a larger order, a larger epsilon, or a larger delta',
    },
  )
}

/** (2) The line after a charge; a charge that throws has charged nothing. */
function charged(
  line: Line,
  given: readonly Event[],
  how: {
    readonly order: number
    readonly cap: Units
    readonly mark: RandomnessMark
    readonly unit: string | undefined
  },
): Line & { readonly events: readonly Event[] } {
  const { order, cap, mark } = how
  if (mark !== 'secure')
    throw new DitherError('seeded_randomness', 'the noise comes from a seed, must be secret', {
      rule: 'S23',
      charged: false,
      wayOut: 'Release with the default generator; seeds are for tests and lessons',
    })
  const events = given.map((event) => readWith(everyKind, event))
  const relations = events.map(({ neighbours }) => neighbours)
  const neighbours = sameNeighbours(
    line.neighbours === undefined ? relations : [line.neighbours, ...relations],
  )
  const unit = how.unit === undefined ? 'unstated' : readUnit(how.unit)
  if (line.unit !== undefined && line.unit !== unit)
    throw new DitherError(
      'mixed_neighbours',
      `budget protects the unit "${line.unit}", and the unit "${unit}" is charged`,
      { parameter: 'unit', rule: 'S1', charged: false, wayOut: 'Charge one unit to one budget' },
    )
  let { divergence, delta } = line.spent
  for (const event of events) {
    const curve = eventCurve(event)
    const each = curve.divergence(order)
    if (!(each < Number.POSITIVE_INFINITY)) throw unknownAt(order, event)
    divergence += ceiling(multiply(exactDouble(Math.max(0, each)), divergenceUnits))
    delta += ceiling(multiply(curve.delta, deltaUnits))
  }
  if (divergence > cap.divergence || delta > cap.delta) throw exceeded(line, cap, delta > cap.delta)
  if (events.length === 0) return { ...line, events }
  return { spent: { divergence, delta }, neighbours, unit, entries: line.entries, events }
}

function unknownAt(order: number, { kind }: Event): DitherError {
  return new DitherError(
    'unsupported',
    `no divergence of ${kind} events is known at order ${order}`,
    {
      parameter: 'order',
      rule: 'S21',
      charged: false,
      wayOut: 'Take a filter of another order, or of the rule "approximate"',
    },
  )
}

function exceeded({ spent }: Line, cap: Units, byDelta: boolean): DitherError {
  const left = byDelta
    ? `delta ${toNumberDown(rational(cap.delta - spent.delta, 10n ** 18n))} for events with a delta of their own`
    : `divergence ${toNumberDown(rational(cap.divergence - spent.divergence, 10n ** 12n))}`
  return new DitherError('budget_exceeded', `budget has ${left} left, more is asked`, {
    parameter: 'budget',
    rule: 'S21',
    charged: false,
    wayOut: byDelta
      ? 'Ask for less, or make the filter with a smaller conversionDelta; nothing was charged'
      : 'Ask for less; nothing was charged',
  })
}

/** Of losses that never fall. */
function difference(whole: Loss, part: Loss): Loss {
  if (whole.kind !== 'approximate' || part.kind !== 'approximate') return whole
  return approximateLoss(
    subtract(whole.exact.epsilon, part.exact.epsilon),
    subtract(whole.exact.delta, part.exact.delta),
  )
}
