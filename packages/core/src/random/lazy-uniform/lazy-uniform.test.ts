import {
  compare,
  exactDouble,
  expFixed,
  ln,
  lnInterval,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { enumerate, expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import { expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { isBelow, isBelowExp, type LazyUniform } from './lazy-uniform.ts'
import { above, below, quickCompareExp, relativeMargin, undecided } from './quick-compare.ts'

const fresh = (): LazyUniform => ({ prefix: 0n, known: 0 })

const third = (precision: number): { low: bigint; high: bigint } => {
  const low = (1n << BigInt(precision)) / 3n
  return { low, high: low + 1n }
}

test('U < y has probability y, for every word width', () => {
  const law = (key: string): Rational => rational(key === 'true' ? '1/3' : '2/3')
  for (const [wordBits, depth] of [
    [1, 12],
    [2, 6],
    [3, 4],
    [8, 2],
  ] as const) {
    const { undecided: left } = expectEnumeratedLaw((bits) => isBelow(fresh(), third, bits), law, {
      wordBits,
      depth,
      mutants: { 'y 2 % high': (bits) => isBelow(fresh(), higher, bits) },
    })
    // One string of all lies on the boundary.
    expect(left).toEqual(rational(1n, 1n << BigInt(wordBits * depth)))
  }
})

const higher = (precision: number): { low: bigint; high: bigint } => {
  const low = ((1n << BigInt(precision)) * 17n) / 50n
  return { low, high: low + 1n }
}

test('an enclosure wider than the known bits only costs more bits', () => {
  const coarse = (precision: number): { low: bigint; high: bigint } => {
    const { low, high } = third(precision)
    const width = 1n << BigInt(Math.max(0, precision - 35))
    return { low: low - width, high: high + width }
  }
  expectEnumeratedLaw(
    (bits) => isBelow(fresh(), coarse, bits),
    (key) => rational(key === 'true' ? '1/3' : '2/3'),
    { wordBits: 1, depth: 14 },
  )
})

test('one U answers all questions about itself consistently, in any order', () => {
  const bounds = [1, 2, 3, 4, 5, 6, 7].map((k) => BigInt(k))
  const answers = (order: readonly bigint[]) => (bits: BitSource) => {
    const uniform = fresh()
    const seen = new Map(order.map((k) => [k, isBelowExp(uniform, k, 3n, bits)]))
    return bounds.map((k) => (seen.get(k) ? '1' : '0')).join('')
  }
  for (const order of [bounds, bounds.toReversed(), [4n, 1n, 7n, 2n, 6n, 3n, 5n]]) {
    const { decided } = enumerate(answers(order), { wordBits: 2, depth: 6 })
    // U < e^(-k/3) for all k up to some point, and for none after it.
    for (const pattern of decided.keys()) expect(pattern).toMatch(/^1*0*$/)
    expect(decided.size).toBe(8)
  }
})

test('the test of consistency refuses the twin with fresh bits for each question', () => {
  const twin = (bits: BitSource): string =>
    [1n, 2n, 3n].map((k) => (isBelowExp(fresh(), k, 3n, bits) ? '1' : '0')).join('')
  const { decided } = enumerate(twin, { wordBits: 2, depth: 6 })
  expect([...decided.keys()].some((pattern) => !/^1*0*$/.test(pattern))).toBe(true)
})

test('certain comparisons take no bits', () => {
  const nothing = scriptedBits([], 1)
  expect(isBelowExp(fresh(), 0n, 1n, nothing)).toBe(true)
  expect(isBelow(fresh(), () => ({ low: 0n, high: 0n }), nothing)).toBe(false)
})

test('e^(-x) is compared exactly when U starts within 2^-64 of it', () => {
  for (const [n, d] of [
    [1n, 3n],
    [7n, 2n],
    [100n, 7n],
  ] as const) {
    const { low } = expFixed(n, d, 128)
    for (const word of [0, 0xffff_ffff]) {
      // The true bits of e^(-x) as far as 64, then a word below or above them.
      const uniform = { prefix: low >> 64n, known: 64 }
      const rest = scriptedBits([word, word, word], 32)
      expect(isBelowExp(uniform, n, d, rest)).toBe(word === 0)
    }
  }
})

/** Exponents at the edge of what a double can decide about a prefix. */
function* hardQuestions(): Generator<{ prefix: number; known: number; gamma: Rational }> {
  const bits = seededBits('hard questions')
  const distances = [-1.6, -1.05, -1.01, -0.99, -0.9, 0.9, 0.99, 1.01, 1.05, 1.6]
  for (let i = 0; i < 3000; i++) {
    const known = 2 + (bits.next() % 51)
    const size = Math.min(known, 2 + (bits.next() % 51))
    const prefix = Math.floor((bits.next() / 2 ** 32) * 2 ** size)
    if (prefix < 2) continue
    const { low } = lnInterval(rational(BigInt(2 * prefix + 1), 1n << BigInt(known + 1)), 80)
    const edge = 0.6 / (prefix + 0.5) + (1 - toNumber(low)) * relativeMargin
    const distance = rational(
      BigInt(Math.round((distances[i % 10] ?? 0) * edge * 2 ** 100)),
      1n << 100n,
    )
    const gamma = subtract(distance, low)
    if (gamma.numerator > 0n) yield { prefix, known, gamma: exactDouble(toNumber(gamma)) }
  }
}

function contradictions(compareExp: typeof quickCompareExp): { wrong: number; decided: number } {
  let wrong = 0
  let decided = 0
  for (const { prefix, known, gamma } of hardQuestions()) {
    const double = toNumber(gamma)
    const verdict = compareExp(prefix + 0.5, 1 / 2 ** known, double, 0)
    const { low, high } = expFixed(gamma.numerator, gamma.denominator, known + 64)
    if (verdict !== undecided) decided += 1
    if (verdict === below && (BigInt(prefix) + 1n) << 64n > low) wrong += 1
    if (verdict === above && BigInt(prefix) << 64n < high) wrong += 1
  }
  return { wrong, decided }
}

test('the quick comparison never contradicts the exact one, at its hardest', () => {
  const { wrong, decided } = contradictions(quickCompareExp)
  expect(wrong).toBe(0)
  expect(decided).toBeGreaterThan(300)
})

test('that test refuses the twin with half its margin', () => {
  const twin: typeof quickCompareExp = (centre, unit, gamma) => {
    if (centre < 2) return undecided
    const exponential = -ln(centre * unit)
    const slack = 0.3 / centre
    if (gamma < exponential - slack) return below
    return gamma > exponential + slack ? above : undecided
  }
  expect(contradictions(twin).wrong).toBeGreaterThan(0)
})

test('the quick comparison decides what is clear, and leaves the smallest prefixes alone', () => {
  expect(quickCompareExp(2 ** 31 + 0.5, 2 ** -32, 0.6, 0)).toBe(below)
  expect(quickCompareExp(2 ** 31 + 0.5, 2 ** -32, 0.8, 0)).toBe(above)
  expect(quickCompareExp(1.5, 2 ** -32, 100, 0)).toBe(undecided)
  expect(
    quickCompareExp(2 ** 31 + 0.5, 2 ** -32, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  ).toBe(undecided)
  expect(quickCompareExp(2 ** 31 + 0.5, 2 ** -32, Number.NaN, Number.NaN)).toBe(undecided)
  expect(compare(rational(relativeMargin), rational(0))).toBe(1)
})
