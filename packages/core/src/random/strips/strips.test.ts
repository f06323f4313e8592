import { expFixed, multiply, rational } from '@dither/math'
import { expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { exactLaw } from '../law/exact-law.ts'
import { exponentAt, type NoiseLaw } from '../law/noise-law.ts'
import { fillNarrow } from './fill-narrow.ts'
import { fillWide } from './fill-wide.ts'
import { buildStrips, type Strips } from './strips.ts'

const laplace = (text: string): NoiseLaw => ({ kind: 'discreteLaplace', scale: rational(text) })
const gaussian = (text: string): NoiseLaw => ({
  kind: 'discreteGaussian',
  variance: rational(text),
})

const drawFrom = (strips: Strips, bits: BitSource): number => {
  const out = new Float64Array(1)
  if (strips.offsetWords === 1) fillNarrow(strips, out, bits)
  else fillWide(strips, out, bits)
  return out[0] ?? 0
}

/** The strips with threshold j moved; ladder tests in table/ move them down too. */
const shifted = (strips: Strips, j: number, by: number): Strips => {
  const thresholds = strips.ladder.thresholds.slice()
  thresholds[j] = (thresholds[j] ?? 0) + by
  return { ...strips, ladder: { ...strips.ladder, thresholds } }
}

describe('narrow strips', () => {
  test('have the exact law: every block, offset, refinement and tail', () => {
    for (const [law, offsetBits, reach, wordBits, depth] of [
      [laplace('4'), 0, 6, 3, 4],
      [laplace('4'), 1, 5, 3, 4],
      [laplace('7'), 2, 3, 4, 4],
      [laplace('12'), 2, 2, 3, 4],
      [gaussian('12'), 0, 5, 3, 4],
      [gaussian('12'), 1, 3, 3, 4],
      [gaussian('40'), 2, 2, 4, 4],
    ] as const) {
      const strips = buildStrips(law, { offsetBits, reach, offsetWords: 1 }, wordBits)
      const exact = exactLaw(law)
      expectEnumeratedLaw(
        (bits) => drawFrom(strips, bits),
        (key) => exact(BigInt(key)),
        { wordBits, depth, support: ['0', '1', '-1', '2', '-2'] },
      )
    }
  })

  test('the enumeration refuses broken twins', () => {
    const shape = { offsetBits: 1, reach: 12, offsetWords: 1 } as const
    for (const law of [laplace('9'), gaussian('100')]) {
      const strips = buildStrips(law, shape, 5)
      const exact = exactLaw(law)
      const everyOffset = strips.acceptBelow.map(() => 2 ** strips.acceptBits)
      expectEnumeratedLaw(
        (bits) => drawFrom(strips, bits),
        (key) => exact(BigInt(key)),
        {
          wordBits: 5,
          depth: 3,
          mutants: {
            'threshold off by one': (bits) => drawFrom(shifted(strips, 4, 1), bits),
            'every offset accepted': (bits) =>
              drawFrom({ ...strips, acceptBelow: everyOffset }, bits),
            'zero with both signs': (bits) => {
              // What the kernel would do without its last check: zero counted for either sign.
              const value = drawFrom(strips, bits)
              return value === 0 || value === 1 ? 0 : value
            },
          },
        },
      )
    }
  })

  test('two successive draws are independent', () => {
    const law = laplace('4')
    const strips = buildStrips(law, { offsetBits: 1, reach: 5, offsetWords: 1 }, 3)
    const exact = exactLaw(law)
    const pair = (bits: BitSource): string => {
      const out = new Float64Array(2)
      fillNarrow(strips, out, bits)
      return out.join(' ')
    }
    expectEnumeratedLaw(
      pair,
      (key) => {
        const [a = '', b = ''] = key.split(' ')
        const [first, second] = [exact(BigInt(a)), exact(BigInt(b))]
        return { low: multiply(first.low, second.low), high: multiply(first.high, second.high) }
      },
      {
        wordBits: 3,
        depth: 5,
        mutants: {
          'the same draw twice': (bits) => {
            const [first] = pair(bits).split(' ')
            return `${first} ${first}`
          },
        },
      },
    )
  })
})

describe('wide strips', () => {
  test('have the exact law, whether or not the offset needs the second word', () => {
    for (const [law, offsetBits, reach, wordBits, depth] of [
      [laplace('7'), 1, 5, 3, 4],
      [laplace('7'), 2, 3, 2, 6],
      [laplace('12'), 3, 2, 3, 4],
      [gaussian('40'), 2, 3, 2, 6],
      [gaussian('40'), 2, 3, 3, 4],
    ] as const) {
      const strips = buildStrips(law, { offsetBits, reach, offsetWords: 2 }, wordBits)
      const exact = exactLaw(law)
      expectEnumeratedLaw(
        (bits) => drawFrom(strips, bits),
        (key) => exact(BigInt(key)),
        {
          wordBits,
          depth,
          mutants: {
            'offset without its high bit': (bits) =>
              drawFrom({ ...strips, width: strips.width / 2 }, bits),
          },
        },
      )
    }
  })

  test('offsets cover their whole block with 32-bit words', () => {
    for (const offsetBits of [20, 31, 32, 33, 41]) {
      const law = laplace(String(2 ** (offsetBits + 7)))
      const strips = buildStrips(law, { offsetBits, reach: 1776, offsetWords: 2 }, 32)
      const at = (second: number, third: number): number =>
        drawFrom(strips, scriptedBits([0, second, third, 0, 0, 0], 32))
      const offsetsHere = Math.max(0, offsetBits - 32)
      const ones = 2 * (2 ** offsetsHere - 1)
      expect(at(0, 0)).toBe(0)
      expect(at(ones, 0xffff_ffff)).toBe(2 ** offsetBits - 1)
      expect(at(ones + 1, 0xffff_ffff)).toBe(1 - 2 ** offsetBits)
      expect(at(0, 2 ** Math.max(0, 32 - offsetBits))).toBe(1)
    }
  })
})

test('what is accepted at once is below rho for every offset of the block', () => {
  for (const [law, reach] of [
    [laplace('1000'), 300],
    [gaussian('1000000'), 300],
    [laplace('3'), 14],
    [gaussian('9'), 7],
  ] as const)
    for (const offsetBits of [1, 3]) {
      const strips = buildStrips(law, { offsetBits, reach, offsetWords: 1 }, 32)
      for (let j = 0; j <= reach; j += 7) {
        const start = BigInt(j) * BigInt(strips.width)
        const from = exponentAt(law, start)
        const to = exponentAt(law, start + BigInt(strips.width - 1))
        const { low } = expFixed(
          to.numerator * from.denominator - from.numerator * to.denominator,
          to.denominator * from.denominator,
          strips.acceptBits,
        )
        expect(BigInt(strips.acceptBelow[j] ?? 0)).toBeLessThanOrEqual(low)
      }
    }
})

test('too many offset bits for the words are refused', () => {
  expect(() => buildStrips(laplace('100'), { offsetBits: 4, reach: 3, offsetWords: 1 }, 4)).toThrow(
    'offsetBits is 4, too many for words of 4 bits',
  )
  expect(() => buildStrips(laplace('9'), { offsetBits: 0, reach: 3, offsetWords: 2 }, 32)).toThrow(
    'no offset, but a word for it',
  )
})

test('the kernels zero the words that they use', () => {
  for (const offsetWords of [1, 2] as const) {
    const strips = buildStrips(laplace('1000'), { offsetBits: 2, reach: 3000, offsetWords }, 32)
    const bits = seededBits('words')
    const out = new Float64Array(200)
    if (offsetWords === 1) fillNarrow(strips, out, bits)
    else fillWide(strips, out, bits)
    expect(bits.words.subarray(0, bits.position).every((word) => word === 0)).toBe(true)
  }
})
