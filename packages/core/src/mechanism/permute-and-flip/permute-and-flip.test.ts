import { add, compare, exp, rational, subtract, toNumber } from '@dither/math'
import { expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BitSource } from '../../random/bits.ts'
import { drawIndexBelow } from '../../random/uniform/uniform-below.ts'
import type { Score, ScoreRun } from '../exponential/candidates.ts'
import { exponential } from '../exponential/exponential.ts'
import { coinOf, oneByOne } from './accepted.ts'
import { permuteAndFlip } from './permute-and-flip.ts'
import { winner } from './permute-and-flip-choice.ts'
import { permuteAndFlipProbability } from './permute-and-flip-law.ts'

const unit = { epsilon: 1, sensitivity: 1 }
const mechanism = permuteAndFlip(unit)
const score = fc.bigInt(-40n, 40n)
const run: fc.Arbitrary<ScoreRun> = fc.record({ score, count: fc.integer({ min: 0, max: 5 }) })
const someRuns = fc
  .array(run, { minLength: 1, maxLength: 12 })
  .filter((runs) => runs.some(({ count }) => count !== 0))
const expand = (runs: readonly ScoreRun[]): Score[] =>
  runs.flatMap(({ score, count }) => Array.from({ length: Number(count) }, () => score))

/** The paper's own words: an order of all, then coins; by all orders and all coins, in doubles. */
function byOrders(scores: readonly number[], scale: number): number[] {
  const best = Math.max(...scores)
  const law = scores.map(() => 0)
  const ask = (left: readonly number[], reached: number): void => {
    for (const i of left) {
      const asked = reached / left.length
      const p = exp(((scores[i] ?? 0) - best) / scale)
      law[i] = (law[i] ?? 0) + asked * p
      ask(
        left.filter((j) => j !== i),
        asked * (1 - p),
      )
    }
  }
  ask([...scores.keys()], 1)
  return law
}

