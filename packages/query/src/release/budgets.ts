/** The budgets of a session's datasets. */
import { compareLosses, DitherError } from '@dither/core'
import {
  type BudgetOptions,
  type BudgetState,
  type BudgetStore,
  memoryBudgetStore,
} from '@dither/core/account'
import { neighboursOf } from '../schema/neighbours-of.ts'
import type { Schema } from '../schema/schema.ts'

/**
 * The keeper that a session charges: the one that is given, or one in memory with the same budget for
 * each dataset.
 *
 * @throws DitherError "missing_budget" without either, "invalid_parameter" for both or a wrong budget;
 *   "mixed_neighbours" if two schemas of one dataset differ in their relation (S1)
 */
export function storeFor(
  schemas: readonly Schema[],
  options: { readonly budget?: BudgetOptions; readonly store?: BudgetStore },
): BudgetStore {
  const { budget, store } = options
  if (store !== undefined && budget !== undefined)
    throw new DitherError('invalid_parameter', 'a budget and a store are given', {
      parameter: 'budget',
      wayOut: 'A store knows the budgets of its datasets: leave budget out',
    })
  if (store !== undefined) return store
  if (budget === undefined)
    throw new DitherError('missing_budget', 'the session has no budget', {
      parameter: 'budget',
      charged: false,
      wayOut: 'Open it with { budget: { epsilon: 1 } }, or with a store',
    })
  const budgets: Record<string, BudgetOptions & { neighbours: ReturnType<typeof neighboursOf> }> =
    Object.create(null)
  for (const schema of schemas) {
    const neighbours = neighboursOf(schema)
    const before = budgets[schema.dataset]
    if (before !== undefined && before.neighbours !== neighbours)
      throw new DitherError(
        'mixed_neighbours',
        `dataset ${schema.dataset} has a public size in one schema and none in another`,
        { parameter: 'schema', rule: 'S1', wayOut: 'State the size in both, or in neither' },
      )
    budgets[schema.dataset] = { ...budget, neighbours }
  }
  return memoryBudgetStore(budgets)
}

/** @throws DitherError "invalid_parameter" if the store does not know a dataset */
export function readBudgets(
  store: BudgetStore,
  schemas: readonly Schema[],
): Promise<readonly BudgetState[]> {
  const datasets = new Set(schemas.map(({ dataset }) => dataset))
  return Promise.all([...datasets].map((dataset) => store.read(dataset)))
}

/** The budget that will be used up first, as far as they can be compared. */
export function leastLeft(budgets: readonly BudgetState[]): BudgetState {
  const [first, ...others] = budgets
  if (first === undefined) throw new RangeError('a session has at least one budget')
  return others.reduce(
    (least, other) => (compareLosses(other.remaining, least.remaining) === -1 ? other : least),
    first,
  )
}
