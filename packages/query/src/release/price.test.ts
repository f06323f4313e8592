import type { JointSensitivity } from '@dither/core'
import { add, compare, exp, multiply, type Rational, rational, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import type { Proof } from '../proof/proof.ts'
import { prove } from '../proof/prove.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { otherNoise } from './least-noise.ts'
import { type ExactBudget, type Priced, price } from './price.ts'
import { allPriced, pricesOf } from './share-budget.ts'
import type { Statistic } from './statistic.ts'

const columns = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 5000, nullable: true },
  job: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
const nothing = memory([])
const row = table(nothing, defineSchema({ dataset: 'd', privacyUnit: 'row', columns }))
const known = table(
  nothing,
  defineSchema({ dataset: 'd', privacyUnit: 'row', rows: { public: 500 }, columns }),
)
const byId = table(
  nothing,
  defineSchema({
    dataset: 'd',
    privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 2 },
    columns,
  }),
)
const proofOf = ({ question, schema }: Statistic): Proof => prove(question, schema)

const statistics: [string, Statistic][] = [row, known, byId].flatMap((of, i) =>
  Object.entries({
    rows: of.filter((one) => one.age.atLeast(18)).count(),
    values: of.count('wage'),
    sum: of.sum('wage'),
    mean: of.mean('age'),
    nullableMean: of.groupBy('job').mean('wage'),
    variance: of.variance('age'),
    histogram: of.histogram('age', { edges: [0, 25, 50, 75, 100] }),
  }).map(([name, statistic]): [string, Statistic] => [`${name} ${i}`, statistic]),
)

const asking = ({ question, schema }: Statistic, mechanism: 'laplace' | 'gaussian'): Proof =>
  prove({ ...question, mechanism }, schema)

/** The loss of a change, by hand: the dearest case. */
function laplaceLoss({ worstCases }: JointSensitivity, scales: readonly Rational[]): number {
  return Math.max(
    ...worstCases.map((one) =>
      one
        .map(({ l1 }, j) => (l1 === 0n ? 0 : Number(l1) / toNumber(scales[j] ?? rational(1))))
        .reduce((a, b) => a + b, 0),
    ),
  )
}

describe('price', () => {
  for (const [name, statistic] of statistics)
    test(`uses the whole budget and no more: ${name}`, () => {
      const open = proofOf(statistic)
      const said = asking(statistic, 'gaussian')
      const budgets: [ExactBudget, string, Proof][] = [
        [{ epsilon: 0.3 }, 'laplace', open],
        [{ rho: '1/50' }, 'gaussian', open],
        [{ epsilon: 0.8, delta: 1e-6 }, 'gaussian', said],
      ]
      for (const [budget, mechanism, proof] of budgets) {
        const priced = price(proof, budget)
        expect(priced.mechanism).toBe(mechanism)
        expect(priced.event.neighbours).toBe(proof.neighbours)
        expect(priced.noise.every(({ numerator }) => numerator > 0n)).toBe(true)
        if ('rho' in budget) {
          const { exact } = priced.loss as { exact: { rho: Rational } }
          expect(compare(exact.rho, rational(budget.rho))).toBeLessThanOrEqual(0)
          expect(toNumber(exact.rho)).toBeCloseTo(0.02, 12)
        } else {
          const { exact } = priced.loss as { exact: { epsilon: Rational } }
          expect(compare(exact.epsilon, rational(budget.epsilon))).toBeLessThanOrEqual(0)
          expect(toNumber(exact.epsilon)).toBeCloseTo(toNumber(rational(budget.epsilon)), 6)
        }
        if (mechanism === 'laplace')
          expect(laplaceLoss(proof.sensitivity, priced.noise)).toBeCloseTo(0.3, 9)
      }
    })

  test('a public answer is free under every budget', () => {
    for (const budget of [{ epsilon: 1 }, { rho: 1 }, { epsilon: 1, delta: 1e-9 }])
      expect(price(proofOf(known.count()), budget)).toMatchObject({
        mechanism: 'none',
        loss: { kind: 'pure', epsilon: 0 },
        event: { kind: 'composed', events: [], neighbours: 'change-one' },
      })
  })

  test('jointly bounded vectors take less noise than the same vectors one by one', () => {
    const [sum, count] = price(proofOf(known.mean('wage')), { epsilon: 1 }).noise
    // Alone, at 2/3 and 1/3 of the budget: width / (2/3) and 1 / (1/3).
    const { lattice } = proofOf(known.mean('wage')).bounded.columns[0] ?? {}
    const width = (lattice?.high ?? 0) - (lattice?.low ?? 0)
    expect(toNumber(sum ?? rational(0)) / (width * 1.5)).toBeCloseTo(2 / 3, 6)
    expect(toNumber(count ?? rational(0)) / 3).toBeCloseTo(2 / 3, 6)
  })
})

