import {
  compare,
  expInterval,
  type Interval,
  multiply,
  type Rational,
  rational,
  toNumber,
} from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { events } from '../../space/events.ts'
import type { StatedNeighbours } from '../../space/key-reach.ts'
import { composeLosses } from '../../space/loss.ts'
import { discreteLaplaceProbability } from '../discrete-laplace/discrete-laplace-law.ts'
import { sortedValues, widestGap } from '../smooth-sensitivity/sorted-values.ts'
import { laplaceTail } from '../stability-histogram/noise-tail.ts'
import { proposeTestRelease } from './propose-test-release.ts'
import { smallestThreshold } from './smallest-threshold.ts'
import { type StableQuery, stableMedian } from './stable-query.ts'

const relations = ['change-one', 'add-remove'] as const
const one = rational(1)

describe('the distance of a median', () => {
  it.each(relations)('is the first k at which near tables leap, under %s', (neighbours) => {
    const values = fc.array(fc.integer({ min: -2, max: 32 }), { maxLength: 25 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 29 }), (given, bound) => {
        const query = stableMedian({ lower: 0, upper: 30, bound: BigInt(bound), neighbours })
        const sorted = sortedValues(given, { lower: 0n, upper: 30n })
        let k = 0
        while (widestGap(sorted, neighbours, k) <= bound) k++
        expect(query.distance(given)).toBe(BigInt(k))
      }),
    )
  })

  it.each(relations)('differs by at most 1 between neighbours, under %s', (neighbours) => {
    const query = stableMedian({ lower: 0, upper: 30, bound: 4n, neighbours })
    const value = fc.integer({ min: 0, max: 30 })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 15 }), value, (x, v) => {
        const y = neighbours === 'change-one' ? x.with(0, v) : [v, ...x]
        const [here, there] = [query.distance(x), query.distance(y)]
        expect(here - there <= 1n && there - here <= 1n).toBe(true)
        const leap = query.value(x) - query.value(y)
        if (here > 0n || there > 0n) expect(leap <= 4n && leap >= -4n).toBe(true)
      }),
    )
  })

  it('takes many values', () => {
    const equal = new Float64Array(200_000).fill(7)
    for (const neighbours of relations) {
      const query = stableMedian({ lower: 0, upper: 30, bound: 9n, neighbours })
      // Down to 0 it is no leap: half of them must go up, or all must go.
      expect(query.distance(equal)).toBe(neighbours === 'change-one' ? 100_000n : 200_000n)
    }
  })
})

describe('the threshold', () => {
  it('is the smallest at which the chance of noise alone is within delta', () => {
    for (const scale of ['1/3', '2', '37/2'].map((text) => rational(text)))
      for (const delta of ['1/2', '99/100', '1/1000', '1/1000000000'].map((text) =>
        rational(text),
      )) {
        const tail = laplaceTail(scale)
        const t = smallestThreshold(scale, delta)
        expect(compare(tail(t).high, delta)).toBeLessThanOrEqual(0)
        expect(compare(tail(t - 1n).low, delta)).toBe(1)
      }
  })
})

/** A release as it may be broken: what is seen of the distance, where it passes, and the noise of the value. */
interface Law {
  readonly testScale: Rational
  readonly threshold: bigint
  readonly valueScale: Rational
  readonly distance: (x: readonly number[]) => bigint
}

const range = 40
const values = [0, 1, range]
type Table = readonly number[]

function tablesOf(count: number): Table[] {
  if (count === 0) return [[]]
  return tablesOf(count - 1).flatMap((rest) =>
    values.filter((v) => v <= (rest[0] ?? range)).map((v) => [v, ...rest]),
  )
}
const tables = [0, 1, 2, 3, 4].flatMap(tablesOf)

function* pairs(neighbours: StatedNeighbours): Generator<readonly [Table, Table]> {
  for (const x of tables) {
    if (neighbours === 'add-remove') for (const v of values) yield [x, [...x, v]]
    else for (const i of x.keys()) for (const v of values) yield [x, x.with(i, v)]
  }
}

