/** Scan, derive and filter as nested SELECTs that stream: nothing is materialised between them. */
import { columnsOf } from '../../expression/columns-of.ts'
import type { Expression } from '../../expression/expression.ts'
import { columnOfFacts } from '../../expression/facts.ts'
import type { Lattice } from '../../plan/bounded-plan.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import type { Relation } from '../../plan/plan.ts'
import type { Column, Schema } from '../../schema/schema.ts'
import { partOf } from '../several-sources.ts'
import {
  expressionSql,
  joinsOf,
  type Scope,
  type ScopeColumn,
  type SqlValue,
} from './expression-sql.ts'
import { parseSql, rawSql, roundedSql, type SourceType, scanSql } from './scan-sql.ts'
import { sqlName, sqlText } from './sql.ts'
import { unitColumnSql } from './unit-columns-sql.ts'
import { unitRawSql, unitSql } from './unit-sql.ts'

/** A table that DuckDB can read: its FROM item, and what each of the schema's columns is there. */
export interface SourceTable {
  readonly from: string
  readonly columns: ReadonlyMap<string, SourceColumn>
  /** Where unit ids lie in canonical form already. */
  readonly unit?: { readonly column: string; readonly reference: string }
  /** The tables that this one is made of, where it is of several; and whether ids are each one's own. */
  readonly parts?: { readonly tables: readonly SourceTable[]; readonly disjoint: boolean }
}

export interface SourceColumn extends SourceType {
  /** SQL that names the column. */
  readonly reference: string
  /** Where the scanned values lie on a lattice already, their steps; NULL where a scan gives NULL. */
  readonly step?: Lattice & { readonly reference: string }
}

/** A SELECT of rows, and what its columns hold. */
export interface Layer {
  readonly sql: string
  readonly scope: Scope
  /** Holds the unit's id, where the plan has one. */
  readonly unit: string | undefined
  /** A BOOLEAN, never NULL: whether the row passes the filters. Undefined without any. */
  readonly kept: string | undefined
}

const unitAlias = 'unit'
const keptAlias = 'kept'

/**
 * A column before it is clamped and imputed, under names that no real column has: as it was parsed, or
 * as the BIGINT that lies in the source. Or its step, as the source has it.
 */
export function bareName(name: string, as: 'parsed' | 'whole' | 'step'): string {
  return `\0${as}\0${name}`
}

/**
 * The rows of a relation, with those columns that the expressions `above` it read. Rows that a filter
 * drops are there, and marked.
 */