describe('the law of permute-and-flip', () => {
  it('is that of the paper: a random order, and the first that accepts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 30 }),
        (scores, n) => {
          const law = byOrders(scores, n / 6)
          scores.forEach((_, index) => {
            const { low, high } = permuteAndFlipProbability({
              scores: scores.map(BigInt),
              scale: rational(BigInt(n), 6n),
              index,
            })
            expect(toNumber(subtract(high, low))).toBeLessThan(1e-17)
            expect(toNumber(low)).toBeCloseTo(law[index] ?? 2, 12)
          })
        },
      ),
      { numRuns: 40 },
    )
  })

  const scores = [0n, 2n, 1n]
  const scale = rational(2)
  const law = (key: string) => permuteAndFlipProbability({ scores, scale, index: BigInt(key) })
  const widths = [
    { wordBits: 1, depth: 14 },
    { wordBits: 2, depth: 7 },
    { wordBits: 4, depth: 4 },
  ]
  /** A choice by coins that a test may bend: one for each score of `scores`. */
  const bent =
    (choose: (accepting: Uint32Array, bits: BitSource) => number, sure = true) =>
    (bits: BitSource): number =>
      choose(
        Uint32Array.from(scores, (s) => {
          const short = 2n - s
          if (short === 0n && sure) return 1
          return oneByOne(1, coinOf(sure ? short : short + 1n, 2n, bits.wordBits), bits)
        }),
        bits,
      )

  it.each(widths)('is exact, by every bit string: $wordBits bits a word', (width) => {
    const by =
      (options: Parameters<typeof permuteAndFlip>[0]) =>
      (bits: BitSource): number =>
        permuteAndFlip(options).invoke(scores, { bits })
    expectEnumeratedLaw(by(unit), law, {
      ...width,
      support: ['0', '1', '2'],
      mutants: {
        'the factor 2 forgotten': by({ ...unit, monotone: true }),
        'the exponential mechanism': (bits) => exponential(unit).invoke(scores, { bits }),
        'a biased order: the first that accepts': bent((accepting) => accepting.indexOf(1)),
        'a biased order: the last that accepts': bent((accepting) => accepting.lastIndexOf(1)),
        'an order by rejected places': bent((accepting, bits) => {
          const from = drawIndexBelow(3, bits)
          return [from, from + 1, from + 2].map((i) => i % 3).find((i) => accepting[i] === 1) ?? 0
        }),
        'the best does not accept surely': bent(
          (accepting, bits) => (accepting.some((a) => a > 0) ? winner(accepting, bits) : 1),
          false,
        ),
        'the worst preferred': (bits) =>
          mechanism.invoke(
            scores.map((s) => -s),
            { bits },
          ),
      },
    })
    expectEnumeratedLaw(bent(winner), law, { ...width, mutants: {} })
  })

  it('tells 2 % of epsilon', () => {
    const two = [0n, 1n]
    const by = (epsilon: number) => (bits: BitSource) =>
      permuteAndFlip({ epsilon, sensitivity: 1 }).invoke(two, { bits })
    expectEnumeratedLaw(
      by(1),
      (key) => permuteAndFlipProbability({ scores: two, scale, index: BigInt(key) }),
      { wordBits: 3, depth: 6, mutants: { '2 % up': by(1.02), '2 % down': by(0.98) } },
    )
  })

  it('loses the 2 where scores are monotone', () => {
    expectEnumeratedLaw(
      (bits) =>
        permuteAndFlip({ epsilon: '1/2', sensitivity: 1, monotone: true }).invoke(scores, { bits }),
      law,
      {
        wordBits: 2,
        depth: 7,
        mutants: {
          'the 2 kept': (bits) =>
            permuteAndFlip({ epsilon: '1/2', sensitivity: 1 }).invoke(scores, { bits }),
        },
      },
    )
  })

  it('of runs is exactly that of their candidates, also where scores are fractions', () => {
    const runs = [
      { score: rational('7/2'), count: 2 },
      { score: 1n, count: 2n },
    ]
    const twin = (counts: readonly number[]) => (bits: BitSource) =>
      mechanism.invokeRuns(
        runs.map(({ score }, j) => ({ score, count: counts[j] ?? 0 })),
        { bits },
      )
    expectEnumeratedLaw(
      (bits) => mechanism.invokeRuns(runs, { bits }),
      (key) => permuteAndFlipProbability({ runs, scale, index: BigInt(key) }),
      {
        wordBits: 2,
        depth: 7,
        support: ['0', '1', '2', '3'],
        mutants: {
          'a boundary one too late': twin([3, 1]),
          'a boundary one too early': twin([1, 3]),
          'the first of a run alone': (bits) => {
            const index = mechanism.invokeRuns(runs, { bits })
            return index === 1n ? 0n : index
          },
        },
      },
    )
  })

  it('is uniform over ties', () => {
    expectEnumeratedLaw(
      (bits) => mechanism.invoke([5n, 5n, 5n], { bits }),
      () => rational('1/3'),
      {
        wordBits: 2,
        depth: 7,
        mutants: { 'the last two as one': (bits) => mechanism.invoke([5n, 5n], { bits }) },
      },
    )
  })

  it('adds up to 1, and is that of the scores whatever is added to all of them', () => {
    fc.assert(
      fc.property(someRuns, fc.integer({ min: 1, max: 90 }), fc.bigInt(), (runs, n, shift) => {
        const options = { scale: rational(BigInt(n), 9n) }
        let [low, high] = [rational(0), rational(0)]
        expand(runs).forEach((_, index) => {
          const p = permuteAndFlipProbability({ ...options, runs, index })
          ;[low, high] = [add(low, p.low), add(high, p.high)]
          const shifted = runs.map(({ score, count }) => ({
            score: shift + (typeof score === 'bigint' ? score : 0n),
            count,
          }))
          expect(permuteAndFlipProbability({ ...options, runs: shifted, index })).toEqual(p)
        })
        expect(compare(low, rational(1))).toBeLessThanOrEqual(0)
        expect(compare(high, rational(1))).toBeGreaterThanOrEqual(0)
        expect(toNumber(subtract(high, low))).toBeLessThan(1e-15)
      }),
      { numRuns: 25 },
    )
  })
})

