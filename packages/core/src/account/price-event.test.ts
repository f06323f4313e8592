import { formatRational, multiply, rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrateJointGaussian } from '../mechanism/joint-gaussian/calibrate-joint-gaussian.ts'
import { jointGaussian } from '../mechanism/joint-gaussian/joint-gaussian.ts'
import { events } from '../space/events.ts'
import { jointSensitivity, vectorChange } from '../space/joint-sensitivity.ts'
import { approximateLoss, compareLosses, pureLoss, zcdpLoss } from '../space/loss.ts'
import { zcdpEpsilon } from '../space/zcdp-conversion.ts'
import { priceEvent } from './price-event.ts'

const laplace = events.discreteLaplace({ scale: 2, sensitivity: 1 })
const gaussian = events.discreteGaussian({ variance: 50, sensitivitySquared: 1 })
const sensitivity = jointSensitivity([
  [vectorChange([1n]), vectorChange([3n])],
  [vectorChange([2n]), vectorChange([0n])],
])
const budget = { epsilon: 1, delta: 1e-6 }
const variances = calibrateJointGaussian({
  ...budget,
  sensitivity,
  shares: [1, 1],
  lengths: [1, 1],
})
const claimed = jointGaussian({ variances }).event(sensitivity, { lengths: [1, 1], claim: budget })

describe('the price of an event', () => {
  it('is its exact loss in each measure that it has', () => {
    expect(priceEvent(laplace, { measure: 'pure' })).toEqual(pureLoss(0.5))
    expect(priceEvent(laplace, { measure: 'zcdp' })).toEqual(zcdpLoss(0.125))
    expect(priceEvent(gaussian, { measure: 'zcdp' })).toEqual(zcdpLoss(0.01))
    const joint = events.jointLaplace({ scales: [4, 6], sensitivity })
    expect(priceEvent(joint, { measure: 'pure' })).toEqual(pureLoss('3/4'))
    const choice = events.exponential({ epsilon: 0.5, sensitivity: 3 })
    expect(priceEvent(choice, { measure: 'pure' })).toEqual(pureLoss(0.5))
    expect(priceEvent(choice, { measure: 'approximate' })).toEqual(pureLoss(0.5))
    expect(priceEvent(choice, { measure: 'zcdp' })).toEqual(zcdpLoss('1/32'))
    const flip = events.permuteAndFlip({ epsilon: 0.5, sensitivity: 3 })
    expect(priceEvent(flip, { measure: 'pure' })).toEqual(pureLoss(0.5))
    expect(priceEvent(flip, { measure: 'approximate' })).toEqual(pureLoss(0.5))
    // Not 1/32: its losses lie in no range of length epsilon.
    expect(priceEvent(flip, { measure: 'zcdp' })).toEqual(zcdpLoss('1/8'))
    const both = events.jointGaussian({ variances: [4, 9], sensitivity, dimension: 2 })
    expect(priceEvent(both, { measure: 'zcdp' })).toEqual(zcdpLoss('5/8'))
  })

  it('is refused where there is none', () => {
    expect(() => priceEvent(gaussian, { measure: 'pure' })).toThrow(/no pure loss/)
    expect(() => priceEvent(gaussian, { measure: 'approximate' })).toThrow(/delta is missing/)
  })

  it('of a claim is the claim, once it is proved again', () => {
    expect(priceEvent(claimed, { measure: 'approximate' })).toEqual(approximateLoss(1, 1e-6))
  })

  it.each([
    ['the noise is smaller', { variances: claimed.variances.map(slightlyLess) }],
    [
      'neighbours differ more',
      {
        worstCases: [
          ['1', '16'],
          ['4', '0'],
        ],
      },
    ],
    ['a smaller epsilon is claimed', { claim: { epsilon: '99/100', delta: '1/1000000' } }],
    ['a smaller delta is claimed', { claim: { epsilon: '1', delta: '1/2000000' } }],
  ])('of a false claim is refused: %s', (_what, change) => {
    const forged = { ...claimed, ...change }
    expect(() => priceEvent(forged, { measure: 'approximate' })).toThrow(/not proved/)
  })

  it('of several Gaussian parts is one conversion of their sum', () => {
    const parts = events.composed([gaussian, events.composed([gaussian, laplace])])
    const expected = zcdpEpsilon({ rho: 0.02, delta: 1e-6 })
    const price = priceEvent(parts, { measure: 'approximate', delta: 1e-6 })
    expect(price).toEqual(approximateLoss(addHalf(expected), 1e-6))
  })

  it('of one Gaussian part is sharper than the conversion', () => {
    const price = priceEvent(gaussian, { measure: 'approximate', delta: 1e-6 })
    const converted = approximateLoss(zcdpEpsilon({ rho: 0.01, delta: 1e-6 }), 1e-6)
    expect(price.kind === 'approximate' && price.epsilon).toBeLessThan(converted.epsilon)
    expect(price.kind === 'approximate' && price.epsilon).toBeGreaterThan(0.8 * converted.epsilon)
  })

  it('adds up over composed events, and is nothing for nothing', () => {
    expect(priceEvent(events.composed([laplace, laplace]), { measure: 'pure' })).toEqual(
      pureLoss(1),
    )
    expect(priceEvent(events.composed([]), { measure: 'zcdp' })).toEqual(zcdpLoss(0))
    const mixed = events.composed([laplace, gaussian])
    expect(priceEvent(mixed, { measure: 'zcdp' })).toEqual(zcdpLoss(0.135))
  })

  it('of parts with different neighbours is refused, also where the data was forged', () => {
    const other = events.discreteLaplace({ scale: 2, sensitivity: 1, neighbours: 'change-one' })
    const forged = { ...events.composed([laplace]), events: [laplace, other] }
    expect(() => priceEvent(forged, { measure: 'pure' })).toThrow(/must be one relation/)
  })
})

