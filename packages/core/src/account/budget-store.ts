/** Where budgets are kept: one interface for memory, files and servers. */
import type { Event } from '../space/event.ts'
import type { Loss } from '../space/loss.ts'
import type { Neighbours } from '../space/neighbours.ts'
import type { FilterRule } from './budget.ts'
import type { LedgerEntry, RandomnessMark } from './ledger-line.ts'

/** What to charge, before the engine hears of the question. */
export interface ChargeRequest {
  /** Chosen by the caller, new for every release; the same id again charges nothing more (S20). */
  readonly requestId: string
  /** One for every dataset that is read: each takes the full cost (S1). */
  readonly charges: readonly Charge[]
  /** `seeded` is refused (S23). */
  readonly mark: RandomnessMark
}

/** What one dataset is charged for. */
export interface Charge {
  /** The name of the dataset's lineage. */
  readonly dataset: string
  /**
   * Whose presence is protected, as one canonical text that the caller makes, such as "row". It is part
   * of the relation: a budget line records the first, and refuses another (S1).
   */
  readonly unit: string
  readonly events: readonly Event[]
  /** What the caller was shown. The store prices the events itself, and charges that. */
  readonly loss?: Loss
}

/** What was charged, to whom. */
export interface ChargeReceipt {
  readonly requestId: string
  /** True if this request had been charged before; then nothing was charged now. */
  readonly repeated: boolean
  readonly charged: readonly {
    readonly dataset: string
    readonly unit: string
    readonly loss: Loss
  }[]
}

/** The budget of one dataset, what was spent and for what. */
export interface BudgetState {
  readonly dataset: string
  readonly rule: FilterRule
  readonly budget: Loss
  readonly spent: Loss
  readonly remaining: Loss
  readonly neighbours?: Neighbours
  /** Absent until something is charged, unless the owner stated it. */
  readonly unit?: string
  /** Oldest first; a keeper on a disk may give the latest alone. */
  readonly entries: readonly LedgerEntry[]
}

/** A keeper of budgets. */
export interface BudgetStore {
  /**
   * Charges every dataset of the request, or none: one serialisable transaction.
   *
   * @throws DitherError "budget_exceeded", "mixed_neighbours" for another relation or unit,
   *   "seeded_randomness", "unsupported", or "invalid_parameter" for an unknown dataset, a reused id, or a loss below the price
   */
  charge(request: ChargeRequest): Promise<ChargeReceipt>
  /** @throws DitherError "invalid_parameter" for an unknown dataset */
  read(dataset: string): Promise<BudgetState>
}
