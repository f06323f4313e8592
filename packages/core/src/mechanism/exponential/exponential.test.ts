import {
  add,
  compare,
  divide,
  expInterval,
  floor,
  integerPower,
  ln,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, OutOfBits, scriptedBits, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BitSource } from '../../random/bits.ts'
import type { Score, ScoreRun } from './candidates.ts'
import { type Exponential, exponential } from './exponential.ts'
import { exponentialProbability } from './exponential-law.ts'

const unit = { epsilon: 1, sensitivity: 1 }
const mechanism = exponential(unit)
const score = fc.bigInt(-40n, 40n)
const run: fc.Arbitrary<ScoreRun> = fc.record({ score, count: fc.integer({ min: 0, max: 5 }) })
const someRuns = fc
  .array(run, { minLength: 1, maxLength: 12 })
  .filter((runs) => runs.some(({ count }) => count !== 0))
const expand = (runs: readonly ScoreRun[]): Score[] =>
  runs.flatMap(({ score, count }) => Array.from({ length: Number(count) }, () => score))

describe('the law of the exponential mechanism', () => {
  const scores = [0n, 2n, 1n]
  const scale = rational(2)
  const choose = (by: Exponential, change: (index: number) => number = (index) => index) => {
    return (bits: BitSource): number => change(by.invoke(scores, { bits }))
  }

  it('is exactly e^(epsilon score / (2 sensitivity)), by every bit string', () => {
    for (const [wordBits, depth] of [
      [1, 11],
      [2, 6],
      [4, 3],
    ] as const)
      expectEnumeratedLaw(
        choose(mechanism),
        (key) => exponentialProbability({ scores, scale, index: BigInt(key) }),
        {
          wordBits,
          depth,
          support: ['0', '1', '2'],
          mutants: {
            'the factor 2 forgotten': choose(exponential({ ...unit, monotone: true })),
            'epsilon 2 % up': choose(exponential({ ...unit, epsilon: 1.02 })),
            'epsilon 2 % down': choose(exponential({ ...unit, epsilon: 0.98 })),
            'the worst preferred': (bits) =>
              mechanism.invoke(
                scores.map((s) => -s),
                { bits },
              ),
            'the last never chosen': choose(mechanism, (index) => Math.min(index, 1)),
            'the first never chosen': choose(mechanism, (index) => Math.max(index, 1)),
          },
        },
      )
  })

  it('loses the 2 where scores are monotone', () => {
    expectEnumeratedLaw(
      choose(exponential({ epsilon: '1/2', sensitivity: 1, monotone: true })),
      (key) => exponentialProbability({ scores, scale, index: BigInt(key) }),
      {
        wordBits: 2,
        depth: 6,
        mutants: { 'the 2 kept': choose(exponential({ epsilon: '1/2', sensitivity: 1 })) },
      },
    )
  })

  it('of runs is exactly that of their candidates, also where scores are fractions', () => {
    const half = rational('7/2')
    const runs = [
      { score: half, count: 2 },
      { score: 1n, count: 3n },
      { score: rational('-2/3'), count: 1 },
    ]
    const twin = (counts: readonly number[]) => (bits: BitSource) =>
      mechanism.invokeRuns(
        runs.map(({ score }, j) => ({ score, count: counts[j] ?? 0 })),
        { bits },
      )
    expectEnumeratedLaw(
      (bits) => mechanism.invokeRuns(runs, { bits }),
      (key) => exponentialProbability({ runs, scale, index: BigInt(key) }),
      {
        wordBits: 3,
        depth: 4,
        support: ['0', '1', '2', '3', '4', '5'],
        mutants: {
          'a boundary one too late': twin([3, 2, 1]),
          'a boundary one too early': twin([1, 4, 1]),
          'the last run forgotten': twin([2, 3, 0]),
          'the first of a run alone': (bits) => {
            const index = mechanism.invokeRuns(runs, { bits })
            return index === 1n ? 0n : index
          },
        },
      },
    )
  })

  it('is uniform over ties', () => {
    const tied = [5n, 5n, 5n]
    expectEnumeratedLaw(
      (bits) => mechanism.invoke(tied, { bits }),
      () => rational('1/3'),
      {
        wordBits: 2,
        depth: 6,
        mutants: { 'the last two as one': (bits) => mechanism.invoke([5n, 5n], { bits }) },
      },
    )
  })

  it('adds up to 1, and is that of the scores whatever is added to all of them', () => {
    fc.assert(
      fc.property(someRuns, fc.integer({ min: 1, max: 90 }), fc.bigInt(), (runs, n, shift) => {
        const options = { scale: rational(BigInt(n), 9n) }
        const scores = expand(runs)
        let [low, high] = [rational(0), rational(0)]
        scores.forEach((_, index) => {
          const p = exponentialProbability({ ...options, runs, index })
          ;[low, high] = [add(low, p.low), add(high, p.high)]
          const shifted = runs.map(({ score, count }) => ({
            score: add(rational(shift), typeof score === 'bigint' ? rational(score) : score),
            count,
          }))
          expect(exponentialProbability({ ...options, runs: shifted, index })).toEqual(p)
        })
        expect(compare(low, rational(1))).toBeLessThanOrEqual(0)
        expect(compare(high, rational(1))).toBeGreaterThanOrEqual(0)
        expect(toNumber(subtract(high, low))).toBeLessThan(1e-15)
      }),
      { numRuns: 40 },
    )
  })

  it('is enclosed as narrowly as asked', () => {
    const index = 1
    const runs = [
      { score: 3n, count: 2 },
      { score: rational('1/3'), count: 5 },
    ]
    const coarse = exponentialProbability({ scale, runs, index: 1, bits: 12 })
    const fine = exponentialProbability({ scale, runs, index, bits: 200 })
    const reversed = exponentialProbability({ scale, runs: runs.toReversed(), index: 5, bits: 200 })
    expect(reversed).toEqual(fine)
    expect(compare(coarse.low, fine.low)).toBe(-1)
    expect(compare(coarse.high, fine.high)).toBe(1)
    const { low: q } = expInterval(rational('-4/3'), 200)
    const direct = divide(rational(1), add(rational(2), multiply(rational(5), q)))
    expect(compare(fine.low, direct)).toBeLessThanOrEqual(0)
    expect(toNumber(subtract(fine.high, fine.low))).toBeLessThan(1e-58)
    expect(toNumber(subtract(direct, fine.low))).toBeLessThan(1e-58)
  })
})

