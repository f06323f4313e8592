// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { countEstimate } from '../randomised-response/count-estimate.ts'
import { type LocalHashingOptions, type LocalHashReport, localHashing } from './local-hashing.ts'
import { bucketOf } from './public-hash.ts'

const draw = (options: LocalHashingOptions, category = 2) => {
  const made = localHashing(options)
  const bits = seededBits(JSON.stringify(made.loss()))
  return (value = category) => made.invoke(value, { bits })
}
const options = { categories: 100, epsilon: 2 }
const made = localHashing(options)
/** 0: supports neither of two categories; 1, 2: one of them; 3: both. */
const view = (report: LocalHashReport): number =>
  Number(made.supports(report, 2)) + 2 * Number(made.supports(report, 77))

describe('local hashing, drawn', () => {
  it('supports the truth with chance p and another with chance q, n = 100,000', () => {
    const [p, q] = [toNumber(made.p), toNumber(made.q)]
    // Both: they share the bucket, with chance close to 1 / buckets, and it is told.
    const both = p / made.buckets
    const chances = [1 - p - q + both, p - both, q - both, both]
    const report = draw(options)
    expectLaw(
      () => view(report()),
      { probability: (k) => chances[k] ?? 0 },
      {
        n: 100_000,
        mutants: {
          'odds 4 % up': (() => {
            const other = draw({ categories: 100, odds: 1.04 * Math.exp(2), buckets: made.buckets })
            return () => view(other())
          })(),
          'another category': () => view(report(77)),
          'one hash function for all': () => view({ ...report(), slope: 12_345, offset: 678 }),
        },
      },
    )
  })

  it('keeps any two categories within epsilon, n = 60,000', () => {
    const run = (by: LocalHashingOptions) => {
      const report = draw(by)
      return (category: number) => view(report(category))
    }
    const lines = draw(options)
    expectPrivate(
      run(options),
      [2, 77],
      { epsilon: 2 },
      {
        n: 60_000,
        mutants: {
          'the buckets forgotten': run({
            categories: 100,
            odds: Math.exp(2) * (made.buckets - 1),
            buckets: made.buckets,
          }),
          'the bucket never flipped': (category) => {
            const { slope, offset } = lines(category)
            const bucket = bucketOf({ slope, offset }, category, made.buckets)
            return view({ slope, offset, bucket })
          },
        },
      },
    )
  })

  it('has estimates without bias, where a wrong q has one: 100,000 reports', () => {
    const report = draw({ categories: 4, epsilon: 1 })
    const small = localHashing({ categories: 4, epsilon: 1 })
    const reports = Array.from({ length: 100_000 }, (_, i) => report(i % 10 < 6 ? 0 : 1))
    const counts = small.support(reports)
    const held = [60_000, 40_000, 0, 0]
    small.estimate(counts, reports.length).forEach(({ value, variance }, v) => {
      // Six and a half standard deviations.
      expect(Math.abs(value - (held[v] ?? 0))).toBeLessThan(6.5 * Math.sqrt(variance))
    })
    const [p, q] = [toNumber(small.p), (1 - toNumber(small.p)) / 3]
    const wrong = countEstimate({ count: counts[3] ?? 0, reports: reports.length, p, q })
    expect(Math.abs(wrong.value)).toBeGreaterThan(6.5 * Math.sqrt(wrong.variance))
  })
})
