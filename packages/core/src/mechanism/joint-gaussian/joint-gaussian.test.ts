import { compare, multiply, type Rational, rational, sqrtUp, toNumber } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { jointSensitivity, vectorChange } from '../../space/joint-sensitivity.ts'
import { approximateLoss, zcdpLoss } from '../../space/loss.ts'
import { jointGaussianMeasurement } from '../measurements.ts'
import { calibrateJointGaussian } from './calibrate-joint-gaussian.ts'
import { jointGaussian } from './joint-gaussian.ts'

const sensitivity = jointSensitivity([
  [vectorChange([1n]), vectorChange([3n, -4n])],
  [vectorChange([2n]), vectorChange([0n])],
])
const mean = jointSensitivity([[vectorChange([1n]), vectorChange([2n ** 31n - 1n])]])

describe('joint Gaussian noise', () => {
  const noise = jointGaussian({ variances: [4, 100] })

  it('costs the worst case of the sum of l2^2 / (2 variance)', () => {
    expect(noise.loss(sensitivity)).toEqual(zcdpLoss(0.5))
    const event = noise.event(sensitivity, { lengths: [1, 2], neighbours: 'change-one' })
    expect(event).toMatchObject({
      dimension: 3,
      worstCases: [
        ['1', '25'],
        ['4', '0'],
      ],
    })
    expect(priceEvent(event, { measure: 'zcdp' })).toEqual(zcdpLoss(0.5))
  })

  it('is drawn independently for every coordinate of every vector', () => {
    const drawn = noise.draw([3, 2], seededBits('joint'))
    const values = [
      [10n, 20n, 30n],
      [40n, 50n],
    ]
    expect(noise.invoke(values, { bits: seededBits('joint') })).toEqual(
      values.map((v, j) => v.map((x, c) => x + (drawn[j]?.[c] ?? 0n))),
    )
  })

  it('does not count coordinates that take no noise', () => {
    const still = jointSensitivity([[vectorChange([0n]), vectorChange([1n])]])
    const quiet = jointGaussian({ variances: [0, 9] })
    expect(quiet.event(still, { lengths: [7, 2] }).dimension).toBe(2)
    expect(quiet.draw([1, 0])).toEqual([[0n], []])
    expect(() => quiet.loss(sensitivity)).toThrow(/must not be moved/)
  })

  it('is a measurement of vectors of public lengths', () => {
    const measured = jointGaussianMeasurement(noise, [1, 2])
    expect(measured.loss(sensitivity)).toEqual(zcdpLoss(0.5))
    expect(() => measured.invoke([[1n], [2n]])).toThrow(/outside its domain/)
  })

  it('refuses other numbers of vectors', () => {
    expect(() => noise.draw([1])).toThrow(/must speak of 2 vectors/)
    expect(() => noise.event(sensitivity, { lengths: [1] })).toThrow(/2 vectors/)
  })
})

describe('calibration', () => {
  it('uses the whole of rho, and never more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 6 }),
        fc.integer({ min: 1, max: 99 }),
        (n, share) => {
          const rho = rational(n, 10n ** 5n)
          const shares = [share, 100 - share]
          for (const s of [sensitivity, mean]) {
            const variances = calibrateJointGaussian({ rho, sensitivity: s, shares })
            const spent = jointGaussian({ variances }).loss(s).exact.rho
            expect(compare(spent, rho)).toBeLessThanOrEqual(0)
            expect(compare(spent, multiply(rho, rational('0.999999999999')))).toBe(1)
          }
        },
      ),
    )
  })

  it.each([
    [1, 1e-6],
    [0.1, 1e-9],
    [5, 1e-3],
  ])(
    'for (%f, %f) proves its claim, in any dimension, and hardly less noise would do',
    (epsilon, delta) => {
      for (const lengths of [
        [1, 1],
        [1000, 1000],
      ]) {
        const claim = { epsilon, delta }
        const variances = calibrateJointGaussian({
          ...claim,
          sensitivity: mean,
          shares: [1, 1],
          lengths,
        })
        const event = jointGaussian({ variances }).event(mean, { lengths, claim })
        expect(priceEvent(event, { measure: 'approximate' })).toEqual(
          approximateLoss(epsilon, delta),
        )
        const less = variances.map((variance) => multiply(variance, rational('0.999')))
        const forged = jointGaussian({ variances: less }).event(mean, { lengths, claim })
        expect(() => priceEvent(forged, { measure: 'approximate' })).toThrow(/not proved/)
      }
    },
  )

  it('needs at least as much noise in more dimensions, and little more', () => {
    const calibrated = (length: number): Rational => {
      const [variance = rational(1)] = calibrateJointGaussian({
        epsilon: 1,
        delta: 1e-6,
        sensitivity: jointSensitivity([[vectorChange([50n, 50n, 50n])]]),
        shares: [1],
        lengths: [length],
      })
      return variance
    }
    const [one, ten, all] = [1, 10, 10_000].map(calibrated)
    const deviations = [one, ten, all].map((v) => toNumber(sqrtUp(v ?? rational(0))))
    expect(deviations).toEqual(deviations.toSorted((a, b) => a - b))
    expect((deviations[2] ?? 0) / (deviations[0] ?? 1)).toBeLessThan(1.001)
  })

  it('gives no noise to what no unit moves', () => {
    const still = jointSensitivity([[vectorChange([0n]), vectorChange([3n])]])
    const options = { sensitivity: still, shares: [1, 1] }
    expect(calibrateJointGaussian({ rho: 1, ...options })).toEqual([rational(0), rational('9/2')])
    const [first] = calibrateJointGaussian({ epsilon: 1, delta: 1e-6, lengths: [4, 1], ...options })
    expect(first).toEqual(rational(0))
    const nothing = jointSensitivity([[vectorChange([0n])]])
    const none = { epsilon: 1, delta: 1e-6, sensitivity: nothing, shares: [1], lengths: [1] }
    expect(calibrateJointGaussian(none)).toEqual([rational(0)])
  })

  it('refuses budgets, shares and lengths that make no sense', () => {
    const options = { sensitivity: mean, shares: [1, 1] }
    expect(() => calibrateJointGaussian({ ...options, rho: 0 })).toThrow(/more than 0/)
    expect(() => calibrateJointGaussian({ ...options, shares: [1], rho: 1 })).toThrow(
      /every vector/,
    )
    const approximate = { ...options, epsilon: 1, lengths: [1, 1] }
    for (const delta of [0, 1, -1, Number.NaN])
      expect(() => calibrateJointGaussian({ ...approximate, delta })).toThrow(/must be/)
    expect(() => calibrateJointGaussian({ ...approximate, delta: 0.1, lengths: [1] })).toThrow(
      /every/,
    )
  })
})