function addHalf({ numerator, denominator }: { numerator: bigint; denominator: bigint }) {
  return rational(2n * numerator + denominator, 2n * denominator)
}

function slightlyLess(variance: string): string {
  return formatRational(multiply(rational(variance), rational('0.9999')))
}

describe('the price of parts of the data', () => {
  const epsilons = [0.5, 2, 1, 0.25]
  const parts = epsilons.map((epsilon) => events.exponential({ epsilon, sensitivity: 1 }))

  it('is that of the dearest part, or of as many as one unit may be in', () => {
    const pure = (most: number) => priceEvent(events.parallel(parts, { most }), { measure: 'pure' })
    expect([1, 2, 3, 4, 9].map(pure)).toEqual([2, 3, 3.5, 3.75, 3.75].map((x) => pureLoss(x)))
    expect(priceEvent(events.parallel(parts, { most: 2 }), { measure: 'zcdp' })).toEqual(
      zcdpLoss('5/8'),
    )
    expect(priceEvent(events.parallel([]), { measure: 'pure' })).toEqual(pureLoss(0))
    expect(priceEvent(events.parallel([]), { measure: 'zcdp' })).toEqual(zcdpLoss(0))
  })

  it('takes the largest epsilon and the largest delta, of whichever parts they are', () => {
    const together = events.parallel([claimed, parts[1] ?? laplace])
    expect(priceEvent(together, { measure: 'approximate' })).toEqual(approximateLoss(2, 1e-6))
  })

  it('adds to what happened beside it, and is added up within a part', () => {
    const both = events.composed([laplace, laplace])
    const event = events.composed([laplace, events.parallel([both, laplace])])
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(1.5))
    expect(priceEvent(event, { measure: 'zcdp' })).toEqual(zcdpLoss('3/8'))
  })

  it('needs a delta for Gaussian parts without a claim, and refuses another relation', () => {
    const event = events.parallel([gaussian, laplace])
    expect(() => priceEvent(event, { measure: 'approximate' })).toThrow(/delta is missing/)
    expect(priceEvent(event, { measure: 'approximate', delta: 1e-6 }).kind).toBe('approximate')
    const mixed = { ...event, neighbours: 'add-remove' as const }
    expect(() => priceEvent(mixed, { measure: 'zcdp' })).toThrow(/must be one relation/)
    expect(() => events.parallel(parts, { most: 0 })).toThrow(/most is 0/)
  })

  it('is never below the loss of any parts that one unit may be in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(),
        (sizes, most, mask) => {
          const some = sizes.map((epsilon) => events.exponential({ epsilon, sensitivity: 1 }))
          const touched = some.filter((_, i) => (mask >> i) % 2 === 1).slice(0, most)
          for (const measure of ['pure', 'zcdp'] as const) {
            const price = priceEvent(events.parallel(some, { most }), { measure })
            const actual = priceEvent(events.composed(touched, 'unstated'), { measure })
            expect(compareLosses(actual, price)).toBeLessThanOrEqual(0)
          }
        },
      ),
    )
  })
})
