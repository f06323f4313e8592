/** What a lineage's records come to. All of it can be computed again from the records alone. */
import { DitherError, type Neighbours } from '@dither/core'
import { type Amount, addAmounts, type FilterRule, isWithin } from '@dither/core/account'
import { type AcceptRecord, type ChargeRecord, type LedgerRecord, scopesOf } from './record.ts'

/** Of an analyst or a group. */
export interface AccountState {
  /** None: the dataset's cap alone binds. */
  readonly cap?: Amount
  /** The last period to which it was charged. */
  readonly period: number
  /** In that period; in a later one, nothing yet. */
  readonly spent: Amount
}

/** A dataset's budget as its records leave it. */
export interface LineageState {
  /** The name of the lineage. */
  readonly dataset: string
  /** How losses add up. */
  readonly rule: FilterRule
  /** What may be spent in each period. */
  readonly cap: Amount
  /** When it began. */
  readonly openedAt: string
  /** Whole days after which a new period begins. */
  readonly renewalDays?: number
  /** The index of the present period; it never goes back. */
  readonly period: number
  /** In the present period, never more than the cap. */
  readonly spent: Amount
  /** Over all periods. */
  readonly lifetime: Amount
  /** Fixed by the first charge if the owner did not state it. */
  readonly neighbours?: Neighbours
  /** Fixed as `neighbours` is. */
  readonly unit?: string
  /** Of analysts and groups, by `scopeOf`; a store may give those alone that are asked for. */
  readonly accounts: ReadonlyMap<string, AccountState>
}

/** Nothing. */
export const nothing: Amount = Object.freeze({ main: 0n, delta: 0n })

/** What an account has spent in a period. */
export function spentIn(account: AccountState | undefined, period: number): Amount {
  return account === undefined || account.period < period ? nothing : account.spent
}

/**
 * The state after one more record. [ledger.proof.md]
 *
 * @param state undefined before the first
 * @throws DitherError "unreadable_source" if no ledger could have written it there
 */
export function stateAfter(state: LineageState | undefined, record: LedgerRecord): LineageState {
  if (record.kind === 'open') {
    if (state !== undefined) throw impossible('a second beginning')
    const { kind: _, at, ledger: __, ...begun } = record
    return {
      ...begun,
      openedAt: at,
      period: 0,
      spent: nothing,
      lifetime: nothing,
      accounts: new Map(),
    }
  }
  if (state === undefined) throw impossible('no beginning')
  switch (record.kind) {
    case 'charge':
      return charged(state, record)
    case 'cap': {
      const { scope, cap } = record
      const { period } = state
      const spent = spentIn(state.accounts.get(scope), period)
      if (cap !== undefined && !isWithin(spent, cap)) throw impossible('a cap below what was spent')
      const account = cap === undefined ? { period, spent } : { period, spent, cap }
      return { ...state, accounts: new Map([...state.accounts, [scope, account]]) }
    }
    case 'renew':
      if (record.period <= state.period) throw impossible('a period that goes back')
      return { ...state, period: record.period, spent: nothing }
    case 'accept':
      return accepted(state, record)
  }
}

function charged(state: LineageState, record: ChargeRecord): LineageState {
  const { period, amount, neighbours, unit } = record
  if (period < state.period) throw impossible('a period that goes back')
  const spent = addAmounts(period > state.period ? nothing : state.spent, amount)
  if (!isWithin(spent, state.cap)) throw impossible('more than its cap')
  const accounts = new Map(state.accounts)
  for (const scope of scopesOf(record.by ?? {})) {
    const account = accounts.get(scope)
    const theirs = addAmounts(spentIn(account, period), amount)
    if (account?.cap !== undefined && !isWithin(theirs, account.cap))
      throw impossible('more than the cap of an analyst or a group')
    accounts.set(scope, { ...account, period, spent: theirs })
  }
  const lifetime = addAmounts(state.lifetime, amount)
  const next = { ...state, period, spent, lifetime, accounts }
  if (neighbours !== undefined && (state.neighbours ?? neighbours) !== neighbours)
    throw impossible('another relation')
  if ((state.unit ?? unit) !== unit) throw impossible('another unit')
  return neighbours === undefined ? next : { ...next, neighbours, unit }
}

function accepted(state: LineageState, record: AcceptRecord): LineageState {
  const { period, amount, lost } = record
  if (period < state.period) throw impossible('a period that goes back')
  const spent = addAmounts(period > state.period ? nothing : state.spent, amount)
  if (!isWithin(spent, state.cap)) throw impossible('more than its cap')
  return { ...state, period, spent, lifetime: addAmounts(state.lifetime, lost) }
}

function impossible(what: string): DitherError {
  return new DitherError('unreadable_source', `the ledger has a record of ${what}`, {
    parameter: 'ledger',
    wayOut: 'dither ledger verify says which; restore the ledger from a backup',
  })
}
