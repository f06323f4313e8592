/** Joins with public tables: what is public about a value is looked up, row by row. */
import { DitherError } from '@dither/core'
import type { Expression } from '../expression/expression.ts'
import type { Columns } from '../expression/facts-of.ts'
import { columnNamed } from '../expression/facts-of.ts'
import { checkMoment } from '../expression/moment.ts'
import type { Relation } from '../plan/plan.ts'
import { fieldsOf } from '../schema/fields.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'
import { type Temporal, temporals } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'

/** A row of a public table. */
export type PublicRow = Readonly<Record<string, Value>>

/** What a column of a public table holds; moments are ISO 8601 texts there. */
export type PublicKind = Exclude<ColumnKind, 'text'>

/** How a public table is joined. */
export interface JoinOptions<
  Kinds extends ColumnKinds,
  Public extends PublicRow,
  Chosen extends ChosenColumns<Public>,
> {
  /** The key: a column's name in both, or one name in each. In the public table no key stands twice (S17). */
  readonly on:
    | (keyof Kinds & keyof Public & string)
    | { readonly column: keyof Kinds & string; readonly key: keyof Public & string }
  /** Which columns to take, and as what; all but those that are there already, as their values are, unless said. */
  readonly columns?: Chosen
  /** Rows whose key is in the public table alone, or `all`, with NULL in what is joined; `all` unless said. */
  readonly keep?: 'all' | 'matched'
}

/** Columns of a public table, by name, and what they hold. */
export type ChosenColumns<Public extends PublicRow> = {
  readonly [Name in keyof Public]?: PublicKind
}

/** The columns of a table after `join`. */
export type Joined<
  Kinds extends ColumnKinds,
  Public extends PublicRow,
  Chosen extends ChosenColumns<Public>,
> = {
  readonly [Name in keyof Kinds | NewIn<Public, Chosen>]: Name extends keyof Kinds
    ? Kinds[Name]
    : ChosenColumns<Public> extends Chosen
      ? KindOfCell<Public[Name & keyof Public]>
      : Extract<Chosen[Name & keyof Chosen], ColumnKind>
}

/** The names that a join adds. */
export type NewIn<Public extends PublicRow, Chosen extends ChosenColumns<Public>> =
  ChosenColumns<Public> extends Chosen ? keyof Public : keyof Chosen

/** What a column with such cells is. */
export type KindOfCell<Cell> = [Exclude<Cell, null>] extends [number]
  ? 'number' | 'integer'
  : [Exclude<Cell, null>] extends [boolean]
    ? 'boolean'
    : 'text' | 'category'

/** `JoinOptions` without what the compiler knows. */
interface PlainOptions {
  readonly on: string | { readonly column: string; readonly key: string }
  readonly columns?: Readonly<Record<string, PublicKind | undefined>>
  readonly keep?: 'all' | 'matched'
}

/** The relation of a join, and nothing but filters and derived columns: a join is no new kind of relation. */
export function joinedRelation(
  from: Relation,
  before: Columns,
  rows: readonly PublicRow[],
  options: PlainOptions,
): Relation {
  fieldsOf(options, 'options', ['on', 'columns', 'keep'], 'invalid_parameter')
  const { on, keep = 'all' } = options
  const { column, key } = typeof on === 'string' ? { column: on, key: on } : on
  columnNamed(column, before)
  if (!Array.isArray(rows) || rows.length === 0)
    throw refuse('rows', 'the public table has no rows, must have at least one')
  const keys = rows.map((row, index) => keyIn(row, key, index))
  const of: Expression = Object.freeze({ kind: 'column', name: column })
  const look = (values: readonly Value[], type?: Temporal): Expression =>
    Object.freeze({
      kind: 'lookup',
      of,
      keys: Object.freeze(keys),
      values: Object.freeze(values),
      ...(type === undefined ? {} : { type }),
    })
  const columns: Record<string, Expression> = Object.create(null)
  for (const [name, kind] of chosenIn(rows, options.columns, before)) {
    if (Object.hasOwn(before, name))
      throw refuse(name, `${name} is a column of both tables`, 'Rename it in the public one')
    const type = temporals.find((temporal) => temporal === kind)
    columns[name] = look(valuesIn(rows, name, kind), type)
  }
  if (keep !== 'all' && keep !== 'matched')
    throw refuse('options.keep', `options.keep is ${keep}, must be 'all' or 'matched'`)
  const input: Relation =
    keep === 'all'
      ? from
      : Object.freeze({ kind: 'filter', input: from, condition: look(keys.map(() => true)) })
  return { kind: 'derive', input, columns: Object.freeze(columns) }
}

/** Names and kinds; `undefined` for as the values are. */
function chosenIn(
  rows: readonly PublicRow[],
  chosen: PlainOptions['columns'],
  before: Columns,
): readonly (readonly [string, PublicKind | undefined])[] {
  if (chosen !== undefined) return Object.entries(chosen)
  const names = new Set(rows.flatMap((row) => Object.keys(row)))
  return [...names].filter((name) => !Object.hasOwn(before, name)).map((name) => [name, undefined])
}

function keyIn(row: PublicRow, key: string, index: number): number | string | boolean {
  const value = cellIn(row, key)
  if (value !== null) return value
  throw refuse(
    `rows[${index}].${key}`,
    `rows[${index}].${key} is missing, must be there: it is the key`,
    'Leave the row out',
  )
}

/** As the declared kind has them. @throws DitherError "wrong_type", "invalid_parameter" */
function valuesIn(
  rows: readonly PublicRow[],
  name: string,
  kind: PublicKind | undefined,
): readonly Value[] {
  return rows.map((row, index) => {
    const value = cellIn(row, name)
    if (value === null || kind === undefined || fits(value, kind)) return value
    const temporal = temporals.find((one) => one === kind)
    if (temporal !== undefined && typeof value === 'string') return checkMoment(temporal, value)
    const path = `rows[${index}].${name}`
    throw new DitherError('wrong_type', `${path} is not as the column is declared, ${kind}`, {
      parameter: path,
      wayOut: 'Change the value, or what is declared',
    })
  })
}

function fits(value: Exclude<Value, null>, kind: PublicKind): boolean {
  switch (kind) {
    case 'number':
      return typeof value === 'number'
    case 'integer':
      return Number.isInteger(value)
    case 'category':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return false
  }
}

function cellIn(row: PublicRow, name: string): Value {
  const value = Object.hasOwn(row, name) ? (row[name] ?? null) : null
  return typeof value === 'number' ? value + 0 : value
}

function refuse(parameter: string, message: string, wayOut?: string): DitherError {
  return new DitherError('invalid_parameter', message, {
    parameter,
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}
