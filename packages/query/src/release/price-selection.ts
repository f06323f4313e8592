/** What a choice costs, and how sharply a budget lets it prefer the best. */
import {
  type Event,
  exponential,
  exponentialScale,
  type Neighbours,
  permuteAndFlip,
} from '@dither/core'
import { topK } from '@dither/core/mechanisms'
import { isRational, multiply, type Rational, rational, sqrtDown } from '@dither/math'
import type { Selection } from '../proof/proof.ts'
import type { Chosen, ExactBudget } from './price.ts'

/** The smallest scale, in units of the score, that the budget allows to its mechanism. [quantile.proof.md] */
export function selectionScale(
  { sensitivity, monotone, first }: Selection,
  budget: ExactBudget,
): Rational {
  if (first !== undefined) {
    const price = 'rho' in budget ? { rho: budget.rho } : { epsilon: budget.epsilon }
    return topK({ first, sensitivity, monotone, ...price }).scale
  }
  const epsilon = 'rho' in budget ? epsilonOf(budget.rho) : budget.epsilon
  return exponentialScale({ epsilon, sensitivity, monotone })
}

/** One event for the choices in all groups, whose losses add up to that of the whole sensitivity. */
export function selectionEvent(
  { sensitivity, monotone, first }: Selection,
  scale: Rational,
  mechanism: Chosen,
  neighbours: Neighbours,
): Event {
  if (first !== undefined)
    return topK({ first, choice: choiceOf(mechanism), scale, sensitivity, monotone }).event({
      neighbours,
    })
  const make = mechanism === 'exponential' ? exponential : permuteAndFlip
  return make({ scale, sensitivity, monotone }).event({ neighbours })
}

/** What core calls it where several are chosen. */
export function choiceOf(mechanism: Chosen): 'exponential' | 'permuteAndFlip' {
  return mechanism === 'exponential' ? 'exponential' : 'permuteAndFlip'
}

/** rho = epsilon^2 / 8, as the exponential mechanism has it, rounded down. */
function epsilonOf(rho: Rational | number | string): Rational {
  return sqrtDown(multiply(rational(8), isRational(rho) ? rho : rational(rho)))
}
