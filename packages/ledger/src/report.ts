/** What a ledger shows of a lineage. */
import type { Loss } from '@dither/core'
import { type BudgetState, type LedgerEntry, lossOf, remainingOf } from '@dither/core/account'
import { periodAt } from './period.ts'
import { type LineageState, nothing, spentIn } from './state.ts'
import type { StoredLineage } from './store.ts'

/** What an analyst or a group may spend and has spent. */
export interface AccountReport {
  /** "analyst ann" or "group interns". */
  readonly scope: string
  /** In each period; none: the dataset's cap alone binds. */
  readonly cap?: Loss
  /** In the present period. */
  readonly spent: Loss
}

/** A dataset's budget, with what the ledger knows of it besides. */
export interface LineageReport extends BudgetState {
  /** The index of the present period. */
  readonly period: number
  /** Whole days after which a new one begins. */
  readonly renewalDays?: number
  /** When it was created, by the clock of whoever did. */
  readonly openedAt: string
  /** What was spent over all periods: this bounds what was ever learnt. */
  readonly lifetime: Loss
  /** Analysts and groups. */
  readonly accounts: readonly AccountReport[]
  /** How many records there are, owner's acts included. */
  readonly records: number
  /** The hash of the last. */
  readonly hash: string
}

export function report(
  { state, records, hash }: StoredLineage,
  entries: readonly LedgerEntry[],
  now: number,
): LineageReport {
  const { dataset, rule, cap, lifetime, renewalDays, openedAt, neighbours, unit } = state
  const period = periodAt(state, now)
  const spent = period > state.period ? nothing : state.spent
  return Object.freeze({
    dataset,
    rule,
    budget: lossOf(rule, cap),
    spent: lossOf(rule, spent),
    remaining: lossOf(rule, remainingOf(cap, spent)),
    entries,
    ...(neighbours === undefined ? {} : { neighbours }),
    ...(unit === undefined ? {} : { unit }),
    period,
    ...(renewalDays === undefined ? {} : { renewalDays }),
    openedAt,
    lifetime: lifetimeOf(rule, lifetime),
    accounts: [...state.accounts]
      .map(([scope, account]) => ({
        scope,
        ...(account.cap === undefined ? {} : { cap: lossOf(rule, account.cap) }),
        spent: lossOf(rule, spentIn(account, period)),
      }))
      .sort((a, b) => (a.scope < b.scope ? -1 : 1)),
    records,
    hash,
  })
}

/** A delta above 1 says nothing more than 1. */
function lifetimeOf(rule: LineageState['rule'], { main, delta }: LineageState['lifetime']): Loss {
  const most = 10n ** 18n
  return lossOf(rule, { main, delta: delta > most ? most : delta })
}
