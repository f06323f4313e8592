import { expInterval, type Interval, negate, type Rational, rational, subtract } from '@dither/math'
import { expectEnumeratedLaw, scriptedBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { bernoulli } from './bernoulli.ts'
import { bernoulliExp } from './bernoulli-exp.ts'

/** A source whose words after the first lose their lowest bit: a broken refinement. */
const droppingBits = (bits: BitSource): BitSource => {
  let drawn = 0
  return { ...bits, next: () => (drawn++ === 0 ? bits.next() : bits.next() & ~1) }
}

const widths = [
  { wordBits: 1, depth: 12 },
  { wordBits: 2, depth: 6 },
  { wordBits: 5, depth: 3 },
]

describe('bernoulli', () => {
  test('is true with probability p, exactly', () => {
    for (const p of ['1/3', '5/8', '1/7', '999/1000', '1/2'].map((text) => rational(text)))
      for (const width of widths) {
        const law = (key: string): Rational => (key === 'true' ? p : subtract(rational(1), p))
        const { numerator, denominator } = p
        const twin = rational({ numerator: 100n * numerator, denominator: 102n * denominator })
        expectEnumeratedLaw((bits) => bernoulli(p, bits), law, {
          ...width,
          support: ['true', 'false'],
          mutants: { 'p 2 % off': (bits) => bernoulli(twin, bits) },
        })
      }
  })

  test('the enumeration refuses a dropped bit of the refinement', () => {
    const p = rational('1/3')
    const law = (key: string): Rational => (key === 'true' ? p : subtract(rational(1), p))
    expectEnumeratedLaw((bits) => bernoulli(p, bits), law, {
      wordBits: 2,
      depth: 6,
      mutants: { 'a bit dropped': (bits) => bernoulli(p, droppingBits(bits)) },
    })
  })

  test('is certain at 0 and 1, whatever the bits', () => {
    for (const word of [0, 7]) {
      expect(bernoulli(rational(0), scriptedBits([word], 3))).toBe(false)
      expect(bernoulli(rational(1), scriptedBits([word], 3))).toBe(true)
    }
  })

  test('refuses a p outside [0, 1], by name and value', () => {
    expect(() => bernoulli(rational('7/5'))).toThrow('p is 7/5, must be in [0, 1]')
    expect(() => bernoulli(rational('-1/5'))).toThrow('p is -1/5, must be in [0, 1]')
  })
})

describe('bernoulliExp', () => {
  const law =
    (x: Rational) =>
    (key: string): Interval => {
      const { low, high } = expInterval(negate(x), 100)
      if (key === 'true') return { low, high }
      return { low: subtract(rational(1), high), high: subtract(rational(1), low) }
    }

  test('is true with probability e^(-x), exactly', () => {
    for (const x of ['1/2', '3', '10/3', '1/100', '25/7'].map((text) => rational(text)))
      for (const width of widths) {
        const { numerator, denominator } = x
        const twin = rational({ numerator: 2n * numerator, denominator: 3n * denominator })
        expectEnumeratedLaw((bits) => bernoulliExp(x, bits), law(x), {
          ...width,
          support: ['true', 'false'],
          mutants: { 'another x': (bits) => bernoulliExp(twin, bits) },
        })
      }
  })

  test('the enumeration refuses an x that is 2 % off, and a dropped bit of the refinement', () => {
    expectEnumeratedLaw((bits) => bernoulliExp(rational('1/2'), bits), law(rational('1/2')), {
      wordBits: 4,
      depth: 4,
      mutants: {
        'x 2 % off': (bits) => bernoulliExp(rational('51/100'), bits),
        'a bit dropped': (bits) => bernoulliExp(rational('1/2'), droppingBits(bits)),
      },
    })
  })

  test('is certain at 0, and nearly never true far out', () => {
    expect(bernoulliExp(rational(0), scriptedBits([0xffff_ffff], 32))).toBe(true)
    expect(bernoulliExp(rational(10n ** 6n), scriptedBits([1], 32))).toBe(false)
    expect(bernoulliExp(rational(10n ** 400n), scriptedBits([0, 1], 32))).toBe(false)
    expect(bernoulliExp(rational(1n, 10n ** 400n), scriptedBits([5], 32))).toBe(true)
  })

  test('refuses a negative x, by name and value', () => {
    expect(() => bernoulliExp(rational('-1/2'))).toThrow('x is -1/2, must be at least 0')
  })
})
