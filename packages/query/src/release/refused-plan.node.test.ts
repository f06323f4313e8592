import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { duckdb } from '../engines/duckdb/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'

test('a plan that the engine cannot run is refused before the charge', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dither-refused-'))
  try {
    const file = join(folder, 'people.csv')
    writeFileSync(file, 'age\n30\n40\n')
    const schema = defineSchema({
      dataset: 'people',
      privacyUnit: 'row',
      columns: { age: { type: 'integer', lower: 0, upper: 100 } },
    })
    const people = table(duckdb(file), schema)
    await using session = await open(people, { budget: { epsilon: 1 } })
    const deep = people.mean((p) => {
      let value = p.age.clamp(0, 99)
      for (let i = 0; i < 40; i++) value = value.plus(1).clamp(0, 99)
      return value
    })
    await expect(session.release(deep, { epsilon: 1 })).rejects.toMatchObject({
      code: 'unsupported',
    })
    expect(session.spent).toMatchObject({ epsilon: 0 })
    const answer = await session.release(people.mean('age'), { epsilon: 1 })
    expect(answer.kind).toBe('scalar')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
