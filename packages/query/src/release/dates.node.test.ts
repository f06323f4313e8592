import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { duckdb } from '../engines/duckdb/index.ts'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'

test('both engines give the same dates, asked in ISO text and answered in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dither-dates-'))
  try {
    const rows = Array.from({ length: 601 }, (_, i) => ({
      day: new Date(Date.UTC(2026, 0, 1 + (i % 90))).toISOString().slice(0, 10),
      at: `2026-01-0${1 + (i % 3)}T${String(i % 24).padStart(2, '0')}:40:00.5Z`,
    }))
    const file = join(folder, 'rows.csv')
    writeFileSync(file, ['day,at', ...rows.map(({ day, at }) => `${day},${at}`)].join('\n'))
    const schema = defineSchema({
      dataset: 'rows',
      privacyUnit: 'row',
      columns: { day: { type: 'date' }, at: { type: 'timestamp' } },
    })
    const epsilon = 2000 // next to no noise
    const texts = await Promise.all(
      [memory(rows), duckdb({ file })].map(async (source) => {
        const t = table(source, schema)
        await using session = await open(t, { budget: { epsilon: 10 * epsilon } })
        const bounds = { lower: '2026-01-15', upper: '2026-02-28' }
        const { answers } = await session.release({
          mean: t.mean('day', { ...bounds, epsilon }),
          median: t.median('day', { ...bounds, epsilon }),
          months: t.histogram('day', { edges: ['2026-01-01', '2026-02-01'], epsilon }),
          days: t
            .groupBy({ name: 'on', of: (row) => row.at.toDate(), values: ['2026-01-02'] })
            .mean('at', { lower: '2026-01-02T00:00Z', upper: '2026-01-03T00:00Z', epsilon }),
        })
        return Object.values(answers).map(String)
      }),
    )
    const [inMemory, inDuckdb] = texts
    /** Without errors and seconds, in which the noise shows. */
    const plain = (some: readonly string[] = []) =>
      some.map((text) => text.replace(/(:\d\dZ)? ± .*/g, ''))
    expect(plain(inDuckdb)).toEqual(plain(inMemory))
    expect(inMemory?.[0]).toMatch(/^2026-02-0\d ± 0?\.?\d+ days$/)
    expect(inMemory?.[1]).toMatch(/^2026-02-1\d, its rank/)
    expect(inMemory?.[2]).toContain('[2026-01-01, 2026-02-01]: 2')
    expect(inMemory?.[3]).toMatch(/^on 2026-01-02: 2026-01-02T\d\d:\d\d:\d\dZ ± [\d.]+ (min|s)$/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
