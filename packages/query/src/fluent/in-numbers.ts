/** The options of a question as its plan has them: ISO 8601 text becomes the number that it stands for. */
import type { Expression } from '../expression/expression.ts'
import { type Columns, temporalOf } from '../expression/facts-of.ts'
import { wrong } from '../schema/fields.ts'
import { temporalExamples, temporalFromText } from '../schema/temporal.ts'

/** A number; of a date, a time or a timestamp also its ISO 8601 text, such as '2026-03-01'. */
export type NumberOrMoment = number | string

type Key = number | string | boolean

/**
 * A number that is measured like an expression.
 *
 * @throws DitherError "invalid_parameter" for a text that is none
 */
export function numberFor(
  of: Expression,
  columns: Columns,
): (value: NumberOrMoment, path: string) => number {
  const key = keyFor<NumberOrMoment>(of, columns)
  return (value, path) => {
    const number = key(value, path)
    if (typeof number === 'number') return number
    throw wrong(path, value, 'must be a finite number', undefined, 'invalid_parameter')
  }
}

/** A value that an expression may have. @throws as `numberFor` */
export function keyFor<Value extends Key>(
  of: Expression,
  columns: Columns,
): (value: Value, path: string) => Value | number {
  return (value, path) => {
    const type = typeof value === 'string' ? temporalOf(of, columns) : undefined
    if (typeof value !== 'string' || type === undefined) return value
    const number = temporalFromText(type, value)
    if (number !== null) return number
    const example = temporalExamples[type]
    const rule = `must be a ${type} as ISO 8601 text`
    throw wrong(path, value, rule, `Write it as '${example}'`, 'invalid_parameter')
  }
}

/** Several, by their place. */
export function eachOf<In, Out>(
  values: readonly In[],
  read: (value: In, path: string) => Out,
  path: string,
): readonly Out[] {
  return Object.freeze([...values].map((value, i) => read(value, `${path}[${i}]`)))
}
