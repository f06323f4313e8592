import { DitherError } from '@dither/core'
import { type BudgetStore, memoryBudgetStore } from '@dither/core/account'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BoundedPlan, Engine, Source } from '../engines/engine.ts'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open, type Session } from './session.ts'
import { verifyCertificate } from './verify-certificate.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 50, nullable: true },
  job: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
const schema = defineSchema({ dataset: 'people', privacyUnit: 'row', columns })
const closed = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  rows: { public: 200 },
  columns,
})
const rows = Array.from({ length: 200 }, (_, i) => ({
  age: i % 80,
  wage: i % 7 === 0 ? null : (i % 50) + 0.5,
  job: 'abc'.charAt(i % 3),
}))
const people = table(memory(rows), schema)
const census = table(memory(rows), closed)

/** A ledger that takes seeded noise, as no ledger of Dither does. */
function lesson(budget: { epsilon: number }, dataset = 'people'): BudgetStore {
  const store = memoryBudgetStore({ [dataset]: budget })
  return { ...store, charge: (request) => store.charge({ ...request, mark: 'secure' }) }
}

/** An engine that runs something else in place of a plan, and remembers what it was asked. */
function broken(run: (plan: BoundedPlan) => Promise<never>, asked: BoundedPlan[] = []): Source {
  return {
    engine: 'broken',
    open: async (): Promise<Engine> => ({
      name: 'broken',
      rowCeiling: 2n ** 31n,
      run: (plan) => {
        asked.push(plan)
        return run(plan)
      },
      close: async () => undefined,
    }),
  }
}

async function refusal(promise: Promise<unknown>): Promise<DitherError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (error instanceof DitherError) return error
  throw new Error(`expected a DitherError, not ${String(error)}`)
}

const spent = ({ spent }: Session) => (spent.kind === 'zcdp' ? spent.rho : spent.epsilon)

