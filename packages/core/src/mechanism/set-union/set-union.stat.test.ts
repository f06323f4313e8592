// Each test of privacy or law: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { ln, toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { stabilityHistogram } from '../stability-histogram/stability-histogram.ts'
import { keptKeys } from '../weighted-selection/unit-keys.ts'
import { weightedSelection } from '../weighted-selection/weighted-selection.ts'
import { type SetUnionMethod, setUnion } from './set-union.ts'

type Units = readonly (readonly string[])[]

describe('keys by weight', () => {
  it('are released as independent coins of their exact chances, n = 60,000', () => {
    const made = weightedSelection({ variance: 30, threshold: 12n, maxKeys: 2, steps: 8n })
    const units: Units = [['a', 'b'], ['a'], ['a', 'b', 'b']]
    const chance = (weight: bigint): number => {
      const known = weightedSelection({
        variance: 30,
        threshold: 12n - weight,
        maxKeys: 2,
        steps: 8n,
      })
      return toNumber(known.keepProbability({ units: 0n, keys: 1 }).high)
    }
    const [a, b] = [chance(18n), chance(10n)]
    const law = {
      probability: (k: number) => [(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b][k] ?? 0,
    }
    const bits = seededBits('coins')
    const draw =
      (selection: { readonly invoke: typeof made.invoke }, data = units) =>
      () => {
        const found = selection.invoke(data, { bits })
        return (found.includes('a') ? 1 : 0) + (found.includes('b') ? 2 : 0)
      }
    expectLaw(draw(made), law, {
      n: 60_000,
      mutants: {
        'threshold off by one': draw(
          weightedSelection({ variance: 30, threshold: 13n, maxKeys: 2, steps: 8n }),
        ),
        'variance 10 % off': draw(
          weightedSelection({ variance: 33, threshold: 12n, maxKeys: 2, steps: 8n }),
        ),
        'one unit forgotten': draw(made, units.slice(1)),
        'exact pre-filter': draw({ invoke: () => ['a'] }),
      },
    })
  })

  it('keep neighbours within epsilon and delta by every method, n = 20,000', () => {
    for (const method of ['weighted', 'iterative', 'policy'] as const) {
      const union = setUnion({ epsilon: 1, delta: 0.1, maxKeys: 2, method })
      const bits = seededBits(method)
      const run = (times: number) => (units: Units) =>
        union
          .invoke(
            units.flatMap((unit) => new Array<readonly string[]>(times).fill(unit)),
            { bits },
          )
          .join(' ')
      // One unit more, of three keys of which two count: one that is there, and two new ones.
      expectPrivate(
        run(1),
        [[['a'], ['a', 'b', 'c']], [['a']]],
        { epsilon: 1, delta: 0.1 },
        {
          n: 20_000,
          outcome: (keys) => keys,
          mutants: { 'every unit counts for eight': run(8) },
        },
      )
    }
  })
})

describe('on data where the n-th key is used in proportion to 1 / n', () => {
  const bits = seededBits('zipf')
  const chance = (): number => (bits.next() + 0.5) / 2 ** 32
  const keys = 4000
  const shares = Array.from({ length: keys }, (_, i) => 1 / (i + 1))
  const ends: number[] = []
  for (const share of shares) ends.push((ends.at(-1) ?? 0) + share)
  const all = ends.at(-1) ?? 1
  const pick = (): string => {
    const at = chance() * all
    let [low, high] = [0, keys - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return String(low)
  }
  // Numbers of keys with a long tail: 2 and more, 10 on average.
  const units = Array.from({ length: 6000 }, () => [
    ...new Set(Array.from({ length: Math.min(100, 2 + Math.floor(2 / chance())) }, pick)),
  ])
  const budget = { epsilon: 1, delta: 1e-5 }
  const maxKeys = 30
  const runs = 5
  /** Keys that are found, on average. */
  const found = (select: () => number): number =>
    Array.from({ length: runs }, select).reduce((sum, n) => sum + n, 0) / runs
  const by = (method: SetUnionMethod): number => {
    const union = setUnion({ ...budget, maxKeys, method })
    return found(() => union.invoke(units, { bits }).length)
  }

  it('weights find more than counts, rounds more than one round, and a policy most', () => {
    const histogram = stabilityHistogram({
      ...budget,
      noise: 'gaussian',
      maxGroups: maxKeys,
      neighbours: 'add-remove',
    })
    const counted = found(() => {
      const counts = new Map<string, bigint>()
      for (const unit of units)
        for (const key of keptKeys(unit, maxKeys, bits))
          counts.set(key, (counts.get(key) ?? 0n) + 1n)
      return histogram.invoke(counts, { bits }).size
    })
    const [weighted, iterative, policy] = [by('weighted'), by('iterative'), by('policy')]
    expect(ln(weighted / counted)).toBeGreaterThan(0.3)
    expect(iterative).toBeGreaterThan(1.04 * weighted)
    expect(policy).toBeGreaterThan(1.1 * weighted)
    expect(policy).toBeGreaterThan(1.04 * iterative)
  })
})
