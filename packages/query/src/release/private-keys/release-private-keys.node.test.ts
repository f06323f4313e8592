/** The same release over DuckDB as over rows in memory: the same keys, near the same numbers, in one scan. */
import { afterAll, expect, test } from 'vitest'
import { tableFiles } from '../../engines/conformance/table-files.ts'
import type { BoundedPlan, Engine, Source } from '../../engines/engine.ts'
import { table } from '../../fluent/table.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { open } from '../session.ts'

const files = tableFiles()
afterAll(() => files.remove())

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: { column: 'pid', maxRows: 2, maxGroups: 2 },
  columns: {
    pid: { type: 'text' },
    city: { type: 'text', nullable: true },
    wage: { type: 'integer', lower: 0, upper: 50 },
  },
})
const rows = Array.from({ length: 900 }, (_, i) => [
  `p${i % 450}`,
  i % 50 === 0 ? `Canary ${i}` : (['Ulm', 'Bonn', '\u{1F600}', 'Åre'][i % 4] ?? null),
  String(10 + (i % 4)),
])

/** Counts how often its engine runs. */
function counted(source: Source, plans: BoundedPlan[]): Source {
  return {
    ...source,
    async open(own): Promise<Engine> {
      const engine = await source.open(own)
      return {
        ...engine,
        run: (plan, options) => {
          plans.push(plan)
          return engine.run(plan, options)
        },
      }
    },
  }
}

test('DuckDB answers by private keys, in one scan for all questions about them', async () => {
  const plans: BoundedPlan[] = []
  const file = await files.csv({ names: ['pid', 'city', 'wage'], rows })
  const people = table(counted(file, plans), schema)
  const session = await open(people, { budget: { epsilon: 10, delta: 1e-6 } })
  const cities = people.groupByPrivateKeys('city', { epsilon: 1, delta: 1e-9 })
  const released = await session.release({
    n: cities.count({ epsilon: 2 }),
    wage: cities.mean('wage', { epsilon: 4 }),
  })
  await session.close()
  expect(plans).toHaveLength(1)
  const names = ['Bonn', 'Ulm', 'Åre', '\u{1F600}']
  expect(released.n.rows.map(({ keys }) => keys['city'])).toEqual(names)
  expect(released.wage.rows.map(({ keys }) => keys['city'])).toEqual(names)
  for (const { answer } of released.n.rows) {
    if (answer.kind !== 'scalar') throw new Error('a scalar')
    expect(answer.value).toBeGreaterThan(150)
  }
  expect(JSON.stringify(released) + String(released)).not.toContain('Canary')
})
