/** Keys that are not listed (S13): both engines find the same, and one unit moves no more than its cells. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Expression } from '../../expression/expression.ts'
import { factsOf } from '../../expression/facts-of.ts'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import type { CellIntegers, EngineAnswer } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { column } from './example.ts'
import { csvOf, type RandomCase, randomCase, type TextTable } from './random-case.ts'
import { tableFiles } from './table-files.ts'

const files = tableFiles()
afterAll(() => files.remove())

/** The axes of a random case become keys: of texts, truths and whole numbers. */
const cases = fc
  .gen()
  .map((value): RandomCase => randomCase((n) => value(fc.nat, { max: n - 1 })))
  .map(({ plan, ...table }): RandomCase => {
    const columns = columnsOfRelation(plan.from, plan.schema)
    const isKey = (of: Expression): boolean => {
      const facts = factsOf(of, columns)
      return facts.type !== 'null' && (facts.type !== 'number' || facts.integral)
    }
    const { distinct: _, ...rest } = plan
    const listed = plan.axes.map((axis) => axis.of).filter(isKey)
    const whole: Expression = { kind: 'isNull', of: column(Object.keys(columns)[0] ?? '') }
    const keys = { of: listed.length === 0 ? [whole] : listed, most: 1000 }
    const plain = rest.columns.map(({ lattices: _, ...one }) => one)
    return { ...table, plan: { ...rest, axes: [], columns: plain, keys } }
  })

