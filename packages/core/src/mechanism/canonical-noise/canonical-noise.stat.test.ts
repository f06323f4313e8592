// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { rational, toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { binomialInterval } from './binomial-test.ts'
import { canonicalTail } from './canonical-law.ts'
import {
  type CanonicalNoise,
  type CanonicalNoiseOptions,
  canonicalNoise,
} from './canonical-noise.ts'

const quarter = 1n << 30n
/** Pr[noise in the k-th quarter], by the certified tail. */
const law = (noise: CanonicalNoise) => ({
  probability: (k: number): number => {
    const tail = (from: number) => canonicalTail(noise.shape, BigInt(from) * quarter, 80).high
    return toNumber(rational(tail(k) - tail(k + 1), 1n << 80n))
  },
})

describe('canonical noise, drawn', () => {
  const run = (options: CanonicalNoiseOptions) => {
    const noise = canonicalNoise(options)
    const bits = seededBits('drawn')
    return (value: bigint) => noise.invoke(value, { bits })
  }
  const draw = (options: CanonicalNoiseOptions, change = (x: number) => x) => {
    const noisy = run(options)
    return () => Math.floor(4 * change(noisy(0n)))
  }

  it('has its law, n = 60,000', () => {
    const options = { epsilon: 1, delta: 0.05 }
    expectLaw(draw(options), law(canonicalNoise(options)), {
      n: 60_000,
      mutants: {
        'the uniform part left out': draw(options, Math.round),
        'b = e^-epsilon / 2': draw({ ...options, epsilon: 1 + Math.LN2 }),
        'q forgotten': draw({ epsilon: 1 }),
        'q halved': draw({ ...options, delta: 0.02 }),
        'one side of the uniform part': draw(
          options,
          (x) => Math.round(x) + Math.abs(x - Math.round(x)),
        ),
      },
    })
    expectLaw(
      draw({ epsilon: 0.7, sensitivity: 3 }),
      law(canonicalNoise({ epsilon: 0.7, sensitivity: 3 })),
      {
        n: 60_000,
        mutants: { 'epsilon 5 % up': draw({ epsilon: 0.735, sensitivity: 3 }) },
      },
    )
  })

  it('keeps neighbours within epsilon and delta, n = 60,000', () => {
    const coarse = (noisy: (value: bigint) => number) => (value: bigint) =>
      Math.floor(2 * noisy(value))
    const options = { epsilon: 1, delta: 0.02, sensitivity: 2 }
    expectPrivate(
      coarse(run(options)),
      [0n, 2n],
      { epsilon: 1, delta: 0.02 },
      {
        n: 60_000,
        mutants: {
          'made for a sensitivity of 1': coarse(run({ ...options, sensitivity: 1 })),
          'delta tripled': coarse(run({ ...options, delta: 0.06 })),
        },
      },
    )
  })

  it('gives intervals that hold the proportion as often as they say, and hardly more often, n = 20,000', () => {
    const noise = canonicalNoise({ epsilon: 1, delta: 0.01 })
    const bits = seededBits('coverage')
    const [n, size, theta] = [20_000, 8, 0.3]
    const cut = Math.floor(theta * 2 ** 32)
    // The interval is asked for each eighth only: all lower bounds between two known ones lie between.
    let missed = 0
    const bound = new Map<number, number>()
    const lower = (released: number): number => {
      const known = bound.get(released)
      if (known !== undefined) return known
      const asked = { noise, released, size, confidence: 0.9, bounds: 'lower' } as const
      const found = binomialInterval(asked).lower
      bound.set(released, found)
      return found
    }
    let surely = 0
    for (let i = 0; i < n; i++) {
      let yes = 0n
      for (let j = 0; j < size; j++) if (bits.next() < cut) yes += 1n
      const released = noise.invoke(yes, { bits })
      if (lower(Math.floor(8 * released) / 8) > theta) surely += 1
      if (lower(Math.ceil(8 * released) / 8) > theta) missed += 1
    }
    // 6.2 standard deviations of a binomial count with chance 0.1 are 263.
    expect(surely).toBeLessThan(0.1 * n + 263)
    expect(missed).toBeGreaterThan(0.1 * n - 263)
  })
})
