import { describe, expect, test } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { expectedAccuracy } from '../expected/expected-accuracy.ts'
import { price } from '../price.ts'
import type { Statistic } from '../statistic.ts'
import { dresser } from './dress.ts'
import { noiseOf } from './noise.ts'
import type { ReleasedScalar } from './released.ts'

const columns = {
  a: { type: 'integer', lower: 0, upper: 20 },
  b: { type: 'integer', lower: 0, upper: 10 },
} as const
const open = table(memory([]), defineSchema({ dataset: 'd', privacyUnit: 'row', columns }))
const known = table(
  memory([]),
  defineSchema({ dataset: 'd', privacyUnit: 'row', rows: { public: 10 }, columns }),
)

function dressed({ question, schema }: Statistic, integers: readonly bigint[]): ReleasedScalar {
  const { proof, noise, event, loss } = price(prove(question, schema), { epsilon: 1 })
  const noises = noise.map((scale) => noiseOf('laplace', scale))
  const released = dresser({ proof, noises, event, loss })(integers.map((value) => [value]))
  if (released.kind !== 'scalar') throw new Error('not a scalar')
  return released
}
const sure = { confidence: 0.95 }

describe('a released covariance', () => {
  test('is P / N - S T / N^2', () => {
    expect(dressed(open.covariance('a', 'b'), [60n, 10n, -20n, 10n]).value).toBe(6 + 2)
    expect(dressed(known.covariance('a', 'b'), [60n, 10n, -20n]).value).toBe(6 + 2)
  })

  test('lies, with its interval, within half the width of each of the bounds', () => {
    for (const [integers, value] of [
      [[10_000n, 0n, 0n, 10n], 50],
      [[-10_000n, 0n, 0n, 10n], -50],
      [[7n, 3n, 3n, 0n], 0],
      [[7n, 3n, 3n, -4n], 0],
    ] as const) {
      const released = dressed(open.covariance('a', 'b'), integers)
      expect(released.value).toBe(value)
      const [low, high] = released.interval(sure)
      expect(-50 <= low && low <= value && value <= high && high <= 50).toBe(true)
    }
  })

  test('keeps the noisy integers that it was made of, and says how far off it is', () => {
    const released = dressed(open.covariance('a', 'b'), [60_000n, 0n, 0n, 10_000n])
    expect(released.exact).toEqual({ product: 60_000n, sum: 0n, sum2: 0n, rows: 10_000n })
    const [low, high] = released.interval(sure)
    expect(released.accuracy(sure)).toBe(Math.max(released.value - low, high - released.value))
    expect(high - low).toBeLessThan(0.5)
  })
})

describe('a released correlation', () => {
  test('is the covariance over the root of both variances', () => {
    // variances 16 and 4, covariance 4
    const released = dressed(open.correlation('a', 'b'), [400n, 1600n, 400n, 0n, 0n, 100n])
    expect(released.value).toBeCloseTo(0.5, 14)
  })

  test('lies, with its interval, in [-1, 1]; where a variance is not above 0 it says nothing', () => {
    for (const [integers, value] of [
      [[40_000n, 1600n, 400n, 0n, 0n, 100n], 1],
      [[-40_000n, 1600n, 400n, 0n, 0n, 100n], -1],
      [[4n, -16n, 400n, 0n, 0n, 100n], 0],
      [[4n, 16n, 4n, 0n, 0n, -1n], 0],
    ] as const) {
      const released = dressed(open.correlation('a', 'b'), integers)
      expect(released.value).toBe(value)
      const [low, high] = released.interval(sure)
      expect(-1 <= low && low <= value && value <= high && high <= 1).toBe(true)
    }
    expect(dressed(open.correlation('a', 'b'), [4n, 16n, 4n, 0n, 0n, -1n]).interval(sure)).toEqual([
      -1, 1,
    ])
  })
})

test('before a release, accuracy says what it takes for granted', () => {
  const of = (statistic: Statistic) =>
    expectedAccuracy(price(prove(statistic.question, statistic.schema), { epsilon: 1 }), 0.95)
  const covariance = of(open.covariance('a', 'b'))
  expect(covariance.per).toBe('number of values')
  expect(covariance.assumes).toContain('the number of values is public')
  const correlation = of(known.correlation('a', 'b'))
  expect(correlation.per).toBe('answer')
  expect(correlation.assumes).toContain('a quarter of the width')
  expect(correlation.value).toBeGreaterThan(0)
})
