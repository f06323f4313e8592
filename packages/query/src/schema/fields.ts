/** Reading data from outside, field by field, with errors that name path, value, rule and way out. */
import { DitherError, type ErrorCode } from '@dither/core'
import { didYouMean } from './did-you-mean.ts'

/** An object from outside whose keys are known to be allowed. */
export type Fields = ReadonlyMap<string, unknown>

/** Refuses what is not a plain object, and every key that is not in `allowed`. */
export function fieldsOf(
  value: unknown,
  path: string,
  allowed?: readonly string[],
  code: ErrorCode = 'invalid_schema',
): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(path, value, 'must be an object', undefined, code)
  const fields = new Map<string, unknown>(Object.entries(value))
  for (const [key, inner] of fields) {
    if (inner === undefined) fields.delete(key)
    else if (allowed !== undefined && !allowed.includes(key))
      throw new DitherError(code, `${join(path, key)} is not a known field`, {
        parameter: join(path, key),
        wayOut: didYouMean(key, allowed),
      })
  }
  return fields
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

/** The error for a wrong value; `rule` completes the sentence "path is value, …". */
export function wrong(
  path: string,
  value: unknown,
  rule: string,
  wayOut?: string,
  code: ErrorCode = 'invalid_schema',
): DitherError {
  const message =
    value === undefined ? `${path} is missing, ${rule}` : `${path} is ${show(value)}, ${rule}`
  return new DitherError(code, message, {
    parameter: path,
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}

export function booleanIn(fields: Fields, path: string, key: string): boolean | undefined {
  const value = fields.get(key)
  if (value === undefined || typeof value === 'boolean') return value
  throw wrong(join(path, key), value, 'must be true or false')
}

/** A finite number of size below 2^53, where every whole number is itself. */
export function numberIn(fields: Fields, path: string, key: string): number | undefined {
  const value = fields.get(key)
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw wrong(join(path, key), value, 'must be a finite number')
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw wrong(
      join(path, key),
      value,
      'must be within 2^53 of zero',
      'Beyond that, doubles skip whole numbers; measure in a larger unit',
    )
  return value + 0
}

export function positiveIntegerIn(
  fields: Fields,
  path: string,
  key: string,
  wayOut?: string,
): number {
  const value = fields.get(key)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw wrong(join(path, key), value, 'must be a whole number of at least 1', wayOut)
}

/** Visible text: a name that people and terminals can show as it is. */
export function nameIn(value: unknown, path: string, code: ErrorCode = 'invalid_schema'): string {
  const refuse = (rule: string): DitherError => wrong(path, value, rule, undefined, code)
  if (typeof value !== 'string' || value === '') throw refuse('must be a non-empty text')
  if (value.length > 200) throw refuse('must be at most 200 characters long')
  if (/[\p{Control}\p{Surrogate}\u2028\u2029]/u.test(value))
    throw refuse('must not hold control characters or broken Unicode')
  return value
}

/** A value as a short text for a message. Only public things are ever shown: parameters and schemas. */
export function show(value: unknown): string {
  const text =
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'function'
      ? typeof value === 'function'
        ? 'a function'
        : String(value)
      : (jsonOf(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
