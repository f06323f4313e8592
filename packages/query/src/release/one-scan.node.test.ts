/** Several statistics over the same view of a table are one question to the engine, and one scan of the file. */
import { afterAll, describe, expect, test } from 'vitest'
import { tableFiles } from '../engines/conformance/table-files.ts'
import { duckdb } from '../engines/duckdb/duckdb.ts'
import { planSql } from '../engines/duckdb/plan-sql.ts'
import type { Source } from '../engines/engine.ts'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import type { BoundedPlan } from '../plan/bounded-plan.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'

const files = tableFiles()
afterAll(() => files.remove())

const csv = `pid,x,g\n${Array.from({ length: 50 }, (_, i) => `${i % 9},${i % 7},${'ab'[i % 2]}\n`).join('')}`

/** The source, and the plans that its engine is asked. */
function watched(source: Source): { source: Source; asked: BoundedPlan[] } {
  const asked: BoundedPlan[] = []
  return {
    asked,
    source: {
      ...source,
      async open(schema) {
        const engine = await source.open(schema)
        return {
          ...engine,
          run: (plan, options) => {
            asked.push(plan)
            return engine.run(plan, options)
          },
        }
      },
    },
  }
}

const schema = defineSchema({
  dataset: 'd',
  privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 2 },
  columns: {
    pid: { type: 'text' },
    x: { type: 'integer', lower: 0, upper: 9 },
    g: { type: 'category', categories: ['a', 'b'] },
  },
})

describe.each([
  ['memory', () => memory(csv)],
  ['duckdb', () => duckdb(files.file('table.csv', csv))],
])('in %s, a view that is used several times', (_, make) => {
  test('is scanned once, whether it is described once or anew', async () => {
    const { source, asked } = watched(make())
    const people = table(source, schema)
    const view = () =>
      people
        .derive({ y: (row) => row.x.times(2) })
        .filter((row) => row.y.atLeast(2))
        .perUnit({
          all: (unit) => unit.sum('y', { lower: 0, upper: 99 }),
          g: (unit) => unit.only('g'),
        })
    const once = view()
    const session = await open(people, { budget: { epsilon: 100 } })
    await session.release({
      n: once.count({ epsilon: 1 }),
      mean: once.mean('all', { epsilon: 1 }),
      spread: view().variance('all', { epsilon: 1 }),
      sum: view().sum((row) => row.all.plus(1), { epsilon: 1 }),
      pairs: once.covariance('all', (row) => row.all.times(-1), { epsilon: 1 }),
    })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.columns).toHaveLength(3)
    await session.release({
      n: once.groupBy('g').count({ epsilon: 1 }),
      mean: view().groupBy('g').mean('all', { epsilon: 1 }),
    })
    expect(asked).toHaveLength(2)
    // Distinct values, and other cells, are a scan of their own.
    await session.release({
      n: once.count({ epsilon: 1 }),
      kinds: once.countDistinct('all', { epsilon: 1 }),
      byG: once.groupBy('g').count({ epsilon: 1 }),
    })
    expect(asked).toHaveLength(5)
  })
})

test('a statement of DuckDB names the file once, and once more for each input of a union', async () => {
  const { source, asked } = watched(memory(csv))
  const people = table(source, schema)
  const some = people.filter((row) => row.x.above(3))
  const session = await open(people, { budget: { epsilon: 100 } })
  await session.release({
    mean: some.mean('x', { epsilon: 1 }),
    spread: some.variance('x', { epsilon: 1 }),
  })
  await session.release({ all: some.union(people).count({ epsilon: 1 }) })
  const columns = new Map(
    ['pid', 'x', 'g'].map((name) => [
      name,
      { reference: `"${name}"`, physical: 'text', type: 'VARCHAR' } as const,
    ]),
  )
  const scans = asked.map(
    (plan) => planSql(plan, { from: '"the file"', columns }).split('"the file"').length - 1,
  )
  expect(scans).toEqual([1, 2])
})
