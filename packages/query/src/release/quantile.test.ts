/** Quantiles from question to answer. */
import { priceEvent } from '@dither/core/account'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { candidatesOf } from '../plan/aggregates/quantile.ts'
import { readQuestion } from '../plan/read-question.ts'
import { prove } from '../proof/prove.ts'
import { verifyProof } from '../proof/verify-proof.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { measurementOf } from './measurement-of.ts'
import { price } from './price.ts'
import { open } from './session.ts'
import { verifyCertificate } from './verify-certificate.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  income: { type: 'number', lower: 0, upper: 200_000, nullable: true },
  job: { type: 'category', categories: ['a', 'b', 'c'] },
  name: { type: 'text' },
} as const
const schema = defineSchema({ dataset: 'people', privacyUnit: 'row', columns })
const rows = Array.from({ length: 2000 }, (_, i) => ({
  age: 20 + (i % 41),
  income: i % 10 === 0 ? null : 100 * i,
  job: 'ab'.charAt(i % 2),
  name: '',
}))
const people = table(memory(rows), schema)
const session = (budget: { epsilon: number; delta?: number } | { rho: number }) =>
  open(people, { budget })

describe('a released quantile', () => {
  test('is a candidate whose rank is as near as it says', async () => {
    await using s = await session({ epsilon: 100 })
    for (const at of [0, 0.1, 0.5, 0.75, 1]) {
      const answer = await s.release(people.quantile('age', at, { epsilon: 1 }))
      const ages = rows.map(({ age }) => age)
      const below = ages.filter((age) => age < answer.value).length
      const atMost = ages.filter((age) => age <= answer.value).length
      const rank = at * ages.length
      const off = Math.max(0, below - rank, rank - atMost)
      // A false alarm: 1e-9 each.
      expect(off).toBeLessThanOrEqual(answer.rankAccuracy({ confidence: 1 - 1e-9 }))
      expect(answer.interval({ confidence: 0.95 })).toEqual([0, 100])
      expect(answer.accuracy({ confidence: 0.95 })).toBe(Math.max(answer.value, 100 - answer.value))
    }
  })

  test('costs what its event says, and its certificate shows it', async () => {
    await using s = await session({ epsilon: 2 })
    const r = await s.release({
      middle: people.median('income', { epsilon: 0.5 }),
      least: people.min('income', { epsilon: 0.25 }),
      count: people.count({ epsilon: 0.25 }),
    })
    expect(r.middle.event).toMatchObject({
      kind: 'permuteAndFlip',
      epsilon: '1/2',
      sensitivity: '1',
    })
    expect(r.least.event).toMatchObject({ epsilon: '1/4', sensitivity: '1', monotone: true })
    expect(r.loss.exact).toEqual(priceEvent(r.event, { measure: 'pure' }).exact)
    expect(s.spent).toMatchObject({ epsilon: 1 })
    const certificate = JSON.parse(JSON.stringify(r.certificate()))
    expect(verifyCertificate(certificate)).toEqual({ valid: true, faults: [] })
    // Broken twins: another sensitivity, a smaller price, a one-sided median, another mechanism.
    for (const [from, to] of [
      ['"sensitivity":"1","monotone":false', '"sensitivity":"2","monotone":false'],
      ['"epsilon":"1/2"', '"epsilon":"1/4"'],
      ['"monotone":false', '"monotone":true'],
      ['"kind":"permuteAndFlip"', '"kind":"exponential"'],
    ] as const) {
      const text = JSON.stringify(certificate)
      expect(text).toContain(from)
      expect(verifyCertificate(JSON.parse(text.replace(from, to))).valid).toBe(false)
    }
  })

  test('is paid for by a rho, or by the epsilon of (epsilon, delta) alone', async () => {
    await using zcdp = await session({ rho: 1 })
    const a = await zcdp.release(people.median('age', { rho: 0.02 }))
    expect(a.loss).toMatchObject({ kind: 'zcdp', rho: 0.02 })
    // A rho buys the exponential mechanism: rho = epsilon^2 / 8, where permute-and-flip has a half.
    expect(a.event).toMatchObject({ kind: 'exponential', epsilon: '2/5' })
    const dear = await zcdp.release(people.median('age', { epsilon: '2/5' }))
    expect(dear.event).toMatchObject({ kind: 'permuteAndFlip', epsilon: '2/5' })
    expect(priceEvent(dear.event, { measure: 'zcdp' })).toMatchObject({ rho: 0.08 })
    expect(dear.rankAccuracy({ confidence: 0.95 })).toBeLessThan(
      a.rankAccuracy({ confidence: 0.95 }),
    )
    expect(verifyCertificate(a.certificate()).valid).toBe(true)
    await using approximate = await session({ epsilon: 2, delta: 1e-6 })
    const both = { age: people.median('age'), sum: people.sum('age') }
    const b = await approximate.release(both, { epsilon: 1, delta: 1e-8 })
    expect(b.age.event).toMatchObject({ kind: 'permuteAndFlip', epsilon: '1/2' })
    expect(verifyCertificate(b.certificate()).valid).toBe(true)
    // A choice uses none of the delta, but what is stated must be one.
    const text = JSON.stringify(b.certificate())
    expect(text).toContain('"delta":"1/200000000"')
    const forged = text.replace('"delta":"1/200000000"', '"delta":"7"')
    expect(verifyCertificate(JSON.parse(forged)).valid).toBe(false)
  })

  test('is one of every group, for one price', async () => {
    await using s = await session({ epsilon: 10 })
    const r = await s.release(people.groupBy('job').median('income', { epsilon: 4 }))
    expect(r.rows.map(({ keys }) => keys)).toEqual([{ job: 'a' }, { job: 'b' }, { job: 'c' }])
    for (const { answer } of r.rows.slice(0, 2))
      expect(answer.kind === 'scalar' && Math.abs(answer.value - 100_000)).toBeLessThan(5000)
    expect(r.event).toMatchObject({ kind: 'permuteAndFlip', epsilon: '4', sensitivity: '1' })
    expect(r.accuracy({ confidence: 0.95 })).toBeGreaterThan(0)
    expect(verifyCertificate(r.certificate()).valid).toBe(true)
  })

  test('is written with the accuracy of its rank', async () => {
    await using s = await session({ epsilon: 1 })
    const r = await s.release(people.median('age', { epsilon: 1 }))
    expect(String(r)).toMatch(/^\d+, its rank ± \d+ rows$/)
    expect(JSON.parse(JSON.stringify(r.answers['answer']))).toMatchObject({
      kind: 'scalar',
      rankAccuracy: r.rankAccuracy({ confidence: 0.95 }),
    })
  })

  test('of an empty table is any candidate, and no error', async () => {
    const none = table(memory([]), schema)
    await using s = await open(none, { budget: { epsilon: 100 } })
    const values = new Set<number>()
    for (let i = 0; i < 20; i++)
      values.add((await s.release(none.max('income', { epsilon: 1 }))).value)
    // 20 of 1024, all alike: less than 1e-50.
    expect(values.size).toBeGreaterThan(1)
  })

  test('is no noisy vector of the calculus, and says so', () => {
    const { question } = people.median('age')
    const priced = price(prove(question, schema), { epsilon: 1 })
    expect(() => measurementOf(priced)).toThrow('not a noisy vector')
  })
})

