/** A budget guard for questions that are chosen one after another. */
import type { Event } from '../space/event.ts'
import type { Loss } from '../space/loss.ts'
import type { Neighbours } from '../space/neighbours.ts'
import { type BudgetOptions, budget, type FilterRule, lossOf } from './budget.ts'
import { everyKind } from './every-kind.ts'
import {
  chargeLine,
  type LedgerEntry,
  lastLoss,
  leftOf,
  openLine,
  type RandomnessMark,
  spentOf,
} from './ledger-line.ts'

/** A budget and what was spent of it; made by `privacyFilter`. */
export interface PrivacyFilter {
  readonly kind: 'privacyFilter'
  readonly rule: FilterRule
  readonly budget: Loss
  readonly spent: Loss
  readonly remaining: Loss
  readonly entries: readonly LedgerEntry[]
  /**
   * Charges all of the events or, if it throws, none of them. Returns what was charged.
   *
   * `unit` names whose presence is protected; a filter takes one unit, or leaves it unstated.
   *
   * @throws DitherError "budget_exceeded", "mixed_neighbours", "seeded_randomness", "unsupported"
   */
  readonly spend: (
    events: Event | readonly Event[],
    options?: { readonly mark?: RandomnessMark; readonly unit?: string },
  ) => Loss
}

/**
 * Guards a budget against questions that may each depend on all earlier answers.
 *
 * Promise: whatever is chosen, the answers to the charged questions together satisfy the budget:
 * epsilon-DP, (epsilon, delta)-DP or rho-zCDP. [privacy-filter.proof.md]
 * Neighbours: one relation for all events; fixed by `neighbours`, or by the first event. So is
 * the unit that is protected, by `unit`, or by the first charge (S1).
 * Units: counts in whole 1e-12 of epsilon or rho and 1e-18 of delta; charges round up, caps round down.
 *
 * @throws DitherError "invalid_parameter" if a budget is not more than 0, or its fields are unknown or
 *   contradict one another
 * @see [Whi23], [RRUV16]
 */
export function privacyFilter(
  options: BudgetOptions & { readonly neighbours?: Neighbours; readonly unit?: string },
): PrivacyFilter {
  let line = openLine(everyKind, budget(options), options)
  const { rule, cap } = line.budget
  return Object.freeze({
    kind: 'privacyFilter',
    rule,
    budget: lossOf(rule, cap),
    get spent() {
      return spentOf(line)
    },
    get remaining() {
      return leftOf(line)
    },
    get entries() {
      return line.entries
    },
    spend(
      events: Event | readonly Event[],
      { mark = 'secure', unit }: { mark?: RandomnessMark; unit?: string } = {},
    ) {
      const next = chargeLine(line, {
        events: 'kind' in events ? [events] : events,
        mark,
        ...(unit === undefined ? {} : { unit }),
      })
      line = next
      return lastLoss(next)
    },
  })
}
