/** A budget spent in rounds, each of which may be planned with the answers of those before it. */
import {
  approximateLoss,
  compareLosses,
  DitherError,
  type Loss,
  pureLoss,
  zcdpLoss,
} from '@dither/core'
import { add, compare, type Rational, rational, sign, subtract } from '@dither/math'
import { readBudget } from '../../plan/budget.ts'
import type { Budget } from '../../plan/plan.ts'
import { budgetData } from '../certificate.ts'
import { lossText } from '../loss-text.ts'
import type { ExactBudget } from '../price.ts'
import type { Plan, Release } from '../release.ts'
import type { ReleaseOptions, Session } from '../session.ts'
import type { Share } from '../sharing/shared-budget.ts'
import { part } from '../sharing/shared-prices.ts'
import { wholeBudget } from '../whole-budget.ts'

/** What is spent in rounds. */
export interface RoundsOptions {
  /** Of all rounds together; kept back from what is asked here, not from what else the session is asked. */
  readonly budget: Budget
  /** How the budget of each round is shared over its questions; by weight unless said. */
  readonly share?: Share
}

/** Rounds of releases with one budget. */
export interface Rounds {
  /** What is left of the budget for the rounds to come. */
  readonly reserve: Loss
  /**
   * Releases a plan with the next round's part of the budget.
   *
   * @throws DitherError "invalid_parameter" if no round is left or one is under way, and what
   *   `session.release` throws. Where nothing was charged, the round is not over.
   */
  next<const P extends Plan>(plan: P, options?: ReleaseOptions): Promise<Release<P>>
}

/**
 * Rounds that share a budget: every round may be planned with the answers of the earlier ones, since the
 * session's filter is valid for questions chosen one after another (S21), and charges each as usual.
 *
 * @param parts of the budget, one a round, more than 0; together at most 1
 * @throws DitherError "invalid_parameter"; "budget_exceeded" if the session has less left than the budget
 */
export function rounds(
  session: Session,
  { budget, share = 'weight' }: RoundsOptions,
  parts: readonly (number | string)[],
): Rounds {
  const whole = wholeBudget(readBudget(budget), 'rounds')
  const fractions = fractionsOf(parts)
  const budgets = fractions.map((one) => wholeBudget(read(part(whole, one)), 'a round'))
  const all = compare(fractions.reduce(add, nothing), rational(1)) === 0
  if (!fits(lossOf(whole), session.remaining)) throw tooDear(lossOf(whole), session.remaining)
  let round = 0
  let left = whole
  let busy = false
  return Object.freeze({
    get reserve() {
      return lossOf(left)
    },
    async next<const P extends Plan>(plan: P, options?: ReleaseOptions): Promise<Release<P>> {
      const planned = budgets[round]
      if (planned === undefined || busy) throw noRound(busy)
      const last = all && round + 1 === budgets.length
      const own = last ? left : planned // with what rounding down left over
      busy = true
      const pay = (): void => {
        round++
        left = minus(left, own)
      }
      try {
        const release = await session.release(plan, { ...read(own), share }, options)
        pay()
        return release
      } catch (error) {
        if (!(error instanceof DitherError) || error.detail.charged === true) pay()
        throw error
      } finally {
        busy = false
      }
    },
  } satisfies Rounds)
}

const nothing = rational(0)

function fractionsOf(parts: readonly (number | string)[]): readonly Rational[] {
  const fractions = parts.map((one) => rational(one))
  const total = fractions.reduce(add, nothing)
  if (fractions.every((one) => sign(one) > 0) && compare(total, rational(1)) <= 0) return fractions
  throw new DitherError(
    'invalid_parameter',
    `the parts of a budget are ${parts.join(' and ')}, must be more than 0, and together at most 1`,
    { parameter: 'parts', charged: false, wayOut: 'Say, for example, 0.2 and 0.8' },
  )
}

/** An exact budget as a person would write it. */
function read(budget: ExactBudget): Budget {
  return readBudget(budgetData(budget))
}

function minus(budget: ExactBudget, own: ExactBudget): ExactBudget {
  const taken = new Map(Object.entries(budgetData(own)))
  const rest = new Map(
    Object.entries(budgetData(budget)).map(([key, value]) => [
      key,
      subtract(rational(value), rational(taken.get(key) ?? 0)),
    ]),
  )
  const [epsilon = nothing, delta, rho] = ['epsilon', 'delta', 'rho'].map((key) => rest.get(key))
  if (rho !== undefined) return { rho }
  return delta === undefined ? { epsilon } : { epsilon, delta }
}

function lossOf(budget: ExactBudget): Loss {
  if ('rho' in budget) return zcdpLoss(budget.rho)
  return 'delta' in budget
    ? approximateLoss(budget.epsilon, budget.delta)
    : pureLoss(budget.epsilon)
}

function fits(loss: Loss, remaining: Loss): boolean {
  const order = compareLosses(loss, remaining)
  return order !== undefined && order <= 0
}

function tooDear(loss: Loss, remaining: Loss): DitherError {
  return new DitherError(
    'budget_exceeded',
    `the session has ${lossText(remaining)} left, ${lossText(loss)} is to be kept for rounds`,
    { parameter: 'budget', rule: 'S21', charged: false, wayOut: 'Keep less; nothing was charged' },
  )
}

function noRound(busy: boolean): DitherError {
  return new DitherError(
    'invalid_parameter',
    busy ? 'a round is under way' : 'all rounds are over',
    {
      parameter: 'round',
      charged: false,
      wayOut: busy ? 'Wait for its answers' : 'Ask the session itself, if it has budget left',
    },
  )
}
