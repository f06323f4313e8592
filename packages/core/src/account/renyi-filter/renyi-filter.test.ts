import { compare } from '@dither/math'
import { describe, expect, it } from 'vitest'
import { DitherError } from '../../error.ts'
import { events } from '../../space/events.ts'
import { approximateLoss } from '../../space/loss.ts'
import { pld } from '../loss-distribution/loss-distribution.ts'
import { privacyFilter } from '../privacy-filter.ts'
import { rdp } from '../renyi/rdp.ts'

const gaussian = (noiseMultiplier: number) => events.gaussian({ noiseMultiplier })
const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return error instanceof DitherError ? error.code : String(error)
  }
  return 'nothing'
}
const budget = { rule: 'renyi', epsilon: 1, delta: 1e-6, order: 20 } as const

/** How often it lets through what is asked, at most. */
const passes = (filter: { spend(event: ReturnType<typeof gaussian>): unknown }, noise: number) => {
  let count = 0
  while (count < 5000 && codeOf(() => filter.spend(gaussian(noise))) === 'nothing') count++
  return count
}

describe('a filter of Rényi divergences', () => {
  it('never lets more through than its budget is, and nearly what its order allows', () => {
    for (const [noise, order] of [
      [40, 20],
      [100, 25],
      [12, 10],
    ] as const) {
      const options = { ...budget, order, epsilon: 2 }
      const count = passes(privacyFilter(options), noise)
      const exact = pld().compose(gaussian(noise), count).delta({ epsilon: 2 })
      expect(exact.upper).toBeLessThanOrEqual(1e-6)
      const [at, more] = [count, count + 1].map(
        (times) =>
          rdp({ orders: [order] })
            .compose(gaussian(noise), times)
            .epsilon({ delta: 1e-6 }).epsilon,
      )
      expect(at).toBeLessThanOrEqual(2)
      expect(more).toBeGreaterThan(2)
    }
  })

  it('rejects the twin that takes epsilon for the divergence, and the one that drops the deltas of events', () => {
    // At order 5, 5 / (2 noise^2) a charge, up to epsilon: what comes out is above delta.
    const count = Math.floor((2 * 2 * 40 ** 2) / 5)
    expect(pld().compose(gaussian(40), count).delta({ epsilon: 2 }).lower).toBeGreaterThan(1e-6)
    const filter = privacyFilter({ ...budget, conversionDelta: 4e-7 })
    const failing = events.approximate({ epsilon: 0, delta: 2e-7 })
    for (let i = 0; i < 3; i++) filter.spend(failing)
    expect(codeOf(() => filter.spend(failing))).toBe('budget_exceeded')
    expect(filter.spent.kind === 'approximate' && filter.spent.delta).toBe(1e-6)
  })

  it('lets more through than adding epsilons does', () => {
    const byOrder = passes(privacyFilter(budget), 100)
    const step = pld().compose(gaussian(100)).epsilon({ delta: 1e-8 }).upper
    const plain = privacyFilter({ epsilon: 1, delta: 1e-6 })
    let count = 0
    const each = events.approximate({ epsilon: step, delta: 1e-8 })
    while (codeOf(() => plain.spend(each)) === 'nothing') count++
    expect(byOrder).toBeGreaterThan(3 * count)
  })

  it('says what was spent: never more than the budget, and never falling', () => {
    const filter = privacyFilter(budget)
    expect(filter.spent).toEqual(approximateLoss(0, 0))
    let before = 0
    for (let i = 0; i < 50; i++) {
      if (codeOf(() => filter.spend(gaussian(50))) !== 'nothing') break
      const { spent } = filter
      if (spent.kind !== 'approximate') throw new Error('not approximate')
      expect(spent.epsilon).toBeGreaterThanOrEqual(before)
      expect(compare(spent.exact.epsilon, approximateLoss(1, 0).exact.epsilon)).toBeLessThanOrEqual(
        0,
      )
      before = spent.epsilon
    }
    expect(before).toBeGreaterThan(0.3)
    expect(filter.entries.length).toBeGreaterThan(0)
  })

  it('charges all of the events or nothing', () => {
    const filter = privacyFilter(budget)
    const left = filter.remainingDivergence
    expect(codeOf(() => filter.spend([gaussian(50), gaussian(0.5)]))).toBe('budget_exceeded')
    expect(filter.remainingDivergence).toBe(left)
    expect(filter.entries).toEqual([])
    filter.spend([gaussian(50), gaussian(60)])
    expect(filter.remainingDivergence).toBeLessThan(left)
  })

  it('keeps to one relation, one unit and secret noise', () => {
    const filter = privacyFilter({ ...budget, neighbours: 'add-remove', unit: 'row' })
    const added = events.gaussian({ noiseMultiplier: 50, neighbours: 'add-remove' })
    expect(codeOf(() => filter.spend(gaussian(50), { unit: 'row' }))).toBe('mixed_neighbours')
    expect(codeOf(() => filter.spend(added, { unit: 'person' }))).toBe('mixed_neighbours')
    expect(codeOf(() => filter.spend(added, { unit: 'row', mark: 'seeded' }))).toBe(
      'seeded_randomness',
    )
    expect(codeOf(() => filter.spend(added, { unit: 'row' }))).toBe('nothing')
  })

  it('refuses orders and splits that leave nothing, and what has no privacy', () => {
    expect(() => privacyFilter({ ...budget, order: 1 })).toThrow(/order is 1/)
    expect(() => privacyFilter({ ...budget, order: 2 })).toThrow(/larger order/)
    expect(() => privacyFilter({ ...budget, conversionDelta: 1e-5 })).toThrow(/at most delta/)
    expect(codeOf(() => privacyFilter(budget).spend(events.nonPrivate()))).toBe('unsupported')
    // @ts-expect-error for callers without types
    expect(() => privacyFilter({ ...budget, orders: [2] })).toThrow(/orders is not a field/)
  })

  it('refuses loss distributions as a filter, and says why', () => {
    // @ts-expect-error for callers without types
    expect(() => privacyFilter({ rule: 'pld', epsilon: 1, delta: 1e-6 })).toThrow(
      /fixed in advance/,
    )
  })
})
