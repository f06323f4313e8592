import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { duckdb } from '../engines/duckdb/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'

test('quantiles and covariances of a file that DuckDB reads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dither-quantile-'))
  try {
    const file = join(folder, 'people.csv')
    const lines = Array.from({ length: 2001 }, (_, i) => `${i % 101},${2 * (i % 101)}`)
    writeFileSync(file, ['age,twice', ...lines].join('\n'))
    const schema = defineSchema({
      dataset: 'people',
      privacyUnit: 'row',
      columns: {
        age: { type: 'integer', lower: 0, upper: 100 },
        twice: { type: 'integer', lower: 0, upper: 200 },
      },
    })
    const people = table(duckdb(file), schema)
    await using session = await open(people, { budget: { epsilon: 400 } })
    const { middle, high, together } = await session.release(
      {
        middle: people.median('age'),
        high: people.quantile('age', 0.9),
        together: people.covariance('age', 'twice'),
      },
      { epsilon: 300 },
    )
    // At epsilon 100 a candidate 2 away from the quantile is chosen less than once in e^1000.
    expect(Math.abs(middle.value - 50)).toBeLessThanOrEqual(1)
    expect(Math.abs(high.value - 90)).toBeLessThanOrEqual(1)
    // Cov(x, 2x) = 2 Var(x) = 2 (101^2 - 1) / 12 = 1700, nearly, since 2001 is no multiple of 101.
    expect(Math.abs(together.value - 1700)).toBeLessThan(20)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
