import {
  compare,
  exp,
  type Interval,
  maximum,
  minimum,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { events } from '../../space/events.ts'
import { keepProbability } from './keep-probability.ts'
import { optimalSelection } from './optimal-selection.ts'
import { keyLoss, selectionLoss } from './selection-price.ts'

const one = rational(1)
const neighbours = 'add-remove' as const
const options = { epsilon: 1, delta: 0.01, maxGroups: 1, neighbours } as const

/** pi by its definition, in doubles. */
const recursion = (epsilon: number, delta: number, count: number): number => {
  let [kept, e] = [0, exp(epsilon)]
  for (let n = 0; n < count; n++) kept = Math.min(e * kept + delta, 1 - (1 - kept - delta) / e, 1)
  return kept
}
/** Whether probabilities x, y of neighbouring counts keep (epsilon, delta). */
const isPrivate = (x: number, y: number, epsilon: number, delta: number): boolean => {
  const e = exp(epsilon)
  const slack = delta * (1 + 1e-9)
  return [
    [x, y],
    [y, x],
    [1 - x, 1 - y],
    [1 - y, 1 - x],
  ].every(([a = 0, b = 0]) => a <= e * b + slack)
}

describe('how often a key is kept', () => {
  it('is what the recursion says, at every count', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 60 }),
        (hundredths, permille, count) => {
          const [epsilon, delta] = [hundredths / 100, permille / 1000]
          const { low, high } = keepProbability({ epsilon, delta, count: BigInt(count) })
          const exact = recursion(epsilon, delta, count)
          expect(Math.abs(toNumber(high) - exact)).toBeLessThan(1e-10)
          expect(toNumber(subtract(high, low))).toBeLessThan(2 ** -60)
          expect(compare(low, high)).toBeLessThanOrEqual(0)
        },
      ),
    )
  })

  it('keeps neighbouring counts within epsilon and delta, and could not be more', () => {
    for (const [epsilon, delta] of [
      [1, 0.01],
      [0.2, 1e-4],
      [3, 0.2],
    ] as const) {
      const kept = (n: number) => recursion(epsilon, delta, n)
      for (let n = 0; n < 80; n++) {
        expect(isPrivate(kept(n), kept(n + 1), epsilon, delta)).toBe(true)
        const more = Math.min(1, kept(n + 1) * 1.001)
        if (more > kept(n + 1) && kept(n + 1) * 1.001 < 1)
          expect(isPrivate(kept(n), more, epsilon, delta)).toBe(false)
      }
    }
  })

  it('is found at once for counts that a recursion never reaches, and at tiny epsilons', () => {
    const rare = { epsilon: '1e-6', delta: '1e-9' }
    const at = (count: bigint) => toNumber(keepProbability({ ...rare, count }).low)
    expect(at(1000n)).toBeCloseTo(recursion(1e-6, 1e-9, 1000), 12)
    expect(at(10n ** 6n)).toBeLessThan(at(10n ** 7n))
    expect(keepProbability({ ...rare, count: 10n ** 12n })).toEqual({ low: one, high: one })
    expect(toNumber(keepProbability({ epsilon: 50, delta: '1e-200', count: 9n }).low)).toBeCloseTo(
      0,
      20,
    )
    expect(keepProbability({ epsilon: 1, delta: 0.5, count: 2n }).high).toEqual(one)
  })

  it('begins at delta, and after the floor', () => {
    expect(keepProbability({ epsilon: 1, delta: 0.01, count: 0n }).high).toEqual(rational(0))
    expect(keepProbability({ epsilon: 1, delta: 0.01, count: 1n }).high).toEqual(rational(0.01))
    const floor = { epsilon: 1, delta: 0.01, preThreshold: 20 }
    expect(keepProbability({ ...floor, count: 19n }).high).toEqual(rational(0))
    for (const n of [1n, 4n, 7n])
      expect(keepProbability({ ...floor, count: 19n + n })).toEqual(
        keepProbability({ epsilon: 1, delta: 0.01, count: n }),
      )
  })
})

