import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memory } from '../../engines/memory/memory.ts'
import { table } from '../../fluent/table.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import type { ReleasedScalar, ReleasedTable } from '../released/released.ts'
import { open } from '../session.ts'
import {
  absolute,
  clamped,
  dividedBy,
  entryOf,
  minus,
  plus,
  squareRoot,
  times,
  total,
} from './arithmetic.ts'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    wage: { type: 'number', lower: 0, upper: 1000 },
    sex: { type: 'category', categories: ['f', 'm'] },
  },
})
const rows = Array.from({ length: 2000 }, (_, i) => ({
  age: 20 + (i % 50),
  wage: (i * 37) % 1000,
  sex: i % 3 === 0 ? 'f' : 'm',
}))
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 100 } })
const released = await session.release(
  {
    count: people.count(),
    old: people.filter((row) => row.age.above(40)).count(),
    sum: people.sum('wage'),
    ages: people.histogram('age', { edges: [0, 30, 50, 100] }),
    bySex: people.groupBy('sex').count(),
    wageBySex: people.groupBy('sex').sum('wage'),
    histograms: people.groupBy('sex').histogram('age', { edges: [0, 30, 50, 100] }),
  },
  { epsilon: 1.4 },
)
await session.close()
const { count, old, sum, ages, bySex, wageBySex } = released
const sure = { confidence: 0.95 }

const scalarsOf = ({ rows }: ReleasedTable): readonly ReleasedScalar[] =>
  rows.flatMap(({ answer }) => (answer.kind === 'scalar' ? [answer] : []))

