/**
 * What the owner should know about a table before others ask about it: exact counts, NOT private.
 *
 * The counting runs on the same engine, by the same grammar of cells, as every release; so what is
 * called unreadable here is what a release reads as NULL.
 */

import { DitherError } from '@dither/core'
import {
  type AnyExpression,
  type Axis,
  type BaseExpression,
  type BooleanExpression,
  type BoundedPlan,
  type Column,
  type ColumnInput,
  checkSchema,
  column,
  type Engine,
  type LatticeColumn,
  literal,
  type NumberExpression,
  type Schema,
  type UnitBound,
  when,
} from '@dither/query'
import { type DuckdbOptions, duckdb } from '@dither/query/duckdb'
import { describeFile } from '../schema/describe-file.ts'
import { sourceKind } from '../source-file.ts'
import { type LineFindings, lineFindings } from './csv-lines.ts'

export interface Findings {
  /** A reminder for programs; always false. */
  readonly private: false
  readonly dataset: string
  readonly rows: number
  readonly publicSize?: { readonly declared: number; readonly found: number }
  readonly columns: Readonly<Record<string, ColumnFindings>>
  readonly units?: UnitFindings
  /** Of a CSV in UTF-8. */
  readonly lines?: LineFindings
}

/** Counts of cells. A count that makes no sense for the column's type is left out. */
export interface ColumnFindings {
  /** Empty or NULL. In a typed file (Parquet, DuckDB) also what the type cannot be read as. */
  readonly missing: number
  readonly unreadable?: number
  readonly belowLower?: number
  readonly aboveUpper?: number
  readonly unlisted?: number
}

interface UnitFindings {
  readonly column: string
  readonly units: number
  /** Rows that no answer counts, since they have no unit. */
  readonly rowsWithout: number
  readonly maxRows: number
  /** Units with more than `maxRows` rows, and the rows that an ungrouped question cuts from them. */
  readonly over: number
  readonly rowsCut: number
  readonly maxGroups: number
  /** By column: the (unit, group) pairs that a question grouped by it would drop. */
  readonly pairsCut: Readonly<Record<string, number>>
}

/** Counts them. @throws DitherError as a release would on opening the file */
export async function findingsOf(
  options: DuckdbOptions,
  schema: Schema,
  signal: AbortSignal,
): Promise<Findings> {
  const kind = await sourceKind(options.file)
  const typed = kind !== 'csv'
  const { encoding = 'utf-8' } = options
  const ask = async (raw: Schema, plan: Omit<BoundedPlan, 'schema' | 'from'>) => {
    const engine = await openTold(options, raw)
    try {
      return await engine.run({ schema: raw, from: { kind: 'scan' }, ...plan }, { signal })
    } finally {
      await engine.close()
    }
  }
  const raw = rawSchema(schema, typed)
  const cells = Object.entries(schema.columns).flatMap(([name, described]) =>
    conditionsOf(name, described, typed).map(([what, condition]) => ({ name, what, condition })),
  )
  const answer = await ask(raw, {
    unit: { kind: 'row' },
    axes: [],
    columns: cells.map(({ condition }) => counted(condition)),
  })
  const columns: Record<string, Partial<Record<keyof ColumnFindings, number>>> = {}
  for (const [index, { name, what }] of cells.entries()) {
    const count = Number(answer.cells[0]?.columns[index]?.count ?? 0n)
    columns[name] = { ...columns[name], [what]: count }
  }
  const rows = Number(answer.cells[0]?.rows ?? 0n)
  const units =
    schema.privacyUnit.kind === 'id'
      ? await unitsOf(schema, schema.privacyUnit, rows, ask)
      : undefined
  return {
    private: false,
    dataset: schema.dataset,
    rows,
    ...(schema.publicSize === undefined
      ? {}
      : { publicSize: { declared: schema.publicSize, found: units?.units ?? rows } }),
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, { missing = 0, ...rest }]) => [
        name,
        { missing, ...rest },
      ]),
    ),
    ...(units === undefined ? {} : { units }),
    ...(typed || encoding !== 'utf-8' ? {} : { lines: await lineFindings(options.file, signal) }),
  }
}

/** To the owner, who may know: also which columns there are. */
async function openTold(options: DuckdbOptions, schema: Schema): Promise<Engine> {
  try {
    return await duckdb(options).open(schema)
  } catch (error) {
    if (!(error instanceof DitherError && error.code === 'unknown_column')) throw error
    // What keeps the names from being read, a separator or a name that is there twice, is said instead.
    const found = await describeFile(options.file, options.table, options.encoding)
    throw new DitherError('unknown_column', error.message.replace(/\. [^.]*$/, ''), {
      ...error.detail,
      wayOut: `Found in ${options.file}: ${found.map(({ name }) => name).join(', ')}`,
    })
  }
}

