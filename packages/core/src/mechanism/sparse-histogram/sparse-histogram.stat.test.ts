// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { binomialTail } from '@dither/math'
import { expectJointLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { drawHashSeed, keyHash } from './key-hash.ts'
import { bitOf, noisyProjection } from './noisy-projection.ts'
import { sparseHistogram } from './sparse-histogram.ts'
import { unaryEstimate } from './unary-estimate.ts'

const oneKey = { maxGroups: 1, neighbours: 'add-remove' } as const

describe('the hash of keys', () => {
  it('is uniform, and independent for two keys and for two levels, n = 30,000', () => {
    const bits = seededBits('pairs')
    const quarter = { probability: (cell: number) => (cell >= 0 && cell < 4 ? 0.25 : 0) }
    const draw =
      (keys: readonly [string, string], levels: readonly [number, number] = [0, 0]) =>
      () => {
        const hash = keyHash(drawHashSeed(2, bits), 2)
        return [hash(keys[0])(levels[0]), hash(keys[1])(levels[1])]
      }
    expectJointLaw(draw(['ab', 'ba']), [quarter, quarter], {
      n: 30_000,
      mutants: { 'one key twice': draw(['ab', 'ab']) },
    })
    expectJointLaw(draw(['ab', 'ab'], [0, 1]), [quarter, quarter], {
      n: 30_000,
      mutants: { 'one level twice': draw(['ab', 'ab'], [1, 1]) },
    })
  })
})

describe('a sparse histogram, released', () => {
  it('keeps neighbours within epsilon by the estimate of the key that differs, n = 20,000', () => {
    // One digit, which is all that the key moves: its estimate tells the bit.
    const oneBit = (levelsPerCount: string) => {
      const made = sparseHistogram({
        ...oneKey,
        levelsPerCount,
        alpha: 3,
        most: 1n,
        total: 1n,
        cells: 8,
      })
      const bits = seededBits('bit')
      return (count: bigint) => made.invoke([['key', count]], { bits }).query('key')
    }
    // ln(1 + 3 / 2) = 0.916.
    expectPrivate(
      oneBit('1/2'),
      [0n, 1n],
      { epsilon: 0.9163 },
      { n: 20_000, mutants: { 'rounded up always': oneBit('1') } },
    )
  })

  it('has errors within the accuracy at least as often as it says, n = 71,000', () => {
    const made = sparseHistogram({ ...oneKey, epsilon: 1, most: 20n, total: 1400n })
    const bits = seededBits('coverage')
    // 128 keys of 10 on average: nearly as many digits as the total allows.
    const counts = Array.from({ length: 128 }, (_, i) => [`key ${i}`, BigInt(i % 23)] as const)
    const covered = new Map([
      [0.5, 0],
      [0.95, 0],
    ])
    let n = 0
    let error = 0
    while (n < 71_000) {
      const sketch = made.invoke(counts, { bits })
      for (const [key, count] of counts) {
        const truth = Math.min(Number(count), 20)
        const off = Math.abs(sketch.query(key) - truth)
        error += off
        n++
        for (const [confidence, hits] of covered)
          covered.set(confidence, hits + Number(off <= made.accuracy({ confidence }) + 1e-9))
      }
    }
    for (const [confidence, hits] of covered)
      expect(binomialTail(n - hits, n, 1 - confidence)).toBeGreaterThan(1e-9)
    expect(error / n).toBeLessThan(made.expectedError())
    expect(error / n).toBeGreaterThan(made.expectedError() / 3)
  })

  it('reads unary digits without bias where the truth is in the middle, n = 40,000', () => {
    const bits = seededBits('digits')
    const projection = {
      levelsPerCount: { numerator: 1n, denominator: 1n },
      most: 40n,
      cells: 40,
      flip: { numerator: 1n, denominator: 5n },
      hash: () => (level: number) => level,
    }
    const mean = (count: bigint): number => {
      let sum = 0
      for (let i = 0; i < 40_000; i++) {
        const vector = noisyProjection([['key', count]], projection, bits)
        sum += unaryEstimate((level) => bitOf(vector, level), 40) - 20
      }
      return sum / 40_000
    }
    // A standard deviation of 3.6 digits, six and a half of them over the root of n.
    expect(Math.abs(mean(20n))).toBeLessThan(0.12)
    expect(mean(21n)).toBeGreaterThan(0.8)
  })
})
