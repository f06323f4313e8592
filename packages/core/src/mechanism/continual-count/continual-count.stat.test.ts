// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { binomialCdf } from '@dither/math'
import { expectPrivate, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { squareRootCounter } from './square-root-counter.ts'
import { treeCounter } from './tree-counter.ts'

const counts = (...values: number[]): bigint[] => values.map(BigInt)

describe('running totals', () => {
  it('out of a tree keep neighbouring streams within epsilon, n = 100,000', () => {
    const run = (options: Parameters<typeof treeCounter>[0]) => {
      const counter = treeCounter(options)
      const bits = seededBits('tree')
      return (stream: readonly bigint[]) => {
        const begun = counter.start({ bits })
        return stream.map((count) => begun.next(count).value)
      }
    }
    // The first step is in all three intervals that totals 1, 2 and 4 are.
    const outcome = ([one = 0n, two = 0n, , four = 0n]: readonly bigint[]) =>
      Number([two, four].reduce((least, total) => (total < least ? total : least), one))
    expectPrivate(
      run({ steps: 4, epsilon: 1.5 }),
      [counts(1, 0, 0, 0), counts(0, 0, 0, 0)],
      { epsilon: 1.5 },
      {
        n: 100_000,
        outcome,
        mutants: {
          'noise for two levels of three': run({ steps: 4, scale: '4/3' }),
        },
      },
    )
  })

  it('between the factors keep neighbouring streams within their rho, as (epsilon, delta), n = 100,000', () => {
    // rho = 0.5: at delta 0.05 that is epsilon 0.5 + sqrt(2 ln 20) = 2.95 at most.
    const run = (rho: number) => {
      const counter = squareRootCounter({ steps: 3, rho })
      const bits = seededBits('root')
      return (stream: readonly bigint[]) => {
        const begun = counter.start({ bits })
        return stream.map((count) => begun.next(count).value)
      }
    }
    expectPrivate(
      run(0.5),
      [counts(4, 0, 0), counts(3, 0, 0)],
      { epsilon: 2.95, delta: 0.05 },
      {
        n: 100_000,
        outcome: (totals) => Number(totals[0] ?? 0n),
        mutants: { 'a fortieth of the noise': run(20) },
      },
    )
  })

  it('are within their accuracy as often as it says, at every step, n = 71,000', () => {
    const n = 71_000
    const confidence = 0.9
    for (const counter of [
      treeCounter({ steps: 7, epsilon: 0.5 }),
      squareRootCounter({ steps: 7, rho: 0.01 }),
    ]) {
      const bits = seededBits(counter.kind)
      const reaches = Array.from({ length: 7 }, (_, i) =>
        BigInt(counter.accuracy({ confidence, step: i + 1 })),
      )
      const hits = reaches.map(() => 0)
      const narrow = reaches.map(() => 0)
      for (let i = 0; i < n; i++) {
        const stream = counter.start({ bits })
        for (const [step, reach] of reaches.entries()) {
          const { value } = stream.next(0n)
          const size = value < 0n ? -value : value
          if (size <= reach) hits[step] = (hits[step] ?? 0) + 1
          if (10n * size <= 8n * reach) narrow[step] = (narrow[step] ?? 0) + 1
        }
      }
      for (const hit of hits) {
        expect(binomialCdf(hit, n, confidence)).toBeGreaterThan(1e-10)
        // One lattice atom and half a point: no idle width.
        expect(hit / n).toBeLessThan(confidence + 0.06)
      }
      // Twin: four fifths of the accuracy does not hold.
      for (const hit of narrow) expect(binomialCdf(hit, n, confidence)).toBeLessThan(1e-10)
    }
  })
})
