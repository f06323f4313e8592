/** Prices and budgets for some kinds of events alone, so that a page loads no more than it spends. */
import type { Event } from '../space/event.ts'
import type { Loss } from '../space/loss.ts'
import type { BudgetStore } from './budget-store.ts'
import type { EventKinds, PriceOptions } from './event-kind.ts'
import { type DatasetBudgets, storeOf } from './memory-budget-store.ts'
import { priceWith } from './price-with.ts'

/** What `accountingOf` gives. */
export interface Accounting {
  /** `priceEvent` of these kinds. */
  readonly priceEvent: (event: Event, options: PriceOptions) => Loss
  /** `memoryBudgetStore` for charges of these kinds. */
  readonly memoryBudgetStore: (budgets: DatasetBudgets) => BudgetStore
}

/**
 * Prices and charges events of the given kinds as `priceEvent` and `memoryBudgetStore` do, and refuses others.
 *
 * Every promise is theirs: a kind is one object, and the same in both.
 */
export function accountingOf(kinds: EventKinds): Accounting {
  return Object.freeze({
    priceEvent: (event: Event, options: PriceOptions) => priceWith(kinds, event, options),
    memoryBudgetStore: (budgets: DatasetBudgets) => storeOf(kinds, budgets),
  })
}
