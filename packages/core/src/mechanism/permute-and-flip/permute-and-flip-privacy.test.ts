import {
  add,
  compare,
  expInterval,
  integerPower,
  ln,
  multiply,
  type Rational,
  rational,
  toNumber,
} from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import { exponentialAccuracy } from '../exponential/exponential-scale.ts'
import { permuteAndFlipMeasurement } from '../measurements.ts'
import { permuteAndFlip } from './permute-and-flip.ts'
import { permuteAndFlipProbability } from './permute-and-flip-law.ts'
import { permuteAndFlipAccuracy, permuteAndFlipScale } from './permute-and-flip-scale.ts'

const law = (scores: readonly bigint[], scale: Rational) =>
  scores.map((_, index) => permuteAndFlipProbability({ scores, scale, index }))

describe('neighbours', () => {
  /** Scores, and how far each moves between neighbours: at most 3, both ways or one way. */
  const pairs = (oneWay: boolean) =>
    fc
      .array(fc.tuple(fc.bigInt(-9n, 9n), fc.bigInt(oneWay ? 0n : -3n, 3n)), {
        minLength: 1,
        maxLength: 6,
      })
      .map((moves) => [moves.map(([s]) => s), moves.map(([s, d]) => s + d)] as const)

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
  const twoWays = [
    [0n, 0n],
    [1n, -1n],
  ] as const
  const oneWay = [
    [0n, 0n],
    [1n, 0n],
  ] as const

  it.each([
    ['either way', false],
    ['one way', true],
  ])('whose scores move %s stay within e^epsilon at every candidate', (_, monotone) => {
    fc.assert(
      fc.property(pairs(monotone), fc.integer({ min: 1, max: 40 }), (pair, n) => {
        const epsilon = rational(BigInt(n), 10n)
        const { scale } = permuteAndFlip({ epsilon, sensitivity: 3, monotone })
        expect(breaks(pair, scale, epsilon)).toBe(false)
      }),
    )
  })

  it('reach e^epsilon: neither claim can be lowered by a hundredth', () => {
    const epsilon = rational('1/2')
    const less = rational('99/200')
    const made = permuteAndFlip({ epsilon, sensitivity: 1 })
    const monotone = permuteAndFlip({ epsilon, sensitivity: 1, monotone: true })
    expect(breaks(twoWays, made.scale, less)).toBe(true)
    expect(breaks(oneWay, monotone.scale, less)).toBe(true)
    // The promise of monotone scores is needed: without it the loss doubles.
    expect(breaks(twoWays, monotone.scale, epsilon)).toBe(true)
  })

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

  it('stay within rho = epsilon^2 / 2 at every order', () => {
    fc.assert(
      fc.property(pairs(false), fc.integer({ min: 1, max: 40 }), ([x, y], n) => {
        const epsilon = n / 10
        const { scale } = permuteAndFlip({ epsilon, sensitivity: 3 })
        const [p, q] = [numbers(x, scale), numbers(y, scale)]
        for (const order of [2, 3, 8, 20])
          expect(divergence(p, q, order)).toBeLessThanOrEqual((order * epsilon ** 2) / 2 + 1e-12)
      }),
      { numRuns: 60 },
    )
  })

  it('need it: twins with the epsilon^2 / 8 of the exponential mechanism, or 9/20, are refused', () => {
    const epsilon = 0.02
    for (const [[x, y], monotone] of [
      [twoWays, false],
      [oneWay, true],
    ] as const) {
      const { scale } = permuteAndFlip({ epsilon, sensitivity: 1, monotone })
      const reached = divergence(numbers(y, scale), numbers(x, scale), 2)
      expect(reached).toBeGreaterThan((2 * epsilon ** 2) / 8)
      expect(reached).toBeGreaterThan(2 * epsilon ** 2 * 0.45)
    }
  })
})