describe('the noise that an epsilon and a delta buy', () => {
  const budget = { epsilon: 0.8, delta: '1e-6' }
  /** The product over vectors of what the law has, by summing it. */
  const spread = ({ mechanism, noise }: Priced): number =>
    noise.reduce((product, parameter) => {
      const at = toNumber(parameter)
      const large = mechanism === 'laplace' ? 2 * at * at : at
      if (large > 1e4) return product * large
      let [whole, squares] = [1, 0]
      for (let k = 1; k < 4000; k++) {
        const weight = 2 * exp(mechanism === 'laplace' ? -k / at : -(k * k) / (2 * at))
        whole += weight
        squares += weight * k * k
      }
      return product * (squares / whole)
    }, 1)

  for (const [name, statistic] of statistics)
    test(`is never worse than either by itself, and within the budget: ${name}`, () => {
      const [open, laplace, gaussian] = [
        price(proofOf(statistic), budget),
        price(asking(statistic, 'laplace'), budget),
        price(asking(statistic, 'gaussian'), budget),
      ]
      expect(laplace.mechanism).toBe('laplace')
      expect(gaussian.mechanism).toBe('gaussian')
      expect(laplace.other).toBe(undefined)
      const least = Math.min(spread(laplace), spread(gaussian))
      expect(spread(open) / least).toBeLessThan(1.0001)
      expect(open.noise).toEqual(open.mechanism === 'laplace' ? laplace.noise : gaussian.noise)
      expect(open.other?.mechanism).not.toBe(open.mechanism)
      const worse = Math.max(spread(laplace), spread(gaussian)) / least
      expect((open.other?.times ?? 0) ** open.noise.length / worse).toBeCloseTo(1, 3)
      // Laplace noise takes its epsilon alone.
      expect(laplace.loss).toMatchObject({ kind: 'pure', epsilon: 0.8 })
      expect(gaussian.loss).toMatchObject({ kind: 'approximate', delta: 1e-6 })
      expect(open.loss).toEqual(open.mechanism === 'laplace' ? laplace.loss : gaussian.loss)
    })

  test('is Laplace where a unit moves little, Gaussian where it moves many cells', () => {
    const many = table(
      nothing,
      defineSchema({
        dataset: 'd',
        privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 60 },
        columns,
      }),
    )
    const edges = Array.from({ length: 101 }, (_, i) => i)
    expect(price(proofOf(row.count()), budget).mechanism).toBe('laplace')
    expect(price(proofOf(many.histogram('age', { edges })), budget).mechanism).toBe('gaussian')
    expect(price(proofOf(row.count({ mechanism: 'auto' })), budget)).toEqual(
      price(proofOf(row.count()), budget),
    )
  })

  test('is chosen between two alone: an epsilon or a rho buys one', () => {
    for (const alone of [{ epsilon: 1 }, { rho: 0.1 }])
      expect(price(proofOf(row.count()), alone).other).toBe(undefined)
    expect(() => price(proofOf(row.count()), { epsilon: 1, delta: 2 })).toThrow(/less than 1/)
    expect(() =>
      price(proofOf(row.count({ mechanism: 'laplace' })), { epsilon: 1, delta: 0 }),
    ).toThrow(/more than 0/)
  })

  test('is Laplace where both have the same variance', () => {
    expect(otherNoise([rational(100)], [rational(20_000)])).toMatchObject({ mechanism: 'gaussian' })
    expect(otherNoise([rational(100)], [rational(19_000)])).toMatchObject({ mechanism: 'laplace' })
    expect(otherNoise([rational(0)], [rational(0)])).toEqual({ mechanism: 'gaussian', times: 1 })
  })
})

describe('a common budget', () => {
  test('is shared exactly, whatever the weights and however many questions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 500 }),
        (weights, cents) => {
          const proofs = new Map(
            weights.map((weight, i) => [`q${i}`, proofOf(row.count({ weight: weight / 10 }))]),
          )
          const epsilon = rational(BigInt(cents), 100n)
          const total = [...allPriced(proofs, { epsilon: `${cents}/100` }).values()]
            .map(({ loss }) => (loss.kind === 'pure' ? loss.exact.epsilon : rational(99)))
            .reduce(add)
          expect(compare(total, epsilon)).toBeLessThanOrEqual(0)
          const slack = multiply(epsilon, rational(1n, 2n ** 50n))
          expect(compare(add(total, slack), epsilon)).toBe(1)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('splits rho and delta as it splits epsilon', () => {
    const proofs = new Map([
      ['a', proofOf(row.count({ mechanism: 'gaussian' }))],
      ['b', proofOf(row.sum('age', { weight: 3, mechanism: 'gaussian' }))],
    ])
    const claims = [...allPriced(proofs, { epsilon: 1, delta: 1e-6 }).values()].map(
      ({ loss }) => loss,
    )
    expect(claims).toMatchObject([
      { kind: 'approximate', delta: 2.5e-7 },
      { kind: 'approximate', delta: 7.5e-7 },
    ])
    const rhos = [...allPriced(proofs, { rho: 0.4 }).values()].map(({ loss }) => loss)
    expect(rhos).toMatchObject([{ kind: 'zcdp' }, { kind: 'zcdp' }])
    expect(rhos.map((loss) => loss.kind === 'zcdp' && Math.round(loss.rho * 1e9) / 1e9)).toEqual([
      0.1, 0.3,
    ])
  })

  test('leaves questions without a budget unpriced, and a release refuses them', () => {
    const proofs = new Map([
      ['free', proofOf(known.count())],
      ['dear', proofOf(known.sum('age'))],
    ])
    expect([...pricesOf(proofs, undefined).keys()]).toEqual(['free'])
    expect(() => allPriced(proofs, undefined)).toThrow(/dear has no budget/)
    const own = new Map([['own', proofOf(known.sum('age', { epsilon: 1 }))]])
    expect(() => pricesOf(own, { epsilon: 1 })).toThrow(/own has a budget of its own/)
  })
})
