import { add, compare, exp, multiply, type Rational, rational, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { pureLoss } from '../../space/loss.ts'
import vectors from '../../vectors/accuracy.json' with { type: 'json' }
import { discreteLaplace } from './discrete-laplace.ts'
import { discreteLaplaceProbability } from './discrete-laplace-law.ts'
import { discreteLaplaceQuantile, discreteLaplaceScale } from './discrete-laplace-quantile.ts'
import { discreteLaplaceVariance } from './discrete-laplace-variance.ts'

const scales = fc
  .tuple(fc.bigInt(1n, 10n ** 6n), fc.bigInt(1n, 10n ** 4n))
  .map(([n, d]) => rational(n, d))
/** Wide enough for doubles to hold every probability. */
const wideScales = fc.integer({ min: 5, max: 10_000 }).map((n) => rational(n, 100n))
const confidences = fc.integer({ min: 0, max: 9999 }).map((n) => n / 10_000)
/** Pr[|X| <= a], in doubles good to 1e-12 for the scales used. */
const within = (scale: number, a: number): number => {
  const q = exp(-1 / scale)
  return 1 - (2 * exp(-(a + 1) / scale)) / (1 + q)
}

describe('discrete Laplace noise', () => {
  it('costs sensitivity / scale, exactly, however it was made', () => {
    expect(discreteLaplace({ scale: 2 }).loss({ sensitivity: 1 })).toEqual(pureLoss(0.5))
    expect(discreteLaplace({ epsilon: 0.3, sensitivity: 7 }).loss()).toEqual(pureLoss(0.3))
    expect(discreteLaplace({ epsilon: 0.3, sensitivity: 7 }).loss({ sensitivity: 14 })).toEqual(
      pureLoss(0.6),
    )
    const byAccuracy = discreteLaplace({ accuracy: 10, confidence: 0.95, sensitivity: 1 })
    expect(byAccuracy.loss().exact.epsilon).toEqual({
      numerator: byAccuracy.scale.denominator,
      denominator: byAccuracy.scale.numerator,
    })
  })

  it('costs no more with a clamp, which only looks at the noisy value', () => {
    const clamped = discreteLaplace({ scale: 2, lower: 0, upper: 10 })
    expect(clamped.loss({ sensitivity: 1 })).toEqual(pureLoss(0.5))
    const plain = discreteLaplace({ scale: 2 })
    for (let seed = 0; seed < 200; seed++) {
      const noisy = plain.invoke(9n, { bits: seededBits(seed) })
      const expected = noisy < 0n ? 0n : noisy > 10n ? 10n : noisy
      expect(clamped.invoke(9n, { bits: seededBits(seed) })).toBe(expected)
    }
  })

  it('names its event, with the relation that the caller states', () => {
    expect(
      discreteLaplace({ epsilon: 0.5, sensitivity: 1 }).event({ neighbours: 'add-remove' }),
    ).toEqual(events.discreteLaplace({ scale: 2, sensitivity: 1, neighbours: 'add-remove' }))
  })

  it('is the same for any input, of any size', () => {
    const noise = discreteLaplace({ scale: '7/3' })
    fc.assert(
      fc.property(fc.bigInt(), fc.integer(), (value, seed) => {
        const zero = noise.invoke(0n, { bits: seededBits(seed) })
        expect(noise.invoke(value, { bits: seededBits(seed) })).toBe(value + zero)
      }),
    )
  })

  it('is drawn anew for every coordinate, in order', () => {
    const noise = discreteLaplace({ scale: 1000 })
    const bits = seededBits('vector')
    const single = Array.from({ length: 6 }, () => noise.invoke(0n, { bits }))
    expect(noise.invokeVector([0n, 0n, 0n, 0n, 0n, 0n], { bits: seededBits('vector') })).toEqual(
      single,
    )
    expect(new Set(single).size).toBeGreaterThan(4)
    expect(noise.fill(new Int32Array(9), { bits })).toHaveLength(9)
  })

  it('clamped has exactly the stated law, by every bit string', () => {
    const clamp = { lower: -1n, upper: 2n }
    const make = (scale: number, bounds = { lower: -1, upper: 2 }) =>
      discreteLaplace({ scale, ...bounds })
    const noise = make(1)
    expectEnumeratedLaw(
      (bits) => noise.invoke(0n, { bits }),
      (key) =>
        discreteLaplaceProbability({ scale: rational(1), input: 0n, output: BigInt(key), clamp }),
      {
        wordBits: 3,
        depth: 5,
        mutants: {
          'clamp one too low': (bits) => make(1, { lower: -2, upper: 2 }).invoke(0n, { bits }),
          'scale doubled': (bits) => make(2).invoke(0n, { bits }),
          'clamped again at 0': (bits) => {
            const value = noise.invoke(0n, { bits })
            return value < 0n ? 0n : value
          },
        },
      },
    )
  })

  it('refuses parameters that make no sense', () => {
    const bad = [
      { scale: 0 },
      { scale: -1 },
      { scale: Number.NaN },
      { epsilon: 0, sensitivity: 1 },
      { epsilon: 1, sensitivity: 0 },
      { epsilon: 1e9, sensitivity: 1 },
      { scale: 1, lower: 2, upper: 1 },
      { scale: 1, lower: '1/4', upper: '1/2' },
      { accuracy: -1, confidence: 0.5 },
      { accuracy: 1, confidence: 0 },
      { accuracy: 1, confidence: 1 },
    ]
    for (const options of bad) expect(() => discreteLaplace(options)).toThrow(/must be|no whole/)
    expect(() => discreteLaplace({ scale: 1 }).loss()).toThrow(/sensitivity is missing/)
  })
})

describe('the law of clamped noise', () => {
  it('sums to 1 over the clamp, wherever the input lies', () => {
    fc.assert(
      fc.property(
        scales,
        fc.bigInt(-9n, 9n),
        fc.bigInt(-4n, 4n),
        fc.bigInt(0n, 6n),
        (scale, input, lower, width) => {
          const clamp = { lower, upper: lower + width }
          let [low, high] = [rational(0), rational(0)]
          for (let output = clamp.lower; output <= clamp.upper; output += 1n) {
            const p = discreteLaplaceProbability({ scale, input, output, clamp })
            ;[low, high] = [add(low, p.low), add(high, p.high)]
          }
          expect(compare(low, rational(1))).toBeLessThanOrEqual(0)
          expect(compare(high, rational(1))).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('keeps neighbours within e^(1 / scale) at every output', () => {
    fc.assert(
      fc.property(wideScales, fc.bigInt(-5n, 5n), fc.bigInt(-2n, 2n), (scale, input, output) => {
        const clamp = { lower: -2n, upper: 2n }
        const p = discreteLaplaceProbability({ scale, input, output, clamp })
        const q = discreteLaplaceProbability({ scale, input: input + 1n, output, clamp })
        const limit = exp(1 / toNumber(scale)) * (1 + 1e-9)
        expect(toNumber(p.low)).toBeLessThanOrEqual(toNumber(q.high) * limit)
        expect(toNumber(q.low)).toBeLessThanOrEqual(toNumber(p.high) * limit)
      }),
    )
  })
})

describe('accuracy', () => {
  it('is the smallest a with Pr[|noise| <= a] >= confidence', () => {
    fc.assert(
      fc.property(scales, confidences, (scale, confidence) => {
        const a = Number(discreteLaplaceQuantile(scale, confidence))
        const b = toNumber(scale)
        expect(within(b, a)).toBeGreaterThan(confidence - 1e-9)
        if (a > 0) expect(within(b, a - 1)).toBeLessThan(confidence + 1e-9)
      }),
    )
    expect(discreteLaplace({ scale: 2 }).accuracy({ confidence: 0.95 })).toBe(6)
  })

  it('needs no enumeration at scales up to 2^80', () => {
    const lattice = rational(100n * 2n ** 40n)
    // The known figure: a mean in [0, 100] of 1000 people at epsilon 1 is within 0.1 ln 20.
    const steps = discreteLaplaceQuantile(lattice, 0.95)
    expect(toNumber(rational(steps, 1000n * 2n ** 40n))).toBeCloseTo(0.2995732273553991, 11)
    const wide = toNumber(rational(discreteLaplaceQuantile(rational(2n ** 80n), 0.95), 2n ** 80n))
    expect(wide).toBeCloseTo(2.995732273553991, 14)
    expect(discreteLaplaceQuantile('1e-9', 0.999999)).toBe(0n)
  })

  it('gives back the scale that was asked for, rounded so that the promise holds', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 1, max: 999 }), (accuracy, n) => {
        const confidence = n / 1000
        const scale = discreteLaplaceScale({ accuracy, confidence })
        expect(discreteLaplaceQuantile(scale, confidence) <= accuracy).toBe(true)
        const more = multiply(scale, rational(1_000_001n, 1_000_000n))
        expect(discreteLaplaceQuantile(more, confidence) >= accuracy).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  // OpenDP's accuracy is the smallest a with Pr[|X| >= a] <= alpha: one more than Dither's.
  const published = vectors.filter((v) => v.kind === 'accuracy_to_discrete_laplace_scale')
  it.each(published)('gives the published scale for $inputs', ({ inputs, expected, tolerance }) => {
    const { accuracy = 1, alpha } = inputs
    const scale = discreteLaplaceScale({ accuracy: accuracy - 1, confidence: 1 - alpha })
    expect(Math.abs(toNumber(scale) - expected)).toBeLessThanOrEqual(tolerance)
  })
})

describe('variance', () => {
  it('is 2q / (1 - q)^2, also where that cancels', () => {
    const direct = (scale: number) => {
      const q = exp(-1 / scale)
      return (2 * q) / (1 - q) ** 2
    }
    for (const scale of [0.05, 0.5, 1, 3, 30])
      expect(discreteLaplaceVariance(rational(scale)) / direct(scale)).toBeCloseTo(1, 12)
    expect(discreteLaplaceVariance(rational(10n ** 15n))).toBe(2e30)
    expect(discreteLaplaceVariance(rational('1e-6'))).toBe(0)
  })

  it('is what the noise has', () => {
    const total = (scale: Rational) => {
      let sum = 0
      for (let k = -300n; k <= 300n; k += 1n) {
        const p = discreteLaplaceProbability({ scale, input: 0n, output: k })
        sum += toNumber(p.low) * Number(k * k)
      }
      return sum
    }
    expect(total(rational(5))).toBeCloseTo(discreteLaplaceVariance(rational(5)), 9)
  })
})