describe('arithmetic on released values', () => {
  it('computes the value, and takes every noisy value at a share of the confidence', () => {
    const mean = dividedBy(sum, count)
    expect(mean.value).toBe(sum.value / count.value)
    const each = { confidence: 0.975 }
    const [a, b] = [sum.interval(each), count.interval(each)]
    const [low, high] = mean.interval(sure)
    expect(low).toBeCloseTo(a[0] / b[1], 9)
    expect(low).toBeLessThanOrEqual(a[0] / b[1])
    expect(high).toBeCloseTo(a[1] / b[0], 9)
    expect(high).toBeGreaterThanOrEqual(a[1] / b[0])
    expect(mean.accuracy(sure)).toBe(Math.max(mean.value - low, high - mean.value))
  })

  it('takes one value for one, however often it stands there', () => {
    expect(minus(count, count).interval(sure)).toEqual([0, 0])
    expect(minus(plus(count, old), count).interval(sure)).toEqual(
      minus(plus(old, count), count).interval(sure),
    )
    expect(plus(count, 0).interval(sure)).toEqual(count.interval(sure))
    expect(times(count, 12).interval(sure)).toEqual(count.interval(sure).map((end) => 12 * end))
    expect(entryOf(ages, '[30, 50)').interval(sure)).toEqual(ages.interval(1, sure))
    const share = dividedBy(old, plus(old, minus(count, old)))
    expect(share.interval(sure)[0]).toBeCloseTo(dividedBy(old, count).interval(sure)[0], 6)
  })

  it('costs what its questions cost, each once, and nothing more', () => {
    expect(dividedBy(count, old).loss).toMatchObject({ kind: 'pure', epsilon: 0.4 })
    expect(dividedBy(count, plus(count, 1)).loss).toEqual(count.loss)
    expect(dividedBy(count, plus(count, 1)).event).toEqual(count.event)
    expect(total(ages).loss).toEqual(ages.loss)
    expect(dividedBy(ages, total(ages)).event).toEqual(ages.event)
    expect(dividedBy(wageBySex, bySex).loss).toMatchObject({ epsilon: 0.4 })
  })

  it('goes over the groups of tables and the bins of histograms', () => {
    const wages = dividedBy(wageBySex, bySex)
    const parts = [scalarsOf(wageBySex), scalarsOf(bySex)] as const
    expect(wages.rows.map(({ keys }) => keys)).toEqual([{ sex: 'f' }, { sex: 'm' }])
    expect(scalarsOf(wages).map(({ value }) => value)).toEqual(
      parts[0].map(({ value }, i) => value / (parts[1][i]?.value ?? 0)),
    )
    const shares = dividedBy(ages, total(ages))
    expect(shares.bins.map(({ label, upper }) => [label, upper])).toEqual(
      ages.bins.map(({ label, upper }) => [label, upper]),
    )
    const all = ages.bins.reduce((sum, { value }) => sum + value, 0)
    expect(shares.bins.map(({ value }) => value)).toEqual(ages.bins.map(({ value }) => value / all))
    expect(total(shares).value).toBeCloseTo(1, 12)
    const [low, high] = shares.interval(0, sure)
    expect(0 < low && low < high && high < 1).toBe(true)
    const together = shares.interval(0, { ...sure, simultaneous: true })
    expect(together[0] < low && high < together[1]).toBe(true)
    expect(shares.accuracy({ ...sure, simultaneous: true })).toBeGreaterThan(shares.accuracy(sure))
    const { histograms } = released
    expect(dividedBy(histograms, bySex).rows.map(({ answer }) => answer.kind)).toEqual([
      'bins',
      'bins',
    ])
    expect(minus(histograms, histograms).accuracy(sure)).toBe(0)
    expect(wages.accuracy({ ...sure, simultaneous: true })).toBeGreaterThan(wages.accuracy(sure))
  })

  it('says that a divisor which may be 0 says nothing', () => {
    const nothing = minus(count, count.value)
    const ratio = dividedBy(old, nothing)
    expect(nothing.value).toBe(0)
    expect(ratio.value).toBe(0)
    expect(ratio.interval(sure)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(ratio.accuracy(sure)).toBe(Number.POSITIVE_INFINITY)
    expect(clamped(ratio, 0, 1).interval(sure)).toEqual([0, 1])
    expect(JSON.parse(JSON.stringify(ratio)).interval).toEqual([null, null])
  })

  it('knows roots and distances', () => {
    expect(squareRoot(times(count, count)).interval(sure)).toEqual(count.interval(sure))
    expect(squareRoot(minus(0, count)).interval(sure)).toEqual([0, 0])
    expect(absolute(minus(0, count)).interval(sure)).toEqual(count.interval(sure))
  })

  it('is written like any released value', () => {
    const rate = dividedBy(old, count)
    expect(String(rate)).toMatch(/^0\.\d+ ± 0\.\d+$/)
    expect(JSON.parse(JSON.stringify(rate))).toMatchObject({
      kind: 'scalar',
      value: rate.value,
      confidence: 0.95,
      interval: [...rate.interval(sure)],
      cost: { kind: 'pure', epsilon: '2/5' },
    })
    expect(Object.isFrozen(rate)).toBe(true)
  })

  it('refuses what was not released, what is no number, and what does not belong together', () => {
    const asked: unknown = people.count()
    expect(() => Reflect.apply(plus, undefined, [count, asked])).toThrow(/neither a number nor/)
    // @ts-expect-error a statistic is not released
    expect(() => minus(people.count(), 1)).toThrow(/Release a statistic|neither a number nor/)
    expect(() => Reflect.apply(plus, undefined, [1, 2])).toThrow(/all operands are public numbers/)
    expect(() => times(count, Number.NaN)).toThrow(/an operand is NaN, must be finite/)
    expect(() => clamped(count, 2, 1)).toThrow(/lower is 2, must be at most 1/)
    expect(() => plus(ages, entryOf(ages, 'x'))).toThrow(/label is "x", must be one of "\[0, 30\)"/)
    expect(() => Reflect.apply(total, undefined, [[ages]])).toThrow(/a term is bins/)
    expect(() => total(released.histograms)).toThrow(/a term is bins/)
    const relabelled = { ...ages, bins: ages.bins.slice(1) }
    expect(() => plus(ages, relabelled)).toThrow(/the labels of the operands differ/)
    const regrouped = { ...bySex, rows: bySex.rows.toReversed() }
    expect(() => plus(bySex, regrouped)).toThrow(/the keys of the operands differ/)
    expect(() => dividedBy(sum, count).interval({ confidence: 1 })).toThrow(/confidence is 1/)
  })
})

describe('the algebra of released values', () => {
  /** Some value, with whole ends that do not depend on the confidence. */
  const made = ([value, reach]: readonly [number, number]): ReleasedScalar => ({
    ...count,
    value,
    interval: () => [value - reach, value + reach],
  })
  const values = fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 50 }))
    .map(made)
  const same = (a: ReleasedScalar, b: ReleasedScalar): void => {
    const wanted = b.interval(sure)
    const scale = 1 + Math.abs(wanted[0]) + Math.abs(wanted[1])
    for (const [i, end] of a.interval(sure).entries())
      expect(Math.abs(end - (wanted[i] ?? 0))).toBeLessThan(scale * 1e-9)
    expect(Math.abs(a.value - b.value)).toBeLessThan(scale * 1e-9)
  }

  it('is that of numbers, for values and intervals alike', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        same(plus(a, b), plus(b, a))
        same(times(a, b), times(b, a))
        same(plus(plus(a, b), c), plus(a, plus(b, c)))
        same(minus(plus(a, b), b), plus(a, 0))
        same(minus(a, a), times(a, 0))
        same(minus(0, minus(a, b)), minus(b, a))
        same(times(a, 1), a)
        same(total([a, b, c, a]), plus(plus(times(a, 2), b), c))
        same(plus(times(a, b), times(a, b)), times(times(b, 2), a))
      }),
    )
  })

  it('divides as it multiplies, where no divisor can be 0', () => {
    const positive = fc
      .tuple(fc.integer({ min: 100, max: 1000 }), fc.integer({ min: 0, max: 50 }))
      .map(made)
    fc.assert(
      fc.property(values, positive, positive, (a, b, c) => {
        same(dividedBy(a, 4), times(a, 0.25))
        same(dividedBy(dividedBy(a, b), c), dividedBy(a, times(b, c)))
        same(dividedBy(b, b), plus(times(a, 0), 1))
        same(dividedBy(b, plus(b, c)), dividedBy(1, plus(1, dividedBy(c, b))))
        same(squareRoot(times(b, b)), absolute(minus(0, b)))
      }),
    )
  })
})

