import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { duckdb } from '../../engines/duckdb/index.ts'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { open } from '../session.ts'

test('both engines cut a table into the same parts, hostile keys among them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dither-partition-'))
  try {
    const keys = ['a', 'A', "a'b", "a''b", 'a\u0308', 'ä', 'other']
    const rows = Array.from({ length: 700 }, (_, i) => ({ k: keys[i % 7] ?? '', x: i % 9 }))
    const file = join(folder, 'rows.csv')
    const cells = rows.map(({ k, x }) => `"${k}",${x}`)
    writeFileSync(file, ['k,x', ...cells].join('\n'))
    const schema = defineSchema({
      dataset: 'rows',
      privacyUnit: 'row',
      columns: {
        k: { type: 'category', categories: keys.slice(0, 6), nullable: true },
        x: { type: 'integer', lower: 0, upper: 8 },
      },
    })
    const answers = []
    for (const source of [duckdb(file), memory(rows)]) {
      const of = table(source, schema)
      await using session = await open(of, { budget: { epsilon: 400_000 } })
      // At this epsilon a noise other than 0 has a probability below e^-1000.
      const { p } = await session.release(
        { p: of.partition('k', (part) => ({ n: part.count(), x: part.sum('x') })) },
        { epsilon: 200_000 },
      )
      answers.push(Object.entries(p).map(([key, { n, x }]) => [key, n.value, Math.round(x.value)]))
    }
    const truth = keys.slice(0, 6).map((key) => {
      const own = rows.filter(({ k }) => k === key)
      return [key, own.length, own.reduce((sum, { x }) => sum + x, 0)]
    })
    expect(answers[1]).toEqual(truth)
    expect(answers[0]).toEqual(truth)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
