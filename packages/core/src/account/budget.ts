/** Budgets: what may be spent, by which rule, in whole units. */
import { ceiling, floor, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import { approximateLoss, type Loss, pureLoss, zcdpLoss } from '../space/loss.ts'
import { deltaBudget, epsilonBudget, rhoBudget, wrongParameter } from '../space/parameter.ts'
import { readOptions } from '../space/read-options.ts'

/** How losses add up. Fixed when the budget is created (S21). */
export type FilterRule = 'pure' | 'approximate' | 'zcdp'

/** A budget as a person states it. Without `rule`: pure, or approximate if a delta is given. */
export type BudgetOptions =
  | {
      readonly epsilon: RationalLike
      readonly delta?: RationalLike
      readonly rho?: never
      readonly rule?: 'pure' | 'approximate'
    }
  | {
      readonly rho: RationalLike
      readonly epsilon?: never
      readonly delta?: never
      readonly rule?: 'zcdp'
    }

/** Whole units: 1e-12 of epsilon or rho, 1e-18 of delta (S10). */
export interface Amount {
  /** Of epsilon, or of rho. */
  readonly main: bigint
  /** Of delta; 0 where the rule has none. */
  readonly delta: bigint
}

/** What may be spent, by which rule. */
export interface Budget {
  readonly rule: FilterRule
  readonly cap: Amount
}

const mainUnits = rational(10n ** 12n)
const deltaUnits = rational(10n ** 18n)

/** What any budget may state. */
interface Stated {
  readonly epsilon?: RationalLike
  readonly delta?: RationalLike
  readonly rho?: RationalLike
  readonly rule?: FilterRule
}

const kinds = 'Say { epsilon }, { epsilon, delta } or { rho }'

/** The fields of a budget; the last two are for whoever keeps it, who is given them in one object. */
const known = 'epsilon delta rho rule neighbours unit'

/**
 * Reads a budget; its caps are rounded down to whole units.
 *
 * @throws DitherError "invalid_parameter" for fields that are unknown or contradict one another, and
 *   for amounts that are not positive or less than a unit
 */
export function budget(options: BudgetOptions): Budget {
  readOptions('a budget', options, known, kinds)
  const { epsilon, delta, rho, rule }: Stated = options
  if (rho !== undefined) {
    if (epsilon !== undefined || delta !== undefined)
      throw wrongParameter('rho', rho, 'must stand alone', kinds)
    checkRule(rule, 'zcdp', 'rho')
    return stated('zcdp', unitsDown('rho', rho, rhoBudget(rho), mainUnits), 0n)
  }
  if (epsilon === undefined)
    throw wrongParameter('epsilon', 'missing', 'must be given, or rho', kinds)
  const main = unitsDown('epsilon', epsilon, epsilonBudget(epsilon), mainUnits)
  if (delta === undefined) {
    checkRule(rule, 'pure', 'epsilon alone')
    return stated('pure', main, 0n)
  }
  checkRule(rule, 'approximate', 'epsilon and delta')
  return stated('approximate', main, unitsDown('delta', delta, deltaBudget(delta), deltaUnits))
}

/** The charge for a loss: every part rounded up to whole units. */
export function amountOf(loss: Loss): Amount {
  const main = loss.kind === 'zcdp' ? loss.exact.rho : loss.exact.epsilon
  const delta = loss.kind === 'approximate' ? loss.exact.delta : rational(0)
  return Object.freeze({ main: unitsUp(main, mainUnits), delta: unitsUp(delta, deltaUnits) })
}

/** Both together. */
export function addAmounts(a: Amount, b: Amount): Amount {
  return Object.freeze({ main: a.main + b.main, delta: a.delta + b.delta })
}

/** True if nothing of the amount is more than the cap. */
export function isWithin(amount: Amount, cap: Amount): boolean {
  return amount.main <= cap.main && amount.delta <= cap.delta
}

/** What is left of a cap; negative where more was spent. */
export function remainingOf(cap: Amount, spent: Amount): Amount {
  return Object.freeze({ main: cap.main - spent.main, delta: cap.delta - spent.delta })
}

/** The amount as decimals, exactly. */
export function amountInWords(rule: FilterRule, { main, delta }: Amount): string {
  if (rule === 'zcdp') return `rho ${decimal(main, 12)}`
  const epsilon = `epsilon ${decimal(main, 12)}`
  return rule === 'pure' ? epsilon : `${epsilon} and delta ${decimal(delta, 18)}`
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

function unitsDown(name: string, given: RationalLike, value: Rational, units: Rational): bigint {
  const whole = floor(multiply(value, units))
  if (whole > 0n) return whole
  const unit = units === mainUnits ? '1e-12' : '1e-18'
  throw wrongParameter(name, given, `must be at least ${unit}, the unit in which budgets count`)
}

function decimal(units: bigint, places: number): string {
  const digits = String(units).padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '')
}

function checkRule(rule: unknown, expected: FilterRule, of: string): void {
  if (rule === undefined || rule === expected) return
  throw wrongParameter(
    'rule',
    rule,
    `must be ${expected} for a budget of ${of}`,
    `Leave it out, or change the budget. ${kinds}`,
  )
}