describe('the price of a selection', () => {
  it('is shared evenly by the keys that a unit may be in', () => {
    const made = optimalSelection({ ...options, delta: 1e-6, maxGroups: 4 })
    expect([made.keyEpsilon, made.keyDelta]).toEqual([rational('1/4'), rational('1/4000000')])
    const swapped = optimalSelection({ ...options, maxGroups: 4, neighbours: 'change-one' })
    expect(swapped.keyEpsilon).toEqual(rational('1/8'))
    for (const selection of [made, swapped]) {
      const event = readEvent(JSON.parse(JSON.stringify(selection.event())))
      expect(event).toEqual(selection.event())
      expect(priceEvent(event, { measure: 'approximate' })).toEqual(selection.loss())
      expect(selection.loss().epsilon).toBe(1)
      for (const measure of ['pure', 'zcdp'] as const)
        expect(() => priceEvent(event, { measure })).toThrow(/have a delta/)
    }
    expect(made.loss().delta).toBe(1e-6)
  })

  it('of counts that move by more covers every two counts that far apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 200 }),
        (rows, hundredths) => {
          const epsilon = hundredths / 100
          const made = optimalSelection({ epsilon, delta: 0.05, rows, neighbours })
          expect(made.loss().delta).toBeLessThanOrEqual(0.05)
          expect(made.loss().delta).toBeGreaterThan(0.05 * (1 - 1e-12))
          const kept = (n: number) =>
            recursion(toNumber(made.keyEpsilon), toNumber(made.keyDelta), n)
          for (let n = 0; n < 60; n++)
            expect(isPrivate(kept(n), kept(n + rows), epsilon, 0.05)).toBe(true)
          // Twin: k times delta, without the growth of group privacy.
          if (rows > 2 && epsilon > 0.5)
            expect(isPrivate(0, kept(rows), epsilon, rows * toNumber(made.keyDelta))).toBe(false)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('of an event from anywhere is an answer, not an accident', () => {
    const huge = events.optimalSelection({
      epsilon: 1000,
      delta: 0.5,
      reach: { maxGroups: 2 ** 40, maxPerGroup: 2 ** 40 },
      neighbours,
    })
    expect(priceEvent(huge, { measure: 'approximate' })).toMatchObject({ delta: 1 })
  })

  it('comes back from a share', () => {
    const total = { epsilon: rational(2), delta: rational(1e-5) }
    for (const reach of [{ rows: 7 }, { maxGroups: 3, maxPerGroup: 2 }])
      for (const relation of ['add-remove', 'change-one'] as const) {
        const loss = selectionLoss(keyLoss(total, reach, relation), reach, relation)
        expect(loss).toEqual(total)
      }
  })
})

describe('a selection', () => {
  it('has exactly the stated law, by every bit string', () => {
    const make = (change = {}) => optimalSelection({ ...options, delta: 0.05, ...change })
    const selection = make()
    const complement = ({ low, high }: Interval): Interval => ({
      low: maximum(rational(0), subtract(one, high)),
      high: minimum(one, subtract(one, low)),
    })
    for (const count of [1n, 3n, 4n])
      expectEnumeratedLaw(
        (bits) => selection.keeps(count, { bits }),
        (key) => {
          const kept = selection.keepProbability(count)
          return key === 'true' ? kept : complement(kept)
        },
        {
          wordBits: 4,
          depth: 3,
          support: ['true', 'false'],
          mutants: {
            'one more unit': (bits) => selection.keeps(count + 1n, { bits }),
            'one unit less': (bits) => selection.keeps(count - 1n, { bits }),
            'delta 2 % up': (bits) => make({ delta: 0.051 }).keeps(count, { bits }),
            // Twin: e^epsilon pi + delta at every count, 0.05 (1 + e + e^2 + e^3) at 4.
            ...(count === 4n ? { 'only the first bound': () => true } : {}),
          },
        },
      )
  })

  it('keeps keys in an order of its own, and none that nobody has', () => {
    const selection = optimalSelection(options)
    const counts: [string, bigint][] = [
      ['pear', 500n],
      ['apple', 400n],
      ['none', 0n],
    ]
    expect(selection.invoke(counts)).toEqual(['apple', 'pear'])
    expect(selection.keeps(0n)).toBe(false)
    expect(selection.keeps(1000n, { bits: seededBits(3) })).toBe(true)
    const floor = optimalSelection({ ...options, delta: 0.9, preThreshold: 450 })
    expect(floor.invoke(counts)).not.toContain('apple')
  })

  it('refuses what makes no sense, and names no key', () => {
    for (const bad of [
      { ...options, epsilon: 0 },
      { ...options, delta: 0 },
      { ...options, delta: 1 },
      { ...options, maxGroups: 0 },
      { ...options, preThreshold: -1 },
    ])
      expect(() => optimalSelection(bad)).toThrow(/must be/)
    const twice: [string, bigint][] = [
      ['secret', 1n],
      ['secret', 2n],
    ]
    expect(() => optimalSelection(options).invoke(twice)).toThrow(
      /^keys must be texts, each of them once/,
    )
  })
})
