import { add, bitLength, compare, ln, multiply, rational, subtract, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import { events } from '../../space/events.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import { exponentialMeasurement } from '../measurements.ts'
import { exponential } from './exponential.ts'
import { exponentialProbability } from './exponential-law.ts'
import { exponentialAccuracy, exponentialScale } from './exponential-scale.ts'

const positive = fc
  .tuple(fc.bigInt(1n, 10n ** 6n), fc.bigInt(1n, 10n ** 4n))
  .map(([n, d]) => rational(n, d))
const epsilons = fc.integer({ min: 1, max: 10 ** 6 }).map((n) => rational(BigInt(n), 10n ** 5n))
const confidences = fc.integer({ min: 1, max: 999 }).map((n) => n / 1000)

describe('what the exponential mechanism costs', () => {
  it('is exactly the epsilon that it was made from', () => {
    fc.assert(
      fc.property(epsilons, positive, fc.boolean(), (epsilon, sensitivity, monotone) => {
        const made = exponential({ epsilon, sensitivity, monotone })
        expect(made.loss()).toEqual(pureLoss(epsilon))
        const rho = multiply(rational('1/8'), multiply(epsilon, epsilon))
        expect(made.zcdpLoss()).toEqual(zcdpLoss(rho))
        expect(exponential({ scale: made.scale, sensitivity, monotone }).loss()).toEqual(
          pureLoss(epsilon),
        )
      }),
    )
  })

  it('is what its event says, in every measure', () => {
    fc.assert(
      fc.property(epsilons, positive, fc.boolean(), (epsilon, sensitivity, monotone) => {
        const made = exponential({ epsilon, sensitivity, monotone })
        const event = readEvent(JSON.parse(JSON.stringify(made.event())))
        expect(event).toEqual(made.event())
        expect(priceEvent(event, { measure: 'pure' })).toEqual(made.loss())
        expect(priceEvent(event, { measure: 'approximate' })).toEqual(made.loss())
        expect(priceEvent(event, { measure: 'zcdp' })).toEqual(made.zcdpLoss())
      }),
    )
  })

  it('grows with the distance of neighbours, and doubles where scores move both ways', () => {
    const made = exponential({ scale: 4, sensitivity: 1, monotone: true })
    expect(made.loss()).toEqual(pureLoss('1/4'))
    expect(made.loss({ monotone: false })).toEqual(pureLoss('1/2'))
    expect(made.loss({ sensitivity: 6 })).toEqual(pureLoss('3/2'))
    expect(made.zcdpLoss({ sensitivity: 8 })).toEqual(zcdpLoss('1/2'))
    expect(made.event({ sensitivity: 6, neighbours: 'add-remove' })).toEqual(
      events.exponential({
        epsilon: '3/2',
        sensitivity: 6,
        monotone: true,
        neighbours: 'add-remove',
      }),
    )
  })
})

describe('a measurement', () => {
  it('prices scores that may move both ways, and takes no other number of them', () => {
    const made = exponential({ scale: 4, sensitivity: 1, monotone: true })
    const measured = exponentialMeasurement(made, 3)
    expect(measured.loss(rational(1))).toEqual(pureLoss('1/2'))
    expect(measured.loss(rational(0))).toEqual(pureLoss(0))
    expect([0, 1, 2]).toContain(measured.invoke([1n, 2n, 3n]))
    expect(() => measured.invoke([1n, 2n])).toThrow(/outside its domain/)
  })
})

describe('how far the chosen score may be off', () => {
  it('is scale * ln(candidates / (1 - confidence)), rounded up', () => {
    const made = exponential({ epsilon: 0.5, sensitivity: 3 })
    const wanted = { candidates: 1000, confidence: 0.95 }
    expect(made.accuracy(wanted)).toBeCloseTo(12 * ln(20_000), 10)
    expect(made.accuracy(wanted)).toBe(exponentialAccuracy({ ...wanted, scale: 12 }))
    expect(made.accuracy({ candidates: 1, confidence: 0 })).toBe(0)
    expect(made.accuracy({ candidates: 1n << 200n, confidence: 0.5 })).toBeCloseTo(
      12 * 201 * ln(2),
      9,
    )
  })

  it('is kept with the confidence, whatever the scores', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-50n, 0n), { minLength: 1, maxLength: 12 }),
        positive,
        confidences,
        (scores, scale, confidence) => {
          const reach = rational(
            exponentialAccuracy({ scale, candidates: scores.length, confidence }),
          )
          const best = scores.reduce((a, b) => (a > b ? a : b))
          const within = scores.reduce(
            (sum, score, index) =>
              compare(rational(best - score), reach) > 0
                ? sum
                : add(sum, exponentialProbability({ scores, scale, index }).high),
            rational(0),
          )
          expect(compare(within, rational(confidence))).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('is no idle promise: nine tenths of it are not kept', () => {
    const candidates = 1_000_000n
    const reach = Math.floor(0.9 * exponentialAccuracy({ scale: 50, candidates, confidence: 0.95 }))
    const runs = [
      { score: BigInt(reach) + 1n, count: 1 },
      { score: 0n, count: candidates - 1n },
    ]
    const { high } = exponentialProbability({ scale: 50, runs, index: 0 })
    expect(toNumber(high)).toBeLessThan(0.9)
  })

  it('gives back the scale that was asked for, rounded so that the promise holds', () => {
    fc.assert(
      fc.property(positive, confidences, fc.bigInt(1n, 10n ** 9n), (accuracy, confidence, n) => {
        const wanted = { candidates: n, confidence }
        const scale = exponentialScale({ ...wanted, accuracy })
        const reach = rational(exponentialAccuracy({ ...wanted, scale }))
        // The reach is a double, rounded up.
        const slack = rational(1n, 1n << 40n)
        expect(compare(reach, multiply(accuracy, add(rational(1), slack)))).toBe(-1)
        const more = multiply(scale, add(rational(1), rational(1n, 1n << 46n)))
        const further = rational(exponentialAccuracy({ ...wanted, scale: more }))
        expect(compare(further, multiply(accuracy, subtract(rational(1), slack)))).toBe(1)
        expect(bitLength(scale.numerator)).toBeLessThanOrEqual(48)
        const made = exponential({ ...wanted, accuracy, sensitivity: 2 })
        expect(made.scale).toEqual(scale)
        expect(compare(made.loss().exact.epsilon, rational(0))).toBe(1)
      }),
      { numRuns: 60 },
    )
  })
})

describe('parameters that make no sense', () => {
  it('are refused', () => {
    const bad = [
      { epsilon: 0, sensitivity: 1 },
      { epsilon: -1, sensitivity: 1 },
      { epsilon: 1e9, sensitivity: 1 },
      { epsilon: Number.NaN, sensitivity: 1 },
      { epsilon: 1, sensitivity: 0 },
      { epsilon: 1, sensitivity: -2 },
      { scale: 0, sensitivity: 1 },
      { scale: 1, sensitivity: -1 },
      { accuracy: 0, confidence: 0.9, candidates: 3, sensitivity: 1 },
      { accuracy: 1, confidence: 1, candidates: 3, sensitivity: 1 },
      { accuracy: 1, confidence: 0.5, candidates: 0, sensitivity: 1 },
      { accuracy: 1, confidence: 0.5, candidates: 1.5, sensitivity: 1 },
      { accuracy: 1, confidence: 0, candidates: 1, sensitivity: 1 },
    ]
    for (const options of bad) expect(() => exponential(options)).toThrow(/must be/)
    expect(() => exponentialProbability({ scale: 1, scores: [1n], index: 1 })).toThrow(/must be/)
  })

  it('in scores are refused without a word about the scores', () => {
    const made = exponential({ epsilon: 1, sensitivity: 1 })
    expect(() => made.invoke([])).toThrow(/at least one/)
    expect(() => made.invokeRuns([{ score: 7n, count: 0 }])).toThrow(/at least one/)
    const forged: unknown[] = [42.5, '42', undefined, { numerator: 42n, denominator: -1n }]
    for (const score of forged) {
      const scores = JSON.parse('[0]').fill(score)
      expect(() => made.invoke(scores)).toThrow(/score must be/)
      expect(() => made.invoke(scores)).not.toThrow(/42/)
    }
    for (const count of [-42, 42.5, -42n, Number.NaN]) {
      expect(() => made.invokeRuns([{ score: 1n, count }])).toThrow(/count of a run must be/)
      expect(() => made.invokeRuns([{ score: 1n, count }])).not.toThrow(/42/)
    }
  })
})
