import type { JointSensitivity } from '@dither/core'
import { add, compare, multiply, type Rational, rational, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import type { Proof } from '../proof/proof.ts'
import { prove } from '../proof/prove.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { type ExactBudget, price } from './price.ts'
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
      const proof = proofOf(statistic)
      const budgets: [ExactBudget, string][] = [
        [{ epsilon: 0.3 }, 'laplace'],
        [{ rho: '1/50' }, 'gaussian'],
        [{ epsilon: 0.8, delta: 1e-6 }, 'gaussian'],
      ]
      for (const [budget, mechanism] of budgets) {
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
      ['a', proofOf(row.count())],
      ['b', proofOf(row.sum('age', { weight: 3 }))],
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
