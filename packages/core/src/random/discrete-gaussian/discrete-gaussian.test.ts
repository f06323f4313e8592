import {
  divide,
  expInterval,
  floor,
  floorSqrt,
  type Interval,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { exactLaw, normaliser } from '../law/exact-law.ts'
import {
  discreteGaussianSampler,
  drawDiscreteGaussian,
  fillDiscreteGaussian,
} from './discrete-gaussian.ts'
import { tryGaussian } from './draw-gaussian.ts'
import { gaussianPlan } from './gaussian-plan.ts'

const lawOf = (variance: Rational): ((value: bigint) => Interval) =>
  exactLaw({ kind: 'discreteGaussian', variance })

const product = (a: Interval, b: Interval): Interval => ({
  low: multiply(a.low, b.low),
  high: multiply(a.high, b.high),
})
const fromOne = ({ low, high }: Interval): Interval => ({
  low: subtract(rational(1), high),
  high: subtract(rational(1), low),
})

/**
 * One try gives y with probability (1 - a)/2 a^|y| e^(-(|y| - v/t)^2 / (2v)), a = e^(-1/t): that is,
 * Pr[X = y] times (1 - a)/2 e^(-v / (2 t^2)) times the normaliser. Undefined otherwise.
 */
function lawOfTry(variance: Rational): (key: string) => Interval {
  const law = lawOf(variance)
  const t = rational(floorSqrt(floor(variance)) + 1n)
  const a = expInterval(negate(divide(rational(1), t)), 120)
  const touch = expInterval(negate(divide(variance, multiply(rational(2), multiply(t, t)))), 120)
  const half = { low: rational('1/2'), high: rational('1/2') }
  const share = product(
    product(half, fromOne(a)),
    product(touch, normaliser({ kind: 'discreteGaussian', variance })),
  )
  return (key) => (key === 'undefined' ? fromOne(share) : product(law(BigInt(key)), share))
}

const factor = (variance: Rational, by: string): Rational => multiply(variance, rational(by))

/** A source that loses the lowest bit of every word after the first three. */
const droppingBits = (bits: BitSource): BitSource => {
  let drawn = 0
  return { ...bits, next: () => (drawn++ < 3 ? bits.next() : bits.next() & ~1) }
}

describe('one try', () => {
  test('has the exact law, for every rational variance and word width', () => {
    for (const text of ['1/3', '1', '7/2', '25'])
      for (const width of [
        { wordBits: 2, depth: 7 },
        { wordBits: 3, depth: 5 },
      ]) {
        const variance = rational(text)
        const plan = gaussianPlan(variance)
        const other = gaussianPlan(factor(variance, '11/10'))
        expectEnumeratedLaw((bits) => tryGaussian(plan, bits), lawOfTry(variance), {
          ...width,
          mutants: {
            'variance 10 % off': (bits) => tryGaussian(other, bits),
            'acceptance centred at zero': (bits) =>
              tryGaussian({ ...plan, centre: 0, envelopeScale: 10n ** 9n }, bits),
          },
        })
      }
  })

  test('the enumeration refuses a scale 2 % off, and a dropped bit, with finer words', () => {
    const variance = rational(4)
    const plan = gaussianPlan(variance)
    const other = gaussianPlan(factor(variance, '10404/10000'))
    expectEnumeratedLaw((bits) => tryGaussian(plan, bits), lawOfTry(variance), {
      wordBits: 4,
      depth: 4,
      mutants: {
        'scale 2 % off': (bits) => tryGaussian(other, bits),
        'a bit dropped': (bits) => tryGaussian(plan, droppingBits(bits)),
      },
    })
  })

  test('has the exact law with low bits of its envelope split off', () => {
    const variance = rational(10)
    const plan = gaussianPlan(variance, { lowBits: 1 })
    expectEnumeratedLaw((bits) => tryGaussian(plan, bits), lawOfTry(variance), {
      wordBits: 2,
      depth: 7,
    })
  })
})

describe('drawDiscreteGaussian', () => {
  test('has the exact law, rejections and all', () => {
    const variance = rational(4)
    const law = lawOf(variance)
    expectEnumeratedLaw(
      (bits) => drawDiscreteGaussian(variance, bits),
      (key) => law(BigInt(key)),
      {
        wordBits: 2,
        depth: 7,
        mutants: { 'twice the variance': (bits) => drawDiscreteGaussian(rational(8), bits) },
      },
    )
  })

  test('two successive draws are independent', () => {
    const variance = rational('3/2')
    const plan = gaussianPlan(variance)
    const law = lawOfTry(variance)
    expectEnumeratedLaw(
      (bits) => `${tryGaussian(plan, bits)} ${tryGaussian(plan, bits)}`,
      (key) => {
        const [a = '', b = ''] = key.split(' ')
        return product(law(a), law(b))
      },
      {
        wordBits: 2,
        depth: 8,
        mutants: {
          'the same draw twice': (bits) => {
            const draw = tryGaussian(plan, bits)
            return `${draw} ${draw}`
          },
        },
      },
    )
  })

  test('works at every variance, and scales as it should', () => {
    for (const sigma of [1n << 25n, 1n << 47n, 1n << 80n, (1n << 600n) + 1n]) {
      const bits = seededBits(`sigma ${sigma}`)
      const sampler = discreteGaussianSampler(rational(sigma * sigma))
      const draws = Array.from({ length: 400 }, () => sampler.draw(bits))
      const sizes = draws.map((x) => (x < 0n ? -x : x)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      const median = sizes[200] ?? 0n
      // Pr[|X| <= 0.674 sigma] is about 1/2; 400 draws put the median within 0.45 to 0.95 (1e-9).
      expect(100n * median).toBeLessThan(95n * sigma)
      expect(100n * median).toBeGreaterThan(45n * sigma)
    }
    for (const variance of [rational(1n, 10n ** 30n), rational(1n, 10n ** 400n)])
      expect(drawDiscreteGaussian(variance, seededBits('tiny'))).toBe(0n)
  })

  test('drops stale bits at the door', () => {
    let dropped = 0
    const bits: BitSource = { ...seededBits('stale'), dropIfStale: () => dropped++ }
    const sampler = discreteGaussianSampler(rational(1))
    sampler.draw(bits)
    sampler.drawNumber(bits)
    sampler.fill(new Int32Array(3), bits)
    drawDiscreteGaussian(rational(1), bits)
    fillDiscreteGaussian(new Int32Array(3), rational(1), bits)
    expect(dropped).toBe(5)
  })

  test('refuses a variance that is not positive, by name and value', () => {
    for (const text of ['0', '-3/2'])
      expect(() => drawDiscreteGaussian(rational(text))).toThrow(
        `variance is ${text}, must be greater than 0`,
      )
  })

  test('the acceptance is exact where doubles overflow or vanish', () => {
    for (const exponent of [450n, 520n, 1100n]) {
      const sampler = discreteGaussianSampler(rational(1n << (2n * exponent)))
      const bits = seededBits(`wide ${exponent}`)
      for (let i = 0; i < 30; i++) {
        const size = sampler.draw(bits)
        // Ten standard deviations: false alarm 30 * 1.6e-23.
        expect((size < 0n ? -size : size) >> exponent).toBeLessThan(10n)
      }
    }
  })
})
