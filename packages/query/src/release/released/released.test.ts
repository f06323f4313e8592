import { discreteLaplaceQuantile } from '@dither/core'
import { describe, expect, test } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { price } from '../price.ts'
import type { Statistic } from '../statistic.ts'
import { dresser } from './dress.ts'
import { noiseOf } from './noise.ts'
import type { ReleasedBins, ReleasedScalar, ReleasedTable } from './released.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 100 },
  job: { type: 'category', categories: ['b', 'a'], nullable: true },
  any: { type: 'number' },
} as const
const nothing = memory([])
const open = table(nothing, defineSchema({ dataset: 'd', privacyUnit: 'row', columns }))
const thousand = table(
  nothing,
  defineSchema({ dataset: 'd', privacyUnit: 'row', rows: { public: 1000 }, columns }),
)

/** The dressing alone: noisy integers in, one list a vector; an answer out. */
function dressed(
  { question, schema }: Statistic,
  epsilon: number,
  vectors: readonly (readonly bigint[])[],
) {
  const { proof, noise, event, loss } = price(prove(question, schema), { epsilon })
  const noises = noise.map((parameter) => noiseOf('laplace', parameter))
  return dresser({ proof, noises, event, loss })(vectors)
}
function scalar(statistic: Statistic, epsilon: number, vectors: bigint[]): ReleasedScalar {
  const released = dressed(
    statistic,
    epsilon,
    vectors.map((value) => [value]),
  )
  if (released.kind !== 'scalar') throw new Error('not a scalar')
  return released
}
const at95 = { confidence: 0.95 }

describe('a count', () => {
  const count = scalar(open.count(), 0.5, [42n])

  test('is the noisy integer, with the exact quantile of the noise', () => {
    expect(count.value).toBe(42)
    expect(count.exact).toEqual({ rows: 42n })
    expect(count.accuracy(at95)).toBe(Number(discreteLaplaceQuantile(2, 0.95)))
    expect(count.interval(at95)).toEqual([36, 48])
    expect(count.loss).toMatchObject({ kind: 'pure', epsilon: 0.5 })
    expect(Object.isFrozen(count)).toBe(true)
  })

  test('refuses a confidence that no noise can give', () => {
    for (const confidence of [1, 1.5, -0.1, Number.NaN])
      expect(() => count.accuracy({ confidence })).toThrow(/confidence/)
  })

  test('may be below 0: clipping would bias sums of counts', () => {
    expect(scalar(open.count(), 0.5, [-3n]).value).toBe(-3)
  })
})

describe('a mean of [0, 100] over a public 1000', () => {
  test('has the known accuracy 0.1 ln 20 at epsilon 1, within the lattice’s share', () => {
    const mean = scalar(thousand.mean('wage'), 1, [0n])
    const known = 0.299573227355399 // 0.1 ln 20
    const share = 2 ** -26
    expect(mean.accuracy(at95)).toBeGreaterThan(known)
    expect(mean.accuracy(at95)).toBeLessThan(known + 2 * share)
    expect(mean.value).toBe(50)
    const [low, high] = mean.interval(at95)
    expect(high - mean.value).toBeCloseTo(mean.accuracy(at95), 12)
    expect(mean.value - low).toBeCloseTo(mean.accuracy(at95), 12)
  })

  test('stays in its bounds, and so does its interval', () => {
    const mean = scalar(thousand.mean('wage'), 1, [60n * 1000n * 2n ** 25n])
    expect(mean.value).toBe(100)
    expect(mean.interval(at95)).toEqual([100, 100])
  })

  test('of whole numbers has no lattice’s share', () => {
    const mean = scalar(thousand.mean('age'), 1, [-1000n])
    expect(mean.value).toBe(49)
    const most = Number(discreteLaplaceQuantile(100, 0.95))
    expect(mean.accuracy(at95)).toBe(most / 1000)
  })
})

describe('a mean over a noisy count', () => {
  test('says all of its bounds, and never NaN, when the count is not above 0', () => {
    for (const count of [0n, -4n]) {
      const mean = scalar(open.mean('age'), 1, [12n, count])
      expect(mean.value).toBe(50)
      expect(mean.interval(at95)).toEqual([0, 100])
      expect(mean.accuracy(at95)).toBe(50)
    }
  })

  test('has its value within its interval, and both within the bounds', () => {
    for (const sum of [-9000n, -2000n, 0n, 77n, 5000n, 99999n])
      for (const count of [1n, 5n, 100n, 5000n])
        for (const confidence of [0, 0.5, 0.99]) {
          const mean = scalar(open.mean('age'), 0.3, [sum, count])
          const [low, high] = mean.interval({ confidence })
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(100)
          expect(low).toBeLessThanOrEqual(mean.value)
          expect(high).toBeGreaterThanOrEqual(mean.value)
          const longer = Math.max(mean.value - low, high - mean.value)
          expect(mean.accuracy({ confidence })).toBe(longer)
        }
  })

  test('is nearly as accurate as with a public count when the count is large', () => {
    const noisy = scalar(open.mean('age'), 1, [0n, 1_000_000n]).accuracy(at95)
    const ideal = Number(discreteLaplaceQuantile(75, 0.95)) / 1_000_000
    expect(noisy).toBeGreaterThan(ideal * 0.98)
    expect(noisy).toBeLessThan(ideal * 1.02)
  })
})

