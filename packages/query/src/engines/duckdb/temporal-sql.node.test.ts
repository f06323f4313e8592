/** DuckDB's own dates, times and timestamps, as the schema reads them. */
import { afterAll, describe, expect, it } from 'vitest'
import type { BoundedPlan, Lattice } from '../../plan/bounded-plan.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import { type Temporal, temporalFromText } from '../../schema/temporal.ts'
import { tableFiles } from '../conformance/table-files.ts'

const files = tableFiles()
afterAll(() => files.remove())

/** What is read of one cell, as a step on a lattice of whole numbers, and NULL for none. */
async function read(type: Temporal, physical: string, cell: string): Promise<number | null> {
  const schema = checkSchema({ dataset: 'd', privacyUnit: 'row', columns: { x: { type } } })
  const source = await files.database({ names: ['x'], rows: [[cell]] }, [physical])
  const engine = await source.open(schema)
  const lattice: Lattice = {
    origin: 0,
    exponent: 0,
    low: -Number.MAX_SAFE_INTEGER,
    high: Number.MAX_SAFE_INTEGER,
  }
  const plan: BoundedPlan = {
    schema,
    from: { kind: 'scan' },
    unit: { kind: 'row' },
    axes: [],
    columns: [{ of: { kind: 'column', name: 'x' }, lattice, square: false, nullable: true }],
  }
  const [sums] = (await engine.run(plan)).cells.map(({ columns }) => columns[0])
  await engine.close()
  return sums === undefined || sums.count === 0n ? null : Number(sums.sum)
}

const at = (type: Temporal, text: string): number | null => temporalFromText(type, text)

describe('a column of DuckDB', () => {
  it.each([
    ['date', 'DATE', '2024-02-29', at('date', '2024-02-29')],
    ['timestamp', 'DATE', '2024-02-29', at('timestamp', '2024-02-29')],
    ['date', 'DATE', 'infinity', null],
    ['date', 'DATE', '-infinity', null],
    ['date', 'DATE', '0044-03-15 (BC)', null],
    ['date', 'DATE', '12024-01-01', null],
    ['date', 'TIMESTAMP', '1969-12-31 23:59:59.999999', -1],
    ['time', 'TIMESTAMP', '1969-12-31 23:59:59.999999', at('time', '23:59:59.999999')],
    ['timestamp', 'TIMESTAMP', '1969-12-31 23:59:59.999999', -1],
    [
      'timestamp',
      'TIMESTAMP_NS',
      '2024-02-29 00:00:00.000001500',
      at('timestamp', '2024-02-29T00:00:00.000001'),
    ],
    ['timestamp', 'TIMESTAMP_S', '2024-02-29 00:00:00', at('timestamp', '2024-02-29')],
    ['timestamp', 'TIMESTAMPTZ', '2024-02-29 00:00:00+02', at('timestamp', '2024-02-28T22:00Z')],
    ['timestamp', 'TIMESTAMP', 'infinity', null],
    ['timestamp', 'TIMESTAMPTZ', '-infinity', null],
    ['time', 'TIME', '23:59:59.5', at('time', '23:59:59.5')],
    ['time', 'TIME', '24:00:00', null],
    ['date', 'TIME', '12:00', null],
    ['date', 'BIGINT', '5', null],
    ['timestamp', 'DOUBLE', '5', null],
    ['date', 'BOOLEAN', 'true', null],
    ['timestamp', 'VARCHAR', '2024-02-29T00:00+02:00', at('timestamp', '2024-02-28T22:00Z')],
  ] as const)('is read as a %s from a %s %s', async (type, physical, cell, wanted) => {
    expect(await read(type, physical, cell)).toBe(wanted)
  })
})