describe('a choice', () => {
  it('from runs, from bigints and from whole doubles is one, bit for bit', () => {
    fc.assert(
      fc.property(someRuns, fc.integer(), (runs, seed) => {
        // Equal neighbours would be one run of scores: the same law, by other bits.
        const some = runs.filter(({ count }) => count !== 0)
        fc.pre(some.every(({ score }, j) => score !== some[j + 1]?.score))
        const scores = expand(runs)
        const one = mechanism.invoke(scores, { bits: seededBits(seed) })
        expect(mechanism.invokeRuns(runs, { bits: seededBits(seed) })).toBe(BigInt(one))
        const numbers = Int32Array.from(scores, Number)
        const kept = permuteAndFlip(unit)
        for (let again = 0; again < 2; again++)
          expect(kept.invokeIntegers(numbers, { bits: seededBits(seed) })).toBe(one)
      }),
    )
  })

  it('keeps its coins apart by the width of words', () => {
    const kept = permuteAndFlip(unit)
    const scores = [4, 2, 3, 0, 4]
    for (const wordBits of [32, 3, 17, 32])
      for (let seed = 0; seed < 20; seed++)
        expect(kept.invokeIntegers(scores, { bits: seededBits(seed, { wordBits }) })).toBe(
          permuteAndFlip(unit).invokeIntegers(scores, { bits: seededBits(seed, { wordBits }) }),
        )
  })

  it('of a single candidate, or of one far ahead, is that one', () => {
    for (const score of [0n, -(10n ** 40n), 10n ** 40n, rational('1/7')])
      expect(mechanism.invoke([score])).toBe(0)
    for (let seed = 0; seed < 50; seed++) {
      const bits = seededBits(seed)
      expect(mechanism.invoke([-(10n ** 60n), 0n, 10n ** 60n], { bits })).toBe(2)
      expect(mechanism.invokeIntegers([-(2 ** 52), 2 ** 52, 0], { bits })).toBe(1)
    }
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

  it('is never decided by an underflow: words of zeros are looked at further', () => {
    // e^(-100) is below 2^-144 and above 2^-145: five words of zeros accept, four and a half do not.
    const bits = (...more: number[]): BitSource => scriptedBits([0, 0, 0, 0, ...more], 32)
    const far = permuteAndFlip({ scale: 1, sensitivity: 1 })
    expect(far.invoke([100n, 0n], { bits: bits(0, 0xffff_ffff) })).toBe(1)
    expect(far.invoke([100n, 0n], { bits: bits(0xffff_ffff, 0xffff_ffff) })).toBe(0)
  })

  it('from a million candidates in runs is one of them', () => {
    const runs = Array.from({ length: 1000 }, (_, j) => ({ score: BigInt(j % 7), count: 1000 }))
    expect(mechanism.invokeRuns(runs)).toBeLessThan(1_000_000n)
    const many = [{ score: 0n, count: 1n << 31n }]
    const seen = Array.from({ length: 20 }, (_, seed) =>
      mechanism.invokeRuns(many, { bits: seededBits(seed) }),
    )
    expect(new Set(seen.map((index) => index >> 21n)).size).toBeGreaterThan(15)
  })
})

describe('parameters that make no sense', () => {
  it('are refused', () => {
    const bad = [
      { epsilon: 0, sensitivity: 1 },
      { epsilon: Number.NaN, sensitivity: 1 },
      { epsilon: 1, sensitivity: 0 },
      { scale: 0, sensitivity: 1 },
      { scale: 1, sensitivity: -1 },
      { accuracy: 0, confidence: 0.9, candidates: 3, sensitivity: 1 },
      { accuracy: 1, confidence: 1, candidates: 3, sensitivity: 1 },
      { accuracy: 1, confidence: 0.5, candidates: 1.5, sensitivity: 1 },
      { accuracy: 1, confidence: 0.5, candidates: 2, sensitivity: 1 },
    ]
    for (const options of bad) expect(() => permuteAndFlip(options)).toThrow(/must be/)
    expect(() => permuteAndFlipProbability({ scale: 1, scores: [1n], index: 1 })).toThrow(/must be/)
    expect(() => mechanism.invokeRuns([{ score: 1n, count: 2 ** 31 + 1 }])).toThrow(/too many/)
  })

  it('in scores are refused without a word about the scores', () => {
    expect(() => mechanism.invoke([])).toThrow(/at least one/)
    expect(() => mechanism.invokeIntegers([])).toThrow(/at least one/)
    for (const score of [42.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 52 + 42, -(2 ** 53)]) {
      expect(() => mechanism.invokeIntegers([0, score])).toThrow(/score must be/)
      expect(() => mechanism.invokeIntegers([0, score])).not.toThrow(/42|NaN|Inf/)
    }
  })
})
