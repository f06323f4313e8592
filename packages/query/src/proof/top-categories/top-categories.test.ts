import { exp, ln } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { interpreter } from '../../engines/memory/interpreter.ts'
import { memory } from '../../engines/memory/memory.ts'
import { table } from '../../fluent/table.ts'
import { planFromJson, planToJson } from '../../plan/plan-json.ts'
import { printQuestion } from '../../plan/print-question.ts'
import { integersOf, ownPlaces } from '../../release/integers.ts'
import { lossText } from '../../release/loss-text.ts'
import { price } from '../../release/price.ts'
import { selected } from '../../release/select-quantile.ts'
import { open } from '../../release/session.ts'
import { verifyCertificate } from '../../release/verify-certificate.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import type { Proof } from '../proof.ts'
import { prove } from '../prove.ts'

const values = ['a', 'b', 'c', 'd'] as const
const columns = {
  pid: { type: 'text' },
  town: { type: 'category', categories: [...values], nullable: true },
  sex: { type: 'category', categories: ['f', 'm'] },
} as const
type Row = readonly [pid: string, town: string | null, sex: string]
const schemaOf = (
  privacyUnit: 'row' | { rows: number } | { column: 'pid'; maxRows: number; maxGroups: number },
  size?: number,
) =>
  defineSchema({
    dataset: 'd',
    privacyUnit,
    ...(size === undefined
      ? {}
      : typeof privacyUnit === 'object' && 'column' in privacyUnit
        ? { units: { public: size } }
        : { rows: { public: size } }),
    columns,
  })
const byId = (maxRows: number, maxGroups: number, size?: number) =>
  schemaOf({ column: 'pid', maxRows, maxGroups }, size)

const proofOf = (schema: ReturnType<typeof byId>, number = 2, grouped = false): Proof => {
  const people = table(memory([]), schema)
  const asked = grouped ? people.groupBy('sex') : people
  return prove(asked.topCategories('town', number).question, schema)
}

/** The counts of all cells, by the reference engine. */
function countsOf(proof: Proof, rows: readonly Row[]): readonly bigint[] {
  const { bounded } = proof
  const { unit } = bounded
  const steps = interpreter(
    unit.kind === 'id' ? { ...bounded, unit: { ...unit, orderKey: '07' } } : bounded,
  )
  for (const [pid, town, sex] of rows) steps.take({ pid, town, sex })
  return integersOf(proof, ownPlaces(bounded), steps.answer())[0] ?? []
}

/** Over groups, the most by which the count of one listed value differs; and whether all differ one way. */
function moved(proof: Proof, before: readonly Row[], after: readonly Row[]) {
  const [x, y] = [countsOf(proof, before), countsOf(proof, after)]
  const size = x.length / Math.max(1, proof.question.groupBy.length * 2)
  let sum = 0n
  const signs = new Set<boolean>()
  for (let start = 0; start < x.length; start += size) {
    let most = 0n
    for (let i = start; i < start + values.length; i++) {
      const change = (x[i] ?? 0n) - (y[i] ?? 0n)
      if (change !== 0n) signs.add(change > 0n)
      const far = change < 0n ? -change : change
      if (far > most) most = far
    }
    sum += most
  }
  return { sum, oneWay: signs.size < 2 }
}

const rowsOf = (pid: string, most: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(...values, null), fc.constantFrom('f', 'm')), {
      maxLength: most,
    })
    .map((list) => list.map(([town, sex]): Row => [pid, town, sex]))
const others = fc.tuple(rowsOf('1', 5), rowsOf('2', 5)).map((parts) => parts.flat())