describe('a choice', () => {
  it('from runs is the choice from their candidates, bit for bit', () => {
    fc.assert(
      fc.property(someRuns, fc.integer(), (runs, seed) => {
        const scores = expand(runs)
        const one = mechanism.invoke(scores, { bits: seededBits(seed) })
        expect(mechanism.invokeRuns(runs, { bits: seededBits(seed) })).toBe(BigInt(one))
      }),
    )
  })

  it('depends on scores in units of their sensitivity alone', () => {
    const sixth = exponential({ epsilon: 1, sensitivity: '1/6' })
    const twelves = fc.array(fc.bigInt(-12n, 12n), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(twelves, fc.integer(), (scores, seed) => {
        const sixths = scores.map((s) => divide(rational(s), rational(6)))
        expect(sixth.invoke(sixths, { bits: seededBits(seed) })).toBe(
          mechanism.invoke(scores, { bits: seededBits(seed) }),
        )
      }),
    )
  })

  it('of a single candidate is that one', () => {
    for (const score of [0n, -(10n ** 40n), 10n ** 40n, rational('1/7')])
      expect(mechanism.invoke([score])).toBe(0)
    expect(mechanism.invokeRuns([{ score: 3n, count: 1 }])).toBe(0n)
  })

  it('never falls on a run without candidates, nor is measured by its score', () => {
    const runs = [
      { score: 10n ** 9n, count: 0 },
      { score: 1n, count: 2 },
      { score: 10n ** 12n, count: 0n },
    ]
    for (let seed = 0; seed < 50; seed++)
      expect(mechanism.invokeRuns(runs, { bits: seededBits(seed) })).toBe(
        BigInt(mechanism.invoke([1n, 1n], { bits: seededBits(seed) })),
      )
  })

  it('takes as many words, whatever is chosen', () => {
    const scores = [8n, 0n, 3n, -2n, 8n, 1n]
    const used = new Map<number, Set<number>>()
    for (let seed = 0; seed < 3000; seed++) {
      const bits = seededBits(seed)
      bits.refill()
      const index = mechanism.invoke(scores, { bits })
      used.set(index, (used.get(index) ?? new Set()).add(bits.position))
    }
    expect(used.size).toBe(scores.length)
    for (const positions of used.values()) expect([...positions]).toEqual([3])
  })

  it('from a million candidates in runs, or from more than a double counts, is one of them', () => {
    const runs = Array.from({ length: 1000 }, (_, j) => ({ score: BigInt(j % 7), count: 1000 }))
    expect(mechanism.invokeRuns(runs)).toBeLessThan(1_000_000n)
    const many = [
      { score: 0n, count: 1n << 80n },
      { score: 1n, count: 1n },
    ]
    const seen = Array.from({ length: 20 }, (_, seed) =>
      mechanism.invokeRuns(many, { bits: seededBits(seed) }),
    )
    expect(seen.every((index) => index >= 0n && index < 1n << 80n)).toBe(true)
    expect(new Set(seen.map((index) => index >> 70n)).size).toBeGreaterThan(15)
  })
})

