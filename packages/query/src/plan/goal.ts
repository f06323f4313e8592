import { confidence } from '@dither/core'
import { numberAt } from '../expression/read-expression.ts'
import { type Fields, fieldsOf, join, wrong } from '../schema/fields.ts'

/** How near an answer is wanted, and what a person expects of it: guesses, from public facts alone. */
export interface Goal {
  /** The error that is wanted, in the unit of the answer; of a quantile in rows of rank, of bounds in rows of a bin. */
  readonly accuracy?: number
  /** How surely the error is kept; 0.95 unless said. */
  readonly confidence?: number
  /** About how large the answer is, to take its error as a fraction of it. */
  readonly expects?: number
  /** About how many values a mean or a variance is taken of, where their number is not public. */
  readonly among?: number
}

/** The fields of a goal. */
export const goalFields = ['accuracy', 'confidence', 'expects', 'among'] as const
/** The confidence of a goal that states none. */
export const usualConfidence = 0.95

/**
 * Reads a goal; nothing where it says nothing.
 *
 * @throws DitherError "invalid_parameter"
 */
export function readGoal(value: unknown, path: string = 'goal'): Goal | undefined {
  const fields = fieldsOf(value, path, goalFields, 'invalid_parameter')
  const sure = fields.has('confidence')
    ? numberAt(fields.get('confidence'), join(path, 'confidence'))
    : usualConfidence
  confidence(sure)
  if (sure === 0) throw atLeast(path, 'confidence', sure)
  const goal: Goal = {
    ...positive(fields, path, 'accuracy'),
    ...(sure === usualConfidence ? {} : { confidence: sure }),
    ...positive(fields, path, 'expects'),
    ...positive(fields, path, 'among'),
  }
  return Object.keys(goal).length === 0 ? undefined : Object.freeze(goal)
}

function positive<const Key extends keyof Goal>(
  fields: Fields,
  path: string,
  key: Key,
): { readonly [K in Key]?: number } {
  const found: { [K in Key]?: number } = {}
  if (!fields.has(key)) return found
  const value = numberAt(fields.get(key), join(path, key))
  if (!(value > 0)) throw atLeast(path, key, value)
  found[key] = value
  return found
}

function atLeast(path: string, key: string, value: number): Error {
  return wrong(join(path, key), value, 'must be more than 0', undefined, 'invalid_parameter')
}
