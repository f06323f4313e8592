import {
  add,
  compare,
  divide,
  equals,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { type HadamardBitReport, hadamardBit } from './hadamard-bit.ts'
import { type HadamardResponse, hadamardResponse } from './hadamard-response.ts'
import { isMinus, walshHadamard } from './walsh-hadamard.ts'

const one = rational(1)
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const sum = (all: readonly Rational[]): Rational => all.reduce(add, rational(0))

describe('the Hadamard matrix', () => {
  it('has rows that agree in exactly half of the columns, and a fast transform', () => {
    for (const n of [1, 2, 8, 32])
      for (const x of range(n)) {
        for (const y of range(n)) {
          const excess = range(n).reduce(
            (total, z) => total + (isMinus(x, z) === isMinus(y, z) ? 1 : -1),
            0,
          )
          expect(excess).toBe(x === y ? n : 0)
          // The definition: entries of the power of [[1, 1], [1, -1]].
          const ones = range(5).filter((b) => ((x & y) >> b) % 2 === 1).length
          expect(isMinus(x, y)).toBe(ones % 2 === 1)
        }
        const unit = range(n).map((i) => Number(i === x))
        expect(walshHadamard(unit)).toEqual(range(n).map((y) => (isMinus(x, y) ? -1 : 1)))
      }
    expect(isMinus(2 ** 30, 2 ** 30)).toBe(true)
  })
})

describe('the channel of one Hadamard bit', () => {
  const options = { categories: 3, odds: 3 } as const
  const made = hadamardBit(options)
  const chance = (report: HadamardBitReport, category: number): Rational =>
    divide(made.supports(report, category) ? made.p : subtract(one, made.p), rational(made.rows))
  const reports = range(4).flatMap((row) => [{ row, sign: 1 } as const, { row, sign: -1 } as const])
  const key = ({ row, sign }: HadamardBitReport): string => `${row} ${sign}`

  it('supports the truth with chance p, any other with chance 1/2, at the odds: the whole matrix', () => {
    let worst = one
    for (const truth of range(3))
      for (const other of range(3)) {
        const supported = reports
          .filter((report) => made.supports(report, other))
          .map((report) => chance(report, truth))
        expect(equals(sum(supported), truth === other ? made.p : made.q)).toBe(true)
        for (const report of reports) {
          const ratio = divide(chance(report, truth), chance(report, other))
          if (compare(ratio, worst) > 0) worst = ratio
        }
      }
    expect(equals(worst, rational(3))).toBe(true)
    expect(made.loss().epsilon).toBeCloseTo(Math.log(3), 15)
  })

  it('is what is drawn, by every bit string', () => {
    const draw =
      (category: number, by = made) =>
      (bits: BitSource) =>
        key(by.invoke(category, { bits }))
    const byName = new Map(reports.map((report) => [key(report), report]))
    expectEnumeratedLaw(
      draw(2),
      (name) => {
        const report = byName.get(name)
        return report === undefined ? rational(0) : chance(report, 2)
      },
      {
        wordBits: 2,
        depth: 7,
        support: reports.map(key),
        mutants: {
          'another category': draw(1),
          'odds 2 % up': draw(2, hadamardBit({ ...options, odds: '3.06' })),
          'the sign never flipped': (bits) => {
            const { row } = made.invoke(2, { bits })
            return key({ row, sign: isMinus(row, 2) ? -1 : 1 })
          },
          'the first row left out': (bits) => {
            const { row, sign } = made.invoke(2, { bits })
            return key({ row: row === 0 ? 1 : row, sign })
          },
        },
      },
    )
  })

  it('counts support by one transform, and refuses what is no report', () => {
    const wide = hadamardBit({ categories: 21, epsilon: 1 })
    const some = range(500).map(
      (i): HadamardBitReport => ({
        row: (i * 7) % 32,
        sign: i % 3 === 0 ? 1 : -1,
      }),
    )
    const counts = wide.support(some)
    expect(counts).toEqual(
      range(21).map((v) => some.filter((report) => wide.supports(report, v)).length),
    )
    expect(wide.estimate(counts, 500)).toHaveLength(21)
    expect(() => wide.support([{ row: 32, sign: 1 }])).toThrow(/row below 32/)
    expect(() => wide.estimate([1], 1)).toThrow(/21 counts/)
  })
})

const channels = [
  { categories: 3, odds: 3 },
  { categories: 5, odds: '5/2' },
  { categories: 7, odds: 5, blocks: 2 },
  { categories: 5, odds: 9, blocks: 4 },
  { categories: 3, odds: 8, blocks: 4 },
  { categories: 2, odds: 20, blocks: 4 },
] as const

describe('the channel of Hadamard response', () => {
  const chance = (made: HadamardResponse, odds: Rational, answer: number, category: number) => {
    const weights = range(made.answers).map((y) => (made.supports(y, category) ? odds : one))
    return divide(weights[answer] ?? one, sum(weights))
  }

  it('has its support probabilities, at the odds: the whole matrix', () => {
    for (const options of channels) {
      const made = hadamardResponse(options)
      const odds = rational(options.odds)
      const size = made.answers / made.blocks
      let worst = one
      for (const truth of range(options.categories))
        for (const other of range(options.categories)) {
          const supported = range(made.answers)
            .filter((y) => made.supports(y, other))
            .map((y) => chance(made, odds, y, truth))
          const same = Math.floor(truth / (size - 1)) === Math.floor(other / (size - 1))
          const expected = truth === other ? made.p : same ? made.qWithin : made.qBeyond
          expect(equals(sum(supported), expected)).toBe(true)
          for (const y of range(made.answers)) {
            const ratio = divide(chance(made, odds, y, truth), chance(made, odds, y, other))
            if (compare(ratio, worst) > 0) worst = ratio
          }
        }
      expect(equals(worst, odds)).toBe(true)
      expect(made.loss().epsilon).toBeCloseTo(Math.log(toNumber(odds)), 14)
      if (made.blocks === 1) expect(equals(made.qWithin, rational('1/2'))).toBe(true)
    }
  })

  it('is what is drawn, by every bit string', () => {
    for (const options of [
      { categories: 3, odds: 7, blocks: 1 },
      { categories: 6, odds: 13, blocks: 2 },
    ]) {
      const made = hadamardResponse(options)
      const draw =
        (category: number, by = made) =>
        (bits: BitSource) =>
          String(by.invoke(category, { bits }))
      const category = options.categories - 2
      expectEnumeratedLaw(
        draw(category),
        (answer) => chance(made, rational(options.odds), Number(answer), category),
        {
          wordBits: 2,
          depth: 7,
          support: range(made.answers).map(String),
          mutants: {
            'another category': draw(options.categories - 1),
            'other odds': draw(category, hadamardResponse({ ...options, odds: options.odds + 1 })),
            'its own alone': (bits) => {
              const answer = made.invoke(category, { bits })
              const own = range(made.answers).filter((y) => made.supports(y, category))
              return String(own[answer % own.length])
            },
            'a bit left unturned': (bits) => {
              const answer = made.invoke(category, { bits })
              return String(made.supports(answer, category) ? answer & ~1 : answer)
            },
          },
        },
      )
    }
  })

  it('gives estimates that are unbiased, and whose variance is: sums over the exact law', () => {
    for (const options of channels) {
      const made = hadamardResponse(options)
      const odds = rational(options.odds)
      const law = (category: number): number[] =>
        range(made.answers).map((y) => toNumber(chance(made, odds, y, category)))
      // Two people: all pairs of answers, so that the variance is that of a sum.
      for (const people of [
        [0, 0],
        [0, options.categories - 1],
        [options.categories - 1, options.categories - 2],
      ]) {
        const [first, second] = people.map(law)
        const moments = range(options.categories).map(() => ({ mean: 0, square: 0, variance: 0 }))
        for (const y of range(made.answers))
          for (const z of range(made.answers)) {
            const mass = (first?.[y] ?? 0) * (second?.[z] ?? 0)
            const counts = range(made.answers).map((a) => Number(a === y) + Number(a === z))
            made.estimate(counts).forEach(({ value, variance }, v) => {
              const moment = moments[v] ?? { mean: 0, square: 0, variance: 0 }
              moment.mean += mass * value
              moment.square += mass * value * value
              moment.variance += mass * variance
              expect(variance).toBeGreaterThanOrEqual(0)
            })
          }
        moments.forEach(({ mean, square, variance }, v) => {
          const truth = people.filter((category) => category === v).length
          expect(mean).toBeCloseTo(truth, 9)
          expect(variance).toBeCloseTo(square - mean * mean, 7)
        })
      }
    }
  })

  it('has intervals that hold the true count as often as they say, over the exact law', () => {
    for (const options of [
      { categories: 3, odds: 7, blocks: 1 },
      { categories: 6, odds: 25, blocks: 4 },
    ]) {
      const made = hadamardResponse(options)
      const odds = rational(options.odds)
      const [own, partner, elsewhere] = [0, 1, 5].map((v) => {
        const chances = range(made.answers).map((y) =>
          v < options.categories ? toNumber(chance(made, odds, y, v)) : 0,
        )
        const size = made.answers / made.blocks
        const inBlock = chances.slice(0, size).reduce((a, b) => a + b, 0)
        const good = chances.reduce((a, c, y) => a + (made.supports(y, 0) ? c : 0), 0)
        return { good, bad: inBlock - good }
      })
      const reports = 12
      // The law of (supporting, in the block but not) after one person after the other.
      const after = (
        law: Map<string, number>,
        { good, bad }: { readonly good: number; readonly bad: number },
      ): Map<string, number> => {
        const next = new Map<string, number>()
        for (const [key, mass] of law) {
          const [a = 0, b = 0] = key.split(',').map(Number)
          for (const [to, chance] of [
            [`${a + 1},${b}`, good],
            [`${a},${b + 1}`, bad],
            [key, 1 - good - bad],
          ] as const)
            next.set(to, (next.get(to) ?? 0) + mass * chance)
        }
        return next
      }
      const cover = (shrink: number): number =>
        Math.min(
          ...[0, 3, 6, 12].map((held) => {
            let law = new Map([['0,0', 1]])
            for (let i = 0; i < reports; i++) {
              const other = i % 2 === 0 || options.categories < 6 ? partner : elsewhere
              law = after(law, (i < held ? own : other) ?? { good: 0, bad: 0 })
            }
            let covered = 0
            for (const [key, mass] of law) {
              const [a = 0, b = 0] = key.split(',').map(Number)
              const counts = range(made.answers).map(() => 0)
              const answers = range(made.answers / made.blocks)
              counts[answers.find((y) => made.supports(y, 0)) ?? 0] = a
              counts[answers.find((y) => !made.supports(y, 0)) ?? 0] = b
              // Reports in other blocks: any answer there.
              if (made.blocks > 1) counts[made.answers - 1] = reports - a - b
              const [low = 0, high = 0] =
                made.estimate(counts)[0]?.interval({ confidence: 0.9 }) ?? []
              if (held >= low + shrink && held <= high - shrink) covered += mass
            }
            return covered
          }),
        )
      expect(cover(0)).toBeGreaterThanOrEqual(0.9 - 1e-9)
      expect(cover(2)).toBeLessThan(0.9)
    }
  })
})

describe('Hadamard response', () => {
  it('takes blocks by the odds, and short answers', () => {
    expect(hadamardResponse({ categories: 100, epsilon: '0.5' })).toMatchObject({
      blocks: 1,
      answers: 128,
    })
    expect(hadamardResponse({ categories: 100, epsilon: '1.5' })).toMatchObject({
      blocks: 4,
      answers: 128,
    })
    expect(hadamardResponse({ categories: 3, epsilon: 20 })).toMatchObject({
      blocks: 4,
      answers: 8,
    })
    expect(hadamardBit({ categories: 100, epsilon: 1 }).rows).toBe(128)
  })

  it('by a budget costs at most that and hardly less, which is what its event costs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }).map((n) => rational(n, 100n)),
        fc.integer({ min: 2, max: 5000 }),
        (epsilon, categories) => {
          for (const made of [
            hadamardResponse({ categories, epsilon }),
            hadamardBit({ categories, epsilon }),
          ]) {
            const spent = made.loss().exact.epsilon
            expect(compare(spent, epsilon)).toBeLessThanOrEqual(0)
            expect(compare(spent, multiply(epsilon, rational('0.999999999999')))).toBe(1)
            const event = made.event({ neighbours: 'change-one' })
            expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
            expect(priceEvent(event, { measure: 'pure' })).toEqual(made.loss())
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('refuses what makes no sense, and names no category', () => {
    expect(() => hadamardResponse({ categories: 1, epsilon: 1 })).toThrow(/from 2/)
    expect(() => hadamardResponse({ categories: 4, epsilon: 1, blocks: 3 })).toThrow(/power of two/)
    expect(() => hadamardResponse({ categories: 4, odds: '1/2' })).toThrow(/more than 1/)
    for (const made of [
      hadamardResponse({ categories: 3, epsilon: 1 }),
      hadamardBit({ categories: 3, epsilon: 1 }),
    ])
      expect(() => made.invoke(77)).toThrow(/^category is not one, must be [^7]*$/)
    const made = hadamardResponse({ categories: 3, epsilon: '0.1' })
    expect(() => made.estimate([1, 2])).toThrow(/4 counts/)
    expect(() => made.estimate([1, -2, 0, 0])).toThrow(/whole number/)
  })
})
