/** Budgets: what may be spent, by which rule, in whole units. */
import { ceiling, floor, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import { approximateLoss, type Loss, pureLoss, zcdpLoss } from '../space/loss.ts'
import { deltaBudget, epsilonBudget, rhoBudget, wrongParameter } from '../space/parameter.ts'

/** How losses add up. Fixed when the budget is created (S21). */
export type FilterRule = 'pure' | 'approximate' | 'zcdp'

/** A budget as a person states it. Without `rule`: pure, or approximate if a delta is given. */
export type BudgetOptions =
  | {
      readonly epsilon: RationalLike
      readonly delta?: RationalLike
      readonly rule?: 'pure' | 'approximate'
    }
  | { readonly rho: RationalLike; readonly rule?: 'zcdp' }

/** Whole units: 1e-12 of epsilon or rho, 1e-18 of delta (S10). */
export interface Amount {
  readonly main: bigint
  readonly delta: bigint
}

export interface Budget {
  readonly rule: FilterRule
  readonly cap: Amount
}

const mainUnits = rational(10n ** 12n)
const deltaUnits = rational(10n ** 18n)

/** Reads a budget; its caps are rounded down to whole units. */
export function budget(options: BudgetOptions): Budget {
  if ('rho' in options)
    return stated('zcdp', floor(multiply(rhoBudget(options.rho), mainUnits)), 0n)
  const epsilon = floor(multiply(epsilonBudget(options.epsilon), mainUnits))
  if (options.delta === undefined) {
    if (options.rule === 'approximate')
      throw wrongParameter('delta', 'missing', 'must be given with the rule "approximate"')
    return stated('pure', epsilon, 0n)
  }
  const delta = floor(multiply(deltaBudget(options.delta), deltaUnits))
  if (options.rule === 'pure')
    throw wrongParameter('delta', options.delta, 'must be left out with the rule "pure"')
  return stated('approximate', epsilon, delta)
}

/** The charge for a loss: every part rounded up to whole units. */
export function amountOf(loss: Loss): Amount {
  const main = loss.kind === 'zcdp' ? loss.exact.rho : loss.exact.epsilon
  const delta = loss.kind === 'approximate' ? loss.exact.delta : rational(0)
  return Object.freeze({ main: unitsUp(main, mainUnits), delta: unitsUp(delta, deltaUnits) })
}

export function addAmounts(a: Amount, b: Amount): Amount {
  return Object.freeze({ main: a.main + b.main, delta: a.delta + b.delta })
}

/** True if nothing of the amount is more than the cap. */
export function isWithin(amount: Amount, cap: Amount): boolean {
  return amount.main <= cap.main && amount.delta <= cap.delta
}

export function remainingOf(cap: Amount, spent: Amount): Amount {
  return Object.freeze({ main: cap.main - spent.main, delta: cap.delta - spent.delta })
}

/** The amount, exactly, as a loss of the rule's measure. */
export function lossOf(rule: FilterRule, { main, delta }: Amount): Loss {
  const exact = rational(main, 10n ** 12n)
  if (rule === 'zcdp') return zcdpLoss(exact)
  return rule === 'pure' ? pureLoss(exact) : approximateLoss(exact, rational(delta, 10n ** 18n))
}

function stated(rule: FilterRule, main: bigint, delta: bigint): Budget {
  return Object.freeze({ rule, cap: Object.freeze({ main, delta }) })
}

function unitsUp(value: Rational, units: Rational): bigint {
  return ceiling(multiply(value, units))
}
