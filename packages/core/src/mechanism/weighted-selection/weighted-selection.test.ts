import { compare, multiply, rational, toNumber } from '@dither/math'
import {
  choices,
  enumerate,
  excessOf,
  mixedSets,
  releasedSets,
  type SetLaw,
  seededBits,
} from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { events } from '../../space/events.ts'
import { gaussianTail } from '../stability-histogram/noise-tail.ts'
import { keptKeys, readUnits } from './unit-keys.ts'
import { keyWeights, weightedSelection } from './weighted-selection.ts'
import { keyWeight, weightedDelta, weightedThreshold } from './weighted-threshold.ts'

type Unit = readonly string[]

const sets: readonly Unit[] = [
  ['a'],
  ['b'],
  ['a', 'b'],
  ['a', 'c'],
  ['a', 'b', 'c'],
  ['b', 'c', 'd'],
]
const tables: readonly (readonly Unit[])[] = [
  [],
  ...sets.map((unit) => [unit]),
  ...sets.flatMap((unit) => sets.map((other) => [unit, other])),
]

/** How far the worst pair of tables is above the claims: of all outputs, and of new keys alone. */
const worst = (
  options: { readonly maxKeys: number; readonly epsilon: number; readonly delta: number },
  twin: {
    readonly kept?: (unit: Unit) => readonly Unit[]
    readonly weights?: (units: readonly Unit[]) => ReadonlyMap<string, bigint>
    readonly lower?: bigint
    readonly added?: Unit
  } = {},
) => {
  const made = weightedSelection({ ...options, steps: 8n })
  const tail = gaussianTail('claim' in made.noise ? made.noise.variance : rational(1), 200)
  const known = new Map<bigint, number>()
  const chance = (weight: bigint): number => {
    const p = known.get(weight) ?? toNumber(tail(made.threshold - (twin.lower ?? 0n) - weight).high)
    known.set(weight, p)
    return p
  }
  const { kept = (unit) => choices(unit, options.maxKeys) } = twin
  const { weights = (units) => keyWeights(units, 64n) } = twin
  const law = (units: readonly Unit[]): SetLaw => {
    const ways = units.reduce<readonly (readonly Unit[])[]>(
      (all, unit) => all.flatMap((way) => kept(unit).map((choice) => [...way, choice])),
      [[]],
    )
    return mixedSets(ways.map((way) => releasedSets(weights(way), chance)))
  }
  let [all, keys] = [0, 0]
  const laws = new Map<readonly Unit[], SetLaw>(tables.map((table) => [table, law(table)]))
  for (const [table, without] of laws)
    for (const unit of twin.added === undefined ? sets : [twin.added]) {
      const more = law([...table, unit])
      all = Math.max(
        all,
        excessOf(more, without, options.epsilon),
        excessOf(without, more, options.epsilon),
      )
      if (table.length === 0) keys = Math.max(keys, 1 - (more.get('') ?? 0))
    }
  return { all: all / options.delta, keys: keys / toNumber(made.delta.high) }
}

describe('weights of one unit', () => {
  it('have an L2 norm of at most 1, and of more if a step were added', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1n << 60n), fc.integer({ min: 1, max: 65536 }), (square, keys) => {
        const weight = keyWeight(square, keys)
        expect(BigInt(keys) * weight * weight <= square).toBe(true)
        expect(BigInt(keys) * (weight + 1n) * (weight + 1n) > square).toBe(true)
      }),
    )
    const { steps } = weightedSelection({ rho: 1, delta: 0.1, maxKeys: 100 })
    expect(keyWeight(steps * steps, 100)).toBeGreaterThanOrEqual(1024n)
  })

  it('are of keys drawn with equal chances, for each unit by itself', () => {
    const { decided } = enumerate(
      (bits) => [...keptKeys(['a', 'b', 'c'], 2, bits)].sort().join(''),
      {
        wordBits: 2,
        depth: 8,
      },
    )
    const masses = [...decided.values()].map(toNumber)
    expect([...decided.keys()]).toEqual(['ab', 'ac', 'bc'])
    for (const mass of masses) expect(mass).toBeCloseTo(1 / 3, 2)
    expect(keptKeys(['a', 'b'], 2, seededBits('none'))).toEqual(['a', 'b'])
  })

  it('count a key once, however often it is given', () => {
    expect(readUnits([['a', 'b', 'a'], new Set(['c']), []])).toEqual([['a', 'b'], ['c'], []])
  })
})

