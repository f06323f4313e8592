/** The tables of a session, each opened once. */
import { DitherError } from '@dither/core'
import type { Engine, Source } from '../engines/engine.ts'
import type { Schema } from '../schema/schema.ts'
import { differInLimits } from '../schema/with-limits.ts'
import type { Described } from './statistic.ts'

export interface OpenTable extends Described {
  readonly engine: Engine
}

/**
 * The tables, each read once.
 *
 * @throws DitherError "invalid_parameter" if there is none, or two datasets have one source
 */
export function describedTables(
  tables: Described | Readonly<Record<string, Described>>,
): readonly Described[] {
  const one = describedOf(tables)
  const all = one === undefined ? Object.values(tables).map(describedOf) : [one]
  const described = all.filter((table) => table !== undefined)
  if (described.length === 0 || described.length < all.length)
    throw new DitherError('invalid_parameter', 'there is no table to open', {
      parameter: 'tables',
      wayOut: 'Give table(source, schema), or several by name',
    })
  oneDatasetASource(described)
  return Object.freeze(described)
}

/** The same rows under two names would have two budgets (S1). */
function oneDatasetASource(tables: readonly Described[]): void {
  const datasets = new Map<Source, string>()
  for (const { source, schema } of tables) {
    const before = datasets.get(source) ?? schema.dataset
    if (before !== schema.dataset)
      throw new DitherError(
        'invalid_parameter',
        `one source is dataset ${before} in one schema and ${schema.dataset} in another`,
        {
          parameter: 'dataset',
          rule: 'S1',
          charged: false,
          wayOut: 'The same rows have one budget: give both schemas the same dataset name',
        },
      )
    datasets.set(source, before)
  }
}

/** Opens every pair of a source and a schema once; if one cannot be opened, closes the others. */
export async function openTables(described: readonly Described[]): Promise<readonly OpenTable[]> {
  const tables: OpenTable[] = []
  try {
    for (const { source, schema } of described)
      if (find(tables, source, schema) === undefined)
        tables.push(Object.freeze({ source, schema, engine: await source.open(schema) }))
    return Object.freeze(tables)
  } catch (error) {
    await closeTables(tables)
    throw error
  }
}

/** Closes them all, whether or not one of them fails to. */
export async function closeTables(tables: readonly OpenTable[]): Promise<void> {
  await Promise.allSettled(tables.map(({ engine }) => engine.close()))
}

/** @throws DitherError "invalid_parameter" if the statistic is about another table */
export function tableOf(
  tables: readonly OpenTable[],
  name: string,
  { source, schema }: Described,
): OpenTable {
  const found = find(tables, source, schema) ?? limited(tables, source, schema)
  if (found !== undefined) return found
  throw new DitherError('invalid_parameter', `${name} is about a table that is not open here`, {
    parameter: name,
    charged: false,
    wayOut: 'Open the session with that table, or ask it of the table that is open',
  })
}

/** What an open table is under other limits of its unit: an engine reads those in the plan. */
function limited(
  tables: readonly OpenTable[],
  source: Source,
  schema: Schema,
): OpenTable | undefined {
  const same = tables.find(
    (table) => table.source === source && differInLimits(table.schema, schema),
  )
  if (same === undefined) return undefined
  const known = others.get(schema)
  if (known?.engine === same.engine) return known
  const other = Object.freeze({ source, schema, engine: same.engine })
  others.set(schema, other)
  return other
}

/** One object a schema, by which the questions about it are put together. */
const others = new WeakMap<Schema, OpenTable>()

function find(tables: readonly OpenTable[], source: Source, schema: Schema): OpenTable | undefined {
  return tables.find((table) => table.source === source && table.schema === schema)
}

function describedOf(value: unknown): Described | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!('source' in value && 'schema' in value)) return undefined
  const { source, schema } = value
  return isSource(source) && isSchema(schema) ? Object.freeze({ source, schema }) : undefined
}

function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && 'open' in value
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'dataset' in value
}
