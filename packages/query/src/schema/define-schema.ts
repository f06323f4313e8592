import { DitherError } from '@dither/core'
import { bareType, checkColumn } from './check-column.ts'
import { didYouMean } from './did-you-mean.ts'
import { type Fields, fieldsOf, nameIn, positiveIntegerIn, wrong } from './fields.ts'
import type { Column, PrivacyUnit, Schema } from './schema.ts'
import type { KindsIn, SchemaInput, SchemaOf } from './schema-input.ts'

/** The newest version of the schema format that this code reads. */
export const schemaVersion = 1

/**
 * Checks what a person says is public about a table, and fills in what is left out.
 *
 * The names and kinds of the columns become known to the compiler. Left out: a column is not
 * nullable, and NULL becomes the midpoint, the first category or false; a number with neither bounds
 * nor `impute` is nullable, and so is every text and the column that holds the unit's id.
 *
 * Neighbours: change-one when `rows` or `units` states a public size, else add-remove (S1, S3).
 *
 * @throws DitherError "invalid_schema" naming path, value, rule and way out
 */
export function defineSchema<const Input extends SchemaInput>(
  input: Input,
): SchemaOf<KindsIn<Input>> {
  return checkSchema(input)
}

/** `defineSchema` for data whose shape the compiler does not know. */
export function checkSchema(input: unknown): Schema {
  const fields = fieldsOf(input, 'schema', undefined)
  checkVersion(fields.get('version'))
  fieldsOf(input, '', ['version', 'dataset', 'privacyUnit', 'rows', 'units', 'columns'])
  const dataset = datasetName(fields.get('dataset'))
  const privacyUnit = unitOf(fields.get('privacyUnit'), fields.get('columns'))
  const publicSize = sizeOf(fields, privacyUnit)
  const columns = columnsOf(fields.get('columns'), privacyUnit)
  const schema = {
    version: schemaVersion,
    dataset,
    privacyUnit,
    ...(publicSize === undefined ? {} : { publicSize }),
    columns,
  }
  return Object.freeze(schema) as Schema
}

function checkVersion(version: unknown): void {
  if (version === undefined || version === schemaVersion) return
  if (typeof version === 'number' && version > schemaVersion)
    throw new DitherError(
      'unsupported',
      `version is ${version}, this Dither reads schemas up to version ${schemaVersion}`,
      { parameter: 'version', wayOut: 'Update Dither, or write the schema in the older format.' },
    )
  throw wrong('version', version, `must be ${schemaVersion}`)
}

function datasetName(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/.test(value))
    return value
  throw wrong(
    'dataset',
    value,
    'must be 1 to 100 letters, digits or . _ - (not at either end)',
    'It names the lineage of the budget, the same for every version of the data',
  )
}

export function unitOf(value: unknown, columns: unknown): PrivacyUnit {
  if (value === 'row') return Object.freeze({ kind: 'row' })
  const isColumn =
    typeof value === 'string' &&
    typeof columns === 'object' &&
    columns !== null &&
    Object.hasOwn(columns, value)
  const wayOut = isColumn
    ? `Write privacyUnit: { column: ${value}, maxRows: 3, maxGroups: 5 }`
    : "Say 'row', { rows: k }, or { column, maxRows, maxGroups }"
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('privacyUnit', value, 'must say whose presence is protected', wayOut)
  if ('rows' in value) {
    const fields = fieldsOf(value, 'privacyUnit', ['rows'])
    return Object.freeze({ kind: 'rows', rows: positiveIntegerIn(fields, 'privacyUnit', 'rows') })
  }
  const fields = fieldsOf(value, 'privacyUnit', ['column', 'maxRows', 'maxGroups', 'maxRowsTotal'])
  if (!fields.has('column'))
    throw wrong('privacyUnit.column', undefined, 'must name a column', wayOut)
  return Object.freeze({
    kind: 'id',
    column: nameIn(fields.get('column'), 'privacyUnit.column'),
    maxRows: positiveIntegerIn(
      fields,
      'privacyUnit',
      'maxRows',
      'How many rows of one id may count in a group',
    ),
    maxGroups: positiveIntegerIn(
      fields,
      'privacyUnit',
      'maxGroups',
      'How many groups one id may count in; 1 if you never group',
    ),
    ...(fields.has('maxRowsTotal')
      ? { maxRowsTotal: positiveIntegerIn(fields, 'privacyUnit', 'maxRowsTotal') }
      : {}),
  })
}

function sizeOf(fields: Fields, unit: PrivacyUnit): number | undefined {
  const [own, other] = unit.kind === 'id' ? ['units', 'rows'] : ['rows', 'units']
  if (fields.has(other))
    throw wrong(
      other,
      fields.get(other),
      unit.kind === 'id'
        ? 'but the privacy unit is an id: what may be public is the number of ids'
        : 'but the privacy unit is made of rows: what may be public is the number of rows',
      `Say ${own}: { public: n }`,
    )
  const size = fields.get(own)
  if (size === undefined) return undefined
  if (typeof size === 'number')
    throw wrong(own, size, 'must be an object', `Write ${own}: { public: ${size} }`)
  return positiveIntegerIn(fieldsOf(size, own, ['public']), own, 'public')
}

function columnsOf(value: unknown, unit: PrivacyUnit): Readonly<Record<string, Column>> {
  const input = fieldsOf(value, 'columns')
  if (input.size === 0) throw wrong('columns', value, 'must hold at least one column')
  const columns: Record<string, Column> = Object.create(null)
  const folded = new Map<string, string>()
  for (const [name, column] of input) {
    const path = `columns.${name}`
    nameIn(name, path)
    const twin = folded.get(name.toLowerCase())
    if (twin !== undefined)
      throw wrong(path, name, `must differ from ${twin} in more than letter case`)
    folded.set(name.toLowerCase(), name)
    if (typeof column === 'string') throw bareType(name, column, path)
    const isUnit = unit.kind === 'id' && unit.column === name
    columns[name] = checkColumn(isUnit ? withoutStandIn(column, path) : column, path)
  }
  if (unit.kind === 'id') checkUnitColumn(unit.column, columns)
  return Object.freeze(columns)
}

/** The id column: a row without an id is dropped (S4), so nothing may stand for it, or merge ids. */
function withoutStandIn(column: unknown, path: string): object {
  const fields = fieldsOf(column, path)
  for (const key of ['lower', 'upper', 'origin', 'impute'])
    if (fields.has(key))
      throw wrong(
        `${path}.${key}`,
        fields.get(key),
        'cannot be: it would make one unit out of several',
        'The id of the privacy unit is taken as it is; rows without one are dropped',
      )
  if (fields.get('nullable') === false)
    throw wrong(
      `${path}.nullable`,
      false,
      'cannot be: rows without the id of a privacy unit are dropped',
      'Leave it out',
    )
  return { ...Object.fromEntries(fields), nullable: true }
}

function checkUnitColumn(name: string, columns: Readonly<Record<string, Column>>): void {
  const column = columns[name]
  if (column === undefined)
    throw wrong(
      'privacyUnit.column',
      name,
      'must be one of the columns',
      didYouMean(name, Object.keys(columns)),
    )
  if (column.type !== 'text' && column.type !== 'integer')
    throw wrong(
      'privacyUnit.column',
      name,
      `must be of type text or integer, but columns.${name}.type is ${column.type}`,
    )
}
