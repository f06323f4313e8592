import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { defineSchema } from '../../schema/define-schema.ts'
import type { BoundedPlan } from '../engine.ts'
import { memory } from '../memory/index.ts'
import { duckdb } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'dither-cells-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** How many rows each key has: below, at and above what cells may share an entry for, and more than a chunk. */
const sizes = [0, 1, 1, 2, 4095, 4096, 4097, 4096, ...new Array<number>(3000).fill(1)]
const file = join(folder, 'rows.csv')
const text = `id,g\n${sizes
  .flatMap((size, g) => Array.from({ length: size }, (_, i) => `${g * 5000 + (i >> 1)},${g}`))
  .join('\n')}\n`
writeFileSync(file, text)

test.each(['row', 'id'] as const)(
  'cells with counts alone are those of the reference engine: unit %s',
  async (unit) => {
    const schema = defineSchema({
      dataset: 'd',
      privacyUnit: unit === 'row' ? 'row' : { column: 'id', maxRows: 2, maxGroups: 1 },
      columns: {
        id: { type: 'integer' },
        g: { type: 'integer', lower: 0, upper: sizes.length - 1 },
      },
    })
    const plan: BoundedPlan = {
      schema,
      from: { kind: 'scan' },
      unit:
        unit === 'row'
          ? { kind: 'row' }
          : { kind: 'id', column: 'id', maxRows: 2, maxGroups: 1, order: 'native', orderKey: 'k' },
      axes: [
        {
          kind: 'values',
          of: { kind: 'column', name: 'g' },
          values: sizes.map((_, g) => g),
          rest: false,
        },
      ],
      columns: [],
    }
    const [given, wanted] = await Promise.all(
      [duckdb(file), memory(text)].map(async (source) => {
        const engine = await source.open(schema)
        const answer = await engine.run(plan)
        await engine.close()
        return answer
      }),
    )
    expect(given).toEqual(wanted)
    expect(given?.cells.map(({ rows }) => Number(rows))).toEqual(sizes)
  },
)