describe('a release', () => {
  test('answers by name with value, error and cost, and charges the budget', async () => {
    await using session = await open(people, { budget: { epsilon: 2 } })
    const release = await session.release({
      n: people.count({ epsilon: 0.5 }),
      age: people.mean('age', { epsilon: 0.5 }),
      jobs: people.histogram('job', { epsilon: 0.25 }),
      byJob: people.groupBy('job').mean('age', { epsilon: 0.25 }),
    })
    const data = JSON.parse(JSON.stringify(release))
    expect(data).toMatchObject({
      requestId: release.requestId,
      answers: {
        n: { kind: 'scalar', value: release.n.value, cost: { epsilon: '1/2' } },
        jobs: { kind: 'bins' },
        byJob: { kind: 'table' },
      },
      cost: { kind: 'pure', epsilon: '3/2' },
    })
    expect(String(release).split('\n')[0]).toBe(`n: ${release.n.value} ± 6`)
    expect(JSON.parse(JSON.stringify(session.remaining)).exact).toEqual({ epsilon: '1/2' })
    expect(Number.isInteger(release.n.value)).toBe(true)
    expect(release.n.accuracy({ confidence: 0.95 })).toBe(6)
    expect(release.age.value).toBeGreaterThanOrEqual(0)
    expect(release.age.value).toBeLessThanOrEqual(100)
    const [low, high] = release.age.interval({ confidence: 0.95 })
    expect(low).toBeLessThanOrEqual(release.age.value)
    expect(high).toBeGreaterThanOrEqual(release.age.value)
    expect(release.jobs.bins.map(({ label }) => label)).toEqual(['a', 'b', 'c'])
    expect(release.byJob.rows.map(({ keys }) => keys)).toEqual([
      { job: 'a' },
      { job: 'b' },
      { job: 'c' },
    ])
    expect(Object.keys(release.answers)).toEqual(['n', 'age', 'jobs', 'byJob'])
    expect(spent(session)).toBe(1.5)
    expect(session.remaining).toMatchObject({ kind: 'pure', epsilon: 0.5 })
    expect(release.loss).toMatchObject({ kind: 'pure', epsilon: 1.5 })
    expect(release.n.loss).toMatchObject({ epsilon: 0.5 })
  })

  test('of one statistic is its answer', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const release = await session.release(people.sum('age', { epsilon: 1 }))
    expect(release.kind).toBe('scalar')
    expect(typeof release.value).toBe('number')
    expect(release.answers['answer']?.kind).toBe('scalar')
  })

  test('shares a common budget by weight, and uses all of it', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const release = await session.release(
      { a: people.count(), b: people.sum('age', { weight: 3 }) },
      { epsilon: 0.4 },
    )
    expect(release.a.loss).toMatchObject({ epsilon: 0.1 })
    expect(release.b.loss).toMatchObject({ epsilon: 0.3 })
    expect(spent(session)).toBe(0.4)
  })

  test('gives what is public free, and takes no share for it', async () => {
    await using session = await open(census, { budget: { epsilon: 1 } })
    const release = await session.release(
      { n: census.count(), age: census.mean('age') },
      { epsilon: 1 },
    )
    expect(release.n.value).toBe(200)
    expect(release.n.interval({ confidence: 0.99 })).toEqual([200, 200])
    expect(release.n.loss).toMatchObject({ epsilon: 0 })
    expect(release.age.loss).toMatchObject({ epsilon: 1 })
  })

  test('of public numbers alone charges nothing and asks no engine', async () => {
    const asked: BoundedPlan[] = []
    const source = broken(() => Promise.reject(new Error('asked')), asked)
    const hidden = table(source, closed)
    await using session = await open(hidden, { budget: { epsilon: 1 } })
    const release = await session.release(hidden.count())
    expect(release.value).toBe(200)
    expect(asked).toEqual([])
    expect(spent(session)).toBe(0)
  })

  test('can be shown again, free', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const release = await session.release(people.count({ epsilon: 0.5 }))
    expect(session.recall(release.requestId)).toBe(release)
    expect(session.recall('another')).toBe(undefined)
    expect(spent(session)).toBe(0.5)
  })

  test('reports queued, running and done, and nothing finer', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const heard: string[] = []
    await session.release(people.count({ epsilon: 1 }), undefined, {
      onProgress: (state) => {
        heard.push(state)
        throw new Error('a listener that fails costs nothing')
      },
    })
    expect(heard).toEqual(['queued', 'running', 'done'])
  })

  test('asks the engine once for questions about the same rows and cells', async () => {
    const asked: BoundedPlan[] = []
    const inner = memory(rows)
    const source: Source = {
      engine: 'counting',
      open: async (schema) => {
        const engine = await inner.open(schema)
        return {
          ...engine,
          run: (plan, options) => {
            asked.push(plan)
            return engine.run(plan, options)
          },
        }
      },
    }
    const counted = table(source, schema)
    await using session = await open(counted, { budget: { epsilon: 10 } })
    await session.release(
      {
        a: counted.mean('age'),
        b: counted.variance('age'),
        c: counted.sum('wage'),
        d: counted.count(),
        e: counted.filter((row) => row.age.atLeast(65)).count(),
      },
      { epsilon: 5 },
    )
    expect(asked.map(({ columns }) => columns.length)).toEqual([2, 0])
    expect(asked[0]?.columns[0]?.square).toBe(true)
  })

  test('is close to the truth when the budget is large', async () => {
    await using session = await open(people, { budget: { epsilon: 1_000_000 } })
    const budget = { epsilon: 1_000_000 }
    const r = await session.release(
      {
        n: people.count(),
        values: people.count('wage'),
        sum: people.sum('age'),
        mean: people.mean('age'),
        wage: people.mean('wage'),
        variance: people.variance('age'),
        deviation: people.standardDeviation('age'),
        bins: people.histogram('age', { edges: [0, 20, 40, 90] }),
        byJob: people.groupBy('job').sum('age'),
      },
      budget,
    )
    const ages = rows.map(({ age }) => age)
    const total = ages.reduce((a, b) => a + b, 0)
    const mean = total / 200
    const variance = ages.reduce((a, b) => a + (b - mean) ** 2, 0) / 200
    const wages = rows.flatMap(({ wage }) => (wage === null ? [] : [wage]))
    expect(r.n.value).toBe(200)
    expect(r.values.value).toBe(wages.length)
    expect(r.sum.value).toBe(total)
    expect(r.mean.value).toBeCloseTo(mean, 10)
    expect(r.wage.value).toBeCloseTo(wages.reduce((a, b) => a + b, 0) / wages.length, 3)
    expect(r.variance.value).toBeCloseTo(variance, 8)
    expect(r.deviation.value).toBeCloseTo(Math.sqrt(variance), 8)
    expect(r.bins.bins.map(({ value }) => value)).toEqual([60, 60, 80, 0])
    expect(r.byJob.rows.map(({ answer }) => answer.kind === 'scalar' && answer.value)).toEqual(
      ['a', 'b', 'c'].map((job) =>
        rows.filter((row) => row.job === job).reduce((sum, { age }) => sum + age, 0),
      ),
    )
  })
})

describe('Gaussian noise', () => {
  test('is bought by rho, and charged to a budget of rho', async () => {
    await using session = await open(people, { budget: { rho: 0.5 } })
    const r = await session.release(
      { n: people.count(), age: people.mean('age'), bins: people.histogram('job') },
      { rho: 0.3 },
    )
    expect(r.n.event.kind).toBe('jointGaussian')
    expect(r.n.accuracy({ confidence: 0.95 })).toBe(4)
    expect(r.loss).toMatchObject({ kind: 'zcdp', rho: 0.3 })
    expect(spent(session)).toBe(0.3)
    expect(r.age.interval({ confidence: 0.9 })[0]).toBeLessThanOrEqual(r.age.value)
  })

  test('is bought by epsilon and delta, which a ledger of both is charged', async () => {
    await using session = await open(people, { budget: { epsilon: 1, delta: 1e-6 } })
    const gaussian = { n: people.count({ mechanism: 'gaussian' }) }
    const r = await session.release(gaussian, { epsilon: 0.5, delta: 1e-7 })
    expect(r.n.loss).toMatchObject({ kind: 'approximate', epsilon: 0.5, delta: 1e-7 })
    expect(session.remaining).toMatchObject({ epsilon: 0.5, delta: 9e-7 })
    const laplace = await session.release(people.sum('age', { epsilon: 0.5 }))
    expect(laplace.event.kind).toBe('jointLaplace')
    expect(session.remaining).toMatchObject({ epsilon: 0, delta: 9e-7 })
  })

  test('has no price in a budget of epsilon alone, which is said before anything is charged', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const error = await refusal(session.release(people.count(), { rho: 0.1 }))
    expect(error.code).toBe('unsupported')
    expect(spent(session)).toBe(0)
  })
})