describe('the threshold of weights', () => {
  it('keeps delta at every number of keys, and one lower does not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('0.9', '1/10', '1e-6', '1e-20'),
        (steps, maxKeys, delta) => {
          const question = { variance: steps * 3, square: BigInt(steps * steps), maxKeys }
          const threshold = weightedThreshold({ ...question, delta })
          expect(
            compare(weightedDelta({ ...question, threshold }).high, rational(delta)),
          ).toBeLessThanOrEqual(0)
          expect(
            compare(weightedDelta({ ...question, threshold: threshold - 1n }).low, rational(delta)),
          ).toBeGreaterThan(0)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('has the delta of the worst number of keys, which need not be the most', () => {
    const tail = gaussianTail(rational(4), 200)
    let inside = 0
    for (const maxKeys of [1, 2, 5, 9, 30])
      for (const threshold of [-3n, 2n, 6n, 9n, 15n, 25n]) {
        const question = { variance: 4, square: 64n, maxKeys }
        const chances = Array.from({ length: maxKeys }, (_, i) => {
          const hit = toNumber(tail(threshold - keyWeight(64n, i + 1)).high)
          return 1 - (1 - hit) ** (i + 1)
        })
        const most = Math.max(...chances)
        if (most > Math.max(chances[0] ?? 0, chances.at(-1) ?? 0)) inside++
        const { low, high } = weightedDelta({ ...question, threshold })
        expect(toNumber(high)).toBeGreaterThanOrEqual(most * (1 - 1e-9))
        expect(toNumber(low)).toBeLessThanOrEqual(most * (1 + 1e-9) + 1e-15)
      }
    expect(inside).toBeGreaterThan(0)
  })
})

describe('a weighted selection', () => {
  it('keeps its (epsilon, delta) at every output of all small tables; new keys attain their part', () => {
    for (const options of [
      { maxKeys: 1, epsilon: 1, delta: 0.1 },
      { maxKeys: 2, epsilon: 1, delta: 0.1 },
      { maxKeys: 3, epsilon: 0.5, delta: 0.01 },
    ]) {
      const { all, keys } = worst(options)
      expect(all).toBeLessThanOrEqual(1)
      expect(keys).toBeLessThanOrEqual(1 + 1e-9)
      expect(keys).toBeGreaterThan(1 - 1e-9)
    }
  })

  it('has broken twins, which do not', () => {
    const two = { maxKeys: 2, epsilon: 1, delta: 0.1 }
    const three = { maxKeys: 3, epsilon: 0.5, delta: 0.01 }
    const up = (units: readonly Unit[]) => {
      const weights = new Map<string, bigint>()
      for (const unit of units)
        for (const key of unit)
          weights.set(key, (weights.get(key) ?? 0n) + keyWeight(64n, unit.length) + 1n)
      return weights
    }
    expect(worst(three, { weights: up }).keys).toBeGreaterThan(1.1)
    expect(worst(two, { kept: (unit) => [unit] }).keys).toBeGreaterThan(1.02)
    expect(worst(two, { lower: 1n }).keys).toBeGreaterThan(1.02)
    expect(worst(two, { added: ['a', 'a'] }).keys).toBeGreaterThan(1.02)
    // The threshold of one new key alone, where a unit may bring 3.
    const question = { variance: 100, square: 64n }
    const threshold = weightedThreshold({ ...question, maxKeys: 1, delta: 0.05 })
    expect(toNumber(weightedDelta({ ...question, maxKeys: 3, threshold }).low)).toBeGreaterThan(
      0.055,
    )
    // A weight of 1 for every key of a unit.
    const ones = (units: readonly Unit[]) =>
      new Map(
        units.flat().map((key, _i, all) => [key, 8n * BigInt(all.filter((k) => k === key).length)]),
      )
    expect(worst(two, { weights: ones }).keys).toBeGreaterThan(1.1)
  })

  it('costs its epsilon, and at most its delta, in its event too', () => {
    const made = weightedSelection({ epsilon: 1, delta: 1e-6, maxKeys: 20 })
    expect(made.loss().epsilon).toBe(1)
    expect(made.loss().delta).toBeLessThanOrEqual(1e-6)
    expect(made.loss().delta).toBeGreaterThan(0.999e-6)
    const event = readEvent(JSON.parse(JSON.stringify(made.event())))
    expect(event).toEqual(made.event())
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
    for (const measure of ['pure', 'zcdp'] as const)
      expect(() => priceEvent(event, { measure })).toThrow(/have a delta/)
    const byRho = weightedSelection({ rho: 0.1, delta: 1e-6, maxKeys: 20 })
    expect(priceEvent(byRho.event(), { measure: 'approximate', delta: 1e-7 })).toEqual(
      byRho.loss({ noiseDelta: 1e-7 }),
    )
    expect(() => byRho.loss()).toThrow('noiseDelta is missing')
    expect(byRho.noise.variance).toEqual(multiply(rational(byRho.steps * byRho.steps), rational(5)))
    // A threshold that is one lower costs more, and says so.
    const cheaper = events.weightedSelection({
      noise: byRho.noise,
      square: byRho.steps * byRho.steps,
      threshold: byRho.threshold - byRho.steps,
      maxKeys: 20,
    })
    const price = priceEvent(cheaper, { measure: 'approximate', delta: 1e-7 })
    expect(
      price.kind === 'approximate' && price.delta > byRho.loss({ noiseDelta: 1e-7 }).delta,
    ).toBe(true)
  })

  it('says how many units a key needs, and selects keys of so many', () => {
    const made = weightedSelection({ epsilon: 1, delta: 1e-6, maxKeys: 4 })
    const few = made.accuracy({ confidence: 0.999999, keys: 1 })
    expect(made.accuracy({ confidence: 0.999999 })).toBeGreaterThanOrEqual(2 * few - 1)
    const low = (units: number) =>
      toNumber(made.keepProbability({ units: BigInt(units), keys: 1 }).low)
    expect(low(few)).toBeGreaterThanOrEqual(0.999999)
    expect(low(few - 1)).toBeLessThan(0.999999)
    const bits = seededBits('weighted')
    const units = [
      ...Array.from({ length: few }, () => new Set(['common'])),
      ...Array.from({ length: few }, (_, i) => new Set([`rare ${i}`])),
    ]
    expect(made.invoke(units, { bits })).toEqual(['common'])
    expect(made.invoke([], { bits })).toEqual([])
  })

  it('refuses what makes no sense, and names no key', () => {
    const options = { epsilon: 1, delta: 1e-6, maxKeys: 2 }
    for (const bad of [
      { ...options, maxKeys: 0 },
      { ...options, maxKeys: 1.5 },
      { ...options, maxKeys: 2 ** 17 },
      { ...options, delta: 0 },
      { ...options, epsilon: 0 },
      { ...options, steps: 0n },
      { variance: 0, threshold: 1n, maxKeys: 1 },
    ])
      expect(() => weightedSelection(bad)).toThrow(/must be/)
    const made = weightedSelection(options)
    expect(() => made.invoke(['secret'])).toThrow('units must be sets of texts')
    expect(() => made.invoke(JSON.parse('[[7]]'))).toThrow('units must be sets of texts')
    expect(() => made.keepProbability({ units: 1n, keys: 3 })).toThrow(/keys is 3/)
    const event = made.event()
    for (const bad of [
      { ...event, neighbours: 'change-one' },
      { ...event, maxKeys: 3 },
      { ...event, threshold: '1/2' },
      { ...event, noise: { ...event.noise, sensitivitySquared: '0' } },
    ])
      expect(() => readEvent(JSON.parse(JSON.stringify(bad)))).toThrow(/must be/)
  })
})
