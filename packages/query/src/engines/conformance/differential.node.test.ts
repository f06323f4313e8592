/** DuckDB and the reference interpreter give the same integers on whatever schema, table and plan. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Relation } from '../../plan/plan.ts'
import { memory } from '../memory/memory.ts'
import { csvOf, objectsOf, type RandomCase, randomCase } from './random-case.ts'
import { tableFiles } from './table-files.ts'

const files = tableFiles()
afterAll(() => files.remove())

/** Shrinks by way of the numbers that were picked. */
const cases = fc.gen().map((value): RandomCase => randomCase((n) => value(fc.nat, { max: n - 1 })))

function hasStep(relation: Relation, kind: Relation['kind']): boolean {
  if (relation.kind === kind) return true
  if (relation.kind === 'scan') return false
  return relation.kind === 'union'
    ? relation.inputs.some((input) => hasStep(input, kind))
    : hasStep(relation.input, kind)
}

describe('engines', () => {
  it('agree, in any order of rows', async () => {
    const seen = {
      rows: 0,
      negative: 0,
      cut: 0,
      group: 0,
      product: 0,
      capped: 0,
      distinct: 0,
      byCell: 0,
      perUnit: 0,
      union: 0,
    }
    await fc.assert(
      fc.asyncProperty(cases, async (any) => {
        const { plan, rows } = any
        const wanted = await (await memory(csvOf(any)).open(plan.schema)).run(plan)
        const shuffled = { ...any, rows: rows.toReversed() }
        const objects = await memory(objectsOf(shuffled)).open(plan.schema)
        expect(await objects.run(plan)).toEqual(wanted)
        const engine = await (await files.csv(shuffled)).open(plan.schema)
        expect(await engine.run(plan)).toEqual(wanted)
        await engine.close()
        if (wanted.cells.some((cell) => cell.rows > 0n)) seen.rows += 1
        if (wanted.cells.some((cell) => cell.columns.some(({ sum }) => sum < 0n)))
          seen.negative += 1
        if (plan.unit.kind === 'id' && wanted.cells.some((cell) => cell.rows > cell.units))
          seen.cut += 1
        if (wanted.cells.some(({ products = [] }) => products.some(({ sum }) => sum !== 0n)))
          seen.product += 1
        if (plan.unit.kind === 'id' && plan.unit.maxRowsTotal !== undefined) {
          const { maxRowsTotal: _, ...uncapped } = plan.unit
          const free = await (await memory(csvOf(any)).open(plan.schema)).run({
            ...plan,
            unit: uncapped,
          })
          if (free.cells.some((cell, i) => cell.rows !== wanted.cells[i]?.rows)) seen.capped += 1
        }
        if (wanted.cells.some(({ distinct = 0n }) => distinct > 1n)) seen.distinct += 1
        if (hasStep(plan.from, 'perUnit') && wanted.cells.some((cell) => cell.rows > 0n))
          seen.perUnit += 1
        if (hasStep(plan.from, 'union') && wanted.cells.some((cell) => cell.rows > 0n))
          seen.union += 1
        if (plan.columns.some(({ lattices }) => lattices !== undefined)) seen.byCell += 1
        if (wanted.cells.filter((cell) => cell.rows > 0n).length > 1) seen.group += 1
      }),
      { numRuns: 200, seed: 20_240_607 },
    )
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0)
  })
})