const unit = 1n << 100n
/** In steps of 2^-100, rounded outward. */
function steps({ low, high }: Interval): { readonly low: bigint; readonly high: bigint } {
  return {
    low: (low.numerator * unit) / low.denominator,
    high: -((-high.numerator * unit) / high.denominator) + 1n,
  }
}

/** The least delta of a pair at this epsilon, from above: refused, or a value from -10 to 50, clamped there. */
function deltaOf(
  growth: bigint,
  law: Law,
  query: StableQuery<Table>,
  [x, y]: readonly [Table, Table],
): Rational {
  const tail = laplaceTail(law.testScale)
  const clamp = { lower: -10n, upper: 50n }
  const chances = (table: Table): { readonly low: bigint; readonly high: bigint }[] => {
    const pass = steps(tail(law.threshold - law.distance(table)))
    const input = query.value(table)
    const released = Array.from({ length: 61 }, (_, i) => {
      const p = massOf(law.valueScale, input, BigInt(i) - 10n, clamp)
      return { low: (pass.low * p.low) / unit, high: (pass.high * p.high) / unit + 1n }
    })
    return [{ low: unit - pass.high, high: unit - pass.low }, ...released]
  }
  const [p, q] = [chances(x), chances(y)]
  const more = p.reduce((sum, { high }, i) => {
    const surplus = high - (growth * (q[i]?.low ?? 0n)) / unit
    return surplus > 0n ? sum + surplus : sum
  }, 0n)
  return rational(more, unit)
}

const known = new Map<string, { readonly low: bigint; readonly high: bigint }>()
function massOf(
  scale: Rational,
  input: bigint,
  output: bigint,
  clamp: { readonly lower: bigint; readonly upper: bigint },
): { readonly low: bigint; readonly high: bigint } {
  const key = `${scale.numerator} ${scale.denominator} ${input} ${output}`
  const mass = known.get(key) ?? steps(discreteLaplaceProbability({ scale, input, output, clamp }))
  known.set(key, mass)
  return mass
}

describe('neighbours', () => {
  it.each(relations)('are within epsilon and delta, exactly, under %s', (neighbours) => {
    const query = stableMedian({ lower: 0, upper: range, bound: 1n, neighbours })
    const epsilon = rational('5/2')
    const made = proposeTestRelease({ query, epsilon, delta: '1/10' })
    const honest: Law = {
      testScale: made.testNoise.scale,
      threshold: made.threshold,
      valueScale: made.valueNoise.scale,
      distance: query.distance,
    }
    const { delta } = made.loss().exact
    const growth = steps(expInterval(epsilon, 110)).low
    const all = [...pairs(neighbours)]
    const keeps = (law: Law): boolean =>
      all.every(([x, y]) =>
        [[x, y] as const, [y, x] as const].every(
          (pair) => compare(deltaOf(growth, law, query, pair), delta) <= 0,
        ),
      )
    expect(keeps(honest)).toBe(true)
    const twins: Record<string, Law> = {
      'a distance that is one off': { ...honest, distance: (x) => query.distance(x) + 1n },
      'a threshold that is one lower': { ...honest, threshold: made.threshold - 1n },
      'no test': { ...honest, threshold: -1000n },
      'a test without its share': { ...honest, testScale: rational('1/4') },
      'half the noise on the value': {
        ...honest,
        valueScale: multiply(rational('1/2'), honest.valueScale),
      },
    }
    for (const [name, law] of Object.entries(twins)) expect(keeps(law), name).toBe(false)
  })
})

