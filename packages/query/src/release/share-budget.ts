/** Which budget each question of a release has: its own, or its part of a common one. */
import { DitherError } from '@dither/core'
import type { Goal } from '../plan/goal.ts'
import type { Proof } from '../proof/proof.ts'
import type { PartPlace } from './partition/part-in.ts'
import { pricedParts } from './partition/priced-parts.ts'
import { free, type Priced, price } from './price.ts'
import { sharingKeys } from './private-keys/sharing-keys.ts'
import { readShared, type SharedBudget } from './sharing/shared-budget.ts'
import { sharedPrices } from './sharing/shared-prices.ts'
import { type WantedGoal, wantedPrice } from './sharing/wanted-price.ts'
import { wholeBudget } from './whole-budget.ts'

/** What else a price depends on. */
export interface Circumstances {
  /** Which table each question is about; where nothing is said, no two are about one. */
  readonly tables?: ReadonlyMap<string, number>
  /** Which questions are about parts of a table. */
  readonly places?: ReadonlyMap<string, PartPlace>
  /** What the budget counts in; it tells the kind of budget that a wanted error is paid with. */
  readonly measure?: 'pure' | 'approximate' | 'zcdp'
}

/**
 * The price of every question that has a budget: its own, its share of the common one, or the least that gives the error that is
 * wanted. What is finer than the units of budgets is rounded down first, a wanted error's budget up (S10). [price.proof.md]
 *
 * A common budget is shared by weight, exactly: the shares add up to it, those of a partition as its questions do.
 * Questions whose answer is public cost nothing and take no part.
 *
 * @throws DitherError "invalid_parameter" if there are a common budget and a question's own
 */
export function pricesOf(
  proofs: ReadonlyMap<string, Proof>,
  common: SharedBudget | undefined,
  { places = new Map(), measure = 'pure', tables = new Map() }: Circumstances = {},
): ReadonlyMap<string, Priced> {
  const { budget: shared, share, goal: all } = readShared(common)
  const costly = new Map([...proofs].filter(([, { vectors }]) => vectors.length > 0))
  if (shared !== undefined) for (const [name, proof] of proofs) checkNoOther(name, proof, share)
  const shares = shared === undefined ? new Map() : sharedPrices(costly, shared, share, places)
  const prices = new Map<string, Priced>()
  for (const [name, proof] of proofs) {
    const { budget } = proof.question
    const goal = goalOf(proof, all)
    const own = shares.get(name)
    if (!costly.has(name)) prices.set(name, free(proof))
    else if (own !== undefined) prices.set(name, own)
    else if (budget !== undefined) prices.set(name, price(proof, wholeBudget(budget, name)))
    else if (goal !== undefined) prices.set(name, wantedPrice(proof, goal, measure, name))
  }
  for (const [name, part] of pricedParts(prices, places)) {
    const priced = prices.get(name)
    if (priced !== undefined) prices.set(name, Object.freeze({ ...priced, part }))
  }
  for (const [name, priced] of prices) prices.set(name, sharingKeys(priced, tables.get(name)))
  return prices
}

/** The question's own wanted error, or that of all questions. */
function goalOf({ question: { goal = {} } }: Proof, all: Goal | undefined): WantedGoal | undefined {
  const accuracy = goal.accuracy ?? all?.accuracy
  if (accuracy === undefined) return undefined
  return { ...(goal.accuracy === undefined ? { ...goal, ...all } : goal), accuracy }
}

/** The same, for a release. @throws DitherError "missing_budget" if a question has none */
export function allPriced(
  proofs: ReadonlyMap<string, Proof>,
  common: SharedBudget | undefined,
  circumstances: Circumstances = {},
): ReadonlyMap<string, Priced> {
  const prices = pricesOf(proofs, common, circumstances)
  for (const name of proofs.keys()) if (!prices.has(name)) throw missingBudget(name)
  return prices
}

/** Beside a common budget, no question has its own, nor a wanted error that the share does not go by. */
function checkNoOther(name: string, { question }: Proof, share: string): void {
  if (question.budget !== undefined) throw two(name, 'a budget of its own', 'a common one')
  if (question.goal?.accuracy !== undefined && share === 'weight')
    throw two(name, 'a wanted error', 'a common budget that is shared by weight')
}

function missingBudget(name: string): DitherError {
  return new DitherError('missing_budget', `${name} has no budget`, {
    parameter: name,
    rule: 'S15',
    charged: false,
    wayOut: 'Give the statistic { epsilon }, or the release one to be shared',
  })
}

function two(name: string, own: string, common: string): DitherError {
  return new DitherError('invalid_parameter', `${name} has ${own}, and the release has ${common}`, {
    parameter: name,
    charged: false,
    wayOut: 'Give one or the other; { share: "wanted errors" } goes by the wanted errors',
  })
}
