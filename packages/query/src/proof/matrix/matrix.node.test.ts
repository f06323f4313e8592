/** Both engines read any number of columns alike, for matrices and regressions, NULL and all. */
import { afterAll, describe, expect, it } from 'vitest'
import { csvOf } from '../../engines/conformance/random-case.ts'
import { tableFiles } from '../../engines/conformance/table-files.ts'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import type { UnitInput } from '../../schema/schema-input.ts'
import { prove } from '../prove.ts'

const files = tableFiles()
afterAll(() => files.remove())

const columns = {
  pid: { type: 'integer' },
  x: { type: 'number', lower: 0, upper: 10, nullable: true },
  y: { type: 'integer', lower: -5, upper: 20 },
  z: { type: 'number', lower: -1, upper: 1, nullable: true },
  g: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
const names = Object.keys(columns)
const xs = ['1', '2.5', null, 'NaN', '-inf', '1e300', 'junk', '9.75']
const rows = Array.from({ length: 500 }, (_, i) => [
  i % 50 === 0 ? null : String(i % 90),
  xs[i % 8] ?? null,
  String((i * 7) % 31),
  i % 3 === 0 ? null : String(((i * 11) % 5) / 4),
  ['a', 'b', 'other'][i % 3] ?? null,
])

describe.each([
  ['a row', 'row', undefined],
  ['a row, public size', 'row', 480],
  ['an id', { column: 'pid', maxRows: 2, maxGroups: 1 }, undefined],
  ['an id, public size', { column: 'pid', maxRows: 3, maxGroups: 2 }, 80],
] as const)('%s', (_, unit: UnitInput, size) => {
  it('has the same integers in DuckDB and in memory', async () => {
    const known =
      size === undefined ? {} : { [unit === 'row' ? 'rows' : 'units']: { public: size } }
    const schema = defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns })
    const source = await files.csv({ names, rows })
    const of = table(source, schema)
    const [engine, reference] = [
      await source.open(schema),
      await memory(csvOf({ names, rows })).open(schema),
    ]
    for (const { question } of [
      of.covariance(['x', 'y', 'z']),
      of.correlation(['x', 'y'], { twice: (row) => row.z.times(2), z: 'z' }),
      of.groupBy('g').covariance(['y', 'x']),
      of.linearRegression('y', ['x', 'z']),
      of.filter((row) => row.y.above(0)).linearRegression('z', { xy: (row) => row.x.times(row.y) }),
      of.groupBy('g').linearRegression('x', ['y'], { intercept: false }),
    ]) {
      const { bounded } = prove(question, schema)
      const bound = bounded.unit
      const plan = {
        ...bounded,
        unit:
          bound.kind === 'id' ? { ...bound, order: 'portable' as const, orderKey: 'ab' } : bound,
      }
      const answer = await engine.run(plan)
      expect(answer).toEqual(await reference.run(plan))
      for (const { columns: all, products = [] } of answer.cells)
        for (const { count } of [...all, ...products]) expect(count).toBe(all[0]?.count) // all of the same rows
      expect(answer.cells.some(({ products }) => (products?.[0]?.sum ?? 0n) !== 0n)).toBe(true)
    }
    await engine.close()
  })
})
