/** A common budget, shared over the questions that cost anything. */
import { DitherError } from '@dither/core'
import { divide, floor, isRational, multiply, type Rational, rational } from '@dither/math'
import type { Goal } from '../../plan/goal.ts'
import type { Proof } from '../../proof/proof.ts'
import { type AddedUp, addedUp } from '../partition/added-up.ts'
import type { PartPlace } from '../partition/part-in.ts'
import { type ExactBudget, type Priced, price, priceAnswer } from '../price.ts'
import { expectedSize } from './goal-of.ts'
import { anchoredCurve, errorCurve } from './least-units.ts'
import { type Sharer, shareByError } from './share-by-error.ts'
import type { Share } from './shared-budget.ts'
import { type BudgetKind, budgetOf, errorWith } from './wanted-price.ts'

/**
 * The prices of all questions at their shares, which cost the whole budget together, or by a few units
 * less. Deltas are shared by weight, whatever the share. [price.proof.md]
 *
 * @param costly the questions whose answers are not public
 * @throws DitherError "invalid_parameter" if a question lacks what the share goes by
 */
export function sharedPrices(
  costly: ReadonlyMap<string, Proof>,
  budget: ExactBudget,
  share: Share,
  places: ReadonlyMap<string, PartPlace>,
): ReadonlyMap<string, Priced> {
  const sums = addedUp(nominal(costly, budget), places)
  const total = sums.total((name) => weightOf(costly.get(name)))
  const byWeight = new Map(
    [...costly].map(([name, proof]) => [name, part(budget, divide(weightOf(proof), total))]),
  )
  if (share === 'weight')
    return new Map(
      [...costly].map(([name, proof]) => [name, price(proof, byWeight.get(name) ?? budget)]),
    )
  return pricesByError(costly, budget, share, sums, byWeight)
}

function pricesByError(
  costly: ReadonlyMap<string, Proof>,
  budget: ExactBudget,
  share: Share,
  { total }: AddedUp,
  byWeight: ReadonlyMap<string, ExactBudget>,
): ReadonlyMap<string, Priced> {
  const kinds = new Map([...byWeight].map(([name, own]) => [name, kindOf(own)]))
  const kind = (name: string): BudgetKind => kinds.get(name) ?? kindOf(budget)
  const sharersAt = (shares: ReadonlyMap<string, bigint>) =>
    new Map(
      [...costly].map(([name, proof]): [string, Sharer] => {
        const goal = proof.question.goal ?? {}
        const scale =
          share === 'wanted errors' ? wanted(goal, name) : expectedSize(proof, goal, name)
        const errorAt = (units: bigint) => errorWith(units, { proof, goal, kind: kind(name), name })
        const own = shares.get(name) ?? 1n
        const slow = kind(name).measure === 'approximate'
        return [
          name,
          { curve: slow ? anchoredCurve(own, errorAt(own)) : errorCurve(errorAt), scale },
        ]
      }),
    )
  let units: ReadonlyMap<string, bigint> = new Map(
    [...byWeight].map(([name, own]) => [name, unitsOf(own)]),
  )
  const rounds = kindOf(budget).measure === 'approximate' ? anchors : 1
  for (let round = 0; round < rounds; round++)
    units = shareByError(sharersAt(units), unitsOf(budget), units, total)
  return new Map(
    [...costly].map(([name, proof]) => [
      name,
      price(proof, budgetOf(units.get(name) ?? 0n, kind(name))),
    ]),
  )
}

/** With a delta, a price takes a tenth of a second: errors are looked at where shares come to lie, so often. */
const anchors = 3

/**
 * An event has the kind that its share will have, or one that adds up to more; how large it is does not matter. Where
 * a share may buy either noise, it is Gaussian: what is claimed of that may be spent in more parts. [price.proof.md]
 */
function nominal(
  costly: ReadonlyMap<string, Proof>,
  budget: ExactBudget,
): Parameters<typeof addedUp>[0] {
  const questions = [...costly].map(([name, proof]) => ({
    name,
    one: {
      proof,
      get event() {
        return priceAnswer('delta' in budget ? gaussian(proof) : proof, budget).event
      },
    },
  }))
  return new Map(questions.map(({ name, one }) => [name, one]))
}

function gaussian(proof: Proof): Proof {
  return { ...proof, question: { mechanism: 'gaussian', ...proof.question } }
}

function weightOf(proof: Proof | undefined): Rational {
  return rational(proof?.question.weight ?? 1)
}

/** A fraction of a budget, exactly. */
export function part(budget: ExactBudget, share: Rational): ExactBudget {
  const of = (value: Rational | number | string): Rational => multiply(exact(value), share)
  if ('rho' in budget) return { rho: of(budget.rho) }
  const epsilon = of(budget.epsilon)
  return 'delta' in budget ? { epsilon, delta: of(budget.delta) } : { epsilon }
}

function kindOf(budget: ExactBudget): BudgetKind {
  if ('rho' in budget) return { measure: 'zcdp' }
  if (!('delta' in budget)) return { measure: 'pure' }
  return { measure: 'approximate', delta: exact(budget.delta) }
}

/** Whole units of the main part, at least one. */
function unitsOf(budget: ExactBudget): bigint {
  const main = exact('rho' in budget ? budget.rho : budget.epsilon)
  const units = floor(multiply(main, rational(10n ** 12n)))
  return units > 0n ? units : 1n
}

function exact(value: Rational | number | string): Rational {
  return isRational(value) ? value : rational(value)
}

function wanted({ accuracy }: Goal, name: string): number {
  if (accuracy !== undefined) return accuracy
  throw new DitherError('invalid_parameter', `${name} wants no error, to share the budget by`, {
    parameter: name,
    charged: false,
    wayOut: 'Give the statistic { accuracy }, or share by weight',
  })
}