describe('a public size', () => {
  const at = async (size: number, list: typeof rows) => {
    const other = defineSchema({
      dataset: 'people',
      privacyUnit: 'row',
      rows: { public: size },
      columns,
    })
    const asked = table(memory(list), other)
    await using session = await open(asked, { budget: { epsilon: 1_000_000 } })
    const r = await session.release(
      {
        sum: asked.sum('age'),
        mean: asked.mean('age'),
        old: asked.filter((row) => row.age.atLeast(50)).count(),
      },
      { epsilon: 1_000_000 },
    )
    return [r.sum.value, r.mean.value, r.old.value]
  }

  test('scales a surplus down and fills a shortfall with constants, without a word', async () => {
    const twenty = rows.slice(0, 20) // ages 0 to 19, sum 190
    expect(await at(20, twenty)).toEqual([190, 9.5, 0])
    expect(await at(10, twenty)).toEqual([95, 9.5, 0])
    expect(await at(40, twenty)).toEqual([190 + 20 * 50, (190 + 20 * 50) / 40, 20])
    expect(await at(5, [])).toEqual([250, 50, 5])
  })
})

describe('several datasets', () => {
  const other = defineSchema({ dataset: 'firms', privacyUnit: 'row', columns })
  const firms = table(memory(rows), other)

  test('each pay for the whole event', async () => {
    await using session = await open({ people, firms }, { budget: { epsilon: 1 } })
    await session.release({
      a: people.count({ epsilon: 0.25 }),
      b: firms.count({ epsilon: 0.5 }),
    })
    expect(session.budgets.map(({ dataset, spent }) => [dataset, spent])).toMatchObject([
      ['people', { epsilon: 0.75 }],
      ['firms', { epsilon: 0.75 }],
    ])
    await session.release(firms.count({ epsilon: 0.25 }))
    expect(session.remaining).toMatchObject({ epsilon: 0 })
  })

  test('pay only for what is read of them: a public number is not', async () => {
    await using session = await open({ census, firms }, { budget: { epsilon: 1 } })
    const r = await session.release({ n: census.count(), b: firms.count({ epsilon: 0.5 }) })
    expect(session.budgets.map(({ dataset, spent }) => [dataset, spent])).toMatchObject([
      ['people', { epsilon: 0 }],
      ['firms', { epsilon: 0.5 }],
    ])
    expect(verifyCertificate(r.certificate())).toEqual({ valid: true, faults: [] })
  })

  test('of two relations are not released together, nor opened as one', async () => {
    await using session = await open({ census, firms }, { budget: { epsilon: 1 } })
    const plan = { a: census.mean('age', { epsilon: 0.1 }), b: firms.count({ epsilon: 0.1 }) }
    expect((await refusal(session.release(plan))).code).toBe('mixed_neighbours')
    expect(spent(session)).toBe(0)
    const both = open({ people, census }, { budget: { epsilon: 1 } })
    expect((await refusal(both)).code).toBe('mixed_neighbours')
  })
})

describe('open', () => {
  test('wants one budget: a store or an amount', async () => {
    const store = memoryBudgetStore({ people: { epsilon: 1 } })
    // @ts-expect-error no budget
    expect((await refusal(open(people, {}))).code).toBe('missing_budget')
    // @ts-expect-error no budget
    expect((await refusal(open(people))).code).toBe('missing_budget')
    // @ts-expect-error two budgets
    expect((await refusal(open(people, { store, budget: { epsilon: 1 } }))).code).toBe(
      'invalid_parameter',
    )
    // @ts-expect-error two kinds of budget
    const two = await refusal(open(people, { budget: { epsilon: 1, rho: 2 } }))
    expect(two.message).toContain('rho is 2, must stand alone')
    await using session = await open(people, { store })
    // @ts-expect-error two kinds of budget
    const both = session.release(people.count(), { epsilon: 1, rho: 2 })
    expect((await refusal(both)).message).toContain('rho is 2, must stand alone')
    expect((await refusal(open({}, { store }))).code).toBe('invalid_parameter')
    for (const epsilon of [0, -1, Number.NaN, 1e9])
      expect((await refusal(open(people, { budget: { epsilon } }))).code).toBe('invalid_parameter')
  })

  test('with a lesson’s store, seeded noise is the same each time', async () => {
    const values = []
    for (let i = 0; i < 2; i++) {
      await using session = await open(people, {
        store: lesson({ epsilon: 1 }),
        seededBits: seededBits(7),
      })
      values.push((await session.release(people.sum('age', { epsilon: 0.5 }))).value)
    }
    expect(values[0]).toBe(values[1])
  })
})
