/** Budgets that live as long as the process. */
import { DitherError } from '../error.ts'
import type { Neighbours } from '../space/neighbours.ts'
import { type BudgetOptions, budget, lossOf } from './budget.ts'
import type { BudgetState, BudgetStore, ChargeReceipt, ChargeRequest } from './budget-store.ts'
import type { EventKinds } from './event-kind.ts'
import { everyKind } from './every-kind.ts'
import {
  chargeLine,
  type LedgerLine,
  lastLoss,
  leftOf,
  openLine,
  readUnit,
  spentOf,
} from './ledger-line.ts'
import { readWith } from './read-event.ts'

/** One budget for each dataset's lineage; `neighbours` and `unit` fix the relation at once. */
export type DatasetBudgets = Readonly<
  Record<string, BudgetOptions & { readonly neighbours?: Neighbours; readonly unit?: string }>
>

/**
 * Keeps the budget of each named dataset in memory.
 *
 * A charge runs to its end within one turn of the event loop, so charges are serial; it works on copies
 * and replaces them all at the end, so it is all or nothing. What a process forgets is not counted.
 *
 */
export function memoryBudgetStore(budgets: DatasetBudgets): BudgetStore {
  return storeOf(everyKind, budgets)
}

/** The same for charges of some kinds alone: others are refused. */
export function storeOf(kinds: EventKinds, budgets: DatasetBudgets): BudgetStore {
  const lines = new Map(
    Object.entries(budgets).map(([dataset, options]) => [
      dataset,
      openLine(kinds, budget(options), options),
    ]),
  )
  const done = new Map<string, { readonly content: string; readonly receipt: ChargeReceipt }>()

  const lineOf = (from: ReadonlyMap<string, LedgerLine>, dataset: string): LedgerLine => {
    const line = from.get(dataset)
    if (line !== undefined) return line
    throw new DitherError('invalid_parameter', `dataset is "${dataset}", has no budget here`, {
      parameter: 'dataset',
      charged: false,
      wayOut: 'Give it a budget when the store is made',
    })
  }

  return Object.freeze({
    async charge(request: ChargeRequest): Promise<ChargeReceipt> {
      const content = contentOf(kinds, request)
      const before = done.get(request.requestId)
      if (before !== undefined) {
        if (before.content === content) return Object.freeze({ ...before.receipt, repeated: true })
        throw new DitherError('invalid_parameter', 'requestId was used for other charges', {
          parameter: 'requestId',
          requestId: request.requestId,
          wayOut: 'Make a new requestId for every release',
        })
      }
      const next = new Map(lines)
      const charged = request.charges.map((charge) => {
        const { dataset } = charge
        const unit = readUnit(charge.unit)
        const line = chargeLine(lineOf(next, dataset), {
          events: charge.events,
          unit,
          mark: request.mark,
          requestId: request.requestId,
          name: `budget of "${dataset}"`,
          ...(charge.loss === undefined ? {} : { shown: charge.loss }),
        })
        next.set(dataset, line)
        return Object.freeze({ dataset, unit, loss: lastLoss(line) })
      })
      const receipt = Object.freeze({
        requestId: request.requestId,
        repeated: false,
        charged: Object.freeze(charged),
      })
      // (1) From here to the end nothing can throw.
      for (const [dataset, line] of next) lines.set(dataset, line)
      done.set(request.requestId, { content, receipt })
      return receipt
    },
    async read(dataset: string): Promise<BudgetState> {
      const line = lineOf(lines, dataset)
      return Object.freeze({
        dataset,
        rule: line.budget.rule,
        budget: lossOf(line.budget.rule, line.budget.cap),
        spent: spentOf(line),
        remaining: leftOf(line),
        entries: line.entries,
        ...(line.neighbours === undefined ? {} : { neighbours: line.neighbours }),
        ...(line.unit === undefined ? {} : { unit: line.unit }),
      })
    },
  })
}

function contentOf(kinds: EventKinds, { charges, mark }: ChargeRequest): string {
  return JSON.stringify([
    mark,
    charges.map(({ dataset, unit, events }) => [
      dataset,
      unit,
      events.map((event) => readWith(kinds, event)),
    ]),
  ])
}
