/** The tables of a session, each opened once. */
import { DitherError } from '@dither/core'
import type { Engine, Source } from '../engines/engine.ts'
import type { Schema } from '../schema/schema.ts'
import type { Described } from './statistic.ts'

export interface OpenTable extends Described {
  readonly engine: Engine
}

/** @throws DitherError "invalid_parameter" if there is none */
export function describedTables(
  tables: Described | Readonly<Record<string, Described>>,
): readonly Described[] {
  const all: readonly Described[] = isDescribed(tables) ? [tables] : Object.values(tables)
  if (all.length > 0 && all.every(isDescribed)) return all
  throw new DitherError('invalid_parameter', 'there is no table to open', {
    parameter: 'tables',
    wayOut: 'Give table(source, schema), or several by name',
  })
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
  const found = find(tables, source, schema)
  if (found !== undefined) return found
  throw new DitherError('invalid_parameter', `${name} is about a table that is not open here`, {
    parameter: name,
    charged: false,
    wayOut: 'Open the session with that table, or ask it of the table that is open',
  })
}

function find(tables: readonly OpenTable[], source: Source, schema: Schema): OpenTable | undefined {
  return tables.find((table) => table.source === source && table.schema === schema)
}

function isDescribed(value: unknown): value is Described {
  return typeof value === 'object' && value !== null && isSource(value) && 'schema' in value
}

function isSource(value: object): boolean {
  const source = 'source' in value ? value.source : undefined
  return typeof source === 'object' && source !== null && 'open' in source
}
