/** Counting positions gives the cells that looking them up gives. */
import { afterAll, describe, expect, it } from 'vitest'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import { tableFiles } from '../conformance/table-files.ts'
import { memory } from '../memory/memory.ts'

const files = tableFiles()
afterAll(() => files.remove())

const cells = [
  null,
  '-9223372036854775808',
  '-3',
  '0',
  '1',
  '2',
  '3',
  '5',
  '7',
  '8',
  '9223372036854775807',
]
const bounds: readonly object[] = [
  {},
  { nullable: true },
  { lower: 0, upper: 3 },
  { lower: 0, upper: 3, nullable: true },
  { lower: 2, upper: 8, impute: 8 },
  { lower: -5, upper: 5, impute: 1 },
  { lower: 4, upper: 8 },
]

describe('an axis over whole numbers', () => {
  it.each(bounds)('is the same by counting and by looking up, with %j', async (bounded) => {
    const schema = checkSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { n: { type: 'integer', ...bounded } },
    })
    const table = { names: ['n'], rows: cells.map((cell) => [cell]) }
    const engine = await (await files.database(table, ['BIGINT'])).open(schema)
    const reference = await memory(
      cells.map((cell) => ({ n: cell === null ? null : BigInt(cell) })),
    ).open(schema)
    for (const rest of [false, true])
      for (const values of [
        [0, 1, 2, 3],
        [2],
        [3, 4, 5],
        [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [3, 2],
        [],
      ]) {
        const plan: BoundedPlan = {
          schema,
          from: { kind: 'scan' },
          unit: { kind: 'row' },
          axes: [{ kind: 'values', of: { kind: 'column', name: 'n' }, values, rest }],
          columns: [],
        }
        expect(await engine.run(plan), JSON.stringify([values, rest])).toEqual(
          await reference.run(plan),
        )
      }
    await engine.close()
  })
})
