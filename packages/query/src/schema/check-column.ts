/** The rules of one column, and its defaults. */
import type { DitherError } from '@dither/core'
import { didYouMean } from './did-you-mean.ts'
import { booleanIn, type Fields, fieldsOf, join, nameIn, numberIn, wrong } from './fields.ts'
import { roundHalfUp } from './grammar.ts'
import type {
  BooleanColumn,
  CategoryColumn,
  Column,
  NumericColumn,
  TemporalColumn,
  TextColumn,
} from './schema.ts'
import { type Temporal, temporalExamples, temporalFromText, temporalText } from './temporal.ts'

const fieldsByType = {
  number: ['type', 'lower', 'upper', 'nullable', 'origin', 'impute'],
  integer: ['type', 'lower', 'upper', 'nullable', 'origin', 'impute'],
  date: ['type', 'lower', 'upper', 'nullable', 'origin', 'impute'],
  time: ['type', 'lower', 'upper', 'nullable', 'origin', 'impute'],
  timestamp: ['type', 'lower', 'upper', 'nullable', 'origin', 'impute'],
  category: ['type', 'categories', 'nullable', 'impute'],
  boolean: ['type', 'nullable', 'impute'],
  text: ['type', 'nullable'],
} as const

/** @throws DitherError "invalid_schema", "missing_bound" */
export function checkColumn(value: unknown, path: string): Column {
  const type = fieldsOf(value, path).get('type')
  switch (type) {
    case 'number':
    case 'integer':
      return numericColumn(type, fieldsOf(value, path, fieldsByType[type]), path)
    case 'date':
    case 'time':
    case 'timestamp':
      return temporalColumn(type, fieldsOf(value, path, fieldsByType[type]), path)
    case 'category':
      return categoryColumn(fieldsOf(value, path, fieldsByType[type]), path)
    case 'boolean':
      return booleanColumn(fieldsOf(value, path, fieldsByType[type]), path)
    case 'text':
      return textColumn(fieldsOf(value, path, fieldsByType[type]), path)
    default:
      throw wrong(
        join(path, 'type'),
        type,
        `must be one of ${Object.keys(fieldsByType).join(', ')}`,
        typeof type === 'string' ? typeHint(type) : undefined,
      )
  }
}

/** The error for a column that is written as its type alone. */
export function bareType(name: string, type: string, path: string): DitherError {
  const known = knownType(type)
  return wrong(
    path,
    type,
    'must be an object',
    known === undefined ? 'Write { type: … }' : `Write ${name}: ${fullType(known)}`,
  )
}

function fullType(type: string): string {
  return type === 'category' ? '{ type: category, categories: [a, b] }' : `{ type: ${type} }`
}

const otherWords: Readonly<Record<string, string>> = {
  int: 'integer',
  float: 'number',
  double: 'number',
  real: 'number',
  string: 'text',
  varchar: 'text',
  str: 'text',
  bool: 'boolean',
  enum: 'category',
  categorical: 'category',
  datetime: 'timestamp',
  timestamptz: 'timestamp',
}

function typeHint(type: string): string {
  const known = knownType(type)
  return known === undefined
    ? didYouMean(type, Object.keys(fieldsByType))
    : `Did you mean ${known}?`
}

function knownType(type: string): string | undefined {
  const word = type.toLowerCase()
  if (Object.hasOwn(fieldsByType, word)) return word
  return Object.hasOwn(otherWords, word) ? otherWords[word] : undefined
}

interface Numbers {
  readonly lower: number | undefined
  readonly upper: number | undefined
  readonly origin: number | undefined
  readonly impute: number | undefined
}

function numericColumn(type: 'number' | 'integer', fields: Fields, path: string): NumericColumn {
  const at = (key: string): number | undefined => numberIn(fields, path, key)
  const numbers = {
    lower: at('lower'),
    upper: at('upper'),
    origin: at('origin'),
    impute: at('impute'),
  }
  for (const [key, bound] of Object.entries(numbers))
    if (type === 'integer' && bound !== undefined && !Number.isInteger(bound))
      throw wrong(join(path, key), bound, 'must be a whole number, since the column is an integer')
  const checked = boundedColumn(numbers, type !== 'number', fields, path, (value) => value)
  return Object.freeze({ type, ...checked })
}

function temporalColumn(type: Temporal, fields: Fields, path: string): TemporalColumn {
  const at = (key: string): number | undefined => temporalIn(type, fields, path, key)
  const numbers = {
    lower: at('lower'),
    upper: at('upper'),
    origin: at('origin'),
    impute: at('impute'),
  }
  const checked = boundedColumn(numbers, true, fields, path, (value) => temporalText(type, value))
  return Object.freeze({ type, ...checked })
}

