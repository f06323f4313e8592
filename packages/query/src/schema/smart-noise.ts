/** Schemas out of SmartNoise's metadata files, with everything said that has no counterpart here. */
import { DitherError } from '@dither/core'
import { checkSchema } from './define-schema.ts'
import { type Fields, fieldsOf, join, show, wrong } from './fields.ts'
import type { Schema } from './schema.ts'
import type { UnitInput } from './schema-input.ts'
import { readYaml } from './yaml.ts'

/** One table of a metadata file. */
export interface SmartNoiseTable {
  /** As the file names it: database, schema, table; the first may be empty. */
  readonly name: readonly [string, string, string]
  readonly schema: Schema
  /** What the file says that has no counterpart here, or means something else here. */
  readonly notes: readonly string[]
}

/** How strictly a metadata file is read. */
export interface SmartNoiseOptions {
  /**
   * Accepts a file in which the curator switches protections off (`clamp_columns: False`,
   * `sample_max_ids: False`, `censor_dims: False`, `sensitivity`), or that names two privacy units.
   * The protections stay on here all the same; the notes say so.
   */
  readonly trustCurator?: boolean
}

const tableOptions = [
  'rows',
  'rows_exact',
  'row_privacy',
  'max_ids',
  'sample_max_ids',
  'censor_dims',
  'clamp_counts',
  'clamp_columns',
  'use_dpsu',
]
const columnOptions = [
  'type',
  'private_id',
  'lower',
  'upper',
  'nullable',
  'missing_value',
  'sensitivity',
  'cardinality',
]

/**
 * Reads SmartNoise's metadata YAML: a schema for each of its tables.
 *
 * `max_ids: k` with a private id becomes `maxRows: k, maxGroups: k, maxRowsTotal: k`; with `row_privacy`, `{ rows: k }`.
 * `missing_value` becomes `impute`. A file without `row_privacy` and `private_id` is refused: it does
 * not say whose presence is protected.
 *
 * @throws DitherError "invalid_schema"; "unsafe_question" for a switch that needs `trustCurator`
 */
export function readSmartNoiseMetadata(
  yaml: string,
  { trustCurator = false }: SmartNoiseOptions = {},
): readonly SmartNoiseTable[] {
  const tables: SmartNoiseTable[] = []
  for (const [database, schemas] of fieldsOf(readYaml(yaml, isMoment, '1.1'), 'metadata')) {
    if (database === 'engine' && typeof schemas === 'string') continue
    for (const [schemaName, inner] of fieldsOf(schemas, named(database)))
      for (const [name, table] of fieldsOf(inner, join(database, schemaName))) {
        const path = [database, schemaName, name].filter((part) => part !== '').join('.')
        const place: Place = { path, trustCurator, notes: [] }
        const schema = readTable(place, table)
        if (tables.some((other) => other.schema.dataset === schema.dataset))
          throw wrong(path, schema.dataset, 'must not be the dataset of two tables', 'Rename one')
        tables.push({ name: [database, schemaName, name], schema, notes: place.notes })
      }
  }
  if (tables.length === 0) throw wrong('metadata', undefined, 'must hold at least one table')
  return tables
}

/** Bounds of a `datetime` are texts as written. */
function isMoment(path: readonly string[], beside: (key: string) => unknown): boolean {
  const field = path.at(-1) ?? ''
  return ['lower', 'upper', 'missing_value'].includes(field) && beside('type') === 'datetime'
}

function named(database: string): string {
  return database === '' ? '""' : database
}

/** The table that is being read. */
interface Place {
  readonly path: string
  readonly trustCurator: boolean
  readonly notes: string[]
}