describe('before a release', () => {
  test('a quantile states the error of its rank, and why', async () => {
    await using s = await session({ epsilon: 1 })
    const e = await s.explain(people.quantile('age', 0.9, { epsilon: 0.5 }))
    expect(e.questions[0]?.mechanism).toBe('permute-and-flip')
    expect(e.questions[0]?.accuracy).toMatchObject({ per: 'rows of rank', confidence: 0.95 })
    const text = String(e)
    expect(text).toContain('quantile(age, 0.9)')
    expect(text).toContain('permute-and-flip; scale 3.6 rows')
    // 3.6 (1 + ln((101 - 1) / (2 * 0.05))), and for a rho 2.5 (1 + ln(101 / 0.05)).
    expect(e.questions[0]?.accuracy?.value).toBeCloseTo(3.6 * 7.907755278982137, 10)
    const byRho = await (await session({ rho: 1 })).explain(people.median('age', { rho: 0.02 }))
    expect(byRho.questions[0]?.accuracy?.value).toBeCloseTo(2.5 * 8.610852790395, 8)
    expect(String(byRho)).toContain('exponential mechanism; scale 2.5 rows')
    expect(text).toContain('rows of rank at 95 %')
    expect(text).toContain('One unit moves the scores by at most 0.9 rows, up or down')
    const answer = await s.release(people.quantile('age', 0.9, { epsilon: 0.5 }))
    expect(answer.rankAccuracy({ confidence: 0.95 })).toBe(e.questions[0]?.accuracy?.value)
  })

  test('a question reads back as it was, and its proof is verified', () => {
    for (const { question } of [
      people.median('income', { lower: 10, upper: 20, candidates: 11 }),
      people.quantile('age', 0.25, { candidates: [1, 2, 5] }),
    ]) {
      expect(readQuestion(JSON.parse(JSON.stringify(question)))).toEqual(question)
      const proof = prove(question, schema)
      expect(verifyProof(proof)).toBe(true)
      expect(
        verifyProof({ ...proof, selection: { at: '1/2', sensitivity: '0', monotone: true } }),
      ).toBe(false)
    }
  })
})

