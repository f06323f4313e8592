import { enumerate, scriptedBits, seededBits } from '@dither/testkit'
import { expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { drawIndexBelow } from '../uniform/uniform-below.ts'
import { permutation } from './permutation.ts'

const orders = (sampler: (bits: BitSource) => ArrayLike<number>, depth: number): number[] => {
  const { decided } = enumerate((bits) => Array.from(sampler(bits)).join(' '), {
    wordBits: 2,
    depth,
  })
  return [...decided.values()].map((mass) => Number(mass.numerator) / Number(mass.denominator))
}

test('every order of four has the same mass', () => {
  const masses = orders((bits) => permutation(4, bits), 8)
  expect(masses.length).toBe(24)
  expect(new Set(masses).size).toBe(1)
})

test('the enumeration refuses the twin that swaps with any place', () => {
  const twin = (bits: BitSource): number[] => {
    const order = [0, 1, 2]
    for (let i = 0; i < 3; i++) {
      const j = drawIndexBelow(3, bits)
      const [a = 0, b = 0] = [order[i], order[j]]
      order[i] = b
      order[j] = a
    }
    return order
  }
  expect(new Set(orders(twin, 6)).size).toBeGreaterThan(1)
})

test('a permutation holds each index once', () => {
  for (const n of [0, 1, 2, 1000]) {
    const order = permutation(n, seededBits(n))
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
  }
  expect(permutation(1, scriptedBits([], 32))).toEqual(new Uint32Array(1))
})

test('a length that is no length is refused', () => {
  for (const n of [-1, 0.5, Number.NaN, 2 ** 32])
    expect(() => permutation(n)).toThrow(`n is ${n}, must be an integer in [0, 2^32 - 1]`)
})