function readTable(place: Place, value: unknown): Schema {
  const entries = fieldsOf(value, place.path)
  const isColumn = (item: unknown): boolean => typeof item === 'object' && item !== null
  const options = fieldsOf(
    Object.fromEntries([...entries].filter(([, item]) => !isColumn(item))),
    place.path,
    tableOptions,
  )
  const columns = new Map(
    [...entries]
      .filter(([, item]) => isColumn(item))
      .map(([name, item]) => [name, fieldsOf(item, join(place.path, name), columnOptions)]),
  )
  const unit = unitOf(place, options, columns)
  noteOptions(place, options)
  const dataset = place.path.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[._-]+|[._-]+$/g, '')
  return checkSchema({
    dataset,
    privacyUnit: unit,
    columns: Object.fromEntries(
      [...columns].map(([name, fields]) => [name, columnOf(place, name, fields, unit)]),
    ),
  })
}

function unitOf(place: Place, options: Fields, columns: ReadonlyMap<string, Fields>): UnitInput {
  const ids = [...columns].filter(([name, fields]) =>
    flag(fields, join(place.path, name), 'private_id', false),
  )
  const rowPrivacy = flag(options, place.path, 'row_privacy', false)
  const most = options.get('max_ids') ?? 1
  if (typeof most !== 'number' || !Number.isSafeInteger(most) || most < 1)
    throw wrong(join(place.path, 'max_ids'), most, 'must be a whole number of at least 1')
  const [id, second] = ids.map(([name]) => name)
  if (second !== undefined)
    throw wrong(join(place.path, second), true, `and ${id} too: there is one private_id a table`)
  if (rowPrivacy && id !== undefined)
    needTrust(
      place,
      'row_privacy',
      true,
      `contradicts private_id, which ${id} is`,
      'the unit is the id',
    )
  if (rowPrivacy && id === undefined) {
    if (most === 1) return 'row'
    note(place, 'max_ids', `with row_privacy: any ${most} rows are protected together`)
    return { rows: most }
  }
  if (id === undefined)
    throw wrong(
      join(place.path, 'row_privacy'),
      false,
      'but no column is private_id: whose presence is protected?',
      'Say row_privacy: True, or private_id: True at a column',
    )
  if (most > 1)
    note(place, 'max_ids', `is kept over all groups together: at most ${most} rows of an id count`)
  if (most === 1) return { column: id, maxRows: 1, maxGroups: 1 }
  return { column: id, maxRows: most, maxGroups: most, maxRowsTotal: most }
}

function noteOptions(place: Place, options: Fields): void {
  const on = (key: string, otherwise: boolean): boolean => flag(options, place.path, key, otherwise)
  if (!on('clamp_columns', true))
    needTrust(
      place,
      'clamp_columns',
      false,
      'trusts the data to keep to their bounds',
      'values are clamped',
    )
  if (!on('sample_max_ids', true))
    needTrust(
      place,
      'sample_max_ids',
      false,
      'trusts the data to keep to max_ids',
      'units are bounded',
    )
  if (!on('censor_dims', true))
    needTrust(
      place,
      'censor_dims',
      false,
      'shows groups that only one person is in',
      'keys are public lists',
    )
  if (on('clamp_counts', false))
    note(place, 'clamp_counts', 'has no counterpart: a noisy count may be negative')
  if (on('use_dpsu', false)) note(place, 'use_dpsu', 'has no counterpart: keys are public lists')
  for (const key of ['rows', 'rows_exact'])
    if (options.has(key))
      note(place, key, 'is not used: if the number of units is public, say so in the schema')
}

