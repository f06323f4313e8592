/** A budget guard for questions that are chosen one after another. */
import { DitherError } from '../error.ts'
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
import {
  type RenyiBudgetOptions,
  type RenyiFilter,
  renyiFilter,
} from './renyi-filter/renyi-filter.ts'

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

/** For whom a filter counts; the first charge says, unless it is stated. */
export interface Protects {
  /** The relation of all events. */
  readonly neighbours?: Neighbours
  /** Whose presence is protected, in any words. */
  readonly unit?: string
}

/**
 * Guards a budget against questions that may each depend on all earlier answers.
 *
 * Promise: whatever is chosen, the answers to the charged questions together satisfy the budget:
 * epsilon-DP, (epsilon, delta)-DP or rho-zCDP. [privacy-filter.proof.md] With the rule `renyi`: (epsilon, delta)-DP, by
 * divergences that add up at one order, fixed here, with the deltas of the events in what `conversionDelta` leaves of delta:
 * for much noise it lets far more through than `approximate`. [renyi-filter.proof.md]
 * Neighbours: one relation for all events; fixed by `neighbours`, or by the first event. So is
 * the unit that is protected, by `unit`, or by the first charge (S1).
 * Units: counts in whole 1e-12 of epsilon, rho or divergence and 1e-18 of delta; charges round up, caps round down.
 *
 * @throws DitherError "invalid_parameter" if a budget is not more than 0, or its fields are unknown or
 *   contradict one another; "unsupported" for the rule `pld`, which is no filter (S21)
 * @see [Whi23], [RRUV16], [FZ21]
 */
export function privacyFilter(options: RenyiBudgetOptions & Protects): RenyiFilter
export function privacyFilter(options: BudgetOptions & Protects): PrivacyFilter
export function privacyFilter(
  options: (BudgetOptions | RenyiBudgetOptions) & Protects,
): PrivacyFilter | RenyiFilter {
  refuseLossDistributions(options)
  return options?.rule === 'renyi' ? renyiFilter(options) : additiveFilter(options)
}

/** For callers without types too. */
function refuseLossDistributions(options: unknown): void {
  if (typeof options !== 'object' || options === null) return
  if (!('rule' in options) || options.rule !== 'pld') return
  throw new DitherError(
    'unsupported',
    'rule is pld, which composes events that were fixed in advance, and is valid for none that answers have chosen',
    {
      parameter: 'rule',
      rule: 'S21',
      wayOut: 'Take renyi, zcdp, approximate or pure; price a fixed plan with pld()',
    },
  )
}

function additiveFilter(options: BudgetOptions & Protects): PrivacyFilter {
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
