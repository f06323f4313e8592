import {
  add,
  compare,
  divide,
  exp,
  type Interval,
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
import { events } from '../../space/events.ts'
import { keyChange } from '../../space/key-reach.ts'
import { approximateLoss } from '../../space/loss.ts'
import { discreteLaplaceProbability } from '../discrete-laplace/discrete-laplace-law.ts'
import { keyDelta, type StabilityHistogramOptions } from './histogram-noise.ts'
import { newKeysDelta } from './new-keys-delta.ts'
import { gaussianTail, laplaceTail } from './noise-tail.ts'
import { stabilityHistogram } from './stability-histogram.ts'
import { stabilityDelta, stabilityThreshold } from './stability-threshold.ts'

const one = rational(1)
const neighbours = 'add-remove' as const

/** Pr[Z >= d] in doubles. */
const direct = (scale: number, d: number): number => {
  const q = exp(-1 / scale)
  return d > 0 ? exp(-d / scale) / (1 + q) : 1 - exp(-(1 - d) / scale) / (1 + q)
}
/** Every way to put k rows into keys, as the counts of the keys. */
function* splits(k: number, most = k): Iterable<readonly number[]> {
  if (k === 0) yield []
  for (let first = Math.min(k, most); first > 0; first--)
    for (const rest of splits(k - first, first)) yield [first, ...rest]
}
const released = (scale: number, threshold: number, counts: readonly number[]): number =>
  1 - counts.reduce((none, count) => none * (1 - direct(scale, threshold - count)), 1)

describe('the delta of a threshold', () => {
  it('is the exact chance that a new key is released, at every threshold', () => {
    for (const scale of [0.5, 1, 4])
      for (let threshold = -5; threshold <= 40; threshold++)
        for (const maxGroups of [1, 2, 7]) {
          const { low, high } = stabilityDelta({
            noise: { scale },
            threshold: BigInt(threshold),
            reach: { maxGroups },
            neighbours,
          })
          const counts = Array.from({ length: maxGroups }, () => 1)
          const exact = released(scale, threshold, counts)
          expect(Math.abs(toNumber(high) - exact)).toBeLessThan(1e-14)
          expect(toNumber(high) / toNumber(low)).toBeLessThan(1 + 2 ** -50)
        }
  })

  it('of k rows is that of their worst split, and some other split is no worse', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -4, max: 25 }),
        fc.integer({ min: 1, max: 40 }),
        (rows, threshold, tenths) => {
          const scale = tenths / 5
          const { high } = stabilityDelta({
            noise: { scale },
            threshold: BigInt(threshold),
            reach: { rows },
            neighbours,
          })
          const worst = Math.max(...[...splits(rows)].map((s) => released(scale, threshold, s)))
          expect(Math.abs(toNumber(high) - worst)).toBeLessThan(1e-12)
        },
      ),
      { numRuns: 60 },
    )
    // One key of 5 rows is the worst at small scales, 5 keys of one row at large ones.
    const deltaOf = (scale: number, reach: { rows: number } | { maxGroups: number }) =>
      toNumber(stabilityDelta({ noise: { scale }, threshold: 9n, reach, neighbours }).high)
    expect(deltaOf(1, { rows: 5 })).toBeGreaterThan(2 * deltaOf(1, { maxGroups: 5 }))
    expect(deltaOf(30, { rows: 5 })).toBe(deltaOf(30, { maxGroups: 5 }))
  })

  it('of Gaussian noise is found the same way', () => {
    for (const rows of [1, 4, 6]) {
      const tail = gaussianTail(rational(9), 200)
      for (const threshold of [3n, 8n, 14n]) {
        const delta = newKeysDelta({ tail, threshold, reach: { rows }, neighbours })
        const worst = Math.max(
          ...[...splits(rows)].map(
            (counts) =>
              1 -
              counts.reduce(
                (none, count) => none * (1 - toNumber(tail(threshold - BigInt(count)).high)),
                1,
              ),
          ),
        )
        expect(Math.abs(toNumber(delta.high) - worst)).toBeLessThan(1e-14)
      }
    }
  })

  it('counts the keys of both units where one takes the place of the other', () => {
    const ask = (maxGroups: number, relation: 'add-remove' | 'change-one') =>
      stabilityDelta({
        noise: { scale: 2 },
        threshold: 12n,
        reach: { maxGroups },
        neighbours: relation,
      })
    expect(toNumber(ask(3, 'change-one').high)).toBeCloseTo(toNumber(ask(6, neighbours).high), 14)
    expect(keyChange({ maxGroups: 3, maxPerGroup: 2 }, 'change-one')).toEqual({
      keys: 6n,
      l1: 12n,
      l2Squared: 24n,
    })
    expect(keyChange({ rows: 3 }, 'change-one')).toEqual({ keys: 6n, l1: 6n, l2Squared: 18n })
  })

  it('bounds what an attacker can gain, and is attained; twins one off are refused', () => {
    // One new key: Pr[released] is the whole of delta, for any epsilon.
    const scale = rational(2)
    const { high } = stabilityDelta({
      noise: { scale },
      threshold: 10n,
      reach: { maxGroups: 1 },
      neighbours,
    })
    const hit = laplaceTail(scale)(9n)
    expect(compare(hit.low, high)).toBeLessThan(0)
    expect(toNumber(hit.low) / toNumber(high)).toBeCloseTo(1, 15)
    // Off by one: the chance at a count of 0, or strictly above the threshold, is too small.
    for (const broken of [10n, 11n])
      expect(compare(laplaceTail(scale)(broken).high, high)).toBeLessThan(0)
  })
})

