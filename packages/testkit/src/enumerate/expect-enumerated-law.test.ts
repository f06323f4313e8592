import { add, type Interval, rational } from '@dither/math'
import { expect, test } from 'vitest'
import type { TestBits } from '../bits/bit-source.ts'
import { expectEnumeratedLaw } from './expect-enumerated-law.ts'

/** Bernoulli(1/3) by comparing bits with 0.010101... until they differ; `third` is what a twin says. */
const bernoulli =
  (third: (place: number) => number, equalCounts = false) =>
  (bits: TestBits): boolean => {
    for (let place = 0; ; place++) {
      const bit = bits.next()
      const digit = third(place)
      if (bit !== digit) return bit < digit
      if (equalCounts && place === 5) return true
    }
  }
const digits = (place: number): number => place % 2
const law = (key: string) => rational(key === 'true' ? '1/3' : '2/3')
const options = { wordBits: 1, depth: 12 }

test('accepts a sampler whose every outcome brackets the law, and refuses its broken twins', () => {
  const { undecided } = expectEnumeratedLaw(bernoulli(digits), law, {
    ...options,
    mutants: {
      'a bit dropped': bernoulli((place) => digits(place < 6 ? place : place + 1)),
      'last digit off': bernoulli((place) => (place === 10 ? 1 : digits(place))),
      'ties accepted': bernoulli(digits, true),
      'never true': (bits) => bits.next() > 5,
    },
  })
  expect(undecided).toEqual(rational(1n, 4096n))
})

test('an outcome that never comes is missed, and laws may be enclosures', () => {
  const around = (key: string): Interval => ({
    low: law(key),
    high: add(law(key), rational('1/1000000')),
  })
  expectEnumeratedLaw(bernoulli(digits), around, { ...options, support: ['true', 'false'] })
  expect(() =>
    expectEnumeratedLaw(
      () => 'x',
      () => rational('1/2'),
      { ...options },
    ),
  ).toThrow(/x has at least 1/)
  expect(() =>
    expectEnumeratedLaw(
      (bits) => (bits.next() === 0 ? 'x' : 'z'),
      () => rational('1/2'),
      { wordBits: 1, depth: 1, support: ['y'] },
    ),
  ).toThrow(/y the outcomes lack/)
})

test('a twin that is not broken fails the test', () => {
  expect(() =>
    expectEnumeratedLaw(bernoulli(digits), law, {
      ...options,
      mutants: { honest: bernoulli(digits) },
    }),
  ).toThrow(/"honest" passes/)
})
