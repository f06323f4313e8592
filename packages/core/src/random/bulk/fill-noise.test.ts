import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import {
  discreteGaussianSampler,
  fillDiscreteGaussian,
} from '../discrete-gaussian/discrete-gaussian.ts'
import {
  discreteLaplaceSampler,
  fillDiscreteLaplace,
} from '../discrete-laplace/discrete-laplace.ts'
import { checkFits, safeNumber } from './noise-array.ts'
import { preparationFor, prepared } from './prepared.ts'
import { writeIntegers } from './write-integers.ts'

const power = (exponent: number): bigint => 1n << BigInt(exponent)

describe('bulk noise', () => {
  test('is the same in every kind of array that has room', () => {
    for (const scale of [rational(3), rational('2001/2'), rational(power(21))])
      for (const length of [10, 40_000]) {
        const fill = <T extends Int32Array | Float64Array | BigInt64Array>(out: T): number[] =>
          Array.from(fillDiscreteLaplace(out, scale, seededBits('kinds')), Number)
        const doubles = fill(new Float64Array(length))
        expect(fill(new Int32Array(length))).toEqual(doubles)
        expect(fill(new BigInt64Array(length))).toEqual(doubles)
      }
  })

  test('is the same for the same seed, whatever was drawn before', () => {
    const once = (): number[] =>
      Array.from(fillDiscreteGaussian(new Int32Array(9000), rational(700), seededBits(1)))
    const first = once()
    for (let i = 1; i < 40; i++)
      fillDiscreteGaussian(new Int32Array(9000), rational(700 + i), seededBits(2))
    expect(once()).toEqual(first)
  })

  test('of a short array is the single draws, in order', () => {
    const sampler = discreteGaussianSampler(rational(49))
    const bits = seededBits('short')
    const single = Array.from({ length: 20 }, () => sampler.drawNumber(bits))
    expect(Array.from(sampler.fill(new Int32Array(20), seededBits('short')))).toEqual(single)
  })

  test('fills every entry, returns the array, and takes an empty one', () => {
    const out = new Float64Array(30_000).fill(Number.NaN)
    expect(fillDiscreteLaplace(out, rational(power(33)), seededBits('all'))).toBe(out)
    expect(out.every((value) => Number.isSafeInteger(value))).toBe(true)
    expect(fillDiscreteLaplace(new Int32Array(0), rational(1))).toHaveLength(0)
  })

  test('has no negative zero', () => {
    const out = fillDiscreteLaplace(new Float64Array(9000), rational(1), seededBits('zero'))
    const small = fillDiscreteLaplace(new Float64Array(9), rational(1), seededBits('zero'))
    const strips = fillDiscreteLaplace(new Float64Array(90_000), rational(400), seededBits('zero'))
    const negativeZero = (value: number): boolean => Object.is(value, -0)
    expect([...out, ...small, ...strips].some(negativeZero)).toBe(false)
  })

  test('refuses scales at which a draw might not fit, by name, and none below', () => {
    const laplace = (room: number): bigint => power(room - 8)
    const gaussian = (room: number): bigint => power(2 * (room - 5))
    for (const [out, room] of [
      [new Int32Array(2), 31],
      [new Float64Array(2), 53],
      [new BigInt64Array(2), 63],
    ] as const) {
      fillDiscreteLaplace(out, rational(laplace(room)), seededBits('room'))
      expect(() => fillDiscreteLaplace(out, rational(laplace(room) + 1n))).toThrow(
        `scale is above ${laplace(room)}, the most that fits this kind of array`,
      )
      fillDiscreteGaussian(out, rational(gaussian(room)), seededBits('room'))
      expect(() => fillDiscreteGaussian(out, rational(gaussian(room) + 1n))).toThrow(
        `variance is above ${gaussian(room)}, the most that fits this kind of array`,
      )
    }
  })

  test('of 64-bit integers is drawn one by one at scales that doubles have no room for', () => {
    for (const [scale, single] of [
      [power(45), false],
      [power(45) + 1n, true],
      [power(48), true],
      [power(55), true],
    ] as const) {
      const sampler = discreteLaplaceSampler(rational(scale))
      const out = sampler.fill(new BigInt64Array(30_000), seededBits('64'))
      const bits = seededBits('64')
      expect([...out].every((value) => value === sampler.draw(bits))).toBe(single)
    }
  })

  test('refuses a draw that does not fit before it is written', () => {
    expect(checkFits(-(2n ** 31n) + 1n, new Int32Array(1))).toBe(1 - 2 ** 31)
    expect(() => checkFits(2n ** 31n, new Int32Array(1))).toThrow('does not fit the array')
    expect(() => checkFits(-(2n ** 53n), new Float64Array(1))).toThrow('does not fit the array')
    expect(safeNumber(2n ** 53n - 1n)).toBe(2 ** 53 - 1)
    expect(() => safeNumber(-(2n ** 53n))).toThrow('not a safe integer')
  })
})

describe('preparations', () => {
  test('are tables at small scales, strips at larger ones, none at the ends', () => {
    const kind = (scale: bigint | string): string =>
      preparationFor({ kind: 'discreteLaplace', scale: rational(scale) }).kind
    expect(['1/100', '1/4', '1', '200'].map(kind)).toEqual(['none', 'table', 'table', 'table'])
    expect([1000n, power(32), power(48), power(49)].map(kind)).toEqual([
      'strips',
      'strips',
      'strips',
      'none',
    ])
    const wide = preparationFor({ kind: 'discreteGaussian', variance: rational(power(64)) })
    expect(wide).toMatchObject({ kind: 'strips', offsetBits: 25, offsetWords: 2 })
  })

  test('are kept for the laws used last, and no more than sixteen', () => {
    const build = (variance: number): unknown => {
      const law = { kind: 'discreteGaussian', variance: rational(variance) } as const
      const preparation = preparationFor(law)
      if (preparation.kind === 'none') throw new RangeError('no table')
      return prepared(law, preparation, 32)
    }
    const first = build(5)
    expect(build(5)).toBe(first)
    for (let i = 6; i < 21; i++) build(i)
    expect(build(5)).toBe(first) // fifteen others since: still kept, and now the latest
    for (let i = 21; i < 37; i++) build(i)
    expect(build(5)).not.toBe(first)
  })
})

test('doubles become 64-bit integers, all signs and sizes', () => {
  const values = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32), 2 ** 53 - 1, 1 - 2 ** 53]
  const out = new BigInt64Array(values.length + 2)
  writeIntegers(Float64Array.from(values), out, 1)
  expect([...out]).toEqual([0n, ...values.map(BigInt), 0n])
  expect(discreteLaplaceSampler(rational(1)).kind).toBe('discreteLaplaceSampler')
})