describe('the threshold', () => {
  it('is the smallest that keeps delta', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('1/10', '1e-6', '1e-20', '0.95'),
        fc.boolean(),
        (tenths, size, delta, laplace) => {
          const noise = laplace ? { scale: tenths / 10 } : { variance: tenths / 10 }
          const reach = size % 2 ? { maxGroups: size } : { rows: size }
          const threshold = stabilityThreshold({ noise, reach, neighbours, delta })
          const at = (t: bigint) => stabilityDelta({ noise, reach, neighbours, threshold: t })
          expect(compare(at(threshold).high, rational(delta))).toBeLessThanOrEqual(0)
          expect(compare(at(threshold - 1n).low, rational(delta))).toBeGreaterThan(0)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a stability histogram', () => {
  const made = stabilityHistogram({
    noise: 'laplace',
    epsilon: 1,
    delta: 1e-6,
    maxGroups: 3,
    neighbours,
  })

  it('costs its epsilon, and at most its delta, in its event too', () => {
    expect(made.noise).toEqual({ scale: rational(3) })
    expect(made.loss().exact.epsilon).toEqual(one)
    expect(made.loss().delta).toBeLessThanOrEqual(1e-6)
    expect(made.loss().delta).toBeGreaterThan(1e-6 * exp(-1 / 3))
    const event = readEvent(JSON.parse(JSON.stringify(made.event())))
    expect(event).toEqual(made.event())
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
    for (const measure of ['pure', 'zcdp'] as const)
      expect(() => priceEvent(event, { measure })).toThrow(/have a delta/)
  })

  it('with Gaussian noise costs what the noise costs, and the delta of the keys', () => {
    const claimed = stabilityHistogram({
      noise: 'gaussian',
      epsilon: 1,
      delta: 1e-6,
      maxGroups: 4,
      neighbours,
    })
    expect(claimed.loss().epsilon).toBe(1)
    expect(claimed.loss().delta).toBeLessThanOrEqual(1e-6)
    expect(claimed.loss().delta).toBeGreaterThan(5e-7)
    expect(priceEvent(claimed.event(), { measure: 'approximate' })).toEqual(claimed.loss())
    const byRho = stabilityHistogram({
      noise: 'gaussian',
      rho: 0.02,
      delta: 1e-7,
      maxGroups: 4,
      neighbours: 'change-one',
    })
    expect(byRho.noise).toEqual({ variance: rational(200) })
    const spent = byRho.loss({ noiseDelta: 1e-6 })
    expect(spent.delta).toBeLessThanOrEqual(1.1e-6)
    expect(() => byRho.loss()).toThrow(/noiseDelta is missing/)
    expect(priceEvent(byRho.event(), { measure: 'approximate', delta: 1e-6 })).toEqual(spent)
  })

  it('is priced with other Gaussian noise, once, and its keys beside it', () => {
    const event = events.stabilityHistogram({
      noise: { variance: 50 },
      threshold: 60n,
      reach: { maxGroups: 1 },
      neighbours,
    })
    const plain = events.discreteGaussian({ variance: 50, sensitivitySquared: 1, neighbours })
    const options = { measure: 'approximate', delta: 1e-6 } as const
    const alone = priceEvent(events.composed([plain, plain]), options)
    const both = priceEvent(events.composed([plain, event]), options)
    const keys = stabilityDelta({
      noise: { variance: 50 },
      threshold: 60n,
      reach: { maxGroups: 1 },
      neighbours,
    })
    if (alone.kind !== 'approximate') throw new Error('approximate')
    expect(both).toEqual(approximateLoss(alone.exact.epsilon, add(rational(1e-6), keys.high)))
  })

  it.each([
    ['a lower threshold', { threshold: 10n }],
    ['more keys', { reach: { maxGroups: 30 } }],
    ['less noise', { noise: { scale: 1 } }],
  ])('costs more with %s, whatever else the event says', (_, change) => {
    const event = { noise: { scale: 3 }, threshold: made.threshold, reach: { maxGroups: 3 } }
    const dearer = events.stabilityHistogram({ ...event, ...change, neighbours })
    const loss = priceEvent(dearer, { measure: 'approximate' })
    const base = made.loss()
    if (loss.kind !== 'approximate') throw new Error('approximate')
    expect(loss.epsilon > base.epsilon || loss.delta > base.delta).toBe(true)
  })

  it('releases only keys that somebody has, in an order of its own', () => {
    const counts = new Map([
      ['pear', 1000n],
      ['apple', 900n],
      ['none', 0n],
      ['fig', 1n],
    ])
    const released = made.invoke(counts, { bits: seededBits(1) })
    expect([...released.keys()]).toEqual(['apple', 'pear'])
    expect(made.invoke([...counts].reverse(), { bits: seededBits(1) })).toEqual(released)
    expect(made.release(0n)).toBeUndefined()
    const eager = stabilityHistogram({
      noise: 'laplace',
      scale: 1,
      threshold: -50n,
      maxGroups: 1,
      neighbours,
    })
    expect(eager.release(0n)).toBeUndefined()
    expect(eager.release(1n)).toBeDefined()
  })

  it('keeps back keys of too few, and asks k - 1 more of the others', () => {
    const options = { noise: 'laplace', epsilon: 1, delta: 1e-6, maxGroups: 3, neighbours } as const
    const floor = stabilityHistogram({ ...options, preThreshold: 50 })
    expect(floor.threshold).toBe(made.threshold + 49n)
    expect(floor.loss()).toEqual(made.loss())
    expect(floor.event()).toEqual(made.event())
    expect(floor.keepProbability(49n).high).toEqual(rational(0))
    expect(floor.keepProbability(50n)).toEqual(made.keepProbability(1n))
    expect(floor.release(49n)).toBeUndefined()
  })

  it('has exactly the stated law, by every bit string', () => {
    const make = (scale: string, threshold: bigint) =>
      stabilityHistogram({ noise: 'laplace', scale, threshold, maxGroups: 1, neighbours })
    const noise = make('1', 2n)
    const law = (key: string): Interval => {
      if (key !== 'undefined')
        return discreteLaplaceProbability({ scale: one, input: 1n, output: BigInt(key) })
      const { low, high } = noise.keepProbability(1n)
      return { low: subtract(one, high), high: subtract(one, low) }
    }
    expectEnumeratedLaw((bits) => noise.release(1n, { bits }), law, {
      wordBits: 3,
      depth: 5,
      support: ['undefined', '2', '3'],
      mutants: {
        'threshold off by one': (bits) => make('1', 3n).release(1n, { bits }),
        'scale 10 % off': (bits) => make('11/10', 2n).release(1n, { bits }),
        'exact pre-filter': () => undefined,
      },
    })
  })

  it('keeps its (epsilon, delta) at every output, key changes included; broken twins do not', () => {
    // Neighbours: {a: 3, b: 1} and {a: 2}; outputs are the two released counts, or that there is none.
    const scale = one
    const check = (threshold: bigint, delta: Rational, from: bigint) => {
      const law = (count: bigint): Map<string, Rational> => {
        const masses = new Map<string, Rational>()
        if (count < 1n) return masses.set('none', one)
        let rest = one
        for (let y = threshold; y < threshold + 60n; y += 1n) {
          const { low } = discreteLaplaceProbability({ scale, input: count, output: y })
          masses.set(String(y), low)
          rest = subtract(rest, low)
        }
        return masses.set('none', rest)
      }
      const e = rational(exp(2))
      const excess = (p: [bigint, bigint], q: [bigint, bigint]): Rational => {
        const [pa, pb, qa, qb] = [law(p[0]), law(p[1]), law(q[0]), law(q[1])]
        let sum = rational(0)
        for (const [x, px] of pa)
          for (const [y, py] of pb) {
            const other = multiply(qa.get(x) ?? rational(0), qb.get(y) ?? rational(0))
            const gain = subtract(multiply(px, py), multiply(e, other))
            if (compare(gain, rational(0)) > 0) sum = add(sum, gain)
          }
        return sum
      }
      const [with_, without]: [[bigint, bigint], [bigint, bigint]] = [
        [3n, from],
        [2n, 0n],
      ]
      return [excess(with_, without), excess(without, with_)].every(
        (gain) => compare(gain, multiply(delta, rational('1.000001'))) <= 0,
      )
    }
    const { high } = stabilityDelta({
      noise: { scale },
      threshold: 6n,
      reach: { maxGroups: 1 },
      neighbours,
    })
    expect(check(6n, high, 1n)).toBe(true)
    // Twins: the threshold one too low, a unit that adds 2 to a key, a delta of the scale of counts of 0.
    expect(check(5n, high, 1n)).toBe(false)
    expect(check(6n, high, 2n)).toBe(false)
    expect(check(6n, divide(high, rational(exp(1))), 1n)).toBe(false)
  })

  it('refuses what makes no sense, and names no count', () => {
    const options = { noise: 'laplace', epsilon: 1, delta: 1e-6, maxGroups: 1, neighbours } as const
    for (const bad of [
      { ...options, maxGroups: 0 },
      { ...options, delta: 0 },
      { ...options, epsilon: 0 },
      { ...options, preThreshold: 0 },
      { ...options, preThreshold: 1.5 },
      // As programs without types may.
      { ...options, neighbours: JSON.parse('"swap"') },
      { ...options, neighbours: JSON.parse('null') },
    ])
      expect(() => stabilityHistogram(bad)).toThrow(/must be/)
    expect(() =>
      events.stabilityHistogram({
        noise: { scale: 1 },
        threshold: 5n,
        reach: { maxGroups: 1 },
        neighbours: 'unstated',
      }),
    ).toThrow(/neighbours is unstated/)
    expect(() =>
      made.invoke([
        ['a', 5n],
        ['a', 6n],
      ]),
    ).toThrow('keys must be texts, each of them once')
    expect(made.accuracy({ confidence: 0.95 })).toBe(9)
  })

  it('takes no noise but the two it knows: a twin that takes any other for Gaussian overspends', () => {
    const asked = { epsilon: 1, delta: 1e-6, maxGroups: 1, maxPerGroup: 50, neighbours } as const
    // As programs without types may say it, or leave it out.
    const untyped = (text: string): StabilityHistogramOptions => ({ ...asked, ...JSON.parse(text) })
    const refused = (text: string, why: string): void =>
      expect(() => stabilityHistogram(untyped(text))).toThrow(why)
    refused('{}', 'noise is missing, must be laplace or gaussian')
    refused('{"noise":"Gaussian"}', 'noise is Gaussian, must be laplace or gaussian')
    refused('{"noise":"gausian"}', 'noise is gausian, must be laplace or gaussian')
    refused('{"noise":"gaussian","preTreshold":20}', 'Did you mean preThreshold?')
    refused('{"noise":"laplace","variance":9}', 'variance is not a field of')

    // The twin: the same Gaussian noise, at all of delta, and keys for all of delta again.
    const twin = (text: string): Rational => {
      const { noise } = stabilityHistogram(untyped('{"noise":"gaussian"}'))
      const all = keyDelta({ delta: asked.delta, ...JSON.parse(text) })
      const threshold = stabilityThreshold({ noise, reach: asked, neighbours, delta: all })
      const keys = stabilityDelta({ noise, reach: asked, neighbours, threshold }).high
      return add(keys, divide(rational(asked.delta), rational(2)))
    }
    expect(toNumber(twin('{"noise":"gausian","epsilon":1}'))).toBeGreaterThan(asked.delta)
    for (const made of [
      stabilityHistogram({ ...asked, noise: 'laplace' }),
      stabilityHistogram({ ...asked, noise: 'gaussian' }),
    ]) {
      const loss = made.loss().exact
      expect(compare(loss.delta, rational(asked.delta))).toBeLessThanOrEqual(0)
    }
  })
})
