/** What a relation makes of scanned rows, one at a time (S14, S17). */
import { compile, type Row } from '../../expression/evaluate.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import type { Relation } from '../../plan/plan.ts'
import type { Schema } from '../../schema/schema.ts'
import type { Value } from '../../schema/value.ts'
import { type UnitFold, unitFold } from './unit-columns.ts'

/** Takes rows, each with its unit's id, or null where a row is a unit of its own. */
export interface RowSink {
  take(unit: string | null, row: Row): void
  /** No more rows come. */
  end(): void
}

/** Takes scanned rows, and gives those of the relation to `sink`. */
export function relationPipe(relation: Relation, schema: Schema, sink: RowSink): RowSink {
  switch (relation.kind) {
    case 'scan':
      return sink
    case 'filter': {
      const condition = compile(relation.condition)
      return relationPipe(relation.input, schema, {
        take(unit, row) {
          if (condition(row) === true) sink.take(unit, row)
        },
        end: sink.end,
      })
    }
    case 'derive': {
      const derived = Object.entries(relation.columns).map(([name, of]) => ({
        name,
        of: compile(of),
      }))
      return relationPipe(relation.input, schema, {
        take(unit, row) {
          const wider: Record<string, Value> = Object.assign(Object.create(null), row)
          for (const { name, of } of derived) wider[name] = of(row)
          sink.take(unit, wider)
        },
        end: sink.end,
      })
    }
    case 'perUnit':
      return relationPipe(relation.input, schema, gathered(relation, schema, sink))
    case 'union': {
      const inputs = relation.inputs.map((input) =>
        relationPipe(input, schema, { take: sink.take, end: () => undefined }),
      )
      return {
        take(unit, row) {
          for (const input of inputs) input.take(unit, row)
        },
        end() {
          for (const input of inputs) input.end()
          sink.end()
        },
      }
    }
  }
}

/** One row a unit, once all its rows are there. */
function gathered(
  { input, columns }: Extract<Relation, { kind: 'perUnit' }>,
  schema: Schema,
  sink: RowSink,
): RowSink {
  const before = columnsOfRelation(input, schema)
  const made = Object.entries(columns).map(([name, column]) => ({
    name,
    fold: unitFold(column, before),
  }))
  const units = new Map<string, readonly { readonly name: string; readonly fold: UnitFold }[]>()
  return {
    take(unit, row) {
      if (unit === null) throw new RangeError('rows without a unit are not gathered')
      const own = units.get(unit) ?? made.map(({ name, fold }) => ({ name, fold: fold() }))
      units.set(unit, own)
      for (const { fold } of own) fold.take(row)
    },
    end() {
      for (const [unit, own] of units) {
        const row: Record<string, Value> = Object.create(null)
        for (const { name, fold } of own) row[name] = fold.value()
        sink.take(unit, row)
      }
      sink.end()
    },
  }
}