describe('candidates', () => {
  const of = (statistic: { question: { aggregate: object } }) => {
    const { aggregate } = readQuestion(statistic.question)
    if (aggregate.kind !== 'quantile') throw new Error('not a quantile')
    return candidatesOf(aggregate, schema.columns)
  }
  test('are all whole numbers of integers, or equally spaced', () => {
    expect(of(people.median('age'))).toEqual(Array.from({ length: 101 }, (_, i) => i))
    const spaced = of(people.median('income'))
    expect(spaced).toHaveLength(1024)
    expect([spaced[0], spaced.at(-1)]).toEqual([0, 200_000])
    expect(of(people.median('age', { lower: 0, upper: 100, candidates: 5 }))).toEqual([
      0, 25, 50, 75, 100,
    ])
    expect(of(people.median('age', { candidates: [1, 2, 50] }))).toEqual([1, 2, 50])
    expect(of(people.median('income', { candidates: 65_536 }))).toHaveLength(65_536)
  })

  test.each([
    ['at is 1.5', () => people.quantile('age', 1.5)],
    ['at is NaN', () => people.quantile('age', Number.NaN)],
    ['candidates are 2,', () => people.median('age', { candidates: [1, 2] })],
    ['candidates are 65537,', () => people.median('income', { candidates: 65_537 })],
    ['candidates must increase', () => people.median('age', { candidates: [1, 1, 2] })],
    ['candidates must increase', () => people.median('age', { candidates: [3, 2, 1] })],
    ['candidates[1]', () => people.median('age', { candidates: [1, Number.NaN, 2] })],
    ['no lower bound', () => people.median((row) => row.name.toNumber())],
  ])('are refused where %s', (message, ask) => {
    expect(ask).toThrow(message)
  })

  test('are chosen without a mechanism of noise, among numbers', () => {
    const { question } = people.median('age')
    const of = { kind: 'column', name: 'name' } as const
    const aggregate = { kind: 'quantile', of, at: 0.5 } as const
    expect(() => prove({ ...question, aggregate }, schema)).toThrow('must be a number')
    expect(() => prove({ ...question, mechanism: 'gaussian' }, schema)).toThrow('takes no noise')
  })
})
