/** The least budget that brings a question's expected error down to what is wanted. */
import { DitherError } from '@dither/core'
import { multiply, type Rational, rational } from '@dither/math'
import type { Goal } from '../../plan/goal.ts'
import type { Proof } from '../../proof/proof.ts'
import { type ExactBudget, type Priced, price, priceAnswer } from '../price.ts'
import { expectedError } from './goal-of.ts'
import { errorCurve } from './least-units.ts'

/** A goal that wants an error. */
export type WantedGoal = Goal & { readonly accuracy: number }

/** In which measure a budget is looked for; a delta that a budget has is given. */
export type BudgetKind =
  | { readonly measure: 'pure' | 'zcdp'; readonly delta?: never }
  | { readonly measure: 'approximate'; readonly delta: Rational }

/** So many units of 1e-12 of epsilon, or of rho (S10). */
export function budgetOf(units: bigint, { measure, delta }: BudgetKind): ExactBudget {
  const value = multiply(rational(units), unit)
  if (measure === 'zcdp') return { rho: value }
  return delta === undefined ? { epsilon: value } : { epsilon: value, delta }
}

/** A question's expected error with so many units of budget. */
export function errorWith(
  units: bigint,
  {
    proof,
    goal,
    kind,
    name,
  }: {
    readonly proof: Proof
    readonly goal: Goal
    readonly kind: BudgetKind
    readonly name: string
  },
): number {
  return expectedError(priceAnswer(proof, budgetOf(units, kind)), goal, name)
}

/**
 * The price at the least whole units of epsilon, or of rho where the budget counts in it and the question
 * does not ask for Laplace noise, whose expected error is at most what is wanted.
 *
 * @throws DitherError "invalid_parameter" if no budget is enough
 */
export function wantedPrice(
  proof: Proof,
  goal: WantedGoal,
  measure: 'pure' | 'approximate' | 'zcdp',
  name: string,
): Priced {
  const laplace = proof.question.mechanism === 'laplace'
  const kind: BudgetKind = { measure: measure === 'zcdp' && !laplace ? 'zcdp' : 'pure' }
  const curve = errorCurve((units) => errorWith(units, { proof, goal, kind, name }))
  const units = curve.least(goal.accuracy)
  if (units !== undefined) return price(proof, budgetOf(units, kind))
  throw new DitherError(
    'invalid_parameter',
    `${name} wants an error of ${goal.accuracy}, which no budget gives`,
    { parameter: name, rule: 'S24', charged: false, wayOut: 'Want a larger one' },
  )
}

const unit = rational(1n, 10n ** 12n)
