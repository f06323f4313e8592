/** What was spent so far, whenever somebody looks: a bound that holds at all times at once. */
import {
  add,
  compare,
  decimalUp,
  divide,
  exactDouble,
  formatRational,
  lnInterval,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  subtract,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import type { Event } from '../../space/event.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { type Neighbours, sameNeighbours } from '../../space/neighbours.ts'
import { deltaBudget, exactParameter, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { everyKind } from '../every-kind.ts'
import { priceEvent } from '../price-event.ts'
import { readWith } from '../read-event.ts'
import { eventCurve } from '../renyi/event-curve.ts'
import { readOrderBudget } from '../renyi/order-budget.ts'

/** How losses add up; all of it is fixed when the odometer is made. */
export type OdometerOptions =
  | { readonly rule: 'pure' }
  | {
      readonly rule: 'approximate'
      /** All that the deltas of the events may come to. */
      readonly delta: RationalLike
    }
  | {
      readonly rule: 'zcdp' | 'renyi'
      /** Of everything together. */
      readonly delta: RationalLike
      /** At which divergences add up; more than 1. Small ones for long runs. */
      readonly order: number
      /** The part of `delta` for the conversion; the rest is for events with a delta of their own. All unless said. */
      readonly conversionDelta?: RationalLike
    }

/** Made by `privacyOdometer`. */
export interface PrivacyOdometer {
  readonly kind: 'privacyOdometer'
  readonly rule: OdometerOptions['rule']
  /** What holds of everything so far; its delta is fixed from the start. */
  readonly spent: ApproximateLoss
  readonly events: readonly Event[]
  /**
   * Counts the events, before they are run, and returns what is then spent. There is no cap but that of deltas.
   *
   * @throws DitherError "unsupported" if the rule cannot price an event, "mixed_neighbours", "budget_exceeded" if
   *   the deltas of the events would be more than what was set apart for them; then nothing was counted
   */
  readonly spend: (events: Event | readonly Event[]) => ApproximateLoss
}

const nothing = rational(0)
const one = rational(1)

/**
 * Says how much privacy is lost so far, to an analyst who may stop, or go on, by what he sees.
 *
 * Promise: but for a chance of `delta`, fixed from the start, the privacy loss is at no time above the `epsilon` that was
 * spent by then: at all times at once, whatever was chosen and whenever it is looked at. So at any moment that the
 * analyst chooses, he may stop, and the answers so far are as private as `spent` says. With the rule `pure` delta is 0.
 * Not a budget: it refuses nothing. For one (epsilon, delta) that holds whatever happens take `privacyFilter`.
 * Neighbours: one relation for all events. [privacy-odometer.proof.md]
 *
 * @throws DitherError "invalid_parameter"
 * @see [RRUV16], [Whi23]
 */
export function privacyOdometer(options: OdometerOptions): PrivacyOdometer {
  readOptions('privacyOdometer', options)
  const rule = ruleOf(options)
  let main = nothing
  let apart = nothing
  let neighbours: Neighbours | undefined
  let counted: readonly Event[] = Object.freeze([])
  // (1) What holds before anything is spent, too: the price of looking at all times.
  const lossOf = (sum: Rational): ApproximateLoss =>
    approximateLoss(sum.numerator === 0n ? nothing : add(sum, rule.price), rule.delta)
  return Object.freeze({
    kind: 'privacyOdometer',
    rule: options.rule,
    get spent() {
      return lossOf(main)
    },
    get events() {
      return counted
    },
    spend(given: Event | readonly Event[]) {
      const events = ('kind' in given ? [given] : given).map((event) => readWith(everyKind, event))
      const relations = events.map((event) => event.neighbours)
      const relation = sameNeighbours(
        neighbours === undefined ? relations : [neighbours, ...relations],
      )
      let [sum, failed] = [main, apart]
      for (const event of events) {
        const cost = rule.costOf(event)
        sum = add(sum, cost.main)
        failed = add(failed, cost.apart)
      }
      if (compare(failed, rule.apart) > 0) throw exceeded(subtract(rule.apart, apart))
      main = sum
      apart = failed
      if (events.length > 0) neighbours = relation
      counted = Object.freeze([...counted, ...events])
      return lossOf(main)
    },
  })
}

interface Rule {
  /** Of everything together. */
  readonly delta: Rational
  /** Of it, for the deltas of events. */
  readonly apart: Rational
  /** What is added to the sum. */
  readonly price: Rational
  readonly costOf: (event: Event) => { readonly main: Rational; readonly apart: Rational }
}

function ruleOf(options: OdometerOptions): Rule {
  switch (options.rule) {
    case 'pure':
      return {
        delta: nothing,
        apart: nothing,
        price: nothing,
        costOf: (event) => costIn(event, 'pure'),
      }
    case 'approximate': {
      const delta = deltaBudget(options.delta)
      const costOf = (event: Event) => costIn(event, 'approximate')
      return { delta, apart: delta, price: nothing, costOf }
    }
    case 'zcdp':
    case 'renyi':
      return orderedRule(options)
    default:
      throw wrongParameter('rule', Reflect.get(Object(options), 'rule'), ruleWords)
  }
}

const ruleWords =
  'must be pure, approximate, zcdp or renyi: a loss distribution is no odometer, since its events must be fixed in advance'

/** (2) Divergences at one order, and ln(1 / delta) / (order - 1). */
function orderedRule(options: Extract<OdometerOptions, { readonly order: number }>): Rule {
  const { delta, conversion, apart } = readOrderBudget(options)
  const { order, rule } = options
  const exact = exactDouble(order)
  const price = divide(lnInterval(reciprocal(conversion), 80).high, subtract(exact, one))
  const costOf = (event: Event) => {
    if (rule === 'zcdp') {
      const loss = priceEvent(event, { measure: 'zcdp' })
      return {
        main: loss.kind === 'zcdp' ? multiply(exact, loss.exact.rho) : nothing,
        apart: nothing,
      }
    }
    const curve = eventCurve(event)
    const divergence = curve.divergence(order)
    if (!(divergence < Number.POSITIVE_INFINITY))
      throw new DitherError(
        'unsupported',
        `no divergence of ${event.kind} events is known at order ${order}`,
        { parameter: 'order', wayOut: 'Take another order, or the rule "approximate"' },
      )
    return { main: exactDouble(Math.max(0, divergence)), apart: curve.delta }
  }
  return { delta, apart, price: exactDecimal(price), costOf }
}

/** Rounded up to a short number. */
function exactDecimal(value: Rational): Rational {
  return exactParameter('price', decimalUp(value))
}

function costIn(
  event: Event,
  measure: 'pure' | 'approximate',
): { main: Rational; apart: Rational } {
  const loss = priceEvent(event, { measure })
  if (loss.kind === 'zcdp')
    throw new DitherError('unsupported', `${event.kind} events have a rho alone`, {
      wayOut: 'Take the rule zcdp or renyi',
    })
  return {
    main: loss.exact.epsilon,
    apart: loss.kind === 'approximate' ? loss.exact.delta : nothing,
  }
}

function exceeded(left: Rational): DitherError {
  return new DitherError(
    'budget_exceeded',
    `delta ${formatRational(left)} is left for events with a delta of their own, more is asked`,
    {
      parameter: 'delta',
      rule: 'S21',
      charged: false,
      wayOut:
        'Nothing was counted. Make the odometer with a larger delta, or a smaller conversionDelta',
    },
  )
}