/**
 * Noises that fail one after another, never together, so that no share of the confidence is to spare, and
 * so heavy-tailed that one failing means that the sum fails.
 */
describe('the confidence of several noisy values', () => {
  const places = 4000
  const noiseAt = (u: number): number => 2 ** Math.min(1000, 1 / (1 - u))
  const heavy = (u: number): ReleasedScalar => ({
    ...count,
    value: noiseAt(u),
    interval: ({ confidence }) => [
      noiseAt(u) - noiseAt(confidence),
      noiseAt(u) + noiseAt(confidence),
    ],
  })
  /** How often an interval around the sum holds its true value, 0. */
  const coverage = (
    interval: (a: ReleasedScalar, b: ReleasedScalar) => readonly [number, number],
  ) =>
    Array.from({ length: places }, (_, i) => {
      const u = (i + 0.5) / places
      const [low, high] = interval(heavy(u), heavy((u + 0.5) % 1))
      return low <= 0 && 0 <= high
    }).filter(Boolean).length / places

  it('is kept whatever the noises have to do with one another', () => {
    const held = coverage((a, b) => plus(a, b).interval(sure))
    expect(held).toBeGreaterThanOrEqual(0.95)
    expect(held).toBeLessThan(0.955)
  })

  it('would not be kept if every value had the whole confidence', () => {
    const held = coverage((a, b) => {
      const [x, y] = [a.interval(sure), b.interval(sure)]
      return [x[0] + y[0], x[1] + y[1]]
    })
    expect(held).toBeLessThan(0.92)
  })
})
