/** Totals that an owner computed elsewhere, read once. */
import { DitherError } from '@dither/core'
import { fieldsOf } from '../../schema/fields.ts'
import type { Value } from '../../schema/value.ts'

/** A whole number, exact: a bigint, or a number of size at most 2^53 - 1. */
export type Whole = number | bigint

/** Totals of a table, and what they are of. */
export interface PreAggregated {
  /** The columns that the totals are cut by; none for one total of all rows. */
  readonly keys?: readonly string[]
  /** The integer columns that are summed. */
  readonly sums?: readonly string[]
  /** Those of them whose squares are summed too, as a variance needs. */
  readonly squares?: readonly string[]
  /** One a combination of keys; a combination that is left out has no rows. */
  readonly totals: readonly GroupTotals[]
  /** The units of the whole table; needed where the schema says that their number is public (S3). */
  readonly units?: Whole
}

/** The totals of one combination of keys. */
export interface GroupTotals {
  /** The value of every key; null for rows without one. */
  readonly keys?: Readonly<Record<string, Value>>
  readonly rows: Whole
  /** Distinct privacy units; needed where the unit has an id. */
  readonly units?: Whole
  /** Rows where a column is not NULL; all of them unless said. */
  readonly counts?: Readonly<Record<string, Whole>>
  /** Of the values, each clamped to the schema's bounds and rounded to a whole number. */
  readonly sums?: Readonly<Record<string, Whole>>
  /** Of their squares. */
  readonly squares?: Readonly<Record<string, Whole>>
}

export interface Totals {
  readonly keys: readonly string[]
  readonly sums: readonly string[]
  readonly squares: readonly string[]
  readonly groups: readonly Group[]
  readonly units: bigint | undefined
}

export interface Group {
  readonly keys: readonly Value[]
  readonly rows: bigint
  readonly units: bigint | undefined
  /** One a summed column, in their order. */
  readonly values: readonly ColumnTotals[]
}

export interface ColumnTotals {
  readonly count: bigint
  readonly sum: bigint
  /** 0 where squares are not given. */
  readonly square: bigint
}

/**
 * Reads totals by their form alone; what they may be is the schema's to say.
 *
 * @throws DitherError "invalid_parameter", which names a field and never a total
 */
export function readTotals(given: PreAggregated): Totals {
  fieldsOf(given, 'preAggregated', ['keys', 'sums', 'squares', 'totals', 'units'], code)
  const { keys = [], sums = [], squares = [], totals, units } = given
  const [byKeys, summed, squared] = [
    names(keys, 'keys'),
    names(sums, 'sums'),
    names(squares, 'squares'),
  ]
  for (const name of squared)
    if (!summed.includes(name))
      throw refuse('squares', `squares names ${name}, which is not in sums`)
  if (!Array.isArray(totals)) throw refuse('totals', 'totals is not a list, must be one')
  const form: Form = { keys: byKeys, sums: summed, squares: squared }
  return Object.freeze({
    ...form,
    groups: Object.freeze(totals.map((one: GroupTotals) => groupOf(one, form))),
    units: units === undefined ? undefined : whole(units, 'units'),
  })
}

const code = 'invalid_parameter'
const fieldNames = ['keys', 'rows', 'units', 'counts', 'sums', 'squares']

type Form = Pick<Totals, 'keys' | 'sums' | 'squares'>

function groupOf(given: GroupTotals, form: Form): Group {
  fieldsOf(given, 'totals[]', fieldNames, code)
  const { keys = {}, rows, units, counts = {}, sums = {}, squares = {} } = given
  const values = fieldsOf(keys, 'totals[].keys', form.keys, code)
  fieldsOf(counts, 'totals[].counts', form.sums, code)
  const count = whole(rows, 'totals[].rows')
  return Object.freeze({
    keys: Object.freeze(
      form.keys.map((name) => {
        if (!values.has(name))
          throw refuse(`totals[].keys.${name}`, `a total lacks the key ${name}`)
        return keys[name] ?? null
      }),
    ),
    rows: count,
    units: units === undefined ? undefined : whole(units, 'totals[].units'),
    values: Object.freeze(
      form.sums.map((name) =>
        Object.freeze({
          count: name in counts ? whole(counts[name], `totals[].counts.${name}`) : count,
          sum: whole(sums[name], `totals[].sums.${name}`),
          square: form.squares.includes(name)
            ? whole(squares[name], `totals[].squares.${name}`)
            : 0n,
        }),
      ),
    ),
  })
}

function names(list: readonly string[], path: string): readonly string[] {
  if (
    !Array.isArray(list) ||
    !list.every((name) => typeof name === 'string') ||
    new Set(list).size < list.length
  )
    throw refuse(path, `${path} is not a list of columns, each named once`)
  return Object.freeze([...list])
}

/** The value is never in the message: it is the owner's data. */
function whole(value: unknown, path: string): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  throw refuse(path, `${path} is not a whole number, must be one`, 'Beyond 2^53 give a bigint')
}

function refuse(parameter: string, message: string, wayOut?: string): DitherError {
  return new DitherError(code, message, {
    parameter,
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}