describe('propose, test, release', () => {
  const query = stableMedian({ lower: 0, upper: 1000, bound: 10n, neighbours: 'change-one' })
  const made = proposeTestRelease({ query, epsilon: 1, delta: 1e-6, lower: 0, upper: 1000 })

  it('costs what was given', () => {
    const { exact } = made.loss()
    expect(exact.epsilon).toEqual(one)
    expect(toNumber(exact.delta)).toBeLessThanOrEqual(1e-6)
    expect(toNumber(exact.delta)).toBeGreaterThan(0.6e-6)
    const other = proposeTestRelease({ query, epsilon: 1, delta: 1e-6, testShare: '1/3' })
    expect(other.testNoise.scale).toEqual(rational(3))
    expect(other.valueNoise.scale).toEqual(rational(15))
    expect(other.loss().exact.epsilon).toEqual(one)
  })

  it('has an event that costs the same, refused or not, and comes back from JSON', () => {
    const event = made.event()
    expect(event).toMatchObject({
      kind: 'proposeTestRelease',
      neighbours: 'change-one',
      bound: '10',
    })
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
    for (const measure of ['pure', 'zcdp'] as const)
      expect(() => priceEvent(event, { measure })).toThrow(/must be priced with one/)
    const two = events.composed([event, event])
    const [one, both] = [made.loss(), priceEvent(two, { measure: 'approximate' })]
    expect(both).toEqual(composeLosses([one, one]))
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    const wrong = [
      { testScale: '0' },
      { threshold: '1/2' },
      { threshold: 3 },
      { bound: '0' },
      { bound: '1/2' },
      { valueScale: '-1' },
    ]
    for (const change of wrong) expect(() => readEvent({ ...event, ...change })).toThrow(/must be/)
  })

  it('releases where the data are stable, and refuses where they are not', () => {
    const bits = seededBits('ptr')
    const dense = Array.from({ length: 501 }, (_, i) => 300 + (i % 41))
    const split = Array.from({ length: 501 }, (_, i) => (i % 2) * 1000)
    expect(toNumber(made.passes(query.distance(dense)).low)).toBeGreaterThan(0.999)
    const off = made.accuracy({ confidence: 0.95 })
    let near = 0
    for (let i = 0; i < 400; i++) {
      expect(made.invoke(split, { bits })).toBeUndefined()
      const released = made.invoke(dense, { bits })
      expect(released).toBeTypeOf('bigint')
      if (Math.abs(Number(released) - 320) <= off) near++
    }
    // 6.2 deviations of 95 % are 6.8 points.
    expect(near / 400).toBeGreaterThan(0.88)
  })

  it('says how likely data pass', () => {
    expect(made.passes(0n)).toEqual(made.passes(-5n))
    expect(compare(made.passes(0n).high, made.loss().exact.delta)).toBe(0)
    const half = made.passes(made.threshold)
    expect(toNumber(half.low)).toBeCloseTo(0.62, 2)
  })

  it('passes as often as it says, for a question of its own', () => {
    const bits = seededBits('own')
    const own = proposeTestRelease<bigint>({
      query: { neighbours: 'add-remove', bound: 1n, distance: (x) => x, value: (x) => x },
      epsilon: 2,
      delta: 0.01,
    })
    const n = 4000
    for (const distance of [2n, 5n, 7n]) {
      let passed = 0
      for (let i = 0; i < n; i++) if (own.invoke(distance, { bits }) !== undefined) passed++
      const chance = toNumber(own.passes(distance).low)
      const most = 6.2 * Math.sqrt((chance * (1 - chance)) / n)
      expect(Math.abs(passed / n - chance)).toBeLessThan(most)
    }
  })

  it('refuses what makes no sense, and names no value', () => {
    const common = { lower: 0, upper: 10, neighbours: 'add-remove' } as const
    expect(() => stableMedian({ ...common, bound: 0n })).toThrow('bound is 0, must be at least 1')
    expect(() => stableMedian({ ...common, bound: 10n })).toThrow(/less than the range/)
    for (const wrong of [{ delta: 0 }, { delta: 1 }, { testShare: 1 }, { epsilon: 0 }])
      expect(() => proposeTestRelease({ query, epsilon: 1, delta: 1e-6, ...wrong })).toThrow(
        /must be/,
      )
    const broken = { ...query, value: () => JSON.parse('0.25') }
    expect(() => proposeTestRelease({ query: broken, epsilon: 1, delta: 1e-6 }).invoke([])).toThrow(
      'value must be a bigint',
    )
  })
})
