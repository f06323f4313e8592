/** What a choice costs, and how sharply a budget lets it prefer the best. */
import { type Event, exponential, exponentialScale, type Neighbours } from '@dither/core'
import { isRational, multiply, type Rational, rational, sqrtDown } from '@dither/math'
import type { Selection } from '../proof/proof.ts'
import type { ExactBudget } from './price.ts'

/** The smallest scale, in units of the score, that the budget allows. [quantile.proof.md] */
export function selectionScale(
  { sensitivity, monotone }: Selection,
  budget: ExactBudget,
): Rational {
  const epsilon = 'rho' in budget ? epsilonOf(budget.rho) : budget.epsilon
  return exponentialScale({ epsilon, sensitivity, monotone })
}

/** One event for the choices in all groups: together they are one choice of a tuple. */
export function selectionEvent(
  { sensitivity, monotone }: Selection,
  scale: Rational,
  neighbours: Neighbours,
): Event {
  return exponential({ scale, sensitivity, monotone }).event({ neighbours })
}

/** rho = epsilon^2 / 8, rounded down. */
function epsilonOf(rho: Rational | number | string): Rational {
  return sqrtDown(multiply(rational(8), isRational(rho) ? rho : rational(rho)))
}