describe('engines', () => {
  it('find the same keys with the same integers, in any order of rows', async () => {
    const seen = { several: 0, cut: 0, twoKeys: 0, texts: 0, numbers: 0, truths: 0 }
    await fc.assert(
      fc.asyncProperty(cases, async (any) => {
        const { plan, rows } = any
        const wanted = await (await memory(csvOf(any)).open(plan.schema)).run(plan)
        const shuffled = { ...any, rows: rows.toReversed() }
        const engine = await (await files.csv(shuffled)).open(plan.schema)
        expect(await engine.run(plan)).toEqual(wanted)
        await engine.close()
        const [first = []] = wanted.keys ?? []
        if (wanted.cells.length > 1) seen.several += 1
        if (wanted.cells.some((cell) => cell.rows > cell.units)) seen.cut += 1
        if (first.length > 1) seen.twoKeys += 1
        if (first.some((value) => typeof value === 'string')) seen.texts += 1
        if (first.some((value) => typeof value === 'number')) seen.numbers += 1
        if (first.some((value) => typeof value === 'boolean')) seen.truths += 1
      }),
      { numRuns: 120, seed: 20_260_713 },
    )
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0)
  }, 60_000)

  const schema = checkSchema({
    dataset: 'd',
    privacyUnit: { column: 'pid', maxRows: 2, maxGroups: 2 },
    columns: {
      pid: { type: 'text' },
      age: { type: 'integer', lower: 0, upper: 100 },
      city: { type: 'text', nullable: true },
    },
  })
  const names = ['pid', 'age', 'city']
  const plan: BoundedPlan = {
    schema,
    from: { kind: 'scan' },
    unit: {
      kind: 'id',
      column: 'pid',
      maxRows: 2,
      maxGroups: 2,
      order: 'portable',
      orderKey: 'a1',
    },
    axes: [],
    columns: [],
    keys: { of: [column('city')], most: 1000 },
  }
  /** Other cities than others have, and some of theirs. */
  const ofUnit = (pid: string) =>
    fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '0', 'zz'), { maxLength: 6 })
      .map((cities) => cities.map((city) => [pid, '1', city] as const))
  const tables = fc.tuple(ofUnit('1'), ofUnit('2'), ofUnit('3'), ofUnit('x'))
  const inMemory = async (rows: TextTable['rows'], asked = plan): Promise<EngineAnswer> =>
    (await memory(csvOf({ names, rows })).open(schema)).run(asked)
  /** By key, so that a key which only one table has is a difference too. */
  const moved = (before: EngineAnswer, after: EngineAnswer): CellIntegers['units'][] => {
    const counts = new Map<string, bigint>()
    const add = ({ cells, keys = [] }: EngineAnswer, sign: bigint): void => {
      for (const [i, { units }] of cells.entries()) {
        const key = JSON.stringify(keys[i])
        counts.set(key, (counts.get(key) ?? 0n) + sign * units)
      }
    }
    add(before, 1n)
    add(after, -1n)
    return [...counts.values()].filter((count) => count !== 0n)
  }

  it('let one unit move the units of at most maxGroups keys, each by one, also of keys that it alone has', async () => {
    let most = 0
    let alone = 0
    await fc.assert(
      fc.asyncProperty(tables, async ([a, b, c, own]) => {
        const others = [...a, ...b, ...c]
        const [after, before] = [await inMemory(others), await inMemory([...others, ...own])]
        const changes = moved(before, after)
        expect(changes.every((change) => change === 1n)).toBe(true)
        expect(changes.length).toBeLessThanOrEqual(2)
        most = Math.max(most, changes.length)
        if ((before.keys?.length ?? 0) > (after.keys?.length ?? 0)) alone += 1
      }),
      { numRuns: 300, seed: 7 },
    )
    expect(most).toBe(2)
    expect(alone).toBeGreaterThan(0)
  })

  it('would let it move others, if keys were found first and then listed: the twin is caught', async () => {
    /** A cell's number depends on which keys others have, and so does every unit's choice. */
    const listed = async (rows: TextTable['rows']): Promise<EngineAnswer> => {
      const { keys: _, ...rest } = plan
      const cities = [...new Set(rows.map(([, , city]) => city ?? ''))].sort()
      if (cities.length === 0) return { cells: [], keys: [], totalUnits: 0n }
      const axes = [{ kind: 'values', of: column('city'), values: cities, rest: false } as const]
      const answer = await inMemory(rows, { ...rest, axes })
      return { ...answer, keys: cities.map((city) => [city]) }
    }
    let worst = 0
    await fc.assert(
      fc.asyncProperty(tables, async ([a, b, c, own]) => {
        const others = [...a, ...b, ...c]
        const changes = moved(await listed([...others, ...own]), await listed(others))
        worst = Math.max(worst, changes.length)
      }),
      { numRuns: 300, seed: 7 },
    )
    expect(worst).toBeGreaterThan(2)
  })

  it('fail with one constant error where keys are more than the plan allows', async () => {
    const rows = ['Canary-1', 'Canary-2', 'Canary-3'].map((city, i) => [`${i}`, '1', city])
    const few = { ...plan, keys: { of: [column('city')], most: 2 } }
    const [source, file] = [memory(csvOf({ names, rows })), await files.csv({ names, rows })]
    for (const one of [source, file]) {
      const engine = await one.open(schema)
      const failure = await engine.run(few).catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'engine_failed' })
      expect(JSON.stringify(failure) + String(failure)).not.toMatch(/Canary|\b2\b|\b3\b/)
      await engine.close()
    }
  })

  it('refuse numbers that may not be whole, and other cells beside', async () => {
    const wild = checkSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { x: { type: 'number' }, y: { type: 'text' } },
    })
    const base = {
      schema: wild,
      from: { kind: 'scan' },
      unit: { kind: 'row' },
      columns: [],
    } as const
    const fraction = { ...base, axes: [], keys: { of: [column('x')], most: 9 } }
    const beside = {
      ...base,
      axes: [{ kind: 'values', of: column('y'), values: ['a'], rest: false } as const],
      keys: { of: [column('y')], most: 9 },
    }
    const engine = await memory('x,y\n1,a\n').open(wild)
    const other = await (await files.csv({ names: ['x', 'y'], rows: [['1', 'a']] })).open(wild)
    for (const one of [engine, other]) {
      await expect(one.run(fraction)).rejects.toThrow(/may not be whole/)
      await expect(one.run(beside)).rejects.toThrow(/not listed stand beside/)
      await one.close()
    }
  })
})
