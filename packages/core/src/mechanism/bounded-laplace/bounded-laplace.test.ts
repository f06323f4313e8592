import { compare, exp, multiply, type Rational, rational, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { exponentialProbability } from '../exponential/exponential-law.ts'
import { type BoundedLaplaceOptions, boundedLaplace } from './bounded-laplace.ts'

/** Pr[lower + j] for an input lower + i, by its definition. */
const law = (scale: number, n: number, i: number): number[] => {
  const weights = Array.from({ length: n + 1 }, (_, j) => exp(-Math.abs(j - i) / scale))
  const total = weights.reduce((sum, w) => sum + w, 0)
  return weights.map((w) => w / total)
}
const settings = fc.record({
  scale: fc.integer({ min: 20, max: 3000 }).map((n) => rational(n, 100n)),
  n: fc.integer({ min: 1, max: 14 }),
  sensitivity: fc.integer({ min: 1, max: 16 }),
})

describe('bounded Laplace noise', () => {
  const options: BoundedLaplaceOptions = { scale: 2, lower: 10, upper: 13 }
  const draw = (by = options, value = 11n, change = (x: bigint) => x) => {
    const noise = boundedLaplace(by)
    return (bits: BitSource) => change(noise.invoke(value, { bits }))
  }

  it('has exactly its law, wherever the input lies, by every bit string', () => {
    for (const value of [10n, 11n, 13n]) {
      const scores = [10n, 11n, 12n, 13n].map((y) => (y > value ? value - y : y - value))
      expectEnumeratedLaw(
        draw(options, value),
        (key) => exponentialProbability({ scores, scale: rational(2), index: BigInt(key) - 10n }),
        {
          wordBits: 2,
          depth: 7,
          support: ['10', '11', '12', '13'],
          mutants: {
            'scale doubled': draw({ ...options, scale: 4 }, value),
            'another input': draw(options, value === 13n ? 12n : value + 1n),
            'the lowest never answered': draw(options, value, (x) => (x === 10n ? 11n : x)),
            'bounds one wider': draw({ ...options, upper: 14 }, value),
            'clamped instead': draw({ ...options, lower: 0, upper: 30 }, value, (x) =>
              x < 10n ? 10n : x > 13n ? 13n : x,
            ),
          },
        },
      )
    }
  })

  it('costs the largest logarithm of a ratio over all neighbours and answers, and no more', () => {
    fc.assert(
      fc.property(settings, ({ scale, n, sensitivity }) => {
        const laws = Array.from({ length: n + 1 }, (_, i) => law(toNumber(scale), n, i))
        let worst = 0
        laws.forEach((p, i) => {
          laws.forEach((q, k) => {
            if (Math.abs(i - k) > sensitivity) return
            p.forEach((mass, j) => {
              worst = Math.max(worst, Math.log(mass / (q[j] ?? 0)))
            })
          })
        })
        const { epsilon } = boundedLaplace({ scale, lower: 0, upper: n }).loss({ sensitivity })
        expect(epsilon / worst).toBeCloseTo(1, 9)
      }),
      { numRuns: 60 },
    )
  })

  it('costs more than the naive sensitivity / scale, and at most twice that', () => {
    fc.assert(
      fc.property(settings, ({ scale, n, sensitivity }) => {
        const { exact } = boundedLaplace({ scale, lower: 0, upper: n }).loss({ sensitivity })
        const naive = multiply(rational(Math.min(sensitivity, n)), inverse(scale))
        if (sensitivity < n) expect(compare(exact.epsilon, naive)).toBe(1)
        expect(compare(exact.epsilon, multiply(rational(2), naive))).toBeLessThan(1)
      }),
    )
  })

  it('by a budget costs at most that, and hardly less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }).map((n) => rational(n, 100n)),
        fc.integer({ min: 3, max: 100_000 }),
        fc.integer({ min: 1, max: 50 }),
        (epsilon, n, wanted) => {
          const sensitivity = Math.min(wanted, n)
          const made = boundedLaplace({ epsilon, sensitivity, lower: -n, upper: n })
          const spent = made.loss().exact.epsilon
          expect(compare(spent, epsilon)).toBeLessThan(1)
          expect(compare(spent, multiply(epsilon, rational('0.99999999')))).toBe(1)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('stays within its bounds, whatever the input', () => {
    const noise = boundedLaplace({ scale: 50, lower: -3, upper: 4 })
    const bits = seededBits('within')
    for (const value of [-100n, -3n, 0n, 4n, 10n ** 30n])
      for (let i = 0; i < 40; i++) {
        const answer = noise.invoke(value, { bits })
        expect(answer >= -3n && answer <= 4n).toBe(true)
      }
    const outside = noise.invoke(900n, { bits: seededBits('clamp') })
    expect(outside).toBe(noise.invoke(4n, { bits: seededBits('clamp') }))
  })

  it('has an accuracy that holds for every input', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 99 }), ({ scale, n }, percent) => {
        const noise = boundedLaplace({ scale, lower: 0, upper: n })
        const a = noise.accuracy({ confidence: percent / 100 })
        expect(a).toBeLessThanOrEqual(n)
        for (let i = 0; i <= n; i++) {
          const within = law(toNumber(scale), n, i).reduce(
            (sum, p, j) => sum + (Math.abs(j - i) <= a ? p : 0),
            0,
          )
          expect(within).toBeGreaterThan(percent / 100 - 1e-9)
        }
      }),
    )
  })

  it('names its event, which costs what the noise does', () => {
    const noise = boundedLaplace({ epsilon: 1, sensitivity: 2, lower: 0, upper: 100 })
    const event = noise.event({ neighbours: 'add-remove' })
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    expect(priceEvent(event, { measure: 'pure' })).toEqual(noise.loss())
    const more = noise.event({ sensitivity: 7 })
    expect(priceEvent(more, { measure: 'pure' })).toEqual(noise.loss({ sensitivity: 7 }))
  })

  it('is made at any size', () => {
    const bits = seededBits('sizes')
    for (const scale of ['1e-9', 2n ** 80n]) {
      const noise = boundedLaplace({ scale, lower: -(2n ** 70n), upper: 2n ** 70n })
      const answer = noise.invoke(5n, { bits })
      expect(answer >= -(2n ** 70n) && answer <= 2n ** 70n).toBe(true)
      expect(noise.loss({ sensitivity: 1 }).epsilon).toBeGreaterThan(0)
    }
  })

  it('refuses parameters that make no sense', () => {
    expect(() => boundedLaplace({ scale: 1, lower: 2, upper: 2 })).toThrow(/less than upper/)
    expect(() => boundedLaplace({ scale: 0, lower: 1, upper: 2 })).toThrow(/more than 0/)
    expect(() => boundedLaplace({ scale: 1, lower: 1, upper: 2 }).loss()).toThrow(/missing/)
    expect(() => boundedLaplace({ epsilon: 1, sensitivity: 0.5, lower: 1, upper: 2 })).toThrow(
      /at least 1/,
    )
  })
})

function inverse({ numerator, denominator }: Rational): Rational {
  return rational(denominator, numerator)
}