function columnOf(place: Place, name: string, fields: Fields, unit: UnitInput): object {
  const path = join(place.path, name)
  const isUnit = typeof unit === 'object' && 'column' in unit && unit.column === name
  const at = (key: string): string => `${name}.${key}`
  if (fields.has('cardinality')) note(place, at('cardinality'), 'is not used')
  if (fields.has('sensitivity'))
    needTrust(
      place,
      at('sensitivity'),
      fields.get('sensitivity'),
      'would replace what is proved from the bounds',
      'sensitivity comes from the bounds',
    )
  const nullable = flag(fields, path, 'nullable', true)
  const missing = fields.get('missing_value')
  const type = fields.get('type')
  switch (type) {
    case 'int':
    case 'float': {
      const kind = type === 'int' ? 'integer' : 'number'
      if (isUnit)
        return { type: kind, ...ignore(place, at, fields, ['lower', 'upper', 'missing_value']) }
      return {
        type: kind,
        ...boundsOf(place, at, fields),
        ...standInOf(place, at, fields, nullable),
      }
    }
    case 'boolean':
      if (missing === undefined || missing === null) return { type, nullable }
      return { type, impute: missing }
    case 'string':
      return { type: 'text', ...ignore(place, at, fields, ['missing_value']) }
    case 'datetime':
      if (isUnit)
        return { type: 'text', ...ignore(place, at, fields, ['lower', 'upper', 'missing_value']) }
      note(place, at('type'), 'becomes timestamp, in UTC where the data name no zone')
      return {
        type: 'timestamp',
        ...boundsOf(place, at, fields),
        ...standInOf(place, at, fields, nullable),
      }
    default:
      throw wrong(join(path, 'type'), type, 'must be one of int, float, string, boolean, datetime')
  }
}

function boundsOf(place: Place, at: (key: string) => string, fields: Fields): object {
  const lower = fields.get('lower') ?? undefined
  const upper = fields.get('upper') ?? undefined
  if (lower !== undefined && upper !== undefined) return { lower, upper }
  if (lower !== undefined || upper !== undefined)
    note(place, at(lower === undefined ? 'upper' : 'lower'), 'is not used without the other bound')
  return {}
}

function standInOf(
  place: Place,
  at: (key: string) => string,
  fields: Fields,
  nullable: boolean,
): object {
  const missing = fields.get('missing_value') ?? undefined
  const [lower, upper] = [fields.get('lower'), fields.get('upper')]
  const bounded = (lower ?? null) !== null && (upper ?? null) !== null
  if (typeof missing === 'number') {
    const numbers = typeof lower === 'number' && typeof upper === 'number'
    const inside = numbers ? Math.min(Math.max(missing, lower), upper) : missing
    if (inside !== missing) note(place, at('missing_value'), `is clamped to ${inside}`)
    return { impute: inside }
  }
  if (missing !== undefined) return { impute: missing }
  if (nullable) return { nullable }
  if (bounded) {
    note(place, at('nullable'), 'false: should a value be missing, the midpoint stands for it')
    return {}
  }
  note(place, at('nullable'), 'false is not used, since without bounds nothing can stand for NULL')
  return {}
}

function ignore(
  place: Place,
  at: (key: string) => string,
  fields: Fields,
  keys: readonly string[],
): object {
  for (const key of keys)
    if (fields.has(key) && fields.get(key) !== null)
      note(place, at(key), 'is not used for a column of this kind')
  return {}
}

function note(place: Place, key: string, text: string): void {
  place.notes.push(`${join(place.path, key)} ${text}`)
}

/** Refuses a switch that asks to be trusted; or, with `trustCurator`, notes what is done instead. */
function needTrust(place: Place, key: string, value: unknown, why: string, instead: string): void {
  if (place.trustCurator) {
    note(place, key, `${show(value)} ${why}; not followed: ${instead}`)
    return
  }
  throw new DitherError(
    'unsafe_question',
    `${join(place.path, key)} is ${show(value)}: it ${why}`,
    {
      parameter: join(place.path, key),
      wayOut: `Take it out, or pass trustCurator: true; either way ${instead}`,
    },
  )
}

/** A switch: true, false, or left out. */
function flag(fields: Fields, path: string, key: string, otherwise: boolean): boolean {
  const value = fields.get(key)
  if (value === undefined || value === null) return otherwise
  if (typeof value === 'boolean') return value
  throw wrong(join(path, key), value, 'must be True or False')
}
