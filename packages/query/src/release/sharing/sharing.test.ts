import { DitherError } from '@dither/core'
import { isRational, multiply, type Rational, rational, subtract, toNumber } from '@dither/math'
import { describe, expect, test } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import type { Proof } from '../../proof/proof.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { expectedAccuracy } from '../expected/expected-accuracy.ts'
import { type ExactBudget, price } from '../price.ts'
import { open } from '../session.ts'
import { allPriced } from '../share-budget.ts'
import type { Statistic } from '../statistic.ts'
import { verifyCertificate } from '../verify-certificate.ts'
import { expectedError } from './goal-of.ts'
import { errorCurve } from './least-units.ts'
import type { SharedBudget } from './shared-budget.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 50, nullable: true },
  job: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
const rows = Array.from({ length: 200 }, (_, i) => ({ age: i % 80, wage: i % 50, job: 'a' }))
const people = table(memory(rows), defineSchema({ dataset: 'people', privacyUnit: 'row', columns }))
const census = table(
  memory(rows),
  defineSchema({ dataset: 'people', privacyUnit: 'row', rows: { public: 200 }, columns }),
)

const proofsOf = (plan: Readonly<Record<string, Statistic>>): ReadonlyMap<string, Proof> =>
  new Map(
    Object.entries(plan).map(([name, { question, schema }]) => [name, prove(question, schema)]),
  )
const exact = (value: Rational | number | string): Rational =>
  isRational(value) ? value : rational(value)
const main = (budget: ExactBudget | undefined): Rational =>
  budget === undefined ? rational(0) : exact('rho' in budget ? budget.rho : budget.epsilon)
const shares = (plan: Readonly<Record<string, Statistic>>, budget: SharedBudget) =>
  Object.fromEntries(
    [...allPriced(proofsOf(plan), budget)].map(([name, { budget: own }]) => [
      name,
      toNumber(main(own)),
    ]),
  )

