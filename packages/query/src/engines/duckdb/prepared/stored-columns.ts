/** What a prepared copy stores of each column of a schema: what was read, and the step of what was scanned. */
import { DitherError } from '@dither/core'
import type { Lattice } from '../../../plan/bounded-plan.ts'
import type { Question } from '../../../plan/plan.ts'
import { prove } from '../../../proof/prove.ts'
import type { Schema } from '../../../schema/schema.ts'
import type { SourceColumn, SourceTable } from '../relation-sql.ts'
import { parseSql, rawSql, roundedSql } from '../scan-sql.ts'
import { sqlName } from '../sql.ts'
import { flooredSql, foldScan, isWhole, stepSql, wholeStepSql } from '../step-sql.ts'
import { unitRawSql, unitSql } from '../unit-sql.ts'

/** The schema's names in an order that does not depend on how it was written, as its fingerprint. */
function namesOf(schema: Schema): readonly string[] {
  return Object.keys(schema.columns).toSorted()
}

/** The names of what a column has in the copy, by its place in that order. */
function storedNames(index: number): { readonly original: string; readonly step: string } {
  return { original: `o${index}`, step: `s${index}` }
}

/** The name under which canonical unit ids are stored. */
export const storedUnit = 'u'

/** The lattice on which a sum of the bare column is asked (S8), and the only one that is stored. */
function latticeOfBare(schema: Schema, name: string): Lattice | undefined {
  const column = schema.columns[name]
  if (column?.type !== 'number' && column?.type !== 'integer') return undefined
  if (column.lower === undefined || column.upper === undefined) return undefined
  const question: Question = {
    version: 1,
    kind: 'question',
    from: { kind: 'scan' },
    groupBy: [],
    aggregate: { kind: 'sum', of: { kind: 'column', name } },
  }
  try {
    return prove(question, schema).bounded.columns[0]?.lattice
  } catch (error) {
    if (error instanceof DitherError) return undefined // no question about it can be asked
    throw error
  }
}

/** The rows of a source as a SELECT of what is stored. */
export function storedSql(schema: Schema, source: SourceTable): string {
  const names = namesOf(schema)
  const originals: string[] = []
  const raws: string[] = []
  const values: string[] = []
  const floors: string[] = []
  const stored: string[] = []
  const carry = (name: string): void => {
    for (const layer of [raws, values, floors, stored]) layer.push(sqlName(name))
  }
  for (const [index, name] of names.entries()) {
    const [column, from] = [schema.columns[name], source.columns.get(name)]
    if (column === undefined || from === undefined)
      throw new RangeError('a column of a checked schema is not in its source')
    const { original, step } = storedNames(index)
    originals.push(as(from.reference, original))
    carry(original)
    const lattice = latticeOfBare(schema, name)
    if (lattice === undefined) continue
    // As a scan reads it, and clamps it into the step. (1)
    const none = { low: lattice.low, high: lattice.high, missing: null }
    const folded = foldScan(column, lattice, none)
    if (folded === undefined) continue
    const [raw, value, floored] = [`r${index}`, `v${index}`, `f${index}`].map(sqlName)
    const whole = from.physical === 'integer' && isWhole(lattice)
    raws.push(as(rawSql(sqlName(original), from), `r${index}`))
    const parsed = whole ? `${raw}` : parseSql(column, `${raw}`, from.physical)
    values.push(as(whole ? parsed : roundedSql(column, parsed, from.physical), `v${index}`))
    floors.push(`${value}`)
    if (!whole) floors.push(as(flooredSql(lattice, `${value}`), `f${index}`))
    const sql = whole
      ? wholeStepSql(lattice, folded, `${value}`)
      : stepSql(lattice, folded, `${floored}`, `${value}`)
    stored.push(as(`CAST(${sql} AS ${smallestType(lattice)})`, step))
  }
  const { privacyUnit } = schema
  if (privacyUnit.kind === 'id') {
    const { column: name } = privacyUnit
    const [column, from] = [schema.columns[name], source.columns.get(name)]
    if (column === undefined || from === undefined)
      throw new RangeError('the unit of a checked schema is not in its source')
    raws.push(as(unitRawSql(sqlName(storedNames(names.indexOf(name)).original), from), 'unit'))
    for (const layer of [values, floors]) layer.push(sqlName('unit'))
    stored.push(as(unitSql(column, sqlName('unit'), from), storedUnit)) // (2)
  }
  const layers = [raws, values, floors, stored]
  return layers.reduce(
    (from, list) => `SELECT ${list.join(', ')} FROM (${from})`,
    `SELECT ${originals.join(', ')} FROM ${source.from}`,
  )
}

/** The columns of a copy, as plans read them. @param types by name, as DuckDB says */
export function storedColumns(
  schema: Schema,
  typeOf: (name: string) => Pick<SourceColumn, 'physical' | 'type'>,
): ReadonlyMap<string, SourceColumn> {
  return new Map(
    namesOf(schema).map((name, index): [string, SourceColumn] => {
      const { original, step } = storedNames(index)
      const lattice = latticeOfBare(schema, name)
      if (lattice === undefined)
        return [name, { reference: sqlName(original), ...typeOf(original) }]
      const reference = sqlName(step)
      if (schema.columns[name]?.type !== 'integer' || !isWhole(lattice))
        return [
          name,
          { reference: sqlName(original), ...typeOf(original), step: { ...lattice, reference } },
        ]
      // A whole number of steps of 1 from a whole number is the value that a scan gives. (3)
      const value = `(CAST(${reference} AS BIGINT) + CAST('${lattice.origin}' AS BIGINT))`
      const exact = { reference: value, physical: 'integer', type: 'BIGINT' } as const
      return [name, { ...exact, step: { ...lattice, reference } }]
    }),
  )
}

/** The smallest integer type of DuckDB that holds every step. */
function smallestType({ low, high }: Lattice): 'TINYINT' | 'SMALLINT' | 'INTEGER' {
  if (low >= -128 && high <= 127) return 'TINYINT'
  return low >= -32_768 && high <= 32_767 ? 'SMALLINT' : 'INTEGER'
}

function as(sql: string, name: string): string {
  return `${sql} AS ${sqlName(name)}`
}
