import { type Interval, multiply, type Rational, rational } from '@dither/math'
import { expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { DitherError } from '../../error.ts'
import type { BitSource } from '../bits.ts'
import { drawGeometric } from '../geometric/geometric.ts'
import { geometricPlan } from '../geometric/geometric-plan.ts'
import { exactLaw, normaliser } from '../law/exact-law.ts'
import {
  discreteLaplaceSampler,
  drawDiscreteLaplace,
  fillDiscreteLaplace,
} from './discrete-laplace.ts'
import { tryLaplace } from './draw-laplace.ts'

const lawOf = (scale: Rational): ((value: bigint) => Interval) =>
  exactLaw({ kind: 'discreteLaplace', scale })

/** One try gives x with probability rho(x) / (2 total geometric mass), and undefined otherwise. */
function lawOfTry(scale: Rational): (key: string) => Interval {
  const law = lawOf(scale)
  const total = normaliser({ kind: 'discreteLaplace', scale })
  // The sum of rho over m >= 0 is (total + 1) / 2; each sign has half of each.
  const accepted = (end: Rational): Rational =>
    rational({ numerator: end.numerator, denominator: end.numerator + end.denominator })
  return (key) => {
    const share = { low: accepted(total.low), high: accepted(total.high) }
    if (key === 'undefined') return complement(share)
    const { low, high } = law(BigInt(key))
    return { low: multiply(low, share.low), high: multiply(high, share.high) }
  }
}

function complement({ low, high }: Interval): Interval {
  const from = (value: Rational): Rational =>
    rational({ numerator: value.denominator - value.numerator, denominator: value.denominator })
  return { low: from(high), high: from(low) }
}

const twoPercentMore = (scale: Rational): Rational =>
  rational({ numerator: 51n * scale.numerator, denominator: 50n * scale.denominator })

/** A source that loses the lowest bit of every word after the first two. */
const droppingBits = (bits: BitSource): BitSource => {
  let drawn = 0
  return { ...bits, next: () => (drawn++ < 2 ? bits.next() : bits.next() & ~1) }
}

describe('one try', () => {
  test('has the exact law, for every rational scale and word width', () => {
    for (const text of ['1/2', '1', '7/3', '12'])
      for (const width of [
        { wordBits: 2, depth: 6 },
        { wordBits: 4, depth: 4 },
      ]) {
        const scale = rational(text)
        const plan = geometricPlan(scale)
        const other = geometricPlan(twoPercentMore(scale))
        expectEnumeratedLaw((bits) => tryLaplace(plan, bits), lawOfTry(scale), {
          ...width,
          mutants: {
            'zero with both signs': (bits) => {
              const magnitude = drawGeometric(plan, bits)
              return (bits.next() & 1) === 1 ? -magnitude : magnitude
            },
            ...(width.wordBits === 4
              ? {
                  'scale 2 % off': (bits: BitSource) => tryLaplace(other, bits),
                  'a bit dropped': (bits: BitSource) => tryLaplace(plan, droppingBits(bits)),
                }
              : {}),
          },
        })
      }
  })

  test('has the exact law with low bits split off', () => {
    const scale = rational('7/3')
    const plan = geometricPlan(scale, { lowBits: 1 })
    expectEnumeratedLaw((bits) => tryLaplace(plan, bits), lawOfTry(scale), {
      wordBits: 3,
      depth: 5,
    })
  })
})

describe('drawDiscreteLaplace', () => {
  test('has the exact law, rejected zeros and all', () => {
    const scale = rational(2)
    const law = lawOf(scale)
    const { undecided } = expectEnumeratedLaw(
      (bits) => drawDiscreteLaplace(scale, bits),
      (key) => law(BigInt(key)),
      {
        wordBits: 3,
        depth: 6,
        mutants: { 'scale a quarter off': (bits) => drawDiscreteLaplace(rational('5/2'), bits) },
      },
    )
    expect(Number(undecided.numerator) / Number(undecided.denominator)).toBeLessThan(0.04)
  })

  test('two successive draws are independent', () => {
    const scale = rational(3)
    const plan = geometricPlan(scale)
    const law = lawOfTry(scale)
    expectEnumeratedLaw(
      (bits) => `${tryLaplace(plan, bits)} ${tryLaplace(plan, bits)}`,
      (key) => {
        const [a = '', b = ''] = key.split(' ')
        const [first, second] = [law(a), law(b)]
        return { low: multiply(first.low, second.low), high: multiply(first.high, second.high) }
      },
      {
        wordBits: 2,
        depth: 7,
        mutants: {
          'the same draw twice': (bits) => {
            const draw = tryLaplace(plan, bits)
            return `${draw} ${draw}`
          },
        },
      },
    )
  })

  test('works at every scale, and scales as it should', () => {
    for (const scale of [
      rational(1n, 10n ** 30n),
      rational(1n << 25n),
      rational(1n << 47n),
      rational(1n << 80n),
      rational((1n << 2000n) + 1n, 7n),
    ]) {
      const bits = seededBits(`scale ${scale.numerator}`)
      const sampler = discreteLaplaceSampler(scale)
      const draws = Array.from({ length: 400 }, () => sampler.draw(bits))
      const sizes = draws.map((x) => (x < 0n ? -x : x)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      const median = sizes[200] ?? 0n
      // Pr[|X| <= s ln 2] is about 1/2; 400 draws put the median within 0.3 to 1.2 of s (1e-9).
      expect(10n * median * scale.denominator).toBeLessThanOrEqual(12n * scale.numerator)
      expect(10n * (median + 1n) * scale.denominator).toBeGreaterThanOrEqual(3n * scale.numerator)
    }
  })

  test('zeroes the words that it uses', () => {
    const bits = seededBits('words')
    const scale = rational(1000)
    for (let i = 0; i < 200; i++) drawDiscreteLaplace(scale, bits)
    expect(bits.words.subarray(0, bits.position).every((word) => word === 0)).toBe(true)
  })

  test('begins with fresh bits: stale ones are dropped at the door', () => {
    let dropped = 0
    const bits: BitSource = { ...seededBits('stale'), dropIfStale: () => dropped++ }
    const sampler = discreteLaplaceSampler(rational(1))
    sampler.draw(bits)
    sampler.drawNumber(bits)
    sampler.fill(new Int32Array(3), bits)
    drawDiscreteLaplace(rational(1), bits)
    fillDiscreteLaplace(new Int32Array(3), rational(1), bits)
    expect(dropped).toBe(5)
  })

  test('refuses a scale that is not positive, by name and value', () => {
    for (const text of ['0', '-3/2'])
      expect(() => drawDiscreteLaplace(rational(text))).toThrow(
        `scale is ${text}, must be greater than 0`,
      )
    expect(() => discreteLaplaceSampler(rational(0))).toThrow(DitherError)
  })

  test('drawNumber gives the same draw as a number, and refuses what is no safe integer', () => {
    const sampler = discreteLaplaceSampler(rational(10n ** 9n))
    expect(BigInt(sampler.drawNumber(seededBits(7)))).toBe(sampler.draw(seededBits(7)))
    const wide = discreteLaplaceSampler(rational(1n << 80n))
    expect(() => wide.drawNumber(seededBits(7))).toThrow('not a safe integer')
  })

  test('a scripted pair of words gives its known draw', () => {
    // U = 2^-1 exactly at the start of [prefix, prefix + 1]: E = ln 2 (1 - tiny), G = floor(10 ln 2).
    expect(drawDiscreteLaplace(rational(10), scriptedBits([0x8000_0000, 0], 32))).toBe(6n)
    expect(drawDiscreteLaplace(rational(10), scriptedBits([0x8000_0000, 1], 32))).toBe(-6n)
  })
})
