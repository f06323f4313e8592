import { add, formatRational, type Rational, rational } from '@dither/math'
import { describe, expect, test } from 'vitest'
import type { TestBits } from '../bits/bit-source.ts'
import { enumerate } from './enumerate.ts'

const masses = (decided: ReadonlyMap<string, Rational>): Record<string, string> =>
  Object.fromEntries([...decided].map(([key, mass]) => [key, formatRational(mass)]))

/** Uniform on 0, 1, 2 by rejection of 3. */
const three = (bits: TestBits): number => {
  for (;;) {
    const word = bits.next() & 3
    if (word < 3) return word
  }
}

describe('enumerate', () => {
  test('gives exact dyadic masses, and what is not decided', () => {
    const { decided, undecided, runs } = enumerate(three, { wordBits: 2, depth: 3 })
    expect(masses(decided)).toEqual({ 0: '21/64', 1: '21/64', 2: '21/64' })
    expect(formatRational(undecided)).toBe('1/64')
    expect(runs).toBe(10)
  })

  test('masses sum to 1 for a sampler that reads a varying number of words', () => {
    const geometric = (bits: TestBits): bigint => {
      let n = 0n
      while (bits.next() & 1) n++
      return n
    }
    for (const wordBits of [1, 2, 4]) {
      const { decided, undecided } = enumerate(geometric, { wordBits, depth: 4 })
      expect(formatRational([...decided.values()].reduce(add, undecided))).toBe('1')
      expect(masses(decided)).toEqual({ 0: '1/2', 1: '1/4', 2: '1/8', 3: '1/16' })
    }
  })

  test('a sampler that reads the buffer directly is followed all the same', () => {
    const direct = (bits: TestBits): number => {
      if (bits.position + 2 > bits.words.length) bits.refill()
      const sum = (bits.words[bits.position] ?? 0) + (bits.words[bits.position + 1] ?? 0)
      bits.position += 2
      return sum
    }
    const { decided, undecided } = enumerate(direct, { wordBits: 1, depth: 3 })
    expect(masses(decided)).toEqual({ 0: '1/4', 1: '1/2', 2: '1/4' })
    expect(undecided).toEqual(rational(0))
  })

  test('a constant decides at once; errors of the sampler come through; runs are bounded', () => {
    const constant = enumerate(() => 'x', { wordBits: 8, depth: 2 })
    expect([masses(constant.decided), constant.runs]).toEqual([{ x: '1' }, 1])
    const broken = (): never => {
      throw new TypeError('broken')
    }
    expect(() => enumerate(broken, { wordBits: 1, depth: 1 })).toThrow(TypeError)
    expect(() => enumerate(three, { wordBits: 8, depth: 3, maxRuns: 100 })).toThrow(RangeError)
  })
})