type Ask = (
  schema: Schema,
  plan: Omit<BoundedPlan, 'schema' | 'from'>,
) => Promise<{
  readonly cells: readonly { readonly rows: bigint; readonly units: bigint }[]
}>

async function unitsOf(
  schema: Schema,
  unit: Extract<Schema['privacyUnit'], { kind: 'id' }>,
  rows: number,
  ask: Ask,
): Promise<UnitFindings> {
  const { maxRows, maxGroups } = unit
  const total = async (
    bound: Partial<Extract<UnitBound, { kind: 'id' }>>,
    axes: readonly Axis[] = [],
  ) => {
    const answer = await ask(schema, {
      unit: {
        kind: 'id',
        column: unit.column,
        maxRows,
        maxGroups,
        order: 'native',
        orderKey: '00',
        ...bound,
      },
      axes,
      columns: [],
    })
    const sum = (of: 'rows' | 'units'): number =>
      Number(answer.cells.reduce((before, cell) => before + cell[of], 0n))
    return { rows: sum('rows'), pairs: sum('units') }
  }
  const all = await total({ maxRows: 2 ** 31 - 1 })
  const kept = await total({})
  const oneMore = await total({ maxRows: maxRows + 1 })
  const pairsCut: Record<string, number> = {}
  for (const [name, described] of Object.entries(schema.columns)) {
    const values =
      described.type === 'category'
        ? described.categories
        : described.type === 'boolean'
          ? [false, true]
          : []
    if (values.length <= maxGroups) continue
    const axis: Axis = { kind: 'values', of: { kind: 'column', name }, values, rest: false }
    const every = await total({ maxGroups: values.length }, [axis])
    pairsCut[name] = every.pairs - (await total({}, [axis])).pairs
  }
  return {
    column: unit.column,
    units: all.pairs,
    rowsWithout: rows - all.rows,
    maxRows,
    over: oneMore.rows - kept.rows,
    rowsCut: all.rows - kept.rows,
    maxGroups,
    pairsCut,
  }
}

/** The same columns without bounds or stand-ins; as text in a CSV, so that text shows that is no number. */
function rawSchema(schema: Schema, typed: boolean): Schema {
  const raw = (described: Column): ColumnInput => {
    if (!typed || described.type === 'category' || described.type === 'text')
      return { type: 'text' }
    const { type } = described
    return { type: type === 'integer' ? 'number' : type, nullable: true }
  }
  return checkSchema({
    dataset: schema.dataset,
    privacyUnit: 'row',
    columns: Object.fromEntries(
      Object.entries(schema.columns).map(([name, described]) => [name, raw(described)]),
    ),
  })
}

type Condition = readonly [what: keyof ColumnFindings, condition: BooleanExpression]

/** Read by the grammar, as the number that it stands for. */
function momentOf(cell: AnyExpression, type: 'date' | 'time' | 'timestamp'): NumberExpression {
  const read = { date: cell.toDate, time: cell.toTime, timestamp: cell.toTimestamp }[type]
  return read().toNumber()
}

function conditionsOf(name: string, described: Column, typed: boolean): Condition[] {
  const cell = column(name)
  const unreadable = (value: BaseExpression): Condition[] =>
    typed ? [] : [['unreadable', cell.isNull().not().and(value.isNull())]]
  const conditions: Condition[] = [['missing', cell.isNull()]]
  switch (described.type) {
    case 'text':
      return conditions
    case 'category':
      return [...conditions, ['unlisted', cell.isIn(described.categories).not()]]
    case 'boolean':
      return [...conditions, ...unreadable(cell.toBoolean())]
    case 'number':
    case 'integer':
    case 'date':
    case 'time':
    case 'timestamp': {
      const { type, lower, upper } = described
      const value =
        type === 'number' || type === 'integer' || typed ? cell.toNumber() : momentOf(cell, type)
      conditions.push(...unreadable(value))
      if (lower !== undefined) conditions.push(['belowLower', value.below(lower)])
      if (upper !== undefined) conditions.push(['aboveUpper', value.above(upper)])
      return conditions
    }
  }
}

/** A column whose non-NULL cells are the rows where a condition is true. */
function counted(condition: BooleanExpression): LatticeColumn {
  const of = when(condition).then(1).otherwise(literal(null))
  return {
    of: of.expression,
    lattice: { origin: 0, exponent: 0, low: 0, high: 1 },
    square: false,
    nullable: true,
  }
}
