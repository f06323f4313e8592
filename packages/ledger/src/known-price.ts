/** What events add to a balance: found out by core once, and known from then on. */
import type { Neighbours } from '@dither/core'
import {
  type Amount,
  addAmounts,
  type Charge,
  type ChargeRequest,
  chargeLine,
  everyKind,
  isWithin,
  type LedgerLine,
  remainingOf,
} from '@dither/core/account'
import { type LineageState, nothing } from './state.ts'
import type { StoredEvents } from './store.ts'

/** What was found out before about events: it depends on them, and on the rule, alone. */
export interface Known {
  /** By the text of the events as they were given. */
  readonly texts: Map<string, StoredEvents>
  /** What they add to a balance, by rule and digest. */
  readonly prices: Map<string, Price>
}

interface Price {
  readonly amount: Amount
  readonly neighbours: Neighbours | undefined
}

/** More kinds of events than this are forgotten, and found out again. */
export const mostKnown = 10_000

/**
 * What the events add to the balance, if core's rules allow it. (1) Core finds it out once for the same events and rule; what
 * it would refuse, it refuses each time.
 */
export function priceOf(
  state: LineageState,
  period: number,
  request: ChargeRequest,
  charge: Charge,
  { digest }: StoredEvents,
  prices: Known['prices'],
): Price {
  const spent = spentBefore(state, period)
  const key = `${state.rule} ${digest}`
  const before = prices.get(key)
  if (
    before !== undefined &&
    request.mark === 'secure' &&
    charge.loss === undefined &&
    typeof charge.unit === 'string' &&
    charge.unit !== '' &&
    (state.unit ?? charge.unit) === charge.unit &&
    (before.neighbours ?? state.neighbours) === (state.neighbours ?? before.neighbours) &&
    isWithin(addAmounts(spent, before.amount), state.cap)
  )
    return before
  const line = chargedLine(state, period, request, charge)
  const price = {
    amount: remainingOf(line.spent, spent),
    neighbours: charge.events.length > 0 ? line.neighbours : undefined,
  }
  if (prices.size >= mostKnown) prices.clear()
  prices.set(key, price)
  return price
}

/** Core's own rules: seeds, relation, unit, price, cap. */
function chargedLine(
  state: LineageState,
  period: number,
  { mark, requestId }: ChargeRequest,
  { dataset, unit, events, loss }: Charge,
): LedgerLine {
  const { rule, cap, neighbours } = state
  const line: LedgerLine = {
    kinds: everyKind,
    budget: { rule, cap },
    spent: spentBefore(state, period),
    entries: [],
    ...(neighbours === undefined ? {} : { neighbours }),
    ...(state.unit === undefined ? {} : { unit: state.unit }),
  }
  return chargeLine(line, {
    events,
    mark,
    requestId,
    // What is no text is refused there.
    unit: unit ?? '',
    name: `budget of "${dataset}"`,
    ...(loss === undefined ? {} : { shown: loss }),
  })
}

/** In the period that is to be charged. */
export function spentBefore(state: LineageState, period: number): Amount {
  return period > state.period ? nothing : state.spent
}
