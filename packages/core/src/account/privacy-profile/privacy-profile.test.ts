/** Profiles against every output of small mechanisms. */
import { exactDouble, type Rational, rational, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { discreteLaplaceStick, withoutUnit, withUnit } from './hockey-stick.ts'
import { privacyProfile } from './privacy-profile.ts'

/** Chances of outputs, and what is left of the gap between two laws at an epsilon. */
type Law = ReadonlyMap<string, number>
function gap(p: Law, q: Law, epsilon: number): number {
  let sum = 0
  for (const [output, chance] of p)
    sum += Math.max(0, chance - Math.exp(epsilon) * (q.get(output) ?? 0))
  return sum
}
const reach = 400
function laplaceLaw(scale: number, shift: number): Law {
  const a = Math.exp(-1 / scale)
  const law = new Map<string, number>()
  for (let y = -reach; y <= reach; y++)
    law.set(String(y), ((1 - a) / (1 + a)) * a ** Math.abs(y - shift))
  return law
}
const mixed = (rate: number, p: Law, q: Law): Law =>
  new Map(
    [...p].map(([output, chance]) => [output, rate * chance + (1 - rate) * (q.get(output) ?? 0)]),
  )
const product = (p: Law, q: Law): Law =>
  new Map([...p].flatMap(([x, one]) => [...q].map(([y, two]) => [`${x},${y}`, one * two] as const)))
const at = (loss: { readonly exact: { readonly delta: Rational } }): number =>
  toNumber(loss.exact.delta)

const epsilons = fc.integer({ min: -300, max: 300 }).map((n) => n / 100)

describe('privacy profiles', () => {
  it('of discrete Laplace noise are those of every output; a first output one too far is a twin', () => {
    let below = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 3, max: 60 }),
        epsilons,
        (shift, tenth, epsilon) => {
          const scale = tenth / 10
          const exact = gap(laplaceLaw(scale, shift), laplaceLaw(scale, 0), epsilon)
          const stick = discreteLaplaceStick(BigInt(shift), rational(scale))
          const value = toNumber(stick(exactDouble(epsilon)))
          expect(value).toBeGreaterThanOrEqual(exact - 1e-13)
          expect(value).toBeLessThanOrEqual(exact + 1e-12)
          const j = Math.floor((epsilon * scale + shift) / 2) + 2
          const a = Math.exp(-1 / scale)
          const twin = 1 - (a ** (shift + 1 - j) + Math.exp(epsilon) * a ** j) / (1 + a)
          if (twin < exact - 1e-9) below += 1
        },
      ),
    )
    expect(below).toBeGreaterThan(0)
  })

  it('of discrete Laplace noise hold for vectors that move as far in L1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 5, max: 20 }),
        epsilons,
        (first, second, tenth, epsilon) => {
          const scale = tenth / 10
          const short = (shift: number): Law =>
            new Map([...laplaceLaw(scale, shift)].filter(([y]) => Math.abs(Number(y)) < 40))
          const p = product(short(first), short(second))
          const q = product(short(0), short(0))
          const stick = discreteLaplaceStick(BigInt(first + second), rational(scale))
          expect(toNumber(stick(exactDouble(epsilon)))).toBeGreaterThanOrEqual(
            gap(p, q, epsilon) - 1e-8,
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  it('of samples are those of mixtures, both ways', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 3, max: 30 }),
        epsilons,
        (percent, tenth, epsilon) => {
          const [rate, scale] = [percent / 100, tenth / 10]
          const base = laplaceLaw(scale, 0)
          const sample = mixed(rate, laplaceLaw(scale, 2), base)
          const stick = discreteLaplaceStick(2n, rational(scale))
          for (const [rule, exact] of [
            [withUnit, gap(sample, base, epsilon)],
            [withoutUnit, gap(base, sample, epsilon)],
          ] as const) {
            const value = toNumber(rule(stick, rational(rate))(exactDouble(epsilon)))
            expect(value).toBeGreaterThanOrEqual(exact - 1e-13)
            expect(value).toBeLessThanOrEqual(exact + 1e-12)
          }
        },
      ),
    )
  })

  it('turn back: the epsilon of a delta has at most that delta, and hardly less would do', () => {
    const list = [
      events.gaussian({ noiseMultiplier: 0.8 }),
      events.laplace({ noiseMultiplier: 0.5 }),
      events.discreteLaplace({ sensitivity: 3, scale: 2 }),
      events.discreteGaussian({ variance: 3, sensitivitySquared: 4 }),
      events.randomisedResponse({ categories: 4, p: 0.7 }),
      events.permuteAndFlip({ epsilon: 1, sensitivity: 1 }),
      events.approximate({ epsilon: 1, delta: 1e-4 }),
      events.poissonSampled({ rate: 0.1, event: events.gaussian({ noiseMultiplier: 1 }) }),
      events.sampledWithoutReplacement({
        sample: 1,
        population: 10,
        event: events.laplace({ noiseMultiplier: 0.5 }),
      }),
    ]
    for (const event of list) {
      const profile = privacyProfile(event)
      for (const delta of [0.003, 0.0002]) {
        const { epsilon } = profile.epsilon({ delta })
        expect(at(profile.delta({ epsilon: epsilon * (1 + 1e-12) }))).toBeLessThanOrEqual(delta)
        expect(at(profile.delta({ epsilon: epsilon * 0.999 }))).toBeGreaterThan(delta * (1 - 1e-9))
      }
      const rates = [0.01, 0.2, 0.9].map((falsePositiveRate) =>
        profile.truePositiveRate({ falsePositiveRate }),
      )
      rates.forEach((rate, i) => {
        expect(rate).toBeGreaterThanOrEqual([0.01, 0.2, 0.9][i] ?? 0)
        expect(rate).toBeLessThanOrEqual(1)
      })
    }
  })

  it('are pure at delta 0 where there is one, and refused where there is none', () => {
    const laplace = events.laplace({ noiseMultiplier: '1/3' })
    expect(privacyProfile(laplace).epsilon({ delta: 0 }).epsilon).toBe(3)
    expect(() => privacyProfile(events.zcdp({ rho: 1 }))).toThrow('no profile of their own')
    const gaussian = privacyProfile(events.gaussian({ noiseMultiplier: 1 }))
    expect(() => gaussian.epsilon({ delta: 0 })).toThrow('gaussian has no pure loss')
    const failed = privacyProfile(events.approximate({ epsilon: 1, delta: 0.1 }))
    expect(() => failed.epsilon({ delta: 0.01 })).toThrow('no epsilon is known for delta 1/100')
  })
})
