import { describe, expect, it } from 'vitest'
import { checkSchema } from '../../schema/define-schema.ts'
import { engineConformance } from '../conformance/engine-conformance.ts'
import { memorySources } from '../conformance/memory-sources.ts'
import type { BoundedPlan } from '../engine.ts'
import { memory } from './memory.ts'
import type { RawRow } from './row-source.ts'

describe.each(memorySources(memory))('memory over $name', ({ makeSource }) => {
  it.each(engineConformance())('$title', ({ run }) => run(makeSource))

  it('reads letters beyond ASCII', async () => {
    const words = ['Zoë', 'Ångström', 'ÿ', 'it’s', '5 €', 'a, "b"']
    const named = checkSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { naïve: { type: 'category', categories: words } },
    })
    const engine = await (
      await makeSource({ names: ['naïve'], rows: words.map((word) => [word]) })
    ).open(named)
    const { cells } = await engine.run({
      ...plan,
      schema: named,
      axes: [{ kind: 'values', of: { kind: 'column', name: 'naïve' }, values: words, rest: true }],
      columns: [],
    })
    expect(cells.map(({ rows }) => rows)).toEqual([1n, 1n, 1n, 1n, 1n, 1n, 0n])
  })
})

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
const lengthColumn = { kind: 'column', name: 'length' } as const

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

  it('opens alike whatever rows there are', async () => {
    const none: unknown = null
    const tables = [[], [{ x: 1 }], [{ x: 1 }, { x: 2, constructor: 'a' }], [{ y: 1 }], [none, 7]]
    for (const rows of tables) {
      const engine = await Reflect.apply(memory, undefined, [rows]).open(schema)
      expect((await engine.run(plan)).cells[0]?.rows).toBe(BigInt(rows.length))
    }
  })

  it('takes what is no object for a row without cells, and a cell that cannot be read for NULL', async () => {
    const traps = new Proxy(
      {},
      {
        getOwnPropertyDescriptor() {
          throw new Error('the salary is 123456')
        },
      },
    )
    const getter = {
      get x(): number {
        throw new Error('the salary is 123456')
      },
    }
    const rows = [
      null,
      undefined,
      7,
      Object.assign(() => 1, { x: 9 }),
      true,
      Symbol('x'),
      [],
      traps,
      getter,
      { x: 3 },
    ]
    const sparse = Object.assign([...rows], { length: rows.length + 1 })
    const engine = await Reflect.apply(memory, undefined, [sparse]).open(schema)
    const { cells } = await engine.run(plan)
    // x is bounded, so that NULL becomes its midpoint, which rounds to 5
    expect(cells[0]).toMatchObject({ rows: 11n, columns: [{ count: 11n, sum: 10n * 5n + 3n }] })
    const letters = checkSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { length: { type: 'number', lower: 0, upper: 9 } },
    })
    const length = { ...plan, schema: letters, columns: [{ ...plan.columns[0], of: lengthColumn }] }
    const texts = await Reflect.apply(memory, undefined, [['abc']]).open(letters)
    expect((await texts.run(length)).cells[0]).toMatchObject({ columns: [{ sum: 5n }] })
  })

  it('says nothing of a file that breaks while it is read', async () => {
    class Broken extends Blob {
      broken = false
      override slice(from?: number, to?: number): Blob {
        if (this.broken) throw new Error('the salary is 123456')
        return super.slice(from, to)
      }
    }
    const file = new Broken(['x,constructor\n1,a\n'])
    const engine = await memory(file).open(schema)
    file.broken = true
    const failure = await engine.run(plan).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'engine_failed' })
    expect(
      `${failure} ${JSON.stringify(failure)} ${Reflect.get(Object(failure), 'cause')}`,
    ).not.toContain('123456')
  })
})
