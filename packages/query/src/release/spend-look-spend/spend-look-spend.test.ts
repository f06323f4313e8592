import { DitherError } from '@dither/core'
import { describe, expect, test } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { open } from '../session.ts'
import { verifyCertificate } from '../verify-certificate.ts'
import { combined } from './combined.ts'
import { rounds } from './rounds.ts'
import { spendLookSpend } from './spend-look-spend.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  job: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
const rows = Array.from({ length: 900 }, (_, i) => ({ age: i % 80, job: 'abc'.charAt(i % 3) }))
const people = table(memory(rows), defineSchema({ dataset: 'people', privacyUnit: 'row', columns }))
const census = table(
  memory(rows),
  defineSchema({ dataset: 'people', privacyUnit: 'row', rows: { public: 900 }, columns }),
)
const sure = { confidence: 0.95 }

async function refusal(promise: Promise<unknown>): Promise<DitherError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (error instanceof DitherError) return error
  throw new Error(`expected a DitherError, not ${String(error)}`)
}

describe('measure, look, measure again', () => {
  test('spends its budget in two parts, the second on what the first answers say', async () => {
    await using session = await open(people, { budget: { epsilon: 2 } })
    const look = spendLookSpend(session, { budget: { epsilon: 1 }, first: 0.2 })
    const measured = await look.measure({ jobs: people.histogram('job'), n: people.count() })
    expect(session.spent).toMatchObject({ epsilon: 0.2 })
    expect(look.reserve).toMatchObject({ epsilon: 0.8 })
    const again = await measured.remeasure((first) => ({
      n: people.count(),
      ...(first.jobs.bins.length > 2 ? { ages: people.mean('age') } : {}),
    }))
    expect(session.spent).toMatchObject({ epsilon: 1 })
    expect(look.reserve).toMatchObject({ epsilon: 0 })
    expect(again.release.n.kind).toBe('scalar')
    expect(Object.keys(again.combined)).toEqual(['n'])
    expect(verifyCertificate(again.release.certificate()).valid).toBe(true)
  })

  test('keeps whole units: a third and the rest are the whole', async () => {
    for (const budget of [{ epsilon: 1 }, { rho: 1 }, { epsilon: 1, delta: '1/3000000' }]) {
      await using session = await open(people, { budget })
      const look = spendLookSpend(session, { budget, first: '1/3' })
      const measured = await look.measure(people.count())
      await measured.remeasure(people.count())
      const { remaining } = session
      expect(remaining.kind === 'zcdp' ? remaining.rho : remaining.epsilon).toBe(0)
    }
  })

  test('refuses what it cannot keep, a third turn, and two at once', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    expect(() => spendLookSpend(session, { budget: { epsilon: 1.5 } })).toThrow(
      /has epsilon 1 left/,
    )
    expect(() => spendLookSpend(session, { budget: { rho: 1 } })).toThrow(/to be kept/)
    expect(() => spendLookSpend(session, { budget: { epsilon: 1 }, first: 1 })).toThrow(
      /more than 0/,
    )
    const look = spendLookSpend(session, { budget: { epsilon: 1 } })
    const [first, second] = await Promise.allSettled([
      look.measure(people.count()),
      look.measure(people.count()),
    ])
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
    expect(session.spent).toMatchObject({ epsilon: 0.2 })
    expect((await refusal(look.measure(people.count()))).message).toMatch(/first round is over/)
    if (first.status === 'rejected') throw first.reason
    await first.value.remeasure(people.count())
    const third = await refusal(first.value.remeasure(people.count()))
    expect(third.message).toMatch(/all rounds are over/)
    expect(session.spent).toMatchObject({ epsilon: 1 })
  })

  test('a plan that is refused before its charge costs no round', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const look = spendLookSpend(session, { budget: { epsilon: 1 }, first: 0.5 })
    const error = await refusal(look.measure(people.count({ epsilon: 1 })))
    expect(error.message).toMatch(/a budget of its own/)
    const stop = new AbortController()
    stop.abort()
    expect((await refusal(look.measure(people.count(), { signal: stop.signal }))).code).toBe(
      'aborted',
    )
    expect(look.reserve).toMatchObject({ epsilon: 1 })
    await look.measure(people.count())
    expect(look.reserve).toMatchObject({ epsilon: 0.5 })
  })

  test('goes on for any number of rounds', async () => {
    await using session = await open(people, { budget: { rho: 1 } })
    const three = rounds(session, { budget: { rho: 0.9 } }, [0.1, '1/3', 0.25])
    for (let round = 0; round < 3; round++) await three.next(people.count())
    expect(session.spent.kind === 'zcdp' && session.spent.rho).toBeCloseTo(0.615, 9)
    expect((await refusal(three.next(people.count()))).message).toMatch(/all rounds are over/)
  })
})

