import { describe, expect, test } from 'vitest'
import type { Source } from '../engines/engine.ts'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'
import type { Statistic } from './statistic.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 100, nullable: true },
  job: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  rows: { public: 1000 },
  columns,
})
const people = table(memory([]), schema)
const opened = () => open(people, { budget: { epsilon: 2 } })

describe('explain', () => {
  test('gives cost, noise and expected error, and charges nothing', async () => {
    await using session = await opened()
    const { questions, loss, remaining, refused, refusal } = await session.explain(
      {
        n: people.count(),
        age: people.mean('age'),
        jobs: people.histogram('job'),
        wage: people.mean('wage'),
      },
      { epsilon: 1.5 },
    )
    const [n, age, jobs, wage] = questions
    expect(loss).toMatchObject({ kind: 'pure', epsilon: 1.5 })
    expect(remaining).toMatchObject({ epsilon: 2 })
    expect([refused, refusal]).toEqual([false, undefined])
    expect(n).toMatchObject({ mechanism: 'none', accuracy: { value: 0 }, noise: [] })
    expect(age?.noise).toEqual([{ vector: 'the sum', exact: '200', size: 200 }])
    expect(age?.accuracy).toEqual({
      confidence: 0.95,
      value: 0.599,
      per: 'answer',
      assumes: '',
    })
    expect(jobs?.cells).toBe(3)
    expect(jobs?.accuracy?.simultaneous).toBeGreaterThan(jobs?.accuracy?.value ?? 0)
    expect(wage?.accuracy).toMatchObject({ per: 'number of values' })
    expect(wage?.accuracy?.assumes).toMatch(/number of values is public/)
    expect(session.spent).toMatchObject({ epsilon: 0 })
  })

  test('reads the schema alone: it opens no row', async () => {
    const source: Source = {
      engine: 'closed',
      open: async () => ({
        name: 'closed',
        rowCeiling: 2n ** 31n,
        run: () => Promise.reject(new Error('a row was asked for')),
        close: async () => undefined,
      }),
    }
    const hidden = table(source, schema)
    await using session = await open(hidden, { budget: { epsilon: 1 } })
    const { questions } = await session.explain(hidden.sum('wage', { epsilon: 1 }))
    expect(questions[0]?.steps.length).toBeGreaterThan(3)
  })

  test('tells what a budget would refuse, before it is asked', async () => {
    await using session = await opened()
    const { refused, refusal, loss } = await session.explain(
      people.sum('age', { mechanism: 'gaussian' }),
      { epsilon: 1, delta: 1e-6 },
    )
    expect(loss).toBe(undefined)
    expect(refused).toBe(true)
    expect(refusal).toMatch(/Gaussian|pure|delta/)
  })

  test('tells which noise an epsilon and a delta buy, and what the other would be', async () => {
    await using session = await open(people, { budget: { epsilon: 2, delta: 1e-5 } })
    const explained = await session.explain(people.sum('age'), { epsilon: 1, delta: 1e-6 })
    const [one] = explained.questions
    expect(one).toMatchObject({
      mechanism: 'laplace',
      other: { mechanism: 'gaussian' },
      loss: { kind: 'pure', epsilon: 1 },
    })
    expect(String(explained)).toMatch(
      /noise {5}discrete Laplace; scale [^;]*; Gaussian noise would have \d+\.\d+ times the variance/,
    )
    const said = await session.explain(people.sum('age', { mechanism: 'laplace' }), {
      epsilon: 1,
      delta: 1e-6,
    })
    expect(String(said)).not.toMatch(/times the variance/)
  })

  test('tells that more is asked than what is left, as a release then does', async () => {
    await using session = await opened()
    await session.release(people.sum('age'), { epsilon: 1 })
    const plan = people.sum('wage')
    const large = await session.explain(plan, { epsilon: 1.5 })
    expect(large).toMatchObject({ loss: { epsilon: 1.5 }, remaining: { epsilon: 1 } })
    expect([large.refused, large.refusal]).toEqual([true, 'only epsilon 1 is left'])
    expect(String(large)).toMatch(
      /\nTogether: epsilon 1.5, but only epsilon 1 is left: a release would be refused$/,
    )
    await expect(session.release(plan, { epsilon: 1.5 })).rejects.toThrow(
      expect.objectContaining({ code: 'budget_exceeded' }),
    )
    expect(await session.explain(plan, { epsilon: 1 })).toMatchObject({ refused: false })
    await session.release(plan, { epsilon: 1 })
    expect(await session.explain(people.count())).toMatchObject({ refused: false })
  })

  test('looks at the budgets of what is asked alone, and at all of these', async () => {
    const other = table(
      memory([]),
      defineSchema({ dataset: 'others', privacyUnit: 'row', rows: { public: 9 }, columns }),
    )
    await using session = await open({ people, other }, { budget: { epsilon: 1 } })
    await session.release(other.sum('age'), { epsilon: 1 })
    expect(await session.explain(people.sum('age'), { epsilon: 1 })).toMatchObject({
      refused: false,
      remaining: { epsilon: 1 },
    })
    const both = { a: people.sum('age'), b: other.sum('age') }
    expect(await session.explain(both, { epsilon: 1 })).toMatchObject({
      refused: true,
      refusal: 'only epsilon 0 of dataset others is left',
    })
  })

  test('tells of bins that are paid for, and can only hold noise', async () => {
    await using session = await opened()
    const plan = people.histogram('age', { edges: [0, 50, 101, 150] })
    expect(String(await session.explain(plan, { epsilon: 1 }))).toContain(
      'S12 Bins above 100, where values of age end, can only hold noise',
    )
  })

  test('explains a statistic without a budget, without a price', async () => {
    await using session = await opened()
    const explanation = await session.explain({ a: people.sum('age'), n: people.count() })
    expect(explanation.loss).toBe(undefined)
    expect(explanation.questions[0]?.mechanism).toBe(undefined)
    expect(String(explanation)).toMatch(/no budget yet/)
  })

  test('says of a rank that one candidate is chosen, in each group', async () => {
    await using session = await opened()
    const said = async (plan: Statistic): Promise<string> =>
      String(await session.explain(plan, { epsilon: 1 }))
    const alone = await said(people.median('age', { candidates: [1, 2, 3] }))
    expect(alone).toContain(
      'S12 3 public candidates; one of them is chosen, and only what is chosen is released\n',
    )
    expect(alone).not.toContain('all of them are released')
    expect(await said(people.groupBy('job').median('age', { candidates: 5 }))).toContain(
      'S12 5 public candidates; one of them is chosen in each of the 3 public groups of job, and only what is chosen is released\n',
    )
  })

  test('speaks of extreme cases only where there are several', async () => {
    await using session = await opened()
    const plan = people.variance('age')
    expect(String(await session.explain(plan, { epsilon: 1 }))).not.toMatch(/jointly 1 /)
    const rows = table(memory([]), defineSchema({ dataset: 'rows', privacyUnit: 'row', columns }))
    await using one = await open(rows, { budget: { epsilon: 1 } })
    for (const asked of [rows.mean('age'), rows.variance('age')])
      expect(String(await one.explain(asked, { epsilon: 1 }))).not.toMatch(/jointly 1 /)
  })

  test('prints as text that a person can read', async () => {
    await using session = await opened()
    const plan = {
      old: people
        .filter((row) => row.age.atLeast(65))
        .groupBy('job')
        .mean('age'),
    }
    const text = String(await session.explain(plan, { epsilon: 0.5 }))
    expect(text).toBe(
      [
        'old: mean(age)',
        '  where (age >= 65)',
        "  per job in ('a', 'b', 'c')",
        '  of        people, 3 cells; neighbours: change-one',
        '  cost      epsilon 0.5',
        '  noise     discrete Laplace; scale 300 on the sum, 12 on the number of rows',
        '  accuracy  within 899 / the number of values at 95 %, all at once within 1223 / the number of values, if the number of values is public; the mean lies at the centre of the bounds',
        '  covers    the noise; not what is left out by these: age clamped to [0, 100]; 1000 rows, as declared; a missing or unreadable age counts as 50; a missing or unlisted job counts as a',
        '  because',
        '    S1  Neighbours (change-one): one row is replaced',
        '    S4  The privacy unit is a row',
        '    S3  The number of units is public, 1000, and enforced: a surplus is scaled down, a shortfall filled with constant units',
        '    S12 3 public cells of job; all of them are released',
        '    S8  Values of age are clamped to [0, 100] and counted in steps of 1 from 50: whole numbers from -50 to 50',
        '    S9  The noisy centred sum is divided by the noisy number of rows',
        '    S2  One unit moves the sum by at most 100, the number of rows by at most 2, over all cells; jointly 2 extreme cases are priced',
        '',
        'Together: epsilon 0.5 of epsilon 2 left. No data were touched',
      ].join('\n'),
    )
  })
})
