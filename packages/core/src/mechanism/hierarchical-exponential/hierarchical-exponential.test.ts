import {
  absolute,
  compare,
  exp,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { zcdpLoss } from '../../space/loss.ts'
import {
  type CategoricalExponential,
  categoricalExponential,
  hierarchicalExponential,
} from './categorical-exponential.ts'
import { hierarchyDistances } from './category-distances.ts'

/** Places on a line: in the middle there are more near ones. */
const line = (n: number, step: number | string = 1) => ({
  categories: Array.from({ length: n }, (_, i) => `c${i}`),
  distances: Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_x, j) =>
      multiply(rational(step), absolute(subtract(rational(i), rational(j)))),
    ),
  ),
})
const tree = [
  ['Anna', 'Ben'],
  ['Cora', 'Dan', ['Eva', 'Finn']],
] as const

/** Symmetric distances from 1 to 9 between 2 to 6 categories; no metric, mostly. */
const someDistances = fc.integer({ min: 2, max: 6 }).chain((n) =>
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: n * n, maxLength: n * n }).map((all) => ({
    categories: Array.from({ length: n }, (_, i) => `c${i}`),
    distances: Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_x, j) =>
        i === j ? 0 : (all[Math.min(i, j) * n + Math.max(i, j)] ?? 1),
      ),
    ),
  })),
)
const scales = fc.integer({ min: 50, max: 900 }).map((n) => rational(n, 100n))

/** Chances by their definition, in doubles. */
const chances = (distances: readonly (readonly number[])[], scale: number): number[][] =>
  distances.map((row) => {
    const weights = row.map((d) => exp(-d / scale))
    const total = weights.reduce((sum, w) => sum + w, 0)
    return weights.map((w) => w / total)
  })

/** The largest loss, per unit of distance or not, by every pair and every answer. */
const largest = (
  distances: readonly (readonly number[])[],
  scale: number,
  per: boolean,
): number => {
  const p = chances(distances, scale)
  let worst = 0
  p.forEach((from, i) => {
    p.forEach((to, j) => {
      if (i === j) return
      const by = per ? (distances[i]?.[j] ?? 1) : 1
      from.forEach((mass, y) => {
        worst = Math.max(worst, Math.log(mass / (to[y] ?? 1)) / by)
      })
    })
  })
  return worst
}

