/** Whether a request may be charged to the budgets that are known, and what is then to be written. */
import { DitherError } from '@dither/core'
import {
  type Amount,
  addAmounts,
  amountInWords,
  type Charge,
  type ChargeReceipt,
  type ChargeRequest,
  isWithin,
  readEvent,
  remainingOf,
} from '@dither/core/account'
import { canonicalJson, digestOf } from './canonical-json.ts'
import { type Known, mostKnown, priceOf, spentBefore } from './known-price.ts'
import { periodAt } from './period.ts'
import { receiptOf, receiptText } from './receipt.ts'
import { type Asker, recordText, scopesOf } from './record.ts'
import { type AccountState, type LineageState, spentIn } from './state.ts'
import type { Spend, StoredEvents, StoredRequest } from './store.ts'

/** A request with what never changes about it. */
export interface AskedRequest {
  readonly request: ChargeRequest
  readonly by: Asker
  /** The digest of all that is asked: of the same request, always the same. */
  readonly content: string
  /** The events of each charge. */
  readonly events: readonly StoredEvents[]
}

/** A request that the known states allow, ready to be written. */
export interface Decision {
  readonly stored: StoredRequest
  readonly spends: readonly Spend[]
  readonly receipt: ChargeReceipt
}

/** @throws DitherError "invalid_parameter" for a wrong id or event */
export function askedRequest(request: ChargeRequest, by: Asker, known: Known): AskedRequest {
  const { requestId, charges, mark } = request
  if (typeof requestId !== 'string' || requestId === '' || requestId.length > 200)
    throw new DitherError('invalid_parameter', 'requestId must be a text of 1 to 200 characters', {
      parameter: 'requestId',
      charged: false,
      wayOut: 'Make a new one for every release, such as crypto.randomUUID()',
    })
  const events = charges.map((charge) => storedEvents(charge, known.texts))
  const asked = charges.map(({ dataset, unit }, i) => [dataset, unit, events[i]?.digest])
  return { request, by, events, content: digestOf(canonicalJson([mark, by, asked])) }
}

/**
 * Decides by the states as they are known, which may be old: whoever writes checks the conditions again. [ledger.proof.md]
 *
 * @param states of the lineages of the request; a missing one is refused
 * @throws DitherError as `BudgetStore.charge`
 */
export function decide(
  { request, by, content, events }: AskedRequest,
  states: ReadonlyMap<string, LineageState>,
  now: number,
  known: Known,
): Decision {
  const at = new Date(now).toISOString()
  const current = new Map(states)
  const parts = request.charges.map((charge, part) => {
    const before = current.get(charge.dataset)
    if (before === undefined) throw unknownDataset(charge.dataset)
    const period = periodAt(before, now)
    const stored = events[part] ?? { digest: '', text: '' }
    const { amount, neighbours: relation } = priceOf(
      before,
      period,
      request,
      charge,
      stored,
      known.prices,
    )
    const state = drawnFrom(before, by, period, amount)
    const neighbours = relation === undefined ? {} : { neighbours: relation }
    current.set(
      charge.dataset,
      relation === undefined ? state : { ...state, ...neighbours, unit: charge.unit },
    )
    const spend: Spend = {
      dataset: charge.dataset,
      scopes: scopesOf(by),
      period,
      amount,
      unit: charge.unit,
      ...neighbours,
      events: stored,
      text: recordText({
        kind: 'charge',
        at,
        requestId: request.requestId,
        content,
        part,
        parts: request.charges.length,
        ...(scopesOf(by).length === 0 ? {} : { by }),
        period,
        unit: charge.unit,
        ...neighbours,
        events: stored.digest,
        amount,
      }),
    }
    return { spend, charged: { ...spend, rule: before.rule } }
  })
  const charged = parts.map(({ charged: one }) => one)
  return {
    stored: { id: request.requestId, content, receipt: receiptText(charged) },
    spends: parts.map(({ spend }) => spend),
    receipt: receiptOf(request.requestId, charged, false),
  }
}

/** The state after the amount, if the caps of whoever asks allow it. */
function drawnFrom(state: LineageState, by: Asker, period: number, amount: Amount): LineageState {
  const spent = addAmounts(spentBefore(state, period), amount)
  const scopes = scopesOf(by)
  if (scopes.length === 0) return { ...state, period, spent }
  const accounts = new Map<string, AccountState>(state.accounts)
  for (const scope of scopes) {
    const account = accounts.get(scope)
    const theirs = spentIn(account, period)
    const after = addAmounts(theirs, amount)
    if (account?.cap !== undefined && !isWithin(after, account.cap))
      throw exceeded(state, scope, remainingOf(account.cap, theirs), amount)
    accounts.set(scope, { ...account, period, spent: after })
  }
  return { ...state, period, spent, accounts }
}

function exceeded(state: LineageState, scope: string, left: Amount, wanted: Amount): DitherError {
  const { dataset, rule } = state
  return new DitherError(
    'budget_exceeded',
    `budget of ${scope} for "${dataset}" has ${amountInWords(rule, left)} left, ${amountInWords(rule, wanted)} is asked`,
    {
      parameter: 'budget',
      rule: 'S22',
      charged: false,
      wayOut: 'Ask for less, or ask the owner for a higher cap; nothing was charged',
    },
  )
}

/** @throws DitherError if an event is none */
function storedEvents({ events }: Charge, texts: Known['texts']): StoredEvents {
  const given = textOf(events)
  const before = given === undefined ? undefined : texts.get(given)
  if (before !== undefined) return before
  const text = canonicalJson(events.map((event) => readEvent(event)))
  const stored = { digest: digestOf(text), text }
  if (texts.size >= mostKnown) texts.clear()
  if (given !== undefined) texts.set(given, stored)
  return stored
}

/** Nothing for what is no data, which is then refused where it is read. */
function textOf(events: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(events)
  } catch {
    return undefined
  }
}

export function unknownDataset(dataset: string): DitherError {
  return new DitherError('invalid_parameter', `dataset is "${dataset}", has no budget here`, {
    parameter: 'dataset',
    charged: false,
    wayOut: 'Give it one: ledger.create, or dither release with --epsilon',
  })
}
