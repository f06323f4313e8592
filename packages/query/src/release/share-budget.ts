/** Which budget each question of a release has: its own, or its part of a common one. */
import { DitherError, deltaBudget, epsilonBudget, rhoBudget } from '@dither/core'
import { divide, multiply, type Rational, rational } from '@dither/math'
import { readBudget } from '../plan/budget.ts'
import type { Budget } from '../plan/plan.ts'
import type { Proof } from '../proof/proof.ts'
import { addedUp } from './partition/added-up.ts'
import type { PartPlace } from './partition/part-in.ts'
import { pricedParts } from './partition/priced-parts.ts'
import { type ExactBudget, free, type Priced, price } from './price.ts'
import { wholeBudget } from './whole-budget.ts'

/** What else a price depends on. */
export interface Circumstances {
  /** Which questions are about parts of a table. */
  readonly places?: ReadonlyMap<string, PartPlace>
}

/**
 * The price of every question that has a budget: its own, or its part of the common one. What is finer
 * than the units of budgets is rounded down first (S10).
 *
 * A common budget is shared by weight, exactly: the shares add up to it, those of a partition as its
 * questions do. Questions whose answer is public cost nothing and take no part.
 *
 * @throws DitherError "invalid_parameter" if there are a common budget and a question's own
 */
export function pricesOf(
  proofs: ReadonlyMap<string, Proof>,
  common: Budget | undefined,
  { places = new Map() }: Circumstances = {},
): ReadonlyMap<string, Priced> {
  const shared = common === undefined ? undefined : wholeBudget(readBudget(common), 'release')
  const total = shared === undefined ? rational(1) : totalWeight(proofs, shared, places)
  const prices = new Map<string, Priced>()
  for (const [name, proof] of proofs) {
    const { budget } = proof.question
    if (shared !== undefined && budget !== undefined) throw twoBudgets(name)
    if (proof.vectors.length === 0) prices.set(name, free(proof))
    else if (budget !== undefined) prices.set(name, price(proof, wholeBudget(budget, name)))
    else if (shared !== undefined)
      prices.set(name, price(proof, part(shared, divide(weightOf(proof), total))))
  }
  for (const [name, part] of pricedParts(prices, places)) {
    const priced = prices.get(name)
    if (priced !== undefined) prices.set(name, Object.freeze({ ...priced, part }))
  }
  return prices
}

/** The same, for a release. @throws DitherError "missing_budget" if a question has none */
export function allPriced(
  proofs: ReadonlyMap<string, Proof>,
  common: Budget | undefined,
  circumstances: Circumstances = {},
): ReadonlyMap<string, Priced> {
  const prices = pricesOf(proofs, common, circumstances)
  for (const name of proofs.keys()) if (!prices.has(name)) throw missingBudget(name)
  return prices
}

/** Of all questions that cost anything: shares of it cost the whole budget together. */
function totalWeight(
  proofs: ReadonlyMap<string, Proof>,
  shared: ExactBudget,
  places: ReadonlyMap<string, PartPlace>,
): Rational {
  const costly = [...proofs].filter(([, { vectors }]) => vectors.length > 0)
  const questions = new Map(
    costly.map(([name, proof]) => [
      name,
      {
        proof,
        get event() {
          return price(proof, shared).event
        },
      },
    ]),
  )
  const weights = new Map(costly.map(([name, proof]) => [name, weightOf(proof)]))
  return addedUp(questions, places).total((name) => weights.get(name) ?? rational(0))
}

function weightOf({ question }: Proof): Rational {
  return rational(question.weight ?? 1)
}

function part(budget: ExactBudget, share: Rational): ExactBudget {
  if ('rho' in budget) return { rho: multiply(rhoBudget(budget.rho), share) }
  const epsilon = multiply(epsilonBudget(budget.epsilon), share)
  return 'delta' in budget
    ? { epsilon, delta: multiply(deltaBudget(budget.delta), share) }
    : { epsilon }
}

function missingBudget(name: string): DitherError {
  return new DitherError('missing_budget', `${name} has no budget`, {
    parameter: name,
    rule: 'S15',
    charged: false,
    wayOut: 'Give the statistic { epsilon }, or the release one to be shared',
  })
}

function twoBudgets(name: string): DitherError {
  return new DitherError(
    'invalid_parameter',
    `${name} has a budget of its own, and the release has a common one`,
    { parameter: name, charged: false, wayOut: 'Give one or the other' },
  )
}