describe('the scores of categories', () => {
  for (const grouped of [false, true])
    for (const [name, schema, closed] of [
      ['two rows in each of three', byId(2, 3), byId(2, 3, 3)],
      ['three rows in one', byId(3, 1), byId(3, 1, 3)],
    ] as const)
      test(`move by what is said, which some unit attains: ${name}, ${grouped ? 'groups' : 'one group'}`, () => {
        const [open, fixed] = [proofOf(schema, 2, grouped), proofOf(closed, 2, grouped)]
        let attained = 0n
        fc.assert(
          fc.property(others, rowsOf('x', 9), rowsOf('x', 9), (rest, own, other) => {
            const gone = moved(open, [...rest, ...own], rest)
            expect(gone.sum <= BigInt(open.selection?.sensitivity ?? 0)).toBe(true)
            expect(gone.oneWay).toBe(true)
            if (gone.sum > attained) attained = gone.sum
            const here = (rows: readonly Row[]): Row[] => [...rest, ...rows, ['x', null, 'f']]
            const swapped = moved(fixed, here(own), here(other))
            expect(swapped.sum <= BigInt(fixed.selection?.sensitivity ?? 0)).toBe(true)
          }),
          { numRuns: 400, seed: 3 },
        )
        expect(open.selection?.monotone).toBe(true)
        expect(fixed.selection?.monotone).toBe(false)
        // In two groups no unit has its three pairs each as the most of a group of its own.
        expect(attained).toBe(
          grouped && name.startsWith('two') ? 4n : BigInt(open.selection?.sensitivity ?? 0),
        )
      })

  test('do not follow how many values a unit has', () => {
    const sensitivity = (schema: ReturnType<typeof byId>) => proofOf(schema).selection?.sensitivity
    expect([1, 3, 100].map((groups) => sensitivity(byId(2, groups)))).toEqual(['2', '2', '2'])
    expect(sensitivity(schemaOf('row'))).toBe('1')
    expect(sensitivity(schemaOf('row', 9))).toBe('1')
    expect(sensitivity(schemaOf({ rows: 3 }))).toBe('3')
    expect(proofOf(schemaOf({ rows: 3 })).selection?.monotone).toBe(false)
  })
})

describe('the choice of categories', () => {
  /** Of two in turn by the exponential mechanism, as estimates. */
  function lawOf(counts: readonly bigint[], scale: number): ReadonlyMap<string, number> {
    const weights = counts.slice(0, values.length).map((count) => exp(Number(count) / scale))
    const all = weights.reduce((a, b) => a + b, 0)
    const law = new Map<string, number>()
    for (const [i, first] of weights.entries())
      for (const [j, second] of weights.entries())
        if (i !== j) law.set(`${i} ${j}`, (first / all) * (second / (all - first)))
    return law
  }
  const farthest = (proof: Proof, scale: number, x: readonly Row[], y: readonly Row[]): number => {
    const [p, q] = [lawOf(countsOf(proof, x), scale), lawOf(countsOf(proof, y), scale)]
    return Math.max(...[...p].map(([key, chance]) => Math.abs(ln(chance / (q.get(key) ?? 0)))))
  }
  const some: Row[] = [
    ['1', 'a', 'f'],
    ['2', 'a', 'm'],
    ['3', 'b', 'f'],
  ]

  test('is as private as it costs, where a row appears and where one is replaced', () => {
    for (const size of [undefined, 4]) {
      const proof = proofOf(schemaOf('row', size))
      const priced = price(proof, { rho: 0.5 })
      const [scale] = priced.noise
      const b = scale === undefined ? 0 : Number(scale.numerator) / Number(scale.denominator)
      // rho = 2 e^2 / 8: e = sqrt 2 of one choice
      const epsilon = 2 * Math.SQRT2
      const pairs =
        size === undefined
          ? [[...some], [...some, ['x', 'b', 'f'] as const]]
          : [
              [...some, ['x', 'c', 'f'] as const],
              [...some, ['x', 'a', 'f'] as const],
            ]
      const [x = [], y = []] = pairs
      expect(farthest(proof, b, x, y)).toBeLessThanOrEqual(epsilon)
      // Twin: a replaced row at the scale of one that appears.
      if (size !== undefined) expect(farthest(proof, b / 2, x, y)).toBeGreaterThan(epsilon)
    }
  })

  test('gives what is not listed no say: the twin would choose it', () => {
    const proof = proofOf(schemaOf('row'), 4)
    const missing = Array.from({ length: 50 }, (): Row => ['1', null, 'f'])
    const counts = countsOf(proof, [...some, ...missing])
    expect(counts.at(-1)).toBe(50n)
    const [chosen = []] = selected(price(proof, { epsilon: 100 }), [counts], seededBits(1))
    expect([...chosen].sort()).toEqual([0n, 1n, 2n, 3n])
    expect(chosen.slice(0, 2)).toEqual([0n, 1n])
  })
})

