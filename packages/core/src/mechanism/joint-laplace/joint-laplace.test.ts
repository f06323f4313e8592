import { compare, divide, type Rational, rational, subtract, toNumber } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import {
  isCovered,
  type JointSensitivity,
  jointSensitivity,
  vectorChange,
} from '../../space/joint-sensitivity.ts'
import { pureLoss } from '../../space/loss.ts'
import { jointLaplaceMeasurement } from '../measurements.ts'
import { calibrateJointLaplace } from './calibrate-joint-laplace.ts'
import { jointLaplace } from './joint-laplace.ts'

const change = fc
  .array(fc.bigInt(-(2n ** 40n), 2n ** 40n), { minLength: 1, maxLength: 3 })
  .map(vectorChange)
const sensitivities: fc.Arbitrary<JointSensitivity> = fc
  .integer({ min: 1, max: 3 })
  .chain((vectors) =>
    fc.array(fc.array(change, { minLength: vectors, maxLength: vectors }), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(jointSensitivity)
const shareOf = fc.integer({ min: 1, max: 1000 })

describe('joint Laplace noise', () => {
  const sensitivity = jointSensitivity([
    [vectorChange([1n]), vectorChange([3n, -4n])],
    [vectorChange([2n]), vectorChange([0n])],
  ])
  const noise = jointLaplace({ scales: [4, 14] })

  it('costs the worst case of the sum of l1 / scale', () => {
    expect(noise.loss(sensitivity)).toEqual(pureLoss(0.75))
    const event = noise.event(sensitivity, 'add-remove')
    expect(event.worstCases).toEqual([
      ['1', '7'],
      ['2', '0'],
    ])
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(0.75))
  })

  it('costs no less for more noise on one vector alone than the cases that move the other', () => {
    const lopsided = jointLaplace({ scales: [4, 10n ** 12n] })
    expect(lopsided.loss(sensitivity)).toEqual(pureLoss(0.5))
  })

  it('is drawn independently for every coordinate of every vector', () => {
    const drawn = noise.draw([3, 2], seededBits('joint'))
    expect(drawn.map((vector) => vector.length)).toEqual([3, 2])
    const values = [
      [10n, 20n, 30n],
      [40n, 50n],
    ]
    const noisy = noise.invoke(values, { bits: seededBits('joint') })
    expect(noisy).toEqual(values.map((v, j) => v.map((x, c) => x + (drawn[j]?.[c] ?? 0n))))
  })

  it('leaves alone what no unit moves, and refuses it where one does', () => {
    const still = jointSensitivity([[vectorChange([0n]), vectorChange([1n])]])
    const quiet = jointLaplace({ scales: [0, 1] })
    expect(quiet.draw([2, 0])).toEqual([[0n, 0n], []])
    expect(quiet.loss(still)).toEqual(pureLoss(1))
    expect(() => quiet.loss(sensitivity)).toThrow(/must not be moved/)
  })

  it('refuses other numbers of vectors and negative scales', () => {
    expect(() => noise.draw([1])).toThrow(/must speak of 2 vectors/)
    expect(() => noise.loss(jointSensitivity([[vectorChange([1n])]]))).toThrow(/2 vectors/)
    expect(() => jointLaplace({ scales: [-1] })).toThrow(/at least 0/)
  })

  it('is a measurement of vectors of public lengths', () => {
    const measured = jointLaplaceMeasurement(noise, [1, 2])
    expect(measured.loss(sensitivity)).toEqual(pureLoss(0.75))
    expect(() => measured.invoke([[1n], [2n]])).toThrow(/outside its domain/)
  })
})

describe('calibration', () => {
  const cost = (scales: readonly Rational[], s: JointSensitivity): Rational =>
    jointLaplace({ scales }).loss(s).exact.epsilon

  it('uses the whole budget, and never more', () => {
    fc.assert(
      fc.property(
        sensitivities,
        fc.array(shareOf, { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 1, max: 10 ** 6 }),
        (s, three, n) => {
          const shares = three.slice(0, s.worstCases[0]?.length ?? 0)
          const epsilon = rational(n, 10n ** 5n)
          const scales = calibrateJointLaplace({ epsilon, sensitivity: s, shares })
          const spent = cost(scales, s)
          expect(compare(spent, epsilon)).toBeLessThanOrEqual(0)
          const moved = s.worstCases.some((changes) => changes.some(({ l1 }) => l1 > 0n))
          const unused = divide(subtract(epsilon, spent), epsilon)
          if (moved) expect(toNumber(unused)).toBeLessThanOrEqual(2 ** -52)
        },
      ),
    )
  })

  it('spends exactly epsilon where the scales are short', () => {
    const s = jointSensitivity([[vectorChange([1n]), vectorChange([2n ** 31n - 1n])]])
    const scales = calibrateJointLaplace({ epsilon: 0.65, sensitivity: s, shares: [0.5, 0.5] })
    expect(cost(scales, s)).toEqual(rational('0.65'))
  })

  it('also covers every smaller change', () => {
    const s = jointSensitivity([[vectorChange([3n]), vectorChange([5n, 5n])]])
    const scales = calibrateJointLaplace({ epsilon: 1, sensitivity: s, shares: [1, 2] })
    fc.assert(
      fc.property(
        fc.bigInt(-4n, 4n),
        fc.array(fc.bigInt(-6n, 6n), { minLength: 2, maxLength: 2 }),
        (a, b) => {
          const smaller = [vectorChange([a]), vectorChange(b)]
          if (isCovered(smaller, s))
            expect(compare(cost(scales, jointSensitivity([smaller])), rational(1))).not.toBe(1)
        },
      ),
    )
  })

  it('is told from the twin that takes the sum of separate maxima for the worst case', () => {
    // The twin calibrates each vector alone and wastes half of the budget here.
    const s = jointSensitivity([
      [vectorChange([1n]), vectorChange([0n])],
      [vectorChange([0n]), vectorChange([1n])],
    ])
    expect(calibrateJointLaplace({ epsilon: 1, sensitivity: s, shares: [1, 1] })).toEqual([
      rational(1),
      rational(1),
    ])
  })

  it('refuses budgets and shares that make no sense', () => {
    const s = jointSensitivity([[vectorChange([1n])]])
    for (const epsilon of [0, -1, Number.NaN, 1e9])
      expect(() => calibrateJointLaplace({ epsilon, sensitivity: s, shares: [1] })).toThrow(
        /must be/,
      )
    expect(() => calibrateJointLaplace({ epsilon: 1, sensitivity: s, shares: [0] })).toThrow(
      /more than 0/,
    )
    expect(() => calibrateJointLaplace({ epsilon: 1, sensitivity: s, shares: [] })).toThrow(
      /every vector/,
    )
  })
})
