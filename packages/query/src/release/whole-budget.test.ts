import { privacyFilter } from '@dither/core/account'
import { compare, formatRational, multiply, rational, subtract } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import type { Budget } from '../plan/plan.ts'
import { prove } from '../proof/prove.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { type ExactBudget, price } from './price.ts'
import { open } from './session.ts'
import { verifyCertificate } from './verify-certificate.ts'
import { wholeBudget } from './whole-budget.ts'

const people = table(
  memory([{ age: 30 }]),
  defineSchema({
    dataset: 'people',
    privacyUnit: 'row',
    columns: { age: { type: 'integer', lower: 0, upper: 100 } },
  }),
)
const proof = prove(people.count().question, people.schema)
const third = 1 / 3

/** Whether a budget of 1 pays for parts that together are no more than 1. */
function paysForParts(weights: readonly number[], read: (budget: Budget) => ExactBudget): boolean {
  const total = weights.reduce((a, b) => a + b, 0)
  const filter = privacyFilter({ epsilon: 1 })
  try {
    for (const weight of weights)
      filter.spend(price(proof, read({ epsilon: `${weight}/${total}` })).event)
    return true
  } catch {
    return false
  }
}

describe('a budget that is no whole number of units', () => {
  test('is rounded down, by less than a unit', () => {
    const of = (budget: Budget) =>
      Object.values(wholeBudget(budget, 'a')).map((value) => formatRational(rational(value)))
    expect(of({ epsilon: 0.5 })).toEqual(['1/2'])
    expect(of({ epsilon: '1/3' })).toEqual(['333333333333/1000000000000'])
    expect(of({ rho: 0.1 + 0.2 })).toEqual(['3/10'])
    expect(of({ epsilon: 1, delta: '1e-6' })).toEqual(['1', '1/1000000'])
    expect(of({ epsilon: 1, delta: '1/3000000' })).toEqual([
      '1',
      '333333333333/1000000000000000000',
    ])
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 30n), fc.bigInt(1n, 10n ** 15n), (n, d) => {
        const exact = rational(n, d)
        fc.pre(compare(exact, rational('1e-12')) >= 0 && compare(exact, rational(1e6)) <= 0)
        const budget = wholeBudget({ rho: formatRational(exact) }, 'a')
        const whole = rational('rho' in budget ? budget.rho : 0)
        expect(multiply(whole, rational(10n ** 12n)).denominator).toBe(1n)
        const lost = subtract(exact, whole)
        expect(lost.numerator >= 0n && compare(lost, rational('1e-12')) < 0).toBe(true)
      }),
    )
  })

  test('of less than a unit is refused with the way out', () => {
    expect(() => wholeBudget({ epsilon: 1e-13 }, 'pay')).toThrow(
      /pay: epsilon is less than 1e-12.*Give at least 1e-12/,
    )
    expect(() => wholeBudget({ epsilon: 1, delta: 1e-19 }, 'pay')).toThrow(/pay: delta.*1e-18/)
  })

  test('pays for all its parts; a twin that charges them as they are written does not', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(weights, (parts) => {
        expect(paysForParts(parts, (budget) => wholeBudget(budget, 'a'))).toBe(true)
      }),
      { numRuns: 25 },
    )
    expect(paysForParts([1, 1, 1], (budget) => budget)).toBe(false)
  })
})

describe('a session', () => {
  const both = async (budget: Budget, ...asked: Budget[]) => {
    await using session = await open(people, { budget })
    for (const one of asked) {
      const release = await session.release({ n: people.count(), age: people.sum('age') }, one)
      expect(verifyCertificate(release.certificate())).toEqual({ valid: true, faults: [] })
    }
    return session.spent
  }

  test('of a third pays for a question of a third, and of one for three', async () => {
    expect(await both({ epsilon: '1/3' }, { epsilon: '1/3' })).toMatchObject({
      epsilon: 0.333333333333,
    })
    expect(await both({ epsilon: third }, { epsilon: third })).toMatchObject({
      epsilon: 0.333333333333,
    })
    const thirds = [{ epsilon: third }, { epsilon: third }, { epsilon: third }]
    expect(await both({ epsilon: 1 }, ...thirds)).toMatchObject({ epsilon: 0.999999999999 })
    expect(await both({ rho: '1/3' }, { rho: '1/3' })).toMatchObject({ rho: 0.333333333333 })
    const exact = { epsilon: '1/3', delta: '1/3000000' }
    expect(await both(exact, exact)).toMatchObject({ epsilon: 0.333333333333 })
    expect(await both({ epsilon: 0.3 }, { epsilon: 0.1 + 0.2 })).toMatchObject({ epsilon: 0.3 })
  })

  test('reads the budgets of questions so too, and says what they cost', async () => {
    await using session = await open(people, { budget: { epsilon: '2/3' } })
    const plan = {
      a: people.count({ epsilon: '1/3' }),
      b: people.sum('age', { epsilon: third }),
    }
    expect(String(await session.explain(plan))).toMatch(/cost {6}epsilon 0\.333333333333\n/)
    const release = await session.release(plan)
    expect(release.a.loss).toMatchObject({ epsilon: 0.333333333333 })
    expect(release.loss).toMatchObject({ epsilon: 0.666666666666 })
    expect(verifyCertificate(release.certificate())).toEqual({ valid: true, faults: [] })
  })
})