describe('a release of categories', () => {
  const rows = ['a', 'b', 'b', 'c', 'c', 'c', 'c'].flatMap((town, i) =>
    Array.from({ length: 100 }, (_, j) => ({
      pid: `${i} ${j}`,
      town,
      sex: j % 2 === 0 ? 'f' : 'm',
    })),
  )
  const people = table(memory(rows), schemaOf('row'))

  test('names the commonest in order, costs what it says, and shows no count', async () => {
    const session = await open(people, { budget: { epsilon: 2 } })
    const plan = {
      top: people.topCategories('town', 2, { epsilon: 1 }),
      by: people.groupBy('sex').topCategories('town', 1, { epsilon: 1 }),
    }
    const { loss } = await session.explain(plan)
    const released = await session.release(plan)
    expect(released.top.names).toEqual(['c', 'b'])
    expect(released.top.entries).toEqual([
      { label: 'c', value: 1 },
      { label: 'b', value: 2 },
    ])
    expect(String(released.top)).toBe('1. c\n2. b')
    expect(released.top.interval(0, { confidence: 0.95 })).toEqual([1, 4])
    const rowsOff = released.top.rankAccuracy({ confidence: 0.95 })
    expect(rowsOff).toBeGreaterThan(5)
    expect(rowsOff).toBeLessThan(15)
    expect(String(released.by)).toBe('sex f\n  1. c\nsex m\n  1. c')
    expect(released.loss).toEqual(loss)
    expect(lossText(released.loss)).toBe('epsilon 2')
    expect(released.top.event).toMatchObject({
      kind: 'topK',
      first: 2,
      choice: 'permuteAndFlip',
      monotone: true,
    })
    expect(verifyCertificate(JSON.stringify(released.certificate()))).toEqual({
      valid: true,
      faults: [],
    })
    expect(JSON.stringify(released)).not.toMatch(/\b(400|200|100)\b/)
  })

  test('is paid for by a rho too, and explained', async () => {
    const session = await open(people, { budget: { rho: 0.1 } })
    const plan = people.topCategories('town', 3, { rho: 0.1 })
    const explained = await session.explain(plan)
    expect(explained.questions[0]?.accuracy).toMatchObject({
      per: 'rows of a place',
      confidence: 0.95,
    })
    expect(String(explained)).toMatch(/choice +exponential mechanism; scale/)
    expect(String(explained)).toMatch(/within [\d.]+ rows of the value whose place each has/)
    expect(String(explained)).toContain('4 public candidates; 3 of them are chosen')
    expect((await session.release(plan)).names).toHaveLength(3)
    expect(session.remaining).toMatchObject({ rho: 0 })
  })

  test('is a plan, which takes no noise and no more than is listed', () => {
    const { question } = people.topCategories('town', 2, { values: ['a', 'b'], epsilon: 1 })
    expect(planFromJson(planToJson(question))).toEqual(question)
    expect(printQuestion(question)).toContain("topCategories(town, 2) of ('a', 'b')")
    expect(() => people.topCategories('town', 5)).toThrow(/number is 5/)
    // @ts-expect-error a choice takes no noise
    expect(() => people.topCategories('town', 1, { mechanism: 'laplace' })).toThrow(/mechanism/)
  })
})