function temporalIn(type: Temporal, fields: Fields, path: string, key: string): number | undefined {
  const value = fields.get(key)
  if (value === undefined) return undefined
  const number = typeof value === 'string' ? temporalFromText(type, value) : null
  if (number !== null) return number
  throw wrong(
    join(path, key),
    value,
    `must be a ${type} as ISO 8601 text`,
    `Write it as '${temporalExamples[type]}'; years go from 0001 to 9999`,
  )
}

/** What numbers and what stands for numbers have in common. @param show as the schema writes it */
function boundedColumn(
  { lower, upper, origin, impute }: Numbers,
  whole: boolean,
  fields: Fields,
  path: string,
  show: (value: number) => number | string,
): Omit<NumericColumn, 'type'> {
  if ((lower === undefined) !== (upper === undefined)) {
    const missing = lower === undefined ? 'lower' : 'upper'
    throw wrong(
      join(path, missing),
      undefined,
      'must be there when the other bound is',
      'Bounds come from what is known about the column, never from its data',
    )
  }
  const bounded = lower !== undefined && upper !== undefined
  if (bounded && lower > upper)
    throw wrong(join(path, 'lower'), show(lower), `must be at most upper, which is ${show(upper)}`)
  for (const [key, inner] of Object.entries({ origin, impute }))
    if (bounded && inner !== undefined && (inner < lower || inner > upper))
      throw wrong(
        join(path, key),
        show(inner),
        `must be within the bounds [${show(lower)}, ${show(upper)}]`,
      )
  if (!bounded && origin !== undefined)
    throw wrong(join(path, 'origin'), show(origin), 'has no meaning without lower and upper')

  const nullable = booleanIn(fields, path, 'nullable') ?? (!bounded && impute === undefined)
  refuseIdleImpute(nullable, impute === undefined ? undefined : show(impute), path)
  const middle = bounded ? midpoint(whole, lower, upper) : undefined
  const stand = impute ?? middle
  if (!nullable && stand === undefined)
    throw wrong(
      join(path, 'impute'),
      undefined,
      'must stand for NULL in a column that is neither nullable nor bounded',
      'Give impute, or lower and upper, or nullable: true',
    )
  return {
    ...(bounded ? { lower, upper } : {}),
    nullable,
    ...(origin === undefined ? {} : { origin }),
    impute: nullable ? null : (stand ?? null),
  }
}

function midpoint(whole: boolean, lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2
  const rounded = whole ? roundHalfUp(middle) : middle
  return Math.min(Math.max(rounded, lower), upper) + 0
}

function categoryColumn(fields: Fields, path: string): CategoryColumn {
  const list = fields.get('categories')
  const where = join(path, 'categories')
  if (!Array.isArray(list) || list.length === 0)
    throw wrong(where, list, 'must be a list of at least one text')
  const categories: string[] = []
  const seen = new Set<string>()
  for (const [index, value] of list.entries()) {
    const name = nameIn(value, `${where}[${index}]`)
    if (seen.has(name))
      throw wrong(`${where}[${index}]`, name, 'must not be listed twice', 'Remove one of them.')
    seen.add(name)
    categories.push(name)
  }
  const nullable = booleanIn(fields, path, 'nullable') ?? false
  const impute = fields.get('impute')
  refuseIdleImpute(nullable, impute, path)
  if (impute !== undefined && (typeof impute !== 'string' || !seen.has(impute)))
    throw wrong(
      join(path, 'impute'),
      impute,
      'must be one of the categories',
      typeof impute === 'string' ? didYouMean(impute, categories) : undefined,
    )
  return Object.freeze({
    type: 'category',
    categories: Object.freeze(categories),
    nullable,
    impute: nullable ? null : (impute ?? categories[0] ?? null),
  })
}

function booleanColumn(fields: Fields, path: string): BooleanColumn {
  const nullable = booleanIn(fields, path, 'nullable') ?? false
  const impute = booleanIn(fields, path, 'impute')
  refuseIdleImpute(nullable, impute, path)
  return Object.freeze({ type: 'boolean', nullable, impute: nullable ? null : (impute ?? false) })
}

function textColumn(fields: Fields, path: string): TextColumn {
  if (booleanIn(fields, path, 'nullable') === false)
    throw wrong(
      join(path, 'nullable'),
      false,
      'cannot be: nothing stands for a text that is missing',
      'Leave it out, or use type category, which has a list',
    )
  return Object.freeze({ type: 'text', nullable: true, impute: null })
}

function refuseIdleImpute(nullable: boolean, impute: unknown, path: string): void {
  if (nullable && impute !== undefined)
    throw wrong(
      join(path, 'impute'),
      impute,
      'has no meaning in a nullable column',
      'Take away impute, or nullable: true',
    )
}
