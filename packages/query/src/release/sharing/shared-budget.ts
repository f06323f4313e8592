/** What a person gives for all questions of a release: a budget and how it is shared, or a wanted error. */
import { readBudget } from '../../plan/budget.ts'
import { type Goal, readGoal } from '../../plan/goal.ts'
import type { Budget } from '../../plan/plan.ts'
import { fieldsOf, wrong } from '../../schema/fields.ts'
import type { ExactBudget } from '../price.ts'
import { wholeBudget } from '../whole-budget.ts'

/**
 * How a common budget is shared.
 *
 * `weight`: by the weights of the questions. `wanted errors`: the largest error, divided by the question's wanted
 * `accuracy`, is least. `relative error`: the largest error, divided by what the question `expects`, or the scale of its
 * public bounds, is least.
 */
export type Share = 'weight' | 'wanted errors' | 'relative error'

/** One budget for all questions of a release, or the error that is wanted of each. */
export type SharedBudget =
  | (Budget & {
      /** By weight unless said. */
      readonly share?: Share
      readonly accuracy?: never
      readonly confidence?: never
    })
  | {
      /** Each question that has no budget and no goal of its own gets the least budget for it. */
      readonly accuracy: number
      /** 0.95 unless said. */
      readonly confidence?: number
      readonly share?: never
      readonly epsilon?: never
      readonly delta?: never
      readonly rho?: never
    }

/** A shared budget as it was read: in whole units, or a goal. */
export interface ReadShared {
  readonly budget?: ExactBudget
  readonly share: Share
  readonly goal?: Goal
}

const shares: readonly Share[] = ['weight', 'wanted errors', 'relative error']

/** @throws DitherError "invalid_parameter" */
export function readShared(value: unknown): ReadShared {
  if (value === undefined) return { share: 'weight' }
  const known = ['epsilon', 'delta', 'rho', 'share', 'accuracy', 'confidence']
  const fields = fieldsOf(value, 'budget', known, 'invalid_parameter')
  const some = (...keys: string[]) =>
    Object.fromEntries([...fields].filter(([key]) => keys.includes(key)))
  if (fields.has('accuracy')) {
    for (const key of ['epsilon', 'delta', 'rho', 'share'])
      if (fields.has(key)) throw besides(key, fields.get(key))
    const goal = readGoal(some('accuracy', 'confidence'), 'budget')
    return { share: 'weight', ...(goal === undefined ? {} : { goal }) }
  }
  const share = shares.find((one) => one === (fields.get('share') ?? 'weight'))
  if (share === undefined)
    throw wrong(
      'budget.share',
      fields.get('share'),
      `must be one of ${shares.join(', ')}`,
      undefined,
      'invalid_parameter',
    )
  if (fields.has('confidence')) throw besides('confidence', fields.get('confidence'))
  const budget = wholeBudget(readBudget(some('epsilon', 'delta', 'rho')), 'release')
  return { budget, share }
}

function besides(key: string, value: unknown): Error {
  return wrong(
    `budget.${key}`,
    value,
    key === 'confidence' ? 'needs an accuracy beside it' : 'must not stand beside an accuracy',
    'Give a budget to be shared, or the accuracy that is wanted',
    'invalid_parameter',
  )
}