describe('an answer by distances', () => {
  it('has exactly its law, from every category of a tree, by every bit string', () => {
    const made = hierarchicalExponential({ hierarchy: tree, scale: 2 })
    const draw =
      (category: string, by: CategoricalExponential = made) =>
      (bits: BitSource) =>
        by.invoke(category, { bits })
    for (const category of ['Anna', 'Dan', 'Finn']) {
      const other = category === 'Anna' ? 'Ben' : 'Anna'
      expectEnumeratedLaw(draw(category), (answer) => made.probability({ category, answer }), {
        wordBits: 4,
        depth: 4,
        support: made.categories,
        mutants: {
          'another category': draw(other),
          'scale 2 % up': draw(
            category,
            hierarchicalExponential({ hierarchy: tree, scale: '2.04' }),
          ),
          'a flat tree': draw(
            category,
            hierarchicalExponential({ hierarchy: tree.flat(2), scale: 2 }),
          ),
          'one answer for another': (bits) => {
            const answer = draw(category)(bits)
            return answer === 'Cora' ? 'Dan' : answer
          },
        },
      })
    }
  })

  it('has chances that are proportional to e^(-distance / scale)', () => {
    const { categories, distances } = hierarchyDistances(tree)
    expect(distances[0]).toEqual([0, 2, 4, 4, 5, 5])
    expect(distances[4]).toEqual([5, 5, 3, 3, 0, 2])
    const made = categoricalExponential({ categories, distances, scale: '3/2' })
    const by = chances(
      hierarchyDistances(tree).distances.map((row) => row.map(Number)),
      1.5,
    )
    categories.forEach((category, i) => {
      categories.forEach((answer, j) => {
        const { low, high } = made.probability({ category, answer })
        expect(toNumber(low)).toBeCloseTo(by[i]?.[j] ?? 0, 14)
        expect(toNumber(subtract(high, low))).toBeLessThan(1e-15)
      })
    })
  })

  it('costs exactly the largest loss of all pairs and answers, in all and per unit of distance', () => {
    fc.assert(
      fc.property(someDistances, scales, (of, scale) => {
        const made = categoricalExponential({ ...of, scale })
        const worst = largest(of.distances, toNumber(scale), false)
        expect(made.loss().epsilon / worst).toBeCloseTo(1, 11)
        const worstPer = largest(of.distances, toNumber(scale), true)
        expect(made.lossPerDistance().epsilon / worstPer).toBeCloseTo(1, 11)
      }),
      { numRuns: 150 },
    )
  })

  it('by a budget costs at most that, and hardly less, where the naive scale is twice too large', () => {
    fc.assert(
      fc.property(
        someDistances,
        fc.integer({ min: 1, max: 800 }).map((n) => rational(n, 100n)),
        (of, epsilon) => {
          const made = categoricalExponential({ ...of, epsilon })
          const spent = made.loss().exact.epsilon
          expect(compare(spent, epsilon)).toBeLessThanOrEqual(0)
          expect(compare(spent, multiply(epsilon, rational('0.9999999')))).toBe(1)
          const most = Math.max(...of.distances.flat())
          const naive = rational(2 * most)
          expect(compare(made.scale, multiply(naive, inverse(epsilon)))).toBeLessThan(1)
          const per = categoricalExponential({ ...of, epsilonPerDistance: epsilon })
          const each = per.lossPerDistance().exact.epsilon
          expect(compare(each, epsilon)).toBeLessThanOrEqual(0)
          expect(compare(each, multiply(epsilon, rational('0.9999999')))).toBe(1)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('costs distance / scale and no more where all categories have the same distances', () => {
    // Nothing is renormalised: a ring, a flat list, and a tree that is the same from each leaf.
    const flat = hierarchicalExponential({ hierarchy: ['a', 'b', 'c', 'd'], scale: 2 })
    expect(flat.loss().epsilon).toBeCloseTo(1, 15)
    const even = hierarchicalExponential({
      hierarchy: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      scale: 2,
    })
    expect(even.loss().epsilon).toBeCloseTo(2, 15)
    // The usual price, 2 max d / scale, is twice that; so is the scale that it gives for a budget.
    const bought = hierarchicalExponential({
      hierarchy: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      epsilon: 1,
    })
    expect(toNumber(bought.scale)).toBeCloseTo(4, 12)
    // On a line the ends have fewer near ones, and that costs.
    expect(categoricalExponential({ ...line(9), scale: 4 }).loss().epsilon).toBeGreaterThan(2)
    expect(categoricalExponential({ ...line(9), scale: 4 }).lossPerDistance().epsilon).toBeLessThan(
      0.5,
    )
  })

  it('is the same in any unit of distance', () => {
    const near = categoricalExponential({ ...line(5, '1/1000'), epsilon: 1 })
    const far = categoricalExponential({ ...line(5, 7), epsilon: 1 })
    expect(near.loss().epsilon).toBeCloseTo(far.loss().epsilon, 12)
    expect(toNumber(far.scale) / toNumber(near.scale)).toBeCloseTo(7000, 6)
    const draws = (by: CategoricalExponential) => {
      const bits = seededBits('units')
      return Array.from({ length: 50 }, () => by.invoke('c1', { bits }))
    }
    const exact = categoricalExponential({ ...line(5, '1/1000'), scale: '1/500' })
    expect(draws(exact)).toEqual(draws(categoricalExponential({ ...line(5), scale: 2 })))
  })

  it('has an accuracy that holds for every category, and no smaller distance does', () => {
    fc.assert(
      fc.property(someDistances, scales, fc.integer({ min: 1, max: 99 }), (of, scale, percent) => {
        const reach = categoricalExponential({ ...of, scale }).accuracy({
          confidence: percent / 100,
        })
        const p = chances(of.distances, toNumber(scale))
        const within = (d: number): number =>
          Math.min(
            ...p.map((row, i) =>
              row.reduce((sum, mass, j) => sum + ((of.distances[i]?.[j] ?? 0) <= d ? mass : 0), 0),
            ),
          )
        expect(within(reach)).toBeGreaterThan(percent / 100 - 1e-9)
        if (reach > 0) expect(within(reach - 0.5)).toBeLessThan(percent / 100 + 1e-9)
      }),
      { numRuns: 60 },
    )
  })

  it('names its event, which costs what the answer does, in zCDP too', () => {
    fc.assert(
      fc.property(someDistances, scales, (of, scale) => {
        const made = categoricalExponential({ ...of, scale })
        const event = made.event({ neighbours: 'change-one' })
        expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
        expect(priceEvent(event, { measure: 'pure' })).toEqual(made.loss())
        expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
        expect(priceEvent(event, { measure: 'zcdp' })).toEqual(made.zcdpLoss())
        const { epsilon } = made.loss().exact
        const plain = zcdpLoss(multiply(rational('1/2'), multiply(epsilon, epsilon)))
        expect(made.zcdpLoss().rho).toBeLessThanOrEqual(plain.rho)
        // Rényi divergences of some orders, by their definition.
        const p = chances(of.distances, toNumber(scale))
        for (const order of [1.5, 2, 8])
          for (const from of p)
            for (const to of p) {
              const moment = from.reduce(
                (sum, mass, y) =>
                  sum + Math.exp(order * Math.log(mass) + (1 - order) * Math.log(to[y] ?? 1)),
                0,
              )
              const divergence = Math.log(moment) / (order - 1)
              expect(divergence).toBeLessThanOrEqual(order * made.zcdpLoss().rho + 1e-9)
            }
      }),
      { numRuns: 40 },
    )
  })

  it('names no category in an error', () => {
    const made = hierarchicalExponential({ hierarchy: tree, epsilon: 1 })
    expect(() => made.invoke('Gustav')).toThrow(
      /^category is not one, must be one of the categories$/,
    )
  })

  it('refuses what are no distances', () => {
    const of = (distances: number[][]) => () =>
      categoricalExponential({ categories: ['a', 'b'], distances, epsilon: 1 })
    expect(
      of([
        [0, 1],
        [2, 0],
      ]),
    ).toThrow(/same both ways/)
    expect(
      of([
        [0, 0],
        [0, 0],
      ]),
    ).toThrow(/more than 0/)
    expect(
      of([
        [1, 1],
        [1, 0],
      ]),
    ).toThrow(/must be 0/)
    expect(of([[0, 1]])).toThrow(/2 rows of 2/)
    expect(() => hierarchicalExponential({ hierarchy: ['a'], epsilon: 1 })).toThrow(/from 2 to 512/)
    expect(() => hierarchicalExponential({ hierarchy: ['a', ['a']], epsilon: 1 })).toThrow(/once/)
    expect(() => hierarchicalExponential({ hierarchy: ['a', 'b'], scale: 0 })).toThrow(
      /more than 0/,
    )
  })

  it('is made for hundreds of categories', () => {
    const hierarchy = Array.from({ length: 16 }, (_, i) =>
      Array.from({ length: 1 + i }, (_x, j) => `${i}.${j}`),
    )
    const made = hierarchicalExponential({ hierarchy, epsilon: 2 })
    expect(made.categories).toHaveLength(136)
    expect(made.loss().epsilon).toBeLessThanOrEqual(2)
    expect(made.categories).toContain(made.invoke('7.3', { bits: seededBits('many') }))
  })
})

function inverse({ numerator, denominator }: Rational): Rational {
  return rational(denominator, numerator)
}
