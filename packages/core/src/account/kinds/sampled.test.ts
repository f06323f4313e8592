import { compare, formatRational, rational, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { priceEvent } from '../price-event.ts'
import { readEvent } from '../read-event.ts'
import { amplifiedEpsilon } from './sampled.ts'

const laplace = events.laplace({ noiseMultiplier: 2 })
const gaussian = events.gaussian({ noiseMultiplier: '3/2' })
const all = [
  laplace,
  gaussian,
  events.approximate({ epsilon: 1, delta: 1e-6, neighbours: 'add-remove' }),
  events.zcdp({ rho: '1/8', xi: 0.5 }),
  events.nonPrivate({ neighbours: 'change-one' }),
  events.tree({ noiseMultiplier: 2, steps: 1600 }),
  events.selfComposed(events.composed([laplace, gaussian]), 7),
  events.poissonSampled({ rate: 0.01, event: gaussian }),
  events.poissonSampled({
    rate: 1,
    event: events.laplace({ noiseMultiplier: 2, neighbours: 'add-remove' }),
  }),
  events.sampledWithoutReplacement({ sample: 3, population: 10, event: laplace }),
]

describe('events of accountants', () => {
  it('come back the same from JSON', () => {
    for (const event of all) expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
  })

  it('are refused where the sampling does not fit the relation', () => {
    const [added, changed] = (['add-remove', 'change-one'] as const).map((neighbours) =>
      events.laplace({ noiseMultiplier: 1, neighbours }),
    )
    expect(() => events.poissonSampled({ rate: 0.1, event: changed ?? laplace })).toThrow(
      'must be add-remove',
    )
    expect(() =>
      events.sampledWithoutReplacement({ sample: 1, population: 2, event: added ?? laplace }),
    ).toThrow('must be change-one')
    const sampled = events.poissonSampled({ rate: 0.1, event: laplace })
    expect(() => readEvent({ ...sampled, neighbours: 'change-one' })).toThrow('must be add-remove')
    expect(() => readEvent({ ...sampled, event: changed })).toThrow('must be one relation')
    expect(() => readEvent({ ...sampled, event: undefined })).toThrow('must be an event')
    expect(() => readEvent({ ...sampled, rate: '11/10' })).toThrow('must be at most 1')
    const repeated = events.selfComposed(laplace, 2)
    expect(() => readEvent({ ...repeated, neighbours: 'add-remove' })).toThrow('one relation')
  })

  it('cost what their noise costs', () => {
    const exact = (measure: 'pure' | 'zcdp', event: Parameters<typeof priceEvent>[0]) => {
      const loss = priceEvent(event, { measure })
      return formatRational(loss.kind === 'zcdp' ? loss.exact.rho : loss.exact.epsilon)
    }
    expect(exact('pure', laplace)).toBe('1/2')
    expect(exact('zcdp', gaussian)).toBe('2/9')
    expect(exact('zcdp', events.selfComposed(gaussian, 9))).toBe('2')
    expect(exact('pure', events.selfComposed(events.selfComposed(laplace, 3), 4))).toBe('6')
    // 1,600 steps have ceil(log2(1601)) = 11 levels.
    expect(exact('zcdp', events.tree({ noiseMultiplier: 2, steps: 1600 }))).toBe('11/8')
    expect(exact('zcdp', events.tree({ noiseMultiplier: 1, steps: 1 }))).toBe('1/2')
    expect(exact('zcdp', events.tree({ noiseMultiplier: 1, steps: 3 }))).toBe('1')
    expect(exact('zcdp', events.tree({ noiseMultiplier: 1, steps: 4 }))).toBe('3/2')
    expect(exact('zcdp', events.zcdp({ rho: '1/8' }))).toBe('1/8')
    expect(() => exact('zcdp', events.zcdp({ rho: '1/8', xi: 1 }))).toThrow('zcdp has no zcdp loss')
    expect(() => exact('pure', events.nonPrivate())).toThrow('no finite loss')
    expect(() => exact('zcdp', events.approximate({ epsilon: 1, delta: 0.1 }))).toThrow('no zcdp')
  })

  it('convert all their rhos once', () => {
    const options = { measure: 'approximate', delta: 1e-6 } as const
    const together = priceEvent(events.composed([gaussian, events.zcdp({ rho: 1 })]), options)
    expect(together).toEqual(priceEvent(events.composed([events.zcdp({ rho: '11/9' })]), options))
    const repeated = priceEvent(events.selfComposed(gaussian, 3), options)
    expect(repeated).toEqual(priceEvent(events.composed([gaussian, gaussian, gaussian]), options))
    const delta = priceEvent(
      events.selfComposed(events.approximate({ epsilon: 0.1, delta: 0.3 }), 5),
      options,
    )
    expect(delta).toMatchObject({ epsilon: 0.5, delta: 1 })
  })
})

describe('amplification by sampling', () => {
  it('is ln(1 + rate (e^epsilon - 1)), rounded up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 1000 }),
        (thousandths, rate) => {
          const amplified = toNumber(
            amplifiedEpsilon(rational(BigInt(thousandths), 1000n), rational(BigInt(rate), 1000n)),
          )
          const exact = Math.log1p((rate / 1000) * Math.expm1(thousandths / 1000))
          expect(amplified).toBeGreaterThanOrEqual(exact * (1 - 1e-12))
          expect(amplified).toBeLessThanOrEqual(exact * (1 + 1e-12))
        },
      ),
    )
    expect(compare(amplifiedEpsilon(rational(20_000), rational('1/2')), rational(20_000))).toBe(0)
  })

  it('is attained by an answer that tells whether one unit is there', () => {
    // Randomised response on whether the unit is in the sample: rate 1/3, e^epsilon = 3.
    const [rate, truth] = [1 / 3, 3 / 4]
    const withUnit = rate * truth + (1 - rate) * (1 - truth)
    const sampled = events.poissonSampled({
      rate: '1/3',
      event: events.randomisedResponse({ categories: 2, p: '3/4' }),
    })
    const loss = priceEvent(sampled, { measure: 'pure' })
    expect(loss).toMatchObject({ kind: 'pure' })
    if (loss.kind === 'pure')
      expect(toNumber(loss.exact.epsilon)).toBeCloseTo(Math.log(withUnit / (1 - truth)), 12)
  })

  it('takes delta down with the rate, and nothing off a whole sample', () => {
    const event = events.approximate({ epsilon: 1, delta: 1e-4 })
    const sampled = events.sampledWithoutReplacement({ sample: 1, population: 4, event })
    const loss = priceEvent(sampled, { measure: 'approximate' })
    expect(loss.kind === 'approximate' && formatRational(loss.exact.delta)).toBe('1/40000')
    const whole = events.sampledWithoutReplacement({ sample: 4, population: 4, event })
    expect(priceEvent(whole, { measure: 'approximate' })).toEqual(
      priceEvent(event, { measure: 'approximate' }),
    )
    expect(() =>
      priceEvent(events.poissonSampled({ rate: 0.1, event: gaussian }), { measure: 'zcdp' }),
    ).toThrow('poissonSampled has no zcdp loss of its own')
  })
})