describe('a sum', () => {
  test('is exact in the column’s unit', () => {
    const ages = scalar(open.sum('age'), 1, [1234n])
    expect(ages.value).toBe(1234)
    expect(ages.accuracy(at95)).toBe(Number(discreteLaplaceQuantile(100, 0.95)))
    const wages = scalar(open.sum('wage'), 1, [3n * 2n ** 24n])
    expect(wages.value).toBe(1.5)
    expect(wages.accuracy(at95)).toBeCloseTo(299.573, 2)
  })

  test('covers rounding to the lattice where the number of values is public', () => {
    const wages = scalar(thousand.sum('wage'), 1, [0n])
    const noise = Number(discreteLaplaceQuantile(100n * 2n ** 25n, 0.95)) / 2 ** 25
    expect(wages.accuracy(at95)).toBeCloseTo(noise + 1000 / 2 ** 26, 10)
  })
})

describe('a variance', () => {
  test('is 0 or more, and at most what the bounds allow', () => {
    const low = scalar(thousand.variance('age'), 1, [-5n, 0n])
    expect(low.value).toBe(0)
    expect(low.interval(at95)[0]).toBe(0)
    expect(scalar(thousand.variance('age'), 1, [9_999_999n, 0n]).value).toBe(2500)
    expect(scalar(open.variance('age'), 1, [100n, 0n, -1n]).interval(at95)).toEqual([0, 2500])
    expect(scalar(open.standardDeviation('age'), 1, [100n, 0n, 0n]).interval(at95)).toEqual([0, 50])
  })

  test('is divided by n, and its root is the standard deviation', () => {
    const [squares, sum] = [400_000n, 5_000n]
    expect(scalar(thousand.variance('age'), 1, [squares, sum]).value).toBe(400 - 25)
    expect(scalar(thousand.standardDeviation('age'), 1, [squares, sum]).value).toBeCloseTo(
      Math.sqrt(375),
      12,
    )
  })

  test('has its value within its interval', () => {
    for (const squares of [-9n, 3000n, 400_000n, 3_000_000n])
      for (const sum of [-70_000n, 0n, 40_000n])
        for (const count of [1n, 30n, 900n]) {
          const one = scalar(open.variance('age'), 0.5, [squares, sum, count])
          const [low, high] = one.interval(at95)
          expect(low).toBeLessThanOrEqual(one.value)
          expect(high).toBeGreaterThanOrEqual(one.value)
          expect(high).toBeLessThanOrEqual(2500)
        }
  })
})

describe('a histogram', () => {
  const bins = (released: unknown) => released as ReleasedBins
  const wage = bins(
    dressed(open.histogram('any', { edges: [0, 10, 20] }), 1, [[5n, 6n, 7n, 8n, 9n]]),
  )

  test('names its bins, those besides included', () => {
    expect(wage.bins.map(({ label, value }) => [label, value])).toEqual([
      ['[0, 10)', 5],
      ['[10, 20]', 6],
      ['below 0', 7],
      ['above 20', 8],
      ['null', 9],
    ])
    expect(wage.bins[1]).toMatchObject({ lower: 10, upper: 20, exact: 6n })
    const jobs = bins(dressed(open.histogram('job'), 1, [[1n, 2n, 3n]]))
    expect(jobs.bins.map(({ label }) => label)).toEqual(['b', 'a', 'other or null'])
  })

  test('does not show a bin for NULL where there can be none', () => {
    const ages = bins(dressed(open.histogram('age', { edges: [0, 50, 100] }), 1, [[1n, 2n, 3n]]))
    expect(ages.bins.map(({ label }) => label)).toEqual(['[0, 50)', '[50, 100]'])
  })

  test('has an accuracy for each bin, and a larger one for all at once', () => {
    const alone = Number(discreteLaplaceQuantile(1, 0.95))
    expect(wage.accuracy(at95)).toBe(alone)
    const all = wage.accuracy({ confidence: 0.95, simultaneous: true })
    expect(all).toBe(Number(discreteLaplaceQuantile(1, 0.95 ** (1 / 5))))
    expect(all).toBeGreaterThan(alone)
    expect(wage.interval(2, at95)).toEqual([7 - alone, 7 + alone])
    expect(() => wage.interval(5, at95)).toThrow(/index is 5/)
  })
})

