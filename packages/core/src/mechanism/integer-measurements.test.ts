import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../account/price-event.ts'
import { privacyFilter } from '../account/privacy-filter.ts'
import { readEvent } from '../account/read-event.ts'
import { compose } from '../calculus/compose.ts'
import { events } from '../space/events.ts'
import { approximateLoss, pureLoss } from '../space/loss.ts'
import { boundedLaplace } from './bounded-laplace/bounded-laplace.ts'
import { boundedNoise } from './bounded-noise/bounded-noise.ts'
import { canonicalNoise } from './canonical-noise/canonical-noise.ts'
import { foldedLaplace } from './folded-laplace/folded-laplace.ts'
import { endedMeasurement, shapedMeasurement } from './integer-measurements.ts'
import { staircase } from './staircase/staircase.ts'
import { truncatedGeometric } from './truncated-geometric/truncated-geometric.ts'
import { uniformNoise } from './uniform-noise/uniform-noise.ts'

const room = { lower: 0, upper: 40 }
const shaped = [
  staircase({ epsilon: 1, sensitivity: 2 }),
  boundedLaplace({ epsilon: 1, sensitivity: 2, ...room }),
  foldedLaplace({ epsilon: 1, sensitivity: 2, ...room }),
  truncatedGeometric({ epsilon: 1, sensitivity: 2, ...room }),
]
const uniform = uniformNoise({ radius: 50n, sensitivity: 1 })
const bounded = boundedNoise({ epsilon: 1, delta: 0.001, sensitivity: 1 })

describe('mechanisms on one integer', () => {
  it('are measurements with the loss of their distance, and the same answers', () => {
    for (const mechanism of shaped) {
      const measured = shapedMeasurement(mechanism)
      for (const distance of [0, 1, 2, 5])
        expect(measured.loss(rational(distance))).toEqual(mechanism.loss({ sensitivity: distance }))
      expect(measured.invoke(7n, { bits: seededBits(1) })).toBe(
        mechanism.invoke(7n, { bits: seededBits(1) }),
      )
    }
    expect(endedMeasurement(uniform).loss(rational(3))).toEqual(approximateLoss(0, '3/101'))
    expect(endedMeasurement(bounded).loss(rational(2))).toEqual(bounded.loss({ sensitivity: 2 }))
  })

  it('add up', () => {
    const [first, second] = shaped.map((mechanism) => shapedMeasurement(mechanism))
    if (first === undefined || second === undefined) throw new Error('two are needed')
    const both = compose([first, first])
    expect(both.loss(rational(2))).toEqual(pureLoss(2))
    expect(second.measure).toBe('pure')
  })

  it('are charged by filters, uniform noise where there is a delta', () => {
    const guard = privacyFilter({ epsilon: 4, rule: 'pure' })
    for (const mechanism of shaped) guard.spend(mechanism.event())
    expect(() => guard.spend(events.discreteLaplace({ scale: 1000, sensitivity: 1 }))).toThrow()
    expect(() => privacyFilter({ epsilon: 4, rule: 'pure' }).spend(uniform.event())).toThrow(
      /uniformNoise has no pure loss/,
    )
    const loose = privacyFilter({ epsilon: 1, delta: 0.01, rule: 'approximate' })
    loose.spend(uniform.event())
    expect(() => loose.spend(uniform.event())).toThrow(/budget/)
  })

  it('have events that cannot be forged into what has no price', () => {
    const forged: readonly (readonly [object, object])[] = [
      [uniform.event(), { radius: '-1' }],
      [uniform.event(), { radius: '1/2' }],
      [uniform.event(), { sensitivity: '-1' }],
      [bounded.event(), { radius: '-1' }],
      [bounded.event(), { scale: '0' }],
      [canonicalNoise({ epsilon: 1, delta: 0.1 }).event(), { reach: '1/2' }],
      [canonicalNoise({ epsilon: 1, delta: 0.1 }).event(), { reach: '4/3' }],
      [canonicalNoise({ epsilon: 1 }).event(), { width: '0' }],
      [canonicalNoise({ epsilon: 1 }).event(), { reach: '0' }],
      [staircase({ epsilon: 1, sensitivity: 2 }).event(), { step: '3' }],
      [staircase({ epsilon: 1, sensitivity: 2 }).event(), { width: '0' }],
      [staircase({ epsilon: 1, sensitivity: 2 }).event(), { epsilon: '-1' }],
      [boundedLaplace({ scale: 1, sensitivity: 1, ...room }).event(), { upper: '0' }],
      [boundedLaplace({ scale: 1, sensitivity: 1, ...room }).event(), { scale: '0' }],
      [truncatedGeometric({ alpha: 0.5, ...room }).event(), { alpha: '0' }],
      [truncatedGeometric({ alpha: 0.5, ...room }).event(), { alpha: '1' }],
    ]
    for (const [event, change] of forged) {
      expect(priceEvent(readEvent(event), { measure: 'approximate' }).kind).toMatch(/pure|approx/)
      expect(() => readEvent({ ...event, ...change })).toThrow(/must be/)
    }
  })
})
