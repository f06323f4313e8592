import { compare, multiply, type Rational, rational, toNumber } from '@dither/math'
import { enumerate, expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { type TruncatedGeometricOptions, truncatedGeometric } from './truncated-geometric.ts'

/** Pr[j] for an input i out of 0 … n: (1 - a) / (1 + a) a^|i - j|, without the 1 - a at the ends. */
const chance = (a: number, n: number, i: number, j: number): number =>
  ((j === 0 || j === n ? 1 : 1 - a) / (1 + a)) * a ** Math.abs(i - j)

describe('the truncated geometric mechanism', () => {
  const options: TruncatedGeometricOptions = { alpha: '1/2', lower: 0, upper: 3 }
  const draw = (by = options, value = 1n, change = (x: bigint) => x) => {
    const mechanism = truncatedGeometric(by)
    return (bits: BitSource) => change(mechanism.invoke(value, { bits }))
  }
  /** Of 24, as 1/2 makes it. */
  const table: Record<string, readonly number[]> = {
    0: [16, 4, 2, 2],
    1: [8, 8, 4, 4],
    3: [2, 2, 4, 16],
  }

  it('has exactly its law, by every bit string', () => {
    for (const value of [0n, 1n, 3n])
      expectEnumeratedLaw(
        draw(options, value),
        (key): Rational => rational(table[String(value)]?.[Number(key)] ?? 0, 24n),
        {
          wordBits: 1,
          depth: 15,
          support: ['0', '1', '2', '3'],
          mutants: {
            'the tails forgotten': (bits) => {
              for (;;) {
                const x = truncatedGeometric({ ...options, lower: -1, upper: 4 }).invoke(value, {
                  bits,
                })
                if (x >= 0n && x <= 3n) return x
              }
            },
            'another alpha': draw({ ...options, alpha: '1/3' }, value),
            'another input': draw(options, value === 3n ? 2n : value + 1n),
            'the top never answered': draw(options, value, (x) => (x === 3n ? 2n : x)),
          },
        },
      )
  })

  it('takes the same words for every input, in law', () => {
    const undecided = [0n, 1n, 3n].map((value) => {
      const found = enumerate(draw(options, value), { wordBits: 1, depth: 11 })
      return [found.undecided, found.runs]
    })
    expect(undecided[1]).toEqual(undecided[0])
    expect(undecided[2]).toEqual(undecided[0])
  })

  it('costs the largest logarithm of a ratio over all neighbours and answers, and no more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 95 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (percent, n, wanted) => {
          const sensitivity = Math.min(wanted, n)
          const a = percent / 100
          let worst = 0
          for (let i = 0; i <= n; i++)
            for (let k = Math.max(0, i - sensitivity); k <= Math.min(n, i + sensitivity); k++)
              for (let j = 0; j <= n; j++)
                worst = Math.max(worst, Math.log(chance(a, n, i, j) / chance(a, n, k, j)))
          const made = truncatedGeometric({ alpha: rational(percent, 100n), lower: 0, upper: n })
          expect(made.loss({ sensitivity }).epsilon / worst).toBeCloseTo(1, 9)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('by a budget costs at most that, and hardly less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }).map((n) => rational(n, 10_000n)),
        fc.integer({ min: 1, max: 9 }),
        (epsilon, sensitivity) => {
          const made = truncatedGeometric({ epsilon, sensitivity, lower: 0, upper: 9 })
          const spent = made.loss().exact.epsilon
          expect(compare(spent, epsilon)).toBeLessThan(1)
          expect(compare(spent, multiply(epsilon, rational('0.999999998')))).toBe(1)
        },
      ),
    )
  })

  it('has an accuracy that holds for every input, and is the smallest for one in the middle', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 95 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 99 }),
        (percent, n, confidence) => {
          const made = truncatedGeometric({ alpha: rational(percent, 100n), lower: 0, upper: n })
          const a = made.accuracy({ confidence: confidence / 100 })
          const within = (i: number, reach: number): number =>
            Array.from({ length: n + 1 }, (_, j) =>
              Math.abs(i - j) <= reach ? chance(percent / 100, n, i, j) : 0,
            ).reduce((sum, p) => sum + p, 0)
          for (let i = 0; i <= n; i++) expect(within(i, a)).toBeGreaterThan(confidence / 100 - 1e-9)
          const middle = Math.floor(n / 2)
          if (a > 0 && a <= middle)
            expect(within(middle, a - 1)).toBeLessThan(confidence / 100 + 1e-9)
        },
      ),
    )
  })

  it('by a budget has an alpha of e^-epsilon, nearly', () => {
    const { alpha } = truncatedGeometric({ epsilon: 1, lower: 0, upper: 6 })
    expect(toNumber(alpha)).toBeCloseTo(1 / Math.E, 9)
  })

  it('names its event, which costs what the mechanism does', () => {
    const made = truncatedGeometric({ epsilon: 1, lower: 0, upper: 40 })
    const event = made.event({ neighbours: 'add-remove' })
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    expect(priceEvent(event, { measure: 'pure' })).toEqual(made.loss())
    expect(made.event({ sensitivity: 2 }).sensitivity).toBe('2')
    expect(() =>
      events.truncatedGeometric({ alpha: 1, lower: 0, upper: 1, sensitivity: 1 }),
    ).toThrow(/less than 1/)
  })

  it('moves an input beyond the bounds to them, and works on the widest range', () => {
    const made = truncatedGeometric({ epsilon: 0.01, lower: -500, upper: 523 })
    const outside = made.invoke(-(10n ** 9n), { bits: seededBits('far') })
    expect(outside).toBe(made.invoke(-500n, { bits: seededBits('far') }))
    expect(outside >= -500n && outside <= 523n).toBe(true)
  })

  it('refuses parameters that make no sense', () => {
    const bad: readonly TruncatedGeometricOptions[] = [
      { alpha: 0, lower: 0, upper: 3 },
      { alpha: 1, lower: 0, upper: 3 },
      { epsilon: 0, lower: 0, upper: 3 },
      { epsilon: 1, lower: 3, upper: 3 },
      { epsilon: 1, lower: 0, upper: 1024 },
      { epsilon: 1, sensitivity: 0, lower: 0, upper: 3 },
      { alpha: `1/${2n ** 200n}`, lower: 0, upper: 900 },
    ]
    for (const each of bad) expect(() => truncatedGeometric(each)).toThrow(/must/)
  })
})