describe('a table', () => {
  const grouped = open.groupBy('job')
  const tableOf = (statistic: Statistic, vectors: bigint[][]) =>
    dressed(statistic, 1, vectors) as ReleasedTable

  test('has one answer a key, in the order of the keys', () => {
    const counts = tableOf(grouped.count(), [[4n, 9n]])
    expect(
      counts.rows.map(({ keys, answer }) => [keys, 'value' in answer && answer.value]),
    ).toEqual([
      [{ job: 'a' }, 4],
      [{ job: 'b' }, 9],
    ])
    const alone = Number(discreteLaplaceQuantile(1, 0.95))
    expect(counts.accuracy(at95)).toBe(alone)
    const all = counts.accuracy({ confidence: 0.95, simultaneous: true })
    expect(all).toBe(Number(discreteLaplaceQuantile(1, 0.95 ** (1 / 2))))
  })

  test('holds a histogram a group', () => {
    const two = tableOf(grouped.histogram('age', { edges: [0, 50, 100] }), [
      [1n, 2n, 0n, 3n, 4n, 0n],
    ])
    expect(
      two.rows.map(({ answer }) => answer.kind === 'bins' && answer.bins.map(({ value }) => value)),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
    const all = two.accuracy({ confidence: 0.95, simultaneous: true })
    expect(all).toBe(Number(discreteLaplaceQuantile(1, 0.95 ** (1 / 4))))
  })
})

describe('an answer', () => {
  test('is JSON: value, error at 95 %, cost and exact digits', () => {
    const count = scalar(open.count(), 0.5, [42n])
    expect(JSON.parse(JSON.stringify(count))).toEqual({
      kind: 'scalar',
      value: 42,
      covers: 'the noise; no bound leaves anything out',
      confidence: 0.95,
      accuracy: 6,
      interval: [36, 48],
      exact: { rows: '42' },
      cost: { kind: 'pure', epsilon: '1/2' },
      event: count.event,
    })
    const bins = dressed(open.histogram('job'), 1, [[1n, 2n, 2n ** 60n]])
    expect(JSON.parse(JSON.stringify(bins))).toMatchObject({
      kind: 'bins',
      bins: [
        { label: 'b', value: 1, exact: '1', interval: [-2, 4] },
        { label: 'a', value: 2, exact: '2', interval: [-1, 5] },
        { label: 'other or null', exact: '1152921504606846976' },
      ],
    })
    const jobs = dressed(open.groupBy('job').count(), 1, [[4n, 9n]])
    expect(JSON.parse(JSON.stringify(jobs))).toMatchObject({
      kind: 'table',
      rows: [
        { keys: { job: 'a' }, answer: { kind: 'scalar', value: 4 } },
        { keys: { job: 'b' }, answer: { kind: 'scalar', value: 9 } },
      ],
      cost: { kind: 'pure', epsilon: '1' },
    })
  })

  test('is text: the value with its error at 95 %, which covers what rounding the text moves', () => {
    expect(String(scalar(open.count(), 0.5, [42n]))).toBe('42 ± 6')
    expect(String(dressed(open.histogram('job'), 1, [[1n, -2n, 3n]]))).toBe(
      'b: 1 ± 3\na: -2 ± 3\nother or null: 3 ± 3',
    )
    expect(String(dressed(open.groupBy('job').count(), 1, [[4n, 9n]]))).toBe(
      'job a: 4 ± 3\njob b: 9 ± 3',
    )
    expect(
      String(
        dressed(open.groupBy('job').histogram('age', { edges: [0, 50, 100] }), 1, [
          [1n, 2n, 0n, 3n, 4n, 0n],
        ]),
      ),
    ).toBe(
      'job a\n  [0, 50): 1 ± 3\n  [50, 100]: 2 ± 3\njob b\n  [0, 50): 3 ± 3\n  [50, 100]: 4 ± 3',
    )
    expect(String(thousandCount())).toBe('1000 ± 0')
    for (const sum of [-7n, 12_345n, 90_001n]) {
      const mean = scalar(thousand.mean('wage'), 1, [sum])
      const [, value, error] = /^(\S+) ± (\S+)$/.exec(String(mean)) ?? []
      const reach = mean.accuracy(at95)
      expect(Number(value) - Number(error)).toBeLessThanOrEqual(mean.value - reach + 1e-12)
      expect(Number(value) + Number(error)).toBeGreaterThanOrEqual(mean.value + reach - 1e-12)
      expect(Number(error)).toBeLessThan(1.2 * reach)
    }
  })

  function thousandCount(): ReleasedScalar {
    return scalar(thousand.count(), 1, [])
  }
})
