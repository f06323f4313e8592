import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { type OdometerOptions, privacyOdometer } from './privacy-odometer.ts'

const response = (p: number) => events.randomisedResponse({ categories: 2, p })
const gaussian = events.gaussian({ noiseMultiplier: 10 })

describe('privacyOdometer', () => {
  it('adds epsilons exactly, for pure losses and with deltas', () => {
    const pure = privacyOdometer({ rule: 'pure' })
    expect(pure.spent.epsilon).toBe(0)
    for (let i = 0; i < 10; i++) pure.spend(events.approximate({ epsilon: 0.1 }))
    expect(pure.spent).toMatchObject({ epsilon: 1, delta: 0 })
    const approximate = privacyOdometer({ rule: 'approximate', delta: 1e-6 })
    const event = events.approximate({ epsilon: 0.5, delta: 4e-7 })
    approximate.spend([event, event])
    expect(approximate.spent).toMatchObject({ epsilon: 1, delta: 1e-6 })
    expect(() => approximate.spend(event)).toThrow(/2e-7|1\/5000000|more is asked/)
    expect(approximate.spent.epsilon).toBe(1)
    expect(approximate.events).toHaveLength(2)
  })

  it('adds divergences at one order, and the price of looking at all times', () => {
    const options = { delta: 1e-6, order: 21 }
    const renyi = privacyOdometer({ rule: 'renyi', ...options })
    const zcdp = privacyOdometer({ rule: 'zcdp', ...options })
    for (let i = 0; i < 40; i++) for (const one of [renyi, zcdp]) one.spend(gaussian)
    const expected = (40 * 21) / 200 + Math.log(1e6) / 20
    expect(renyi.spent.epsilon).toBeCloseTo(expected, 9)
    expect(zcdp.spent.epsilon).toBeCloseTo(expected, 9)
    expect(renyi.spent.epsilon).toBeGreaterThanOrEqual(expected)
  })

  it('holds at all times at once for one who stops when he is unlucky: every path of randomised response', () => {
    const [p, rounds, delta, order] = [0.6, 14, 0.05, 4]
    const spent = spentBy({ rule: 'renyi', delta, order }, p, rounds)
    expect(everExceeded(p, spent)).toBeLessThanOrEqual(delta)
    const sure = spentBy({ rule: 'pure' }, p, rounds)
    expect(everExceeded(p, sure)).toBe(0)
  })

  it('rejects the twin that holds at each time alone', () => {
    // The least bounds that each hold with 1 - delta at their own time do not hold together.
    const [p, rounds, delta] = [0.6, 14, 0.05]
    const alone = Array.from({ length: rounds }, (_, n) => quantile(p, n + 1, delta))
    expect(everExceeded(p, alone)).toBeGreaterThan(delta)
  })

  it('keeps to one relation, and prices nothing that it cannot', () => {
    const odometer = privacyOdometer({ rule: 'renyi', delta: 1e-6, order: 8 })
    odometer.spend(events.gaussian({ noiseMultiplier: 9, neighbours: 'add-remove' }))
    const before = odometer.spent
    const other = events.gaussian({ noiseMultiplier: 9, neighbours: 'change-one' })
    expect(() => odometer.spend(other)).toThrow(/one relation/)
    const failing = events.approximate({ epsilon: 0.1, delta: 1e-9, neighbours: 'add-remove' })
    expect(() => odometer.spend(failing)).toThrow(/more is asked/)
    expect(odometer.spent).toEqual(before)
    expect(() => privacyOdometer({ rule: 'pure' }).spend(gaussian)).toThrow(/pure/)
  })

  it('refuses orders, deltas and rules that are none', () => {
    expect(() => privacyOdometer({ rule: 'renyi', delta: 1e-6, order: 1 })).toThrow(/order is 1/)
    expect(() => privacyOdometer({ rule: 'zcdp', delta: 0, order: 2 })).toThrow(/delta is 0/)
    const late = { rule: 'renyi', delta: 1e-6, order: 9, conversionDelta: 1e-5 } as const
    expect(() => privacyOdometer(late)).toThrow(/at most delta/)
    // @ts-expect-error for callers without types
    expect(() => privacyOdometer({ rule: 'pld', delta: 1e-6 })).toThrow(/fixed in advance/)
  })
})

/** What the odometer says after each round. */
function spentBy(options: OdometerOptions, p: number, rounds: number): readonly number[] {
  const odometer = privacyOdometer(options)
  return Array.from({ length: rounds }, () => odometer.spend(response(p)).epsilon)
}

/** The chance, under P, that the loss is at any time above its bound: by all paths, told by the number of true answers. */
function everExceeded(p: number, bounds: readonly number[]): number {
  const each = Math.log(p / (1 - p))
  let masses = new Map([[0, 1]])
  let exceeded = 0
  for (const bound of bounds) {
    const next = new Map<number, number>()
    for (const [loss, mass] of masses)
      for (const [step, chance] of [
        [1, p],
        [-1, 1 - p],
      ] as const) {
        if ((loss + step) * each > bound + 1e-12) exceeded += mass * chance
        else next.set(loss + step, (next.get(loss + step) ?? 0) + mass * chance)
      }
    masses = next
  }
  return exceeded
}

/** The least loss that n answers exceed with a chance of at most delta. */
function quantile(p: number, n: number, delta: number): number {
  const each = Math.log(p / (1 - p))
  let above = 0
  for (let right = n; right >= 0; right--) {
    above += choose(n, right) * p ** right * (1 - p) ** (n - right)
    if (above > delta) return (2 * right - n) * each
  }
  return -n * each
}

function choose(n: number, k: number): number {
  let found = 1
  for (let i = 0; i < k; i++) found = (found * (n - i)) / (i + 1)
  return found
}
