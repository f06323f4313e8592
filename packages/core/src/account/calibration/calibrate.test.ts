import { describe, expect, it, test } from 'vitest'
import type { Event } from '../../space/event.ts'
import { events } from '../../space/events.ts'
import { pld } from '../loss-distribution/loss-distribution.ts'
import { rdp } from '../renyi/rdp.ts'
import { calibrate } from './calibrate.ts'

const gaussians = (count: number) => (noiseMultiplier: number) =>
  events.selfComposed(events.gaussian({ noiseMultiplier }), count)
const laplaces = (count: number) => (noiseMultiplier: number) =>
  events.selfComposed(events.laplace({ noiseMultiplier }), count)
const sampled = (rate: number, count: number) => (noiseMultiplier: number) =>
  events.selfComposed(
    events.poissonSampled({
      rate,
      event: events.gaussian({ noiseMultiplier, neighbours: 'add-remove' }),
    }),
    count,
  )

describe('calibrate', () => {
  it('returns an event that keeps to the target, and hardly any better one does', () => {
    for (const [make, epsilon, delta] of [
      [gaussians(1000), 2, 1e-6],
      [laplaces(20), 1, 1e-4],
      [sampled(0.01, 50), 0.5, 1e-5],
    ] as const) {
      const found = calibrate(make, { epsilon, delta }, { tolerance: 1e-4 })
      expect(found.accountant).toBe('pld')
      expect(found.epsilon).toBeLessThanOrEqual(epsilon)
      expect(pld().compose(found.event).epsilon({ delta }).upper).toBe(found.epsilon)
      // The twin with a little less noise breaks it.
      const twin = make(found.parameter * (1 - 2e-4))
      expect(pld().compose(twin).epsilon({ delta }).upper).toBeGreaterThan(epsilon)
    }
  })

  it('meets published noise of Laplace answers', () => {
    expect(calibrate(laplaces(10), { epsilon: 3 }).parameter * 21).toBeCloseTo(70, 3)
    expect(calibrate(laplaces(5), { epsilon: 3 }).parameter * 2.1).toBeCloseTo(3.5, 4)
    const many = calibrate(laplaces(20), { epsilon: 1, delta: 1e-4 }, { tolerance: 1e-3 })
    expect(Math.abs(many.parameter - 13.6)).toBeLessThan(0.1)
  })

  it('meets published noise of Gaussian answers', () => {
    const one = calibrate(gaussians(1), { epsilon: 1, delta: 0.78760074 }, { tolerance: 1e-9 })
    expect(Math.abs(one.parameter - 0.3333333340816246)).toBeLessThan(5e-8)
    const few = calibrate(sampled(0.01, 1), { epsilon: 1, delta: 1e-5 })
    // Theirs is an end without its errors; ours is certified.
    expect(Math.abs(few.parameter - 0.67379294682)).toBeLessThan(2e-6)
  })

  it('meets published noise of training by Rényi accounting, which others leave up to 0.01 of epsilon short of the target', () => {
    const found = calibrate(sampled(0.04, 2000), { epsilon: 8, delta: 1e-5 }, { accountant: 'rdp' })
    expect(found.accountant).toBe('rdp')
    expect(found.parameter).toBeLessThanOrEqual(1.3562 + 5e-5)
    expect(found.parameter).toBeGreaterThan(1.3562 - 0.001)
  })

  it('finds the largest parameter where the loss grows with it', () => {
    const found = calibrate(
      (epsilon) => events.selfComposed(events.approximate({ epsilon }), 4),
      { epsilon: 1 },
      { grows: 'loss' },
    )
    expect(found.epsilon).toBeLessThanOrEqual(1)
    expect(found.parameter).toBeGreaterThan(0.25 * (1 - 2e-6))
    expect(found.parameter).toBeLessThanOrEqual(0.25)
  })

  it('takes the accountant that can price the events, and says which', () => {
    const zcdp = calibrate((x) => events.zcdp({ rho: 1 / x }), { epsilon: 1, delta: 1e-6 })
    expect(zcdp.accountant).toBe('rdp')
    expect(rdp().compose(zcdp.event).epsilon({ delta: 1e-6 }).epsilon).toBeLessThanOrEqual(1)
  })

  it('returns the end where all parameters hold, and refuses where none does', () => {
    const target = { epsilon: 1, delta: 1e-6 }
    expect(calibrate(gaussians(1), target, { between: [50, 60] }).parameter).toBe(50)
    expect(() => calibrate(gaussians(1), target, { between: [0.1, 2] })).toThrow(/no parameter/)
    expect(() => calibrate(gaussians(1), { epsilon: 1 })).toThrow(/no parameter/)
    expect(() => calibrate(gaussians(1), target, { between: [2, 1] })).toThrow(/between/)
    expect(() => calibrate(gaussians(1), target, { tolerance: 0 })).toThrow(/tolerance/)
  })

  it('never returns what breaks the target, even in a family that is not monotone', () => {
    const jagged = (x: number): Event =>
      events.gaussian({ noiseMultiplier: x * (Math.floor(x * 16) % 2 === 0 ? 1 : 0.7) })
    const found = calibrate(jagged, { epsilon: 1, delta: 1e-6 })
    expect(pld().compose(found.event).epsilon({ delta: 1e-6 }).upper).toBeLessThanOrEqual(1)
  })
})

test('what is not known is refused by name', () => {
  const make = (noiseMultiplier: number) => events.gaussian({ noiseMultiplier })
  const target = { epsilon: 1, delta: 1e-6 }
  const asked = (options: unknown) => () =>
    Reflect.apply(calibrate, undefined, [make, target, options])
  expect(asked({ accountant: 'prv' })).toThrow('accountant is prv')
  expect(asked({ grows: 'lose' })).toThrow('grows is lose')
})
