import { add, compare, multiply, type Rational, rational, subtract, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import { binomialWindow } from './binomial-window.ts'
import { countEstimate } from './count-estimate.ts'
import { type RandomisedBitsOptions, randomisedBit, randomisedBits } from './randomised-bits.ts'
import { randomisedResponse } from './randomised-response.ts'

const one = rational(1)
const less = (x: Rational): Rational => subtract(one, x)
const bitsOf = (values: readonly boolean[]): string => values.map(Number).join('')
const fractions = fc.integer({ min: 1, max: 99 }).map((n) => rational(n, 100n))
const budgets = fc.oneof(
  fc.integer({ min: 1, max: 3000 }).map((n) => rational(n, 100n)),
  fc.integer({ min: 1, max: 30 }).map((n) => rational(1n, 10n ** BigInt(n))),
)

describe('the law of randomised response', () => {
  const response = randomisedResponse({ categories: 3, p: '5/8' })
  const law = (key: string): Rational => (key === '1' ? response.p : response.q)
  const draw =
    (by = response, value = 1, change = (x: number) => x) =>
    (bits: BitSource) =>
      change(by.invoke(value, { bits }))

  it('is exactly p for the truth and (1 - p) / (k - 1) for all else, by every bit string', () => {
    for (const [wordBits, depth] of [
      [1, 12],
      [2, 7],
      [4, 4],
    ] as const)
      expectEnumeratedLaw(draw(), law, {
        wordBits,
        depth,
        support: ['0', '1', '2'],
        mutants: {
          'p 2 % up': draw(randomisedResponse({ categories: 3, p: '51/80' })),
          'the truth among the others': (bits) => {
            const value = draw()(bits)
            return value === 1 ? value : (value + (bits.next() & 1)) % 3
          },
          'the last never said': draw(response, 1, (x) => Math.min(x, 1)),
          'the next one always': draw(response, 1, (x) => (x === 1 ? 1 : 2)),
          'another truth': draw(response, 0),
        },
      })
  })

  it('of bits is p where they are 1 and q where they are 0, each by a coin of its own', () => {
    const options: RandomisedBitsOptions = { length: 2, p: '3/4', q: '1/4' }
    const coins = randomisedBits(options)
    const run =
      (by = coins, change = (x: boolean[]) => x) =>
      (bits: BitSource) =>
        bitsOf(change(by.invoke([true, false], { bits })))
    expectEnumeratedLaw(
      run(),
      (key) =>
        multiply(
          key[0] === '1' ? coins.p : less(coins.p),
          key[1] === '1' ? coins.q : less(coins.q),
        ),
      {
        wordBits: 2,
        depth: 6,
        support: ['00', '01', '10', '11'],
        mutants: {
          'one coin for all': run(coins, ([first = false]) => [first, !first]),
          'q forgotten': run(coins, ([first = false]) => [first, false]),
          'p for q': (bits) =>
            bitsOf(randomisedBits({ ...options, ones: 2 }).invoke([true, true], { bits })),
          'chances exchanged': (bits) => bitsOf(coins.invoke([false, true], { bits })),
        },
      },
    )
  })

  it('of yes and no has its two chances', () => {
    const coin = randomisedBit({ p: '3/4', q: '1/8' })
    for (const value of [true, false]) {
      const yes = value ? coin.p : coin.q
      expectEnumeratedLaw(
        (bits) => coin.invoke(value, { bits }),
        (key) => (key === 'true' ? yes : less(yes)),
        {
          wordBits: 1,
          depth: 4,
          support: ['true', 'false'],
          mutants: { 'the other value': (bits) => coin.invoke(!value, { bits }) },
        },
      )
    }
  })

  it('of a vector with too many ones is that of its first', () => {
    const coins = randomisedBits({ length: 4, ones: 2, f: '1/2' })
    for (let seed = 0; seed < 50; seed++)
      expect(coins.invoke([true, false, true, true], { bits: seededBits(seed) })).toEqual(
        coins.invoke([true, false, true, false], { bits: seededBits(seed) }),
      )
  })
})

describe('the loss of randomised response', () => {
  it('is the logarithm of exact odds, rounded up', () => {
    expect(randomisedResponse({ p: '3/4' }).loss().epsilon).toBeCloseTo(Math.log(3), 15)
    expect(randomisedResponse({ categories: 5, p: '1/2' }).loss().epsilon).toBeCloseTo(
      Math.log(4),
      15,
    )
    expect(randomisedBit({ p: '1/2', q: '1/8' }).loss().epsilon).toBeCloseTo(Math.log(4), 15)
    expect(randomisedBit({ p: '7/8', q: '1/2' }).loss().epsilon).toBeCloseTo(Math.log(4), 15)
  })

  it('is that of RAPPOR and of optimised unary encoding where these are published', () => {
    // Erlingsson et al.: 2 h ln((1 - f/2) / (f/2)), with h = 2 and f = 1/2.
    const rappor = randomisedBits({ length: 16, ones: 2, f: '1/2' })
    expect(rappor.loss().epsilon).toBeCloseTo(4.394449154672439, 14)
    const optimised = randomisedBits({ length: 8, epsilon: 1 })
    expect(toNumber(optimised.p)).toBe(0.5)
    expect(toNumber(optimised.q)).toBeCloseTo(1 / (Math.E + 1), 14)
  })

  it('by a budget is never more, and hardly less', () => {
    fc.assert(
      fc.property(
        budgets,
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (epsilon, length, wanted) => {
          const ones = Math.min(wanted, length)
          for (const made of [
            randomisedResponse({ categories: length, epsilon }),
            randomisedBits({ length, ones, epsilon }),
          ]) {
            const spent = made.loss().exact.epsilon
            expect(compare(spent, epsilon)).toBeLessThanOrEqual(0)
            const nearly = multiply(epsilon, rational('0.999999999999'))
            expect(compare(spent, nearly)).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of bits bounds every likelihood ratio of two vectors, and some two attain it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fractions, { minLength: 2, maxLength: 2, selector: toNumber }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (pair, length, wanted) => {
          const [q = one, p = one] = [...pair].sort(compare)
          const ones = Math.min(length, wanted)
          const { epsilon } = randomisedBits({ length, ones, p, q }).loss()
          const vectors = Array.from({ length: 2 ** length }, (_, mask) =>
            Array.from({ length }, (_bit, j) => (mask >> j) % 2 === 1),
          )
          const few = vectors.filter((v) => v.filter(Boolean).length <= ones)
          const chance = (v: readonly boolean[], out: readonly boolean[]) =>
            v.reduce((product, bit, j) => {
              const yes = bit ? p : q
              return product * toNumber(out[j] === true ? yes : less(yes))
            }, 1)
          let worst = 0
          for (const v of few)
            for (const w of few)
              for (const out of vectors)
                worst = Math.max(worst, Math.log(chance(v, out) / chance(w, out)))
          expect(worst / epsilon).toBeCloseTo(1, 9)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is what the event costs, also after a way through JSON', () => {
    const response = randomisedResponse({ categories: 3, p: '1/2' })
    const coins = randomisedBits({ length: 4, ones: 2, f: '1/2' })
    for (const { made, event } of [
      { made: response, event: response.event({ neighbours: 'change-one' }) },
      { made: coins, event: coins.event({ neighbours: 'change-one' }) },
    ]) {
      expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
      expect(priceEvent(event, { measure: 'pure' })).toEqual(made.loss())
      expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
      const { epsilon } = made.loss().exact
      const rho = multiply(rational('1/2'), multiply(epsilon, epsilon))
      expect(priceEvent(event, { measure: 'zcdp' })).toEqual(zcdpLoss(rho))
    }
    expect(events.randomisedResponse({ categories: 2, p: 0.75 }).p).toBe('3/4')
    expect(response.loss()).toEqual(pureLoss(response.loss().exact.epsilon))
  })

  it('is refused where the truth could be told for sure, or not at all', () => {
    const bad: readonly (() => unknown)[] = [
      () => randomisedResponse({ p: 1 }),
      () => randomisedResponse({ p: '1/2' }),
      () => randomisedResponse({ categories: 1, epsilon: 1 }),
      () => randomisedResponse({ categories: 4, p: '1/4' }),
      () => randomisedBit({ p: '1/2', q: 0 }),
      () => randomisedBit({ p: 1, q: '1/2' }),
      () => randomisedBit({ p: '1/4', q: '1/4' }),
      () => randomisedBit({ f: 0 }),
      () => randomisedBit({ f: 1 }),
      () => randomisedBits({ length: 0, f: '1/2' }),
      () => randomisedBits({ length: 3, ones: 4, f: '1/2' }),
    ]
    for (const make of bad) expect(make).toThrow(/must be/)
  })

  it('names no answer in an error', () => {
    const response = randomisedResponse({ categories: 3, epsilon: 1 })
    for (const secret of [77, -77, 7.75])
      expect(() => response.invoke(secret)).toThrow(/^category is not one, must be [^7]*$/)
    const coins = randomisedBits({ length: 3, f: '1/2' })
    // A hole would tell more than either report.
    const holes: boolean[] = []
    holes.length = 3
    expect(Object.keys(coins.invoke(holes))).toHaveLength(3)
    expect(() => coins.invoke([true])).toThrow('values is of another length, must be 3 bits')
  })
})

describe('estimates of counts', () => {
  it('are unbiased, and so is their variance: sums over the exact law', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fractions, { minLength: 2, maxLength: 2, selector: toNumber }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        (pair, reports, wanted) => {
          const [q = one, p = one] = [...pair].sort(compare)
          const held = Math.min(reports, wanted)
          const law = countLaw(held, reports, toNumber(p), toNumber(q))
          let [mean, square, variance] = [0, 0, 0]
          law.forEach((mass, count) => {
            const estimate = countEstimate({ count, reports, p, q })
            mean += mass * estimate.value
            square += mass * (estimate.value - held) ** 2
            variance += mass * estimate.variance
            expect(estimate.variance).toBeGreaterThan(0)
          })
          const size = reports / (toNumber(p) - toNumber(q))
          expect(Math.abs(mean - held)).toBeLessThan(1e-9 * size)
          expect(Math.abs(variance - square)).toBeLessThan(1e-9 * size * size)
        },
      ),
    )
  })

  it('have intervals that hold the true count as often as they say, over the exact law', () => {
    const [p, q] = [rational('3/4'), rational('1/4')]
    for (const [reports, confidence] of [
      [1, 0.5],
      [7, 0.9],
      [30, 0.95],
    ] as const) {
      const cover = (shrink: number): number =>
        Math.min(
          ...Array.from({ length: reports + 1 }, (_, held) =>
            countLaw(held, reports, 0.75, 0.25).reduce((sum, mass, count) => {
              const [low, high] = countEstimate({ count, reports, p, q }).interval({ confidence })
              return sum + (held >= low + shrink && held <= high - shrink ? mass : 0)
            }, 0),
          ),
        )
      expect(cover(0)).toBeGreaterThanOrEqual(confidence - 1e-9)
      // Has teeth: an interval that is one narrower on each side does not hold.
      expect(cover(1)).toBeLessThan(confidence)
    }
  })

  it('have intervals as narrow as the normal law where there are many reports', () => {
    const { p, q, estimate } = randomisedBit({ epsilon: 1 })
    const found = estimate(400_000, 1_000_000)
    const [low, high] = found.interval({ confidence: 0.95 })
    const expected = 1.959964 * Math.sqrt(found.variance)
    expect((high - low) / (2 * expected)).toBeCloseTo(1, 2)
    expect((low + high) / 2 / found.value).toBeCloseTo(1, 3)
    expect(compare(add(p, q), one)).toBe(0)
  })

  it('stay within the reports, also where noise goes beyond', () => {
    const { estimate } = randomisedResponse({ categories: 2, p: '3/4' })
    const [none, all] = estimate([0, 50])
    expect(none?.value).toBe(-25)
    expect(none?.interval({ confidence: 0.9 })).toEqual([0, 0])
    expect(all?.interval({ confidence: 0.9 })).toEqual([50, 50])
    expect(estimate([0, 0])[0]?.interval({ confidence: 0.9 })).toEqual([0, 0])
    expect(() => estimate([1])).toThrow(/must be 2 counts/)
    expect(() => estimate([-1, 3])).toThrow(/must be a whole number/)
    expect(() => countEstimate({ count: 1, reports: 2, p: 0.5, q: 0.5 })).toThrow(/more than q/)
  })

  it('stand on binomial laws that are right', () => {
    const { from, mass } = binomialWindow(4, 0.25)
    expect(from).toBe(0)
    expect([...mass].map((m) => Math.round(m * 256))).toEqual([81, 108, 54, 12, 1])
    const wide = binomialWindow(1_000_000, 0.3)
    const mean = wide.mass.reduce((sum, m, j) => sum + m * (wide.from + j), 0)
    expect(mean).toBeCloseTo(300_000, 6)
  })
})

/** Pr[count] by adding one respondent after the other. */
function countLaw(held: number, reports: number, p: number, q: number): number[] {
  let law = [1]
  for (let i = 0; i < reports; i++) {
    const yes = i < held ? p : q
    law = [...law, 0].map((mass, c) => mass * (1 - yes) + (law[c - 1] ?? 0) * yes)
  }
  return law
}