export function relationSql(
  relation: Relation,
  schema: Schema,
  source: SourceTable,
  unit: string | undefined,
  above: readonly Expression[],
): Layer {
  return layerOf(relation, new Set(above.flatMap(columnsOf)))

  function layerOf(step: Relation, needed: ReadonlySet<string>): Layer {
    if (step.kind === 'scan') return scanLayer(schema, source, unit, [...needed])
    if (step.kind === 'filter') {
      const before = layerOf(step.input, new Set([...needed, ...columnsOf(step.condition)]))
      const { sql, joins } = expressionSql(step.condition, before.scope)
      const passes = `COALESCE(${sql}, FALSE)`
      const kept = before.kept === undefined ? passes : `(${before.kept} AND ${passes})`
      return nextLayer(before, needed, new Map(), kept, joins)
    }
    if (step.kind === 'union') return unionLayer(step, needed)
    if (step.kind === 'perUnit') return unitLayer(step, needed)
    const derived = new Map(Object.entries(step.columns).filter(([name]) => needed.has(name)))
    const read = [...needed].filter((name) => !derived.has(name))
    const before = layerOf(
      step.input,
      new Set([...read, ...[...derived.values()].flatMap(columnsOf)]),
    )
    return nextLayer(before, needed, derived, before.kept)
  }

  /** All rows of all inputs, with the same columns under the same aliases. */
  function unionLayer(
    step: Extract<Relation, { kind: 'union' }>,
    needed: ReadonlySet<string>,
  ): Layer {
    const columns = columnsOfRelation(step, schema)
    const layers = step.inputs.map((input) => layerOf(input, needed))
    const scope = new Map<string, ScopeColumn>()
    for (const name of needed) {
      const column = columns[name]
      if (column === undefined) continue
      const parts = Math.max(...layers.map((layer) => layer.scope.get(name)?.parts ?? 1))
      scope.set(name, { column, alias: `c${scope.size}`, parts })
    }
    const marked = layers.some(({ kept }) => kept !== undefined)
    const selects = layers.map((layer) => {
      const selected = new Map<string, string>()
      for (const [name, { alias }] of scope)
        selected.set(alias, expressionSql({ kind: 'column', name }, layer.scope).sql)
      if (layer.unit !== undefined) selected.set(unitAlias, layer.unit)
      if (marked) selected.set(keptAlias, layer.kept ?? 'TRUE')
      return `(${select(selected, `(${layer.sql})`)})`
    })
    return {
      sql: selects.join(' UNION ALL '),
      scope,
      unit: unit === undefined ? undefined : sqlName(unitAlias),
      kept: marked ? sqlName(keptAlias) : undefined,
    }
  }

  /** One row a unit. */
  function unitLayer(
    step: Extract<Relation, { kind: 'perUnit' }>,
    needed: ReadonlySet<string>,
  ): Layer {
    const columns = columnsOfRelation(step, schema)
    const asked = Object.entries(step.columns).filter(([name]) => needed.has(name))
    const before = layerOf(
      step.input,
      new Set(asked.flatMap(([, { of }]) => (of === undefined ? [] : columnsOf(of)))),
    )
    if (before.unit === undefined) throw new RangeError('rows without a unit are not gathered')
    const rows = new Map([[unitAlias, before.unit]])
    const gathered = new Map([[unitAlias, sqlName(unitAlias)]])
    const scope = new Map<string, ScopeColumn>()
    const read: SqlValue[] = []
    for (const [name, of] of asked) {
      const column = columns[name]
      if (column === undefined) continue
      const alias = `c${scope.size}`
      const value = of.of === undefined ? undefined : expressionSql(of.of, before.scope)
      const { row, aggregate } = unitColumnSql(of, value, alias)
      if (row !== undefined) rows.set(alias, row)
      if (value !== undefined) read.push(value)
      gathered.set(alias, aggregate)
      scope.set(name, { column, alias, parts: 24 + (value?.parts ?? 0) })
    }
    const kept = before.kept === undefined ? '' : ` AND ${before.kept}`
    const from = `(${before.sql})${joinsOf(read)} WHERE ((${before.unit} IS NOT NULL)${kept})`
    return {
      sql: `${select(gathered, `(${select(rows, from)})`)} GROUP BY ${sqlName(unitAlias)}`,
      scope,
      unit: sqlName(unitAlias),
      kept: undefined,
    }
  }
}

/** The unit ids of every row of the table, before any filter. */
export function unitsSql(schema: Schema, source: SourceTable, unit: string): string {
  return scanLayer(schema, source, unit, []).sql
}

/** Of all parts, where there are several: then an id is a text, whatever it is in each. */
function scanLayer(
  schema: Schema,
  source: SourceTable,
  unit: string | undefined,
  needed: readonly string[],
): Layer {
  if (source.parts === undefined) return scanOne(schema, source, unit, needed)
  const { tables, disjoint } = source.parts
  const layers = tables.map((table) => scanOne(schema, table, unit, needed))
  const [first] = layers
  if (first === undefined) throw new RangeError('a table has no parts')
  const selects = layers.map(({ sql, scope }, place) => {
    const selected = new Map([...scope.values()].map(({ alias }) => [alias, sqlName(alias)]))
    const id = `CAST(${sqlName(unitAlias)} AS VARCHAR)`
    if (unit !== undefined)
      selected.set(unitAlias, disjoint ? `(${sqlText(partOf(place))} || ${id})` : id)
    return `(${select(selected, `(${sql})`)})`
  })
  return { ...first, sql: selects.join(' UNION ALL ') }
}

