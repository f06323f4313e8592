/** What a person allows, in the units in which budgets count (S10). */
import { DitherError, deltaBudget, epsilonBudget, rhoBudget } from '@dither/core'
import { divide, floor, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import type { Budget } from '../plan/plan.ts'
import type { ExactBudget } from './price.ts'

/**
 * A budget rounded down to whole units of 1e-12 (epsilon, rho) and 1e-18 (delta).
 *
 * Ledgers round charges up and caps down: a third of a budget of one would be more than a third, and
 * the last of three refused. Rounded down here, what is asked fits wherever it was meant to fit.
 *
 * @param name of what has the budget, for the error
 * @throws DitherError "invalid_parameter" if less than a unit is left
 */
export function wholeBudget(budget: Budget, name: string): ExactBudget {
  if ('rho' in budget) return Object.freeze({ rho: main(name, 'rho', rhoBudget(budget.rho)) })
  const epsilon = main(name, 'epsilon', epsilonBudget(budget.epsilon))
  if (!('delta' in budget)) return Object.freeze({ epsilon })
  return Object.freeze({
    epsilon,
    delta: roundedDown(`${name}: delta`, deltaBudget(budget.delta), '1e-18'),
  })
}

function main(name: string, parameter: string, value: Rational): Rational {
  return roundedDown(`${name}: ${parameter}`, value, '1e-12')
}

function roundedDown(what: string, value: Rational, unit: RationalLike): Rational {
  const whole = floor(divide(value, rational(unit)))
  if (whole > 0n) return multiply(rational(whole), rational(unit))
  throw new DitherError(
    'invalid_parameter',
    `${what} is less than ${unit}, the unit in which budgets count`,
    { parameter: what, charged: false, wayOut: `Give at least ${unit}` },
  )
}
