/** JSON data from elsewhere: read once, and field by field. */
import { DitherError } from '@dither/core'
import { type Fields, fieldsOf, join, wrong } from '../schema/fields.ts'

/**
 * A copy as JSON has it, from an object or from text: nothing in it can answer twice.
 *
 * @throws DitherError "invalid_parameter" if it is not JSON
 */
export function jsonData(value: unknown, name: string): unknown {
  try {
    const data: unknown = JSON.parse(
      typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'),
    )
    return data
  } catch {
    throw new DitherError('invalid_parameter', `the ${name} is not JSON`, { parameter: name })
  }
}

/** The fields of an object that has all of `required`, and no others but `optional`. */
export function exactFields(
  value: unknown,
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Fields {
  const fields = fieldsOf(value, path, [...required, ...optional], 'invalid_parameter')
  for (const key of required)
    if (!fields.has(key))
      throw wrong(join(path, key), undefined, 'must be given', undefined, 'invalid_parameter')
  return fields
}

/** The items of a list. */
export function listIn(fields: Fields, path: string, key: string): readonly unknown[] {
  const value = fields.get(key)
  if (Array.isArray(value)) return value
  throw wrong(join(path, key), value, 'must be a list', undefined, 'invalid_parameter')
}

/** A text of at least one character. */
export function textIn(fields: Fields, path: string, key: string): string {
  const value = fields.get(key)
  if (typeof value === 'string' && value !== '') return value
  throw wrong(join(path, key), value, 'must be a text', undefined, 'invalid_parameter')
}