function scanOne(
  schema: Schema,
  source: SourceTable,
  unit: string | undefined,
  needed: readonly string[],
): Layer {
  const cells = new Map<string, string>()
  const values = new Map<string, string>()
  const scanned = new Map<string, string>()
  const scope = new Map<string, ScopeColumn>()
  const columnIn = (name: string) => {
    const [column, from] = [schema.columns[name], source.columns.get(name)]
    if (column === undefined || from === undefined)
      throw new RangeError('a column of a checked plan is not in its schema')
    return { column, from, index: Object.keys(schema.columns).indexOf(name) }
  }
  for (const [place, name] of needed.entries()) {
    const alias = `c${place}`
    const [, as, real = name] = name.split('\0')
    const { column, from, index } = columnIn(real)
    const [cell, value] = [sqlName(`r${index}`), sqlName(`v${index}`)]
    scope.set(name, { column: as === undefined ? column : bareColumn, alias, parts: 24 })
    if (as === 'step') {
      cells.set(`s${index}`, from.step?.reference ?? 'NULL')
      values.set(`s${index}`, sqlName(`s${index}`))
      scanned.set(alias, sqlName(`s${index}`))
      continue
    }
    cells.set(`r${index}`, rawSql(from.reference, from))
    if (as === 'whole') values.set(`r${index}`, cell)
    else values.set(`v${index}`, parseSql(column, cell, from.physical))
    scanned.set(alias, scannedAs(as, column, as === 'whole' ? cell : value, from))
  }
  if (unit !== undefined) {
    const { column, from } = columnIn(unit)
    const ready = source.unit?.column === unit ? source.unit.reference : undefined
    cells.set(unitAlias, ready ?? unitRawSql(from.reference, from))
    values.set(unitAlias, sqlName(unitAlias))
    const id = sqlName(unitAlias)
    scanned.set(unitAlias, ready === undefined ? unitSql(column, id, from) : id)
  }
  const parsing = select(values, `(${select(cells, source.from)})`)
  return {
    sql: select(scanned, `(${parsing})`),
    scope,
    unit: unit === undefined ? undefined : sqlName(unitAlias),
    kept: undefined,
  }
}

function scannedAs(
  as: string | undefined,
  column: Column,
  value: string,
  { physical }: SourceType,
): string {
  if (as === 'whole') return value
  return as === 'parsed' ? roundedSql(column, value, physical) : scanSql(column, value, physical)
}

/** What is known of a bare number: nothing; it may even be NaN, which only a step may read. */
const bareColumn: Column = Object.freeze({ type: 'number', nullable: true, impute: null })

function nextLayer(
  before: Layer,
  needed: ReadonlySet<string>,
  derived: ReadonlyMap<string, Expression>,
  kept: string | undefined,
  joins: readonly string[] = [],
): Layer {
  const joined = new Set(joins)
  const scope = new Map<string, ScopeColumn>()
  const selected = new Map<string, string>()
  for (const name of needed) {
    const alias = `c${scope.size}`
    const value = expressionSql(derived.get(name) ?? { kind: 'column', name }, before.scope)
    const column = derived.has(name) ? columnOfValue(value) : before.scope.get(name)?.column
    if (column === undefined) continue
    selected.set(alias, value.sql)
    for (const join of value.joins ?? []) joined.add(join)
    scope.set(name, { column, alias, parts: value.parts })
  }
  if (before.unit !== undefined) selected.set(unitAlias, before.unit)
  if (kept !== undefined) selected.set(keptAlias, kept)
  return {
    sql: select(selected, `(${before.sql})${[...joined].join('')}`),
    scope,
    unit: before.unit,
    kept: kept === undefined ? undefined : sqlName(keptAlias),
  }
}

function columnOfValue({ facts }: ReturnType<typeof expressionSql>): Column | undefined {
  return facts.type === 'null' ? undefined : columnOfFacts(facts)
}

/** SELECT of expressions under aliases; a constant where none is asked, since rows still count. */
export function select(columns: ReadonlyMap<string, string>, from: string): string {
  const list = [...columns].map(([alias, sql]) => `${sql} AS ${sqlName(alias)}`).join(', ')
  return `SELECT ${list === '' ? '0 AS "none"' : list} FROM ${from}`
}
