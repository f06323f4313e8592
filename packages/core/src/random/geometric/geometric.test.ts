import {
  expFixed,
  expInterval,
  type Interval,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { exactFloor } from './exact-floor.ts'
import { drawGeometric, geometric } from './geometric.ts'
import { geometricPlan } from './geometric-plan.ts'
import { noFloor, quickFloor } from './quick-floor.ts'
import { signedInteger } from './signed-integer.ts'

/** Pr[G = k] = e^(-k/s) (1 - e^(-1/s)). */
const law =
  (scale: Rational) =>
  (key: string): Interval => {
    const power = (k: bigint): Interval =>
      expInterval(
        negate(rational({ numerator: k * scale.denominator, denominator: scale.numerator })),
        100,
      )
    const [start, step] = [power(BigInt(key)), power(1n)]
    return {
      low: multiply(start.low, subtract(rational(1), step.high)),
      high: multiply(start.high, subtract(rational(1), step.low)),
    }
  }

const twoPercentMore = (scale: Rational): Rational =>
  rational({ numerator: 51n * scale.numerator, denominator: 50n * scale.denominator })

/** A source that loses the lowest bit of every word after the first two. */
const droppingBits = (bits: BitSource): BitSource => {
  let drawn = 0
  return { ...bits, next: () => (drawn++ < 2 ? bits.next() : bits.next() & ~1) }
}

describe('geometric', () => {
  test('has probabilities e^(-k/s) (1 - e^(-1/s)), for every rational scale and word width', () => {
    for (const text of ['1/2', '1', '7/3', '5', '12'])
      for (const width of [
        { wordBits: 1, depth: 9 },
        { wordBits: 4, depth: 4 },
        { wordBits: 6, depth: 3 },
      ]) {
        const scale = rational(text)
        const mutants =
          width.wordBits === 1
            ? {}
            : { 'scale 2 % off': (bits: BitSource) => geometric(twoPercentMore(scale), bits) }
        expectEnumeratedLaw((bits) => geometric(scale, bits), law(scale), { ...width, mutants })
      }
  })

  test('the enumeration refuses a dropped bit of the refinement', () => {
    const scale = rational(5)
    expectEnumeratedLaw((bits) => geometric(scale, bits), law(scale), {
      wordBits: 4,
      depth: 4,
      mutants: { 'a bit dropped': (bits) => geometric(scale, droppingBits(bits)) },
    })
  })

  test('splitting off low bits does not change the law', () => {
    for (const [text, lowBits] of [
      ['5', 1],
      ['12', 2],
    ] as const) {
      const scale = rational(text)
      const plan = geometricPlan(scale, { lowBits })
      const { scale: _, ...broken } = geometricPlan(twoPercentMore(scale), { lowBits })
      expectEnumeratedLaw((bits) => drawGeometric(plan, bits), law(scale), {
        wordBits: 3,
        depth: 5,
        mutants: {
          'low bits uniform': (bits) =>
            drawGeometric({ ...plan, scale: rational(10n ** 9n) }, bits),
          'high scale of another split': (bits) =>
            drawGeometric({ ...broken, scale, high: plan.high * 2, highScale: scale }, bits),
        },
      })
    }
  })

  test('two successive draws are independent', () => {
    const scale = rational('3/2')
    const single = law(scale)
    expectEnumeratedLaw(
      (bits) => `${geometric(scale, bits)} ${geometric(scale, bits)}`,
      (key) => {
        const [a = '', b = ''] = key.split(' ')
        const [first, second] = [single(a), single(b)]
        return {
          low: multiply(first.low, second.low),
          high: multiply(first.high, second.high),
        }
      },
      {
        wordBits: 3,
        depth: 6,
        mutants: {
          'the same draw twice': (bits) => {
            const draw = geometric(scale, bits)
            return `${draw} ${draw}`
          },
        },
      },
    )
  })

  test('the exact floor does not depend on the guess', () => {
    for (const scale of ['7/3', '1000', '1/9'].map((text) => rational(text)))
      for (let i = 0; i < 20; i++) {
        const floors = [0n, 1n, 5n, 17n, 1000n, 123_456n].map((guess) => {
          const uniform = { prefix: BigInt(i * 12), known: 8 }
          return exactFloor(scale, uniform, guess, seededBits(i))
        })
        expect(new Set(floors).size).toBe(1)
      }
  })

  test('the smallest and largest words give correct ends at any scale', () => {
    for (const scale of [1n, 1000n, 1n << 24n, 1n << 40n, 1n << 80n].map((n) => rational(n))) {
      // 116 zero bits, then 5 in 32: U is about 5.5 / 2^148, E about 100.9.
      const far = geometric(scale, scriptedBits([0, 0, 0, 0, 5, 5, 5, 5, 5], 32))
      expect(far).toBeGreaterThanOrEqual((scale.numerator * 100n) / scale.denominator)
      expect(far).toBeLessThan((scale.numerator * 102n) / scale.denominator)
      const near = scriptedBits([0xffff_ffff, 0xffff_ffff, 5, 5, 5, 5], 32)
      expect(geometric(scale, near)).toBeLessThan(1n << 40n)
    }
    expect(geometric(rational(1n, 10n ** 400n), seededBits('tiny'))).toBe(0n)
  })

  test('refuses a scale that is not positive, by name and value', () => {
    expect(() => geometric(rational(0))).toThrow('scale is 0, must be greater than 0')
    expect(() => geometric(rational('-1/2'))).toThrow('scale is -1/2, must be greater than 0')
  })
})

/** The 52-bit prefixes around each e^(-k/s), where floor(s E) changes. */
function* hardPrefixes(scale: Rational): Generator<number> {
  const bits = seededBits(`hard ${scale.numerator}`)
  for (let i = 0; i < 150; i++) {
    const reach = toNumber(scale) * 30
    const k = BigInt(Math.max(1, Math.floor((bits.next() / 2 ** 32) ** 3 * reach)))
    const { low } = expFixed(k * scale.denominator, scale.numerator, 52)
    const spread = i % 2 === 0 ? 1 : 2 ** (bits.next() % 34)
    for (let j = -3; j <= 3; j++) {
      const prefix = Number(low) + j * spread
      if (prefix >= 0 && prefix < 2 ** 52) yield prefix
    }
  }
}

function wrongFloors(
  scale: Rational,
  quick: typeof quickFloor,
): { wrong: number; decided: number } {
  const { numerator, denominator } = scale
  let wrong = 0
  let decided = 0
  for (const prefix of hardPrefixes(scale)) {
    const floor = quick(toNumber(scale), prefix + 0.5, 2 ** -52)
    if (floor === noFloor) continue
    decided += 1
    const k = BigInt(Math.floor(floor))
    // e^(-(k+1)/s) <= U <= e^(-k/s) over all of [prefix, prefix + 1] / 2^52
    const upper = expFixed(k * denominator, numerator, 116).low
    const lower = expFixed((k + 1n) * denominator, numerator, 116).high
    if ((BigInt(prefix) + 1n) << 64n > upper || BigInt(prefix) << 64n < lower) wrong += 1
  }
  return { wrong, decided }
}

describe('the quick floor', () => {
  const scales = ['1', '7/3', '1000', '999999937/1000', '33554431'].map((text) => rational(text))

  test('never contradicts the exact one, beside the points where the floor changes', () => {
    for (const scale of scales) {
      const { wrong, decided } = wrongFloors(scale, quickFloor)
      expect(wrong).toBe(0)
      expect(decided).toBeGreaterThan(100)
    }
  })

  test('that test refuses the twin without its margin', () => {
    const twin: typeof quickFloor = (high, centre, unit) => {
      return centre < 2 ? noFloor : Math.floor(-high * Math.log(centre * unit)) + 0.5
    }
    for (const scale of scales) expect(wrongFloors(scale, twin).wrong).toBeGreaterThan(0)
  })
})

test('a quick magnitude becomes the bigint of either sign', () => {
  const sizes = [0, 1, 2, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 3 * 2 ** 32, 2 ** 51 + 12_345]
  for (const m of [...sizes, 0]) {
    expect(signedInteger(m + 0.5, 0)).toBe(BigInt(m))
    expect(signedInteger(m + 0.5, 1)).toBe(-BigInt(m))
  }
})
