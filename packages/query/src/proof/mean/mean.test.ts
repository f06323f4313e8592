import { describe, expect, it } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { open } from '../../release/session.ts'
import { defineSchema } from '../../schema/define-schema.ts'

describe('a mean over units that have rows without a value', () => {
  const schema = defineSchema({
    dataset: 'visits',
    privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 1 },
    columns: {
      pid: { type: 'integer' },
      value: { type: 'number', lower: 0, upper: 100, nullable: true },
    },
  })
  /** 2000 units with the value 60, and 4000 with the value 70 and a row without. */
  const valuesOf = (pid: number): readonly (number | null)[] => (pid < 2000 ? [60] : [70, null])
  const pids = Array.from({ length: 6000 }, (_, pid) => pid)
  const rows = pids.flatMap((pid) => valuesOf(pid).map((value) => ({ pid, value })))
  const mean = (2000 * 60 + 4000 * 70) / 6000

  it('is the mean of the values that count', async () => {
    const visits = table(memory(rows), schema)
    await using session = await open(visits, { budget: { epsilon: 20 } })
    const released = await session.release(visits.mean('value', { epsilon: 20 }))
    // Noise of scale below 10 on a sum of 6000 values: off by 0.5 once in e^300.
    expect(Math.abs(released.value - mean)).toBeLessThan(0.5)
  })

  it('would not be taken for one whose sum and count are cut apart', () => {
    const [origin, maxRows] = [50, 1]
    const cut = (total: number, m: number) => Math.trunc((total * Math.min(m, maxRows)) / m)
    let [sum, count] = [0, 0]
    for (const pid of pids) {
      const values = valuesOf(pid)
      const known = values.filter((value) => value !== null)
      sum += cut(
        known.reduce((total, value) => total + value - origin, 0),
        values.length,
      )
      count += cut(known.length, values.length)
    }
    const brokenTwin = origin + sum / count
    expect(brokenTwin).toBe(80)
    expect(brokenTwin - mean).toBeGreaterThan(13)
  })
})
