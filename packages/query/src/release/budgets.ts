/** The budgets of a session's datasets. */
import { compareLosses, DitherError } from '@dither/core'
import type { BudgetOptions, BudgetState, BudgetStore } from '@dither/core/account'
import { fieldsOf } from '../schema/fields.ts'
import { neighboursOf } from '../schema/neighbours-of.ts'
import type { Schema } from '../schema/schema.ts'
import { accounting } from './accounting.ts'
import { unitText } from './unit-text.ts'

/** What a dataset's budget is about: which pairs of tables are neighbours, and which unit differs (S1). */
interface Protected {
  readonly neighbours: ReturnType<typeof neighboursOf>
  readonly unit: string
}

/**
 * The relation of each dataset.
 *
 * @throws DitherError "mixed_neighbours" if two schemas of one dataset differ in it (S1)
 */
export function relationsOf(schemas: readonly Schema[]): ReadonlyMap<string, Protected> {
  const relations = new Map<string, Protected>()
  for (const schema of schemas) {
    const { dataset } = schema
    const relation = { neighbours: neighboursOf(schema), unit: unitText(schema) }
    const before = relations.get(dataset) ?? relation
    if (before.neighbours !== relation.neighbours)
      throw mixed(
        `dataset ${dataset} has a public size in one schema and none in another`,
        'State the size in both, or in neither',
      )
    if (before.unit !== relation.unit)
      throw mixed(
        `dataset ${dataset} has the privacy unit "${before.unit}" in one schema and "${relation.unit}" in another`,
        'State one unit in both: its bounds may differ',
      )
    relations.set(dataset, relation)
  }
  return relations
}

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
  const relations = relationsOf(schemas)
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
  fieldsOf(budget, 'budget', ['epsilon', 'delta', 'rho', 'rule'], 'invalid_parameter')
  const budgets: Record<string, BudgetOptions & Protected> = Object.create(null)
  for (const [dataset, relation] of relations) budgets[dataset] = { ...budget, ...relation }
  return accounting.memoryBudgetStore(budgets)
}

/**
 * Refuses tables whose relation is not the one that their budget has recorded.
 *
 * @throws DitherError "mixed_neighbours"
 */
export function checkRecorded(budgets: readonly BudgetState[], schemas: readonly Schema[]): void {
  const relations = relationsOf(schemas)
  for (const { dataset, neighbours, unit } of budgets) {
    const relation = relations.get(dataset)
    if (neighbours !== undefined && neighbours !== relation?.neighbours)
      throw mixed(
        `the budget of dataset ${dataset} is about ${neighbours} neighbours, its schema about ${relation?.neighbours}`,
        'A public size is stated for all that is charged to a budget, or for nothing',
      )
    if (unit !== undefined && unit !== relation?.unit)
      throw mixed(
        `the budget of dataset ${dataset} protects the unit "${unit}", its schema states "${relation?.unit}"`,
        'State the unit that was charged before: its bounds may differ',
      )
  }
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

function mixed(message: string, wayOut: string): DitherError {
  return new DitherError('mixed_neighbours', message, {
    parameter: 'schema',
    rule: 'S1',
    charged: false,
    wayOut,
  })
}