describe('a wanted error', () => {
  const wanted: Record<string, Statistic> = {
    count: people.count({ accuracy: 5 }),
    surer: people.count({ accuracy: 5, confidence: 0.999 }),
    bins: people.histogram('job', { accuracy: 2.5 }),
    sum: people.sum('age', { accuracy: 120.7 }),
    mean: people.mean('age', { accuracy: 0.5, among: 1000 }),
    knownMean: census.mean('wage', { accuracy: 0.5 }),
    spread: census.standardDeviation('age', { accuracy: 2 }),
    covariance: people.covariance('age', 'wage', { accuracy: 10, among: 500 }),
    median: people.median('age', { accuracy: 8 }),
    quartiles: people.quantiles('age', [0.25, 0.75], { accuracy: 30 }),
    distinct: people.countDistinct('age', { accuracy: 4 }),
  }
  test.each(['pure', 'zcdp'] as const)('gets the least budget that gives it: %s', (measure) => {
    for (const [name, priced] of allPriced(proofsOf(wanted), undefined, { measure })) {
      const { proof, budget } = priced
      const goal = proof.question.goal ?? {}
      const less = subtract(main(budget), rational('1e-12'))
      const cheaper = price(proof, measure === 'zcdp' ? { rho: less } : { epsilon: less })
      expect(multiply(main(budget), rational(10n ** 12n)).denominator).toBe(1n)
      expect(expectedError(priced, goal, name)).toBeLessThanOrEqual(goal.accuracy ?? 0)
      expect(expectedError(cheaper, goal, name)).toBeGreaterThan(goal.accuracy ?? 0)
    }
  })

  test('of a count is what core calibrates: ln(2 / (1 - confidence)) / accuracy, about', () => {
    const { n } = shares({ n: people.count({ accuracy: 100 }) }, { accuracy: 1 })
    expect(n).toBeCloseTo(Math.log(20) / 100.5, 3)
  })

  test('is paid, and shows in explanation, answer and certificate', async () => {
    await using session = await open(people, { budget: { epsilon: 2 } })
    const plan = { n: people.count({ accuracy: 5 }), age: people.sum('age', { epsilon: 1 }) }
    const explained = await session.explain(plan)
    expect(explained.questions[0]?.accuracy).toMatchObject({ value: 5, confidence: 0.95 })
    expect(String(explained)).toMatch(/within 5\b/)
    const release = await session.release(plan)
    expect(release.n.accuracy({ confidence: 0.95 })).toBe(5)
    expect(session.spent).toMatchObject({
      epsilon: explained.loss?.kind === 'pure' && explained.loss.epsilon,
    })
    const certificate = JSON.parse(JSON.stringify(release.certificate()))
    expect(certificate.questions[0].question.goal).toEqual({ accuracy: 5 })
    expect(verifyCertificate(certificate)).toEqual({ valid: true, faults: [] })
  })

  test('can be common to a plan; one that has its own keeps it', async () => {
    await using session = await open(people, { budget: { rho: 2 } })
    const plan = { n: people.count(), m: people.count({ accuracy: 3 }) }
    const release = await session.release(plan, { accuracy: 9, confidence: 0.9 })
    expect(release.n.accuracy({ confidence: 0.9 })).toBe(9)
    expect(release.m.accuracy({ confidence: 0.95 })).toBeLessThanOrEqual(3)
    expect(release.n.loss.kind).toBe('zcdp')
  })

  test('that costs more than is left is refused, and the price is named', async () => {
    await using session = await open(people, { budget: { epsilon: 0.5 } })
    const error = await session.release(people.count({ accuracy: 1 })).catch((caught) => caught)
    expect(error).toBeInstanceOf(DitherError)
    expect(error.code).toBe('budget_exceeded')
    expect(error.message).toMatch(/has epsilon 0\.5 left, epsilon [1-9]\.\d+ is asked/)
    expect(session.spent).toMatchObject({ epsilon: 0 })
  })

  test.each<[string, () => unknown, RegExp]>([
    [
      'no budget gives it',
      () => shares({ x: people.mean('wage', { accuracy: 1e-12, among: 1 }) }, { accuracy: 1 }),
      /which no budget gives/,
    ],
    [
      'it depends on an unknown number',
      () => shares({ x: people.mean('age') }, { accuracy: 1 }),
      /x has no among/,
    ],
    [
      'it is not positive',
      () => people.count({ accuracy: 0 }),
      /accuracy is 0, must be more than 0/,
    ],
    [
      'its confidence is none',
      () => people.count({ accuracy: 1, confidence: 1 }),
      /confidence is 1, must be less than 1/,
    ],
    [
      'there is a budget too',
      () => shares({ x: people.count({ accuracy: 1, epsilon: 1 }) }, { accuracy: 1 }),
      /must not stand beside a budget/,
    ],
    [
      'a budget is shared by weight',
      () => shares({ x: people.count({ accuracy: 1 }) }, { epsilon: 1 }),
      /a wanted error, and the release has a common budget/,
    ],
    [
      'there is no such share',
      () => shares({ x: people.count() }, JSON.parse('{"epsilon":1,"share":"luck"}')),
      /share is "?luck/,
    ],
    [
      'a budget has an accuracy',
      () => shares({ x: people.count() }, JSON.parse('{"epsilon":1,"accuracy":2}')),
      /must not stand beside an accuracy/,
    ],
  ])('is refused where %s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})

describe('a budget shared by error', () => {
  const budgets: ExactBudget[] = [{ epsilon: 1 }, { rho: 0.3 }, { epsilon: 1, delta: 1e-6 }]
  const plan = {
    few: people.count({ expects: 50 }),
    many: people.sum('age', { expects: 4000 }),
    mean: people.mean('wage', { among: 300 }),
    middle: people.median('age', { expects: 150 }),
  }
  /** The largest error, as a fraction of what is expected. */
  const worst = (budget: SharedBudget): number => {
    const sizes: Record<string, number> = { few: 50, many: 4000, mean: 50 * 300, middle: 150 }
    return Math.max(
      ...[...allPriced(proofsOf(plan), budget)].map(
        ([name, priced]) => expectedAccuracy(priced, 0.95).value / (sizes[name] ?? 1),
      ),
    )
  }

  test.each(budgets)('makes the largest relative error less than weights do: %j', (budget) => {
    const shared = worst({ ...JSON.parse(JSON.stringify(budget)), share: 'relative error' })
    expect(shared).toBeLessThan(0.9 * worst(JSON.parse(JSON.stringify(budget))))
  })

  test.each(budgets)('costs all of it, in whole units, and no more: %j', (budget) => {
    const prices = allPriced(proofsOf(plan), {
      ...JSON.parse(JSON.stringify(budget)),
      share: 'relative error',
    })
    const total = [...prices.values()].reduce(
      (sum, { budget: own }) => sum + toNumber(main(own)),
      0,
    )
    const whole = toNumber(main(budget))
    expect(total).toBeLessThanOrEqual(whole)
    expect(total).toBeGreaterThan(whole - 1e-11)
  })

  test('gives errors that are alike, so that no share could be moved to the worst', () => {
    const proofs = proofsOf({
      a: people.sum('age', { expects: 1e4 }),
      b: people.sum('wage', { expects: 100 }),
    })
    const prices = allPriced(proofs, { epsilon: 1, share: 'relative error' })
    const [a = 0, b = 0] = [...prices.values()].map(
      (priced) => expectedAccuracy(priced, 0.95).value,
    )
    expect(a / 1e4 / (b / 100)).toBeCloseTo(1, 2)
  })

  test('is shared by wanted errors in proportion to what each costs', () => {
    const wanted = { a: people.count({ accuracy: 10 }), b: people.count({ accuracy: 40 }) }
    const { a = 0, b = 0 } = shares(wanted, { epsilon: 0.05, share: 'wanted errors' })
    expect(a / b).toBeCloseTo(4, 1)
    expect(a + b).toBeCloseTo(0.05, 10)
  })

  test('is the same every time, and works by part', async () => {
    const parts = {
      all: people.count({ expects: 200 }),
      byJob: people.partition('job', {
        a: (part) => part.count({ expects: 100 }),
        b: (part) => ({ n: part.count({ expects: 10 }), x: part.sum('age', { expects: 500 }) }),
      }),
    }
    await using session = await open(people, { budget: { epsilon: 2 } })
    const budget = { epsilon: 1, share: 'relative error' } as const
    const [first, second] = [
      await session.explain(parts, budget),
      await session.explain(parts, budget),
    ]
    expect(String(first)).toBe(String(second))
    await session.release(parts, budget)
    expect(session.spent.kind === 'pure' && session.spent.epsilon).toBeCloseTo(1, 9)
  })

  test.each<[string, () => unknown, RegExp]>([
    [
      'nothing says how large an answer is',
      () => shares({ x: people.count() }, { epsilon: 1, share: 'relative error' }),
      /x has no expects/,
    ],
    [
      'no error is wanted',
      () => shares({ x: people.count() }, { epsilon: 1, share: 'wanted errors' }),
      /x wants no error/,
    ],
  ])('is refused where %s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})

describe('the least units', () => {
  test('are found for any falling steps, in few looks', () => {
    for (const step of [1n, 7n, 10n ** 6n, 10n ** 12n, 10n ** 17n]) {
      let looks = 0
      const curve = errorCurve((units) => {
        looks++
        return units >= step ? 1 : 2
      })
      expect(curve.least(1)).toBe(step)
      expect(looks).toBeLessThan(70)
      expect(curve.least(0.5)).toBeUndefined()
      const about = errorCurve((units) => (units >= step ? 1 : 2)).least(1, 30n) ?? 0n
      expect(about >= step && about - step <= (step >> 29n) + 1n).toBe(true)
    }
  })
})