describe('both measurements together', () => {
  test.each([{ epsilon: 1 }, { rho: 0.5 }])('are better than either: %j', async (budget) => {
    await using session = await open(census, { budget: { ...budget } })
    const plan = {
      n: census.filter((row) => row.age.atLeast(18)).count(),
      jobs: census.histogram('job'),
      byJob: census.groupBy('job').sum('age'),
      mean: census.mean('age'),
      spread: census.variance('age'),
      median: census.median('age'),
    }
    const look = spendLookSpend(session, { budget, first: 0.4 })
    const measured = await look.measure(plan)
    const { release, combined: both } = await measured.remeasure(plan)
    expect(Object.keys(both).sort()).toEqual(Object.keys(plan).sort())
    for (const name of ['n', 'jobs', 'byJob', 'mean'] as const) {
      const [one, two] = [measured.release[name], release[name]]
      expect(both[name]?.kind).toBe(one.kind)
      expect(both[name]?.accuracy(sure)).toBeLessThan(
        Math.min(one.accuracy(sure), two.accuracy(sure)),
      )
    }
    const [one, two, n] = [measured.release.n, release.n, both['n']]
    if (n?.kind !== 'scalar') throw new Error('n is a scalar')
    expect(n.value).toBeGreaterThanOrEqual(Math.min(one.value, two.value))
    expect(n.value).toBeLessThanOrEqual(Math.max(one.value, two.value))
    expect(n.loss.kind).toBe(one.loss.kind)
    const { spread } = both
    if (spread?.kind !== 'scalar') throw new Error('spread is a scalar')
    const values = [measured.release.spread.value, release.spread.value]
    expect(spread.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9)
    expect(spread.value).toBeLessThanOrEqual(Math.max(...values) + 1e-9)
    expect(both['median']).toBe(release.median) // of more budget
  })

  test('are of one question, of one table, by one name', async () => {
    await using session = await open(
      { people, census: table(memory(rows), people.schema) },
      { budget: { epsilon: 9 } },
    )
    const first = await session.release({ a: people.count(), b: people.sum('age') }, { epsilon: 1 })
    const second = await session.release(
      { a: people.filter((r) => r.age.atLeast(2)).count(), b: people.sum('age', { weight: 2 }) },
      { epsilon: 1 },
    )
    expect(Object.keys(combined(first, second))).toEqual(['b'])
  })

  test('are of one statistic: where a key drawn for each decides who counts where, one is taken', async () => {
    const visits = Array.from({ length: 400 }, (_, i) =>
      ['a', 'b'].map((g) => ({ id: i, g, x: i })),
    )
    const withLimits = (limits: { maxRows: number; maxGroups: number; maxRowsTotal?: number }) =>
      table(
        memory(visits.flat()),
        defineSchema({
          dataset: 'people',
          privacyUnit: { column: 'id', ...limits },
          columns: {
            id: { type: 'integer' },
            g: { type: 'category', categories: ['a', 'b'] },
            x: { type: 'integer', lower: 0, upper: 399 },
          },
        }),
      )
    const cut = withLimits({ maxRows: 1, maxGroups: 1 })
    const capped = withLimits({ maxRows: 1, maxGroups: 2, maxRowsTotal: 1 })
    const whole = withLimits({ maxRows: 1, maxGroups: 2 })
    const one = cut.perUnit({ n: (unit) => unit.count({ upper: 4 }) })
    await using session = await open({ cut, capped, whole }, { budget: { epsilon: 2000 } })
    for (const [plan, kept] of [
      [{ n: cut.groupBy('g').count() }, false],
      [{ n: cut.groupBy('g').variance('x') }, false],
      [{ n: cut.histogram('g') }, false],
      [{ n: capped.groupBy('g').count() }, false],
      [{ n: cut.countDistinct('x') }, false],
      [{ n: whole.groupBy('g').count() }, true],
      [{ n: cut.count() }, true],
      [{ n: cut.filter((row) => row.g.equals('a')).count() }, true],
      [{ n: one.histogram('n', { edges: [1, 2, 3, 4] }) }, true],
      [{ n: one.countDistinct('n', { maxValues: 1 }) }, true],
    ] as const) {
      const look = spendLookSpend(session, { budget: { epsilon: 100 }, first: 0.5 })
      const measured = await look.measure(plan)
      const { release, combined: both } = await measured.remeasure(plan)
      expect(both['n'] === release.n, JSON.stringify(release.n)).toBe(!kept)
    }
  })

  test('the mean of both lies near the truth as often as said', async () => {
    await using session = await open(people, { budget: { epsilon: 1000 } })
    let held = 0
    for (let i = 0; i < 150; i++) {
      const [one, two] = [
        await session.release({ n: people.count() }, { epsilon: 0.5 }),
        await session.release({ n: people.count() }, { epsilon: 1 }),
      ]
      const { n } = combined(one, two)
      if (n?.kind !== 'scalar') throw new Error('n is a scalar')
      const [low, high] = n.interval({ confidence: 0.8 })
      if (low <= 900 && 900 <= high) held++
    }
    // At 0.8 (or 0.9 by the lattice), fewer than 90 of 150 has a probability below 1e-8, more than 149 too.
    expect(held).toBeGreaterThan(89)
    expect(held).toBeLessThan(150)
  })
})
