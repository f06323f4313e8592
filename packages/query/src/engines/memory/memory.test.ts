import { describe, expect, it } from 'vitest'
import { checkSchema } from '../../schema/define-schema.ts'
import { engineConformance } from '../conformance/engine-conformance.ts'
import { csvOf, objectsOf } from '../conformance/random-case.ts'
import type { BoundedPlan } from '../engine.ts'
import { memory } from './memory.ts'
import type { RawRow } from './row-source.ts'

describe.each([
  ['row objects', async (table) => memory(objectsOf(table))],
  ['CSV text', async (table) => memory(csvOf(table))],
  [
    'a CSV file',
    async (table) => memory(new Blob(['\ufeff', csvOf(table).replaceAll('\n', '\r\n')])),
  ],
] satisfies [string, Parameters<ReturnType<typeof engineConformance>[number]['run']>[0]][])(
  'memory over %s',
  (_, makeSource) => {
    it.each(engineConformance())('$title', ({ run }) => run(makeSource))
  },
)

const schema = checkSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: { x: { type: 'number', lower: 0, upper: 9 }, constructor: { type: 'text' } },
})
const plan: BoundedPlan = {
  schema,
  from: { kind: 'scan' },
  unit: { kind: 'row' },
  axes: [],
  columns: [
    {
      of: { kind: 'column', name: 'x' },
      lattice: { origin: 0, exponent: 0, low: 0, high: 9 },
      square: true,
      nullable: true,
    },
  ],
}

describe('memory', () => {
  it('reads own properties alone, and takes a missing one for NULL', async () => {
    const rows: RawRow[] = [
      { x: 3 },
      { x: 4n, constructor: 'a' },
      { x: true },
      {},
      { x: new Date(0) },
    ]
    const engine = await memory(rows).open(schema)
    const { cells } = await engine.run(plan)
    expect(cells[0]?.columns[0]).toEqual({ count: 5n, sum: 3n + 4n + 1n + 5n + 5n, square: 76n })
  })

  it('names the columns that are missing, and nothing else', async () => {
    await expect(memory('x,y\nsecret,1\n').open(schema)).rejects.toMatchObject({
      code: 'unknown_column',
      message: expect.stringMatching(/^the source has no column constructor, /),
    })
    await expect(memory([{ y: 'secret' }]).open(schema)).rejects.toMatchObject({
      code: 'unknown_column',
      message: expect.stringMatching(/^the source has no column x, constructor, /),
    })
    await expect(memory('x,constructor,x\n').open(schema)).rejects.toMatchObject({
      code: 'unknown_column',
      message: expect.stringContaining('two columns named x'),
    })
  })

  it('takes an empty list of rows, and a CSV with a header alone, for empty tables', async () => {
    for (const source of [
      memory([]),
      memory('x,constructor'),
      memory(new Blob(['x,constructor\n'])),
    ])
      expect((await (await source.open(schema)).run(plan)).cells[0]?.rows).toBe(0n)
    await expect(memory('').open(schema)).rejects.toMatchObject({ code: 'unknown_column' })
  })

  it('refuses what is no source', () => {
    const notASource: unknown = 7
    expect(() => Reflect.apply(memory, undefined, [notASource])).toThrow(
      /neither rows, CSV text nor a Blob/,
    )
  })

  it('reads a file in pieces that cut characters and line ends anywhere', async () => {
    const cell = 'é😀"\r\n,'.repeat(200_000)
    const csv = `x,constructor\r\n1,"${cell.replaceAll('"', '""')}"\r\n2,"${cell.replaceAll('"', '""')}"\r\n`
    const keys: BoundedPlan = {
      ...plan,
      axes: [
        {
          kind: 'values',
          of: { kind: 'column', name: 'constructor' },
          values: [cell],
          rest: false,
        },
      ],
    }
    const engine = await memory(new Blob([csv])).open(schema)
    expect((await engine.run(keys)).cells[0]).toMatchObject({ rows: 2n, columns: [{ sum: 3n }] })
  })

  it('stops when its signal fires, and when it is closed', async () => {
    const rows = Array.from({ length: 200_000 }, () => ({ x: 1, constructor: 'a' }))
    const engine = await memory(rows).open(schema)
    const controller = new AbortController()
    const run = engine.run(plan, { signal: controller.signal })
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    const closed = engine.run(plan)
    await engine.close()
    await engine.close()
    await expect(closed).rejects.toMatchObject({ code: 'engine_failed' })
  })

  it('says nothing of a row that breaks it', async () => {
    const rows = [{ x: 1, constructor: 'a' }]
    const engine = await memory(rows).open(schema)
    Object.defineProperty(rows[0], 'x', {
      get: () => {
        throw new Error('the salary is 123456')
      },
    })
    const failure = await engine.run(plan).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'engine_failed' })
    expect(
      `${failure} ${JSON.stringify(failure)} ${Reflect.get(Object(failure), 'cause')}`,
    ).not.toContain('123456')
  })
})