describe('scores far apart', () => {
  const choices = exponential({ scale: 1, sensitivity: 1 })
  const gap = [200n, 0n]
  /** The boundary between the two candidates, to 416 bits: above it lies 2^-288 of all. */
  const boundary = floor(
    multiply(
      exponentialProbability({ scores: gap, scale: 1, index: 0, bits: 600 }).low,
      rational(1n << 416n),
    ),
  )
  const wordsOf = (value: bigint): number[] =>
    Array.from({ length: 13 }, (_, i) => Number((value >> BigInt(32 * (12 - i))) & 0xffff_ffffn))

  it('are told apart at the boundary, 400 bits deep', () => {
    const at = (value: bigint): number =>
      choices.invoke(gap, { bits: scriptedBits(wordsOf(value), 32) })
    expect(at(boundary - 1n)).toBe(0)
    expect(at(boundary + 1n)).toBe(1)
    expect(at((1n << 416n) - 1n)).toBe(1)
  })

  it('are never decided by an underflow', () => {
    // e^(-10^9) is below 2^-10^9: 512 bits of ones cannot tell, and must not pretend to.
    const ones = (): BitSource => scriptedBits(new Array<number>(16).fill(0xffff_ffff), 32)
    expect(() => choices.invoke([10n ** 9n, 0n], { bits: ones() })).toThrow(OutOfBits)
    const far = [-(10n ** 60n), 0n, 10n ** 60n]
    for (let seed = 0; seed < 50; seed++)
      expect(choices.invoke(far, { bits: seededBits(seed) })).toBe(2)
    const { low, high } = exponentialProbability({ scores: far, scale: 1, index: 0 })
    expect(low).toEqual(rational(0))
    expect(compare(high, rational(1n, 1n << 1000n))).toBe(-1)
  })
})

describe('neighbours', () => {
  /** Scores, and how far each moves between neighbours: at most 3, both ways or one way. */
  const pairs = (oneWay: boolean) =>
    fc
      .array(fc.tuple(fc.bigInt(-9n, 9n), fc.bigInt(oneWay ? 0n : -3n, 3n)), {
        minLength: 1,
        maxLength: 6,
      })
      .map((moves) => [moves.map(([s]) => s), moves.map(([s, d]) => s + d)] as const)
  const law = (scores: readonly bigint[], scale: Rational) =>
    scores.map((_, index) => exponentialProbability({ scores, scale, index }))

  /** Certainly not within a factor e^epsilon, somewhere. */
  const breaks = (
    [x, y]: readonly [readonly bigint[], readonly bigint[]],
    scale: Rational,
    epsilon: Rational,
  ): boolean => {
    const [p, q] = [law(x, scale), law(y, scale)]
    const most = expInterval(epsilon, 64).high
    return p.some(({ low, high }, i) => {
      const other = q[i] ?? { low, high }
      return (
        compare(low, multiply(most, other.high)) > 0 || compare(other.low, multiply(most, high)) > 0
      )
    })
  }

  it.each([
    ['either way', false],
    ['one way', true],
  ])('whose scores move %s stay within e^epsilon at every candidate', (_, monotone) => {
    fc.assert(
      fc.property(pairs(monotone), fc.integer({ min: 1, max: 40 }), (pair, n) => {
        const epsilon = rational(BigInt(n), 10n)
        const { scale } = exponential({ epsilon, sensitivity: 3, monotone })
        expect(breaks(pair, scale, epsilon)).toBe(false)
      }),
    )
  })

  it('nearly reach e^epsilon: neither claim can be lowered by a tenth', () => {
    const many = new Array<bigint>(5000).fill(0n)
    const epsilon = rational('1/2')
    const less = rational('9/20')
    const twoWays = many.map((_, i) => (i === 0 ? 1n : -1n))
    const oneWay = many.map((_, i) => (i === 0 ? 1n : 0n))
    const made = exponential({ epsilon, sensitivity: 1 })
    const monotone = exponential({ epsilon, sensitivity: 1, monotone: true })
    expect(breaks([many.slice(0, 60), twoWays.slice(0, 60)], made.scale, less)).toBe(true)
    expect(breaks([many.slice(0, 60), oneWay.slice(0, 60)], monotone.scale, less)).toBe(true)
    // The promise of monotone scores is needed: without it the loss doubles.
    expect(breaks([many.slice(0, 60), twoWays.slice(0, 60)], monotone.scale, epsilon)).toBe(true)
  })

  it('stay within rho = epsilon^2 / 8 at every order, and not within a ninth', () => {
    const divergence = (p: readonly number[], q: readonly number[], order: number): number => {
      const moment = p.reduce(
        (sum, value, i) =>
          sum + (q[i] ?? 0) * toNumber(integerPower(rational(value / (q[i] ?? 1)), order)),
        0,
      )
      return ln(moment) / (order - 1)
    }
    const numbers = (scores: readonly bigint[], scale: Rational): number[] =>
      law(scores, scale).map(({ low }) => toNumber(low))
    const orders = [2, 3, 8, 20]
    fc.assert(
      fc.property(pairs(false), fc.integer({ min: 1, max: 40 }), ([x, y], n) => {
        const epsilon = n / 10
        const { scale } = exponential({ epsilon, sensitivity: 3 })
        const [p, q] = [numbers(x, scale), numbers(y, scale)]
        for (const order of orders)
          expect(divergence(p, q, order)).toBeLessThanOrEqual((order * epsilon ** 2) / 8 + 1e-12)
      }),
      { numRuns: 60 },
    )
    const { scale } = exponential({ epsilon: '1/5', sensitivity: 1 })
    const near = divergence(numbers([1n, -1n], scale), numbers([0n, 0n], scale), 2)
    expect(near).toBeGreaterThan((2 * 0.2 ** 2) / 9)
  })
})