describe('what permute-and-flip costs', () => {
  it('is exactly the epsilon that it was made from, in every measure as its event says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 6 }).map((n) => rational(BigInt(n), 10n ** 5n)),
        fc.bigInt(1n, 10n ** 6n).map((n) => rational(n, 7n)),
        fc.boolean(),
        (epsilon, sensitivity, monotone) => {
          const made = permuteAndFlip({ epsilon, sensitivity, monotone })
          expect(made.loss()).toEqual(pureLoss(epsilon))
          const event = readEvent(JSON.parse(JSON.stringify(made.event())))
          expect(event).toEqual(made.event())
          expect(priceEvent(event, { measure: 'pure' })).toEqual(made.loss())
          expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
          expect(priceEvent(event, { measure: 'zcdp' })).toEqual(
            zcdpLoss(multiply(rational('1/2'), multiply(epsilon, epsilon))),
          )
        },
      ),
    )
  })

  it('grows with the distance of neighbours, and doubles where scores move both ways', () => {
    const made = permuteAndFlip({ scale: 4, sensitivity: 1, monotone: true })
    expect(made.loss()).toEqual(pureLoss('1/4'))
    expect(made.loss({ monotone: false })).toEqual(pureLoss('1/2'))
    expect(made.event({ sensitivity: 6, neighbours: 'add-remove' })).toEqual({
      version: 1,
      kind: 'permuteAndFlip',
      neighbours: 'add-remove',
      epsilon: '3/2',
      sensitivity: '6',
      monotone: true,
    })
    const measured = permuteAndFlipMeasurement(made, 3)
    expect(measured.loss(rational(1))).toEqual(pureLoss('1/2'))
    expect([0, 1, 2]).toContain(measured.invoke([1n, 2n, 3n]))
    expect(() => measured.invoke([1n, 2n])).toThrow(/outside its domain/)
  })
})

describe('how far the chosen score may be off', () => {
  it('is scale * ln((candidates - 1) / (2 (1 - confidence))), rounded up', () => {
    const made = permuteAndFlip({ epsilon: 0.5, sensitivity: 3 })
    const wanted = { candidates: 1001, confidence: 0.95 }
    expect(made.accuracy(wanted)).toBeCloseTo(12 * ln(10_000), 10)
    expect(made.accuracy(wanted)).toBeLessThan(
      exponentialAccuracy({ ...wanted, scale: made.scale }),
    )
    expect(made.accuracy({ candidates: 1, confidence: 0.99 })).toBe(0)
    expect(made.accuracy({ candidates: 2, confidence: 0.5 })).toBe(0)
  })

  it('is kept with the confidence, whatever the scores', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-50n, 0n), { minLength: 1, maxLength: 12 }),
        fc.bigInt(1n, 400n).map((n) => rational(n, 20n)),
        fc.integer({ min: 1, max: 999 }).map((n) => n / 1000),
        (scores, scale, confidence) => {
          const reach = rational(
            permuteAndFlipAccuracy({ scale, candidates: scores.length, confidence }),
          )
          const best = scores.reduce((a, b) => (a > b ? a : b))
          const within = scores.reduce(
            (sum, score, index) =>
              compare(rational(best - score), reach) > 0
                ? sum
                : add(sum, permuteAndFlipProbability({ scores, scale, index }).high),
            rational(0),
          )
          expect(compare(within, rational(confidence))).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('is no idle promise: nine tenths of it are not kept', () => {
    const candidates = 400
    const reach = Math.floor(
      0.9 * permuteAndFlipAccuracy({ scale: 50, candidates, confidence: 0.95 }),
    )
    const runs = [
      { score: BigInt(reach) + 1n, count: 1 },
      { score: 0n, count: candidates - 1 },
    ]
    const { high } = permuteAndFlipProbability({ scale: 50, runs, index: 0 })
    expect(toNumber(high)).toBeLessThan(0.95)
  })

  it('gives back the scale that was asked for, rounded so that the promise holds', () => {
    for (const accuracy of ['1/3', '17', '123456']) {
      const wanted = { candidates: 1024, confidence: 0.95 }
      const scale = permuteAndFlipScale({ ...wanted, accuracy })
      const slack = rational((1n << 40n) + 1n, 1n << 40n)
      const reach = rational(permuteAndFlipAccuracy({ ...wanted, scale }))
      expect(compare(reach, multiply(rational(accuracy), slack))).toBe(-1)
      const more = multiply(scale, rational((1n << 40n) + 1n, 1n << 40n))
      const further = rational(permuteAndFlipAccuracy({ ...wanted, scale: more }))
      expect(compare(further, rational(accuracy))).toBe(1)
      expect(permuteAndFlip({ ...wanted, accuracy, sensitivity: 2 }).scale).toEqual(scale)
    }
  })
})
