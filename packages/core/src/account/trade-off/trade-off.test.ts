import { normalCdf, normalQuantile } from '@dither/math'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import vectors from '../../vectors/gaussian.json' with { type: 'json' }
import { pld } from '../loss-distribution/loss-distribution.ts'
import { privacyProfile } from '../privacy-profile/privacy-profile.ts'
import { rdp } from '../renyi/rdp.ts'
import { tradeOff } from './trade-off.ts'

const fine = Array.from({ length: 600 }, (_, i) => i / 60)
const rates = [1e-6, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.8, 0.99]
const gaussian = pld().compose(events.gaussian({ noiseMultiplier: 1 }))
/** [DRS22] definition 2.6, with mu = 1. */
const exactMisses = (rate: number) => normalCdf(-normalQuantile(rate) - 1)

describe('tradeOff', () => {
  it('is never above the exact curve of Gaussian noise, and touches it with many epsilons', () => {
    for (const [curve, gap] of [
      [tradeOff(gaussian), 0.02],
      [tradeOff(gaussian, { epsilons: fine }), 1e-4],
      [tradeOff(gaussian, { epsilons: [1] }), 1],
    ] as const)
      for (const falsePositiveRate of rates) {
        const found = curve.falseNegativeRate({ falsePositiveRate })
        expect(found).toBeLessThanOrEqual(exactMisses(falsePositiveRate) + 1e-15)
        expect(found).toBeGreaterThan(exactMisses(falsePositiveRate) - gap)
      }
  })

  it('rejects the twin that leaves delta out', () => {
    const twin = tradeOff({ delta: () => 0 }, { epsilons: fine })
    const above = rates.filter(
      (rate) => twin.falseNegativeRate({ falsePositiveRate: rate }) > exactMisses(rate),
    )
    expect(above.length).toBeGreaterThan(4)
  })

  it('is what randomised response allows, exactly', () => {
    const profile = privacyProfile(events.randomisedResponse({ categories: 2, p: 0.75 }))
    const curve = tradeOff(profile, { epsilons: [1.09861228866811] })
    for (const [rate, right] of [
      [1e-10, 3e-10],
      [1e-4, 3e-4],
      [0.125, 0.375],
      [0.25, 0.75],
      [0.5, 1 - 0.5 / 3],
    ] as const) {
      const found = curve.truePositiveRate({ falsePositiveRate: rate })
      expect(found / right).toBeGreaterThan(1 - 1e-12)
      expect(found / right).toBeLessThan(1 + 1e-9)
    }
  })

  it.each(vectors.filter(({ kind }) => kind === 'tpr_at_fpr_gaussian'))(
    'bounds the published power of Gaussian noise at $inputs.fpr',
    ({ inputs, recomputed, tolerance }) => {
      const { fpr, sigma, count } = { fpr: 0.1, count: 1, ...inputs }
      const source = pld().compose(events.gaussian({ noiseMultiplier: sigma ?? 1 }), count)
      const epsilons = Array.from({ length: 400 }, (_, i) => i / 40)
      const found = tradeOff(source, { epsilons }).truePositiveRate({ falsePositiveRate: fpr })
      expect(found).toBeGreaterThanOrEqual(Number(recomputed) * (1 - 1e-9))
      expect(found).toBeLessThanOrEqual(Number(recomputed) + Number(tolerance))
    },
  )

  it('takes any accountant: a looser one leaves the attacker more', () => {
    const loose = tradeOff(rdp().compose(events.gaussian({ noiseMultiplier: 1 })))
    const tight = tradeOff(gaussian)
    for (const falsePositiveRate of rates)
      expect(loose.truePositiveRate({ falsePositiveRate })).toBeGreaterThanOrEqual(
        tight.truePositiveRate({ falsePositiveRate }) - 1e-3,
      )
  })

  it('falls from 1 to 0, and lies below the diagonal', () => {
    const points = tradeOff(gaussian).points({ count: 51 })
    expect(points).toHaveLength(51)
    expect(points[0]?.falseNegativeRate).toBeGreaterThan(0.9999)
    expect(points.at(-1)).toEqual({ falsePositiveRate: 1, falseNegativeRate: 0 })
    for (const [i, { falsePositiveRate, falseNegativeRate }] of points.entries()) {
      expect(falseNegativeRate).toBeLessThanOrEqual(points[i - 1]?.falseNegativeRate ?? 1)
      expect(falseNegativeRate + falsePositiveRate).toBeLessThanOrEqual(1)
    }
  })

  it('refuses epsilons and rates that are none', () => {
    expect(() => tradeOff(gaussian, { epsilons: [-1] })).toThrow(/epsilons is -1/)
    expect(() => tradeOff(gaussian, { epsilons: [] })).toThrow(/empty/)
    const curve = tradeOff(gaussian)
    expect(() => curve.falseNegativeRate({ falsePositiveRate: 2 })).toThrow(/at most 1/)
    expect(() => curve.points({ count: 1 })).toThrow(/count is 1/)
  })
})
