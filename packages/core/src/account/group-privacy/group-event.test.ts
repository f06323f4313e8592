import { compare, rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { gdp } from '../gaussian-dp/gaussian-dp.ts'
import { priceEvent } from '../price-event.ts'
import { groupEvent } from './group-event.ts'

describe('events for groups', () => {
  it('have noise that moves by as many times the sensitivity', () => {
    const gaussian = events.gaussian({ noiseMultiplier: 6, neighbours: 'add-remove' })
    expect(groupEvent(gaussian, 3)).toEqual({ ...gaussian, noiseMultiplier: '2' })
    expect(gdp().compose(groupEvent(events.selfComposed(gaussian, 4), 3)).mu).toBe(1)
    expect(groupEvent(events.laplace({ noiseMultiplier: 1 }), 4)).toMatchObject({
      noiseMultiplier: '1/4',
    })
    expect(groupEvent(events.discreteLaplace({ sensitivity: 2, scale: 3 }), 5)).toMatchObject({
      sensitivity: '10',
    })
    const discrete = events.discreteGaussian({ variance: 4, sensitivitySquared: 2 })
    expect(groupEvent(discrete, 3)).toMatchObject({ sensitivitySquared: '18', variance: '4' })
    expect(groupEvent(events.zcdp({ rho: '1/2' }), 3)).toMatchObject({ rho: '9/2' })
    expect(groupEvent(gaussian, 1)).toBe(gaussian)
  })

  it('have as many times a pure loss, whatever the mechanism', () => {
    const event = events.randomisedResponse({ categories: 3, p: 0.6 })
    const group = priceEvent(groupEvent(event, 4), { measure: 'pure' })
    const four = priceEvent(events.selfComposed(event, 4), { measure: 'pure' })
    expect(group).toEqual(four)
  })

  it('have the delta that a chain of neighbours has; as many times the delta is a twin that is refused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 5 }),
        (tenth, size) => {
          const [epsilon, delta] = [tenth / 10, 1e-6]
          const event = groupEvent(events.approximate({ epsilon, delta }), size)
          if (event.kind !== 'approximate') throw new RangeError('another kind')
          // P0 <= e^epsilon P1 + delta, again and again.
          let chain = 0
          for (let step = 0; step < size; step++) chain = chain * Math.exp(epsilon) + delta
          const found = rational(event.delta)
          expect(compare(found, rational(chain * (1 - 1e-12)))).toBe(1)
          expect(compare(found, rational(chain * (1 + 1e-12)))).toBe(-1)
          expect(chain).toBeGreaterThan(size * delta)
        },
      ),
    )
  })

  it('are refused where a group is in other parts of the noise', () => {
    const gaussian = events.gaussian({ noiseMultiplier: 1 })
    for (const event of [
      events.tree({ noiseMultiplier: 1, steps: 8 }),
      events.poissonSampled({ rate: 0.1, event: gaussian }),
      events.zcdp({ rho: 1, xi: 1 }),
    ])
      expect(() => groupEvent(event, 2)).toThrow('no rule for groups')
  })
})
