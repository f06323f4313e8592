import { enumerate, OutOfBits, scriptedBits, seededBits } from '@dither/testkit'
import { expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { nextCentre } from './next-centre.ts'
import { powerOfTwo } from './power-of-two.ts'
import { drawIndexBelow, uniformBelow } from './uniform-below.ts'
import { uniformBigBits, uniformBits } from './uniform-bits.ts'
import { prefixCentre, wordPair } from './word-pair.ts'

/** Whether all outcomes have the same mass, and how many there are. */
function uniformity(
  sampler: (bits: BitSource) => number | bigint,
  wordBits: number,
  depth: number,
): { outcomes: number; uniform: boolean; undecided: number } {
  const { decided, undecided } = enumerate(sampler, { wordBits, depth })
  const masses = new Set([...decided.values()].map((r) => `${r.numerator}/${r.denominator}`))
  return {
    outcomes: decided.size,
    uniform: masses.size === 1,
    undecided: Number(undecided.numerator) / Number(undecided.denominator),
  }
}

test('uniform bits have one mass for every value, whatever the word width', () => {
  for (const wordBits of [1, 2, 3, 5])
    for (const count of [0, 1, 2, 3, 4, 7]) {
      const depth = Math.max(1, Math.ceil(count / wordBits))
      const expected = { outcomes: 2 ** count, uniform: true, undecided: 0 }
      expect(uniformity((bits) => uniformBits(count, bits), wordBits, depth)).toEqual(expected)
      expect(uniformity((bits) => uniformBigBits(count, bits), wordBits, depth)).toEqual(expected)
    }
})

test('uniform bits reach their ends with 32-bit words', () => {
  const ones = (n: number): BitSource => scriptedBits(new Array(n).fill(0xffff_ffff), 32)
  expect(uniformBits(32, ones(1))).toBe(2 ** 32 - 1)
  expect(uniformBits(52, ones(2))).toBe(2 ** 52 - 1)
  expect(uniformBigBits(100, ones(4))).toBe(2n ** 100n - 1n)
  expect(() => uniformBits(33, ones(1))).toThrow(OutOfBits)
})

test('uniformBelow gives each value the same mass for every bound and width', () => {
  for (const wordBits of [1, 2, 3])
    for (let n = 1; n <= 9; n++) {
      const depth = Math.max(1, 2 * Math.ceil(4 / wordBits))
      const got = uniformity((bits) => uniformBelow(BigInt(n), bits), wordBits, depth)
      expect(got.outcomes, `n = ${n}, ${wordBits}-bit words`).toBe(n)
      expect(got.uniform).toBe(true)
      expect(got.undecided).toBeLessThan(0.26)
      expect(uniformity((bits) => drawIndexBelow(n, bits), wordBits, depth)).toEqual(got)
    }
})

test('the enumeration refuses the modulo twin of uniformBelow', () => {
  const biased = (bits: BitSource): number => uniformBits(3, bits) % 5
  expect(uniformity(biased, 3, 2).uniform).toBe(false)
})

test('uniformBelow spans bounds of any size', () => {
  const bits = seededBits('large bounds')
  const n = 10n ** 40n
  const draws = Array.from({ length: 200 }, () => uniformBelow(n, bits))
  expect(draws.every((value) => value >= 0n && value < n)).toBe(true)
  // 200 draws all below 0.9 n have probability 7e-10.
  expect(draws.some((value) => value > (9n * n) / 10n)).toBe(true)
  expect(uniformBelow(1n, scriptedBits([], 32))).toBe(0n)
})

test('uniformBelow refuses a bound below 1, by name and value', () => {
  expect(() => uniformBelow(0n)).toThrow('n is 0, must be at least 1')
  expect(() => uniformBelow(-3n)).toThrow('n is -3, must be at least 1')
})

test('powers of two are exact, and out of range is refused', () => {
  for (let e = 0; e < 64; e++) expect(BigInt(powerOfTwo(e))).toBe(1n << BigInt(e))
  expect(() => powerOfTwo(64)).toThrow(RangeError)
  expect(() => powerOfTwo(0.5)).toThrow(RangeError)
})

test('a pair of words leaves the sign bit out of the prefix, and the prefix within a double', () => {
  for (let wordBits = 1; wordBits <= 32; wordBits++) {
    const { dropped, step, known, unit } = wordPair(wordBits)
    const largestWord = 2 ** wordBits - 1
    expect(dropped).toBeGreaterThanOrEqual(1)
    expect(known).toBeLessThanOrEqual(52)
    expect(unit * 2 ** known).toBe(1)
    // The largest pair gives the largest prefix: nothing is lost or counted twice.
    expect(largestWord * step + (largestWord >>> dropped)).toBe(2 ** known - 1)
    expect(prefixCentre(largestWord + 0.5, largestWord + 0.5, wordBits)).toBe(2 ** known - 0.5)
    expect(prefixCentre(0.5, 1.5, wordBits)).toBe(0.5)
  }
  expect(() => wordPair(33)).toThrow(RangeError)
})

test('a word as a fraction is the next word plus 1/2, refilled and zeroed as by next', () => {
  const [plain, bits] = [seededBits('centre'), seededBits('centre')]
  for (let i = 0; i < 3000; i++) {
    expect(nextCentre(bits)).toBe(plain.next() + 0.5)
    if (i % 500 === 0) expect([bits.position, bits.words]).toEqual([plain.position, plain.words])
  }
})
