import { compare, exactDouble, multiply, rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { statedStick } from '../privacy-profile/hockey-stick.ts'
import { gaussianStick } from '../privacy-profile/privacy-profile.ts'
import { rdp } from '../renyi/rdp.ts'
import { gaussianOfPure, gdp } from './gaussian-dp.ts'
import { gaussianLimit } from './gaussian-limit.ts'

describe('Gaussian differential privacy', () => {
  it('adds up squares', () => {
    const accountant = gdp()
      .compose(events.gaussian({ noiseMultiplier: '1/3' }))
      .compose(events.composed([events.gaussian({ noiseMultiplier: '1/2' })]), 4)
    expect(accountant.mu).toBe(5)
    expect(gdp().compose(events.tree({ noiseMultiplier: 1, steps: 15 })).mu).toBe(2)
    expect(gdp().delta({ epsilon: 1 }).delta).toBe(0)
    expect(gdp().epsilon({ delta: 1e-6 }).epsilon).toBe(0)
  })

  it('covers all that is pure at every epsilon; one part in a hundred less is a twin that does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), (tenth) => {
        const epsilon = rational(BigInt(tenth), 10n)
        const mu = gaussianOfPure(epsilon)
        const pure = statedStick(epsilon, rational(0))
        const isCovered = (noise: ReturnType<typeof gaussianStick>): boolean =>
          Array.from({ length: 21 }, (_, i) => exactDouble(((i - 10) * tenth) / 100)).every(
            (at) => compare(multiply(noise(at), exactDouble(1 + 1e-12)), pure(at)) >= 0,
          )
        expect(isCovered(gaussianStick(mu))).toBe(true)
        expect(isCovered(gaussianStick(multiply(mu, rational('0.99'))))).toBe(false)
      }),
      { numRuns: 20 },
    )
  })

  it('refuses samples and what has only a rho', () => {
    const gaussian = events.gaussian({ noiseMultiplier: 1 })
    expect(() => gdp().compose(events.poissonSampled({ rate: 0.1, event: gaussian }))).toThrow()
    expect(() => gdp().compose(events.zcdp({ rho: 1 }))).toThrow('no approximate loss')
    expect(() =>
      gdp()
        .compose(gaussian)
        .compose(events.gaussian({ noiseMultiplier: 1, neighbours: 'change-one' })),
    ).toThrow('one relation')
  })

  it('estimates many samples by a limit, which is no bound', () => {
    const limit = gaussianLimit({ rate: 0.01, noiseMultiplier: 0.5, steps: 1000 })
    const event = events.gaussian({ noiseMultiplier: 0.5 })
    const bound = rdp()
      .compose(events.poissonSampled({ rate: 0.01, event }), 1000)
      .epsilon({ delta: 1e-5 })
    const estimate = limit.estimateEpsilon({ delta: 1e-5 })
    expect(estimate).toBeLessThan(bound.epsilon)
    expect(limit.estimateDelta({ epsilon: estimate })).toBeCloseTo(1e-5, 9)
  })
})
