import { compare, rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DitherError } from '../error.ts'
import { calibrateJointGaussian } from '../mechanism/joint-gaussian/calibrate-joint-gaussian.ts'
import type { Event } from '../space/event.ts'
import { events } from '../space/events.ts'
import { jointSensitivity, vectorChange } from '../space/joint-sensitivity.ts'
import { approximateLoss, pureLoss, zcdpLoss } from '../space/loss.ts'
import { type PrivacyFilter, privacyFilter } from './privacy-filter.ts'

const costing = (epsilon: string, neighbours: 'add-remove' | 'change-one' = 'add-remove') =>
  events.discreteLaplace({ scale: 1, sensitivity: epsilon, neighbours })
const gaussian = events.discreteGaussian({ variance: 50, sensitivitySquared: 1 })
const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return error instanceof DitherError ? error.code : String(error)
  }
  return 'nothing'
}

/** Spends until refused; the exact sum of what was let through, in units of 1e-13. */
const letThrough = (filter: Pick<PrivacyFilter, 'spend'>, cost: bigint): bigint => {
  let total = 0n
  for (let i = 0; i < 5000; i++) {
    if (codeOf(() => filter.spend(costing(`${cost}/10000000000000`))) !== 'nothing') return total
    total += cost
  }
  throw new Error('never refused')
}

describe('a privacy filter', () => {
  it('spends its budget exactly: ten times 0.1 of 1, and no more', () => {
    const filter = privacyFilter({ epsilon: 1 })
    for (let i = 0; i < 10; i++) filter.spend(costing('0.1'))
    expect(filter.spent).toEqual(pureLoss(1))
    expect(filter.remaining).toEqual(pureLoss(0))
    expect(codeOf(() => filter.spend(costing('1e-13')))).toBe('budget_exceeded')
  })

  it('charges nothing when it refuses, however many events there were', () => {
    const filter = privacyFilter({ epsilon: 1 })
    filter.spend(costing('0.5'))
    expect(codeOf(() => filter.spend([costing('0.2'), costing('0.4')]))).toBe('budget_exceeded')
    expect(filter.spent).toEqual(pureLoss(0.5))
    expect(filter.entries).toHaveLength(1)
    filter.spend([costing('0.2'), costing('0.3')])
    expect(filter.remaining).toEqual(pureLoss(0))
  })

  it('says what is left and what was asked, and that nothing was charged', () => {
    const filter = privacyFilter({ epsilon: 1, delta: 1e-6 })
    const error = (() => {
      try {
        return filter.spend(costing('2'))
      } catch (caught) {
        return caught
      }
    })()
    expect(String(error)).toContain(
      'has epsilon 1 and delta 0.000001 left, epsilon 2 and delta 0 is',
    )
    expect(error).toMatchObject({ detail: { charged: false, rule: 'S21' } })
  })

  it('rounds every charge up to whole units, and the cap down', () => {
    const filter = privacyFilter({ epsilon: '1.0000000000009' })
    expect(filter.budget).toEqual(pureLoss(1))
    expect(filter.spend(costing('1e-13'))).toEqual(pureLoss(1e-12))
    expect(privacyFilter({ epsilon: 1, delta: '1.9e-18' }).budget).toEqual(
      approximateLoss(1, 1e-18),
    )
  })

  it('tells a person whom only rounding refuses what to ask for', () => {
    const message = (budget: Parameters<typeof privacyFilter>[0], ...costs: string[]): string => {
      const filter = privacyFilter(budget)
      try {
        for (const cost of costs) filter.spend(costing(cost))
        return 'nothing'
      } catch (error) {
        return String(error)
      }
    }
    expect(message({ epsilon: '1/3' }, '1/3')).toMatch(
      /has epsilon 0\.333333333333 left, epsilon 0\.333333333334 is asked.*whole units of 1e-12.*at most epsilon 0\.333333333333;/,
    )
    expect(message({ epsilon: '1/3' }, '0.333333333333')).toBe('nothing')
    expect(message({ epsilon: 1 }, '1/3', '1/3', '1/3')).toMatch(/at most epsilon 0\.333333333332;/)
    expect(message({ epsilon: '100000.333333333333333' }, '100000.3333333333334')).toMatch(
      /at most epsilon 100000\.333333333333;/,
    )
    expect(message({ epsilon: 1, delta: 1e-6 }, '1.0000000000001')).toMatch(
      /at most epsilon 1 and delta 0\.000001;/,
    )
    // Of more than rounding, or of nothing left, it does not speak.
    for (const costs of [['1.000000000002'], ['1', '1e-13'], ['0.5', '0.6']])
      expect(message({ epsilon: 1 }, ...costs)).toMatch(/asked\. Ask for less/)
  })

  it('lets through no more than the cap, where broken twins do', () => {
    // Costs of 1.5 units: rounding to nearest or down, or doubles, let more through.
    const cap = 30_000n // in 1e-13
    fc.assert(
      fc.property(fc.bigInt(1n, 400n), (cost) => {
        const filter = privacyFilter({ epsilon: '3e-9' })
        expect(letThrough(filter, cost * 10n + 5n) <= cap).toBe(true)
      }),
      { numRuns: 30 },
    )
    const roundingDown = twin((exact) => exact / 10n)
    expect(letThrough(roundingDown, 15n) > cap).toBe(true)
    expect(floatTwin()).toBe(true)
  })

  it('refuses mixed neighbours, stated or found', () => {
    const filter = privacyFilter({ epsilon: 1 })
    filter.spend(costing('0.1'))
    expect(codeOf(() => filter.spend(costing('0.1', 'change-one')))).toBe('mixed_neighbours')
    const stated = privacyFilter({ epsilon: 1, neighbours: 'change-one' })
    expect(codeOf(() => stated.spend(costing('0.1')))).toBe('mixed_neighbours')
    expect(stated.spent).toEqual(pureLoss(0))
  })

  it('protects one unit, stated or found; a filter that forgets units does not', () => {
    const apart = (spend: PrivacyFilter['spend']): boolean => {
      spend(costing('0.1'), { unit: 'row' })
      const others = [{ unit: 'rows 3' }, { unit: 'id text pid' }, {}]
      return others.every((other) => codeOf(() => spend(costing('0.1'), other)) !== 'nothing')
    }
    const filter = privacyFilter({ epsilon: 1 })
    expect(apart(filter.spend)).toBe(true)
    expect(filter.spent).toEqual(pureLoss(0.1))
    filter.spend(costing('0.1'), { unit: 'row' })
    const forgetful = privacyFilter({ epsilon: 1 })
    expect(apart((events) => forgetful.spend(events))).toBe(false)

    const unstated = privacyFilter({ epsilon: 1 })
    unstated.spend([], { unit: 'row' })
    unstated.spend(costing('0.1'))
    expect(codeOf(() => unstated.spend(costing('0.1'), { unit: 'row' }))).toBe('mixed_neighbours')
    const stated = privacyFilter({ epsilon: 1, unit: 'row' })
    expect(codeOf(() => stated.spend(costing('0.1')))).toBe('mixed_neighbours')
    expect(codeOf(() => privacyFilter({ epsilon: 1, unit: '' }))).toBe('invalid_parameter')
  })

  it('refuses seeded randomness', () => {
    const filter = privacyFilter({ epsilon: 1 })
    expect(codeOf(() => filter.spend(costing('0.1'), { mark: 'seeded' }))).toBe('seeded_randomness')
    expect(filter.spent).toEqual(pureLoss(0))
  })

  it('adds up by its rule', () => {
    const concentrated = privacyFilter({ rho: 0.1 })
    concentrated.spend([gaussian, events.discreteLaplace({ scale: 10, sensitivity: 1 })])
    expect(concentrated.spent).toEqual(zcdpLoss(0.015))
    expect(codeOf(() => privacyFilter({ epsilon: 9 }).spend(gaussian))).toBe('unsupported')
    const unclaimed = () => privacyFilter({ epsilon: 9, delta: 0.1 }).spend(gaussian)
    expect(codeOf(unclaimed)).toBe('unsupported')
  })

  it('refuses for delta alone, and for epsilon alone', () => {
    const claim = { epsilon: 1, delta: 1e-6 }
    const [variance = 1] = calibrateJointGaussian({
      ...claim,
      sensitivity: jointSensitivity([[vectorChange([1n])]]),
      shares: [1],
      lengths: [1],
    })
    const event = events.discreteGaussian({ variance, sensitivitySquared: 1, claim })
    const enough = privacyFilter({ epsilon: 1, delta: 1e-6 })
    expect(enough.spend(event)).toEqual(approximateLoss(1, 1e-6))
    const [short, shorter] = [
      { epsilon: 9, delta: 9e-7 },
      { epsilon: 0.9, delta: 0.1 },
    ].map((b) => privacyFilter(b))
    expect(codeOf(() => short?.spend(event))).toBe('budget_exceeded')
    expect(codeOf(() => shorter?.spend(event))).toBe('budget_exceeded')
  })

  it('does not believe an event that its constructors would refuse', () => {
    const forged: Event = { ...costing('1'), sensitivity: '-1' }
    const filter = privacyFilter({ epsilon: 1 })
    expect(codeOf(() => filter.spend(forged))).toBe('invalid_parameter')
    const later: Event = JSON.parse(JSON.stringify({ ...costing('0.1'), version: 2 }))
    expect(codeOf(() => filter.spend(later))).toBe('unsupported')
    expect(filter.spent).toEqual(pureLoss(0))
  })

  it('keeps what was charged as frozen events', () => {
    const filter = privacyFilter({ epsilon: 1 })
    filter.spend(costing('1/3'))
    expect(filter.entries).toEqual([{ events: [costing('1/3')], loss: pureLoss('0.333333333334') }])
    expect(Object.isFrozen(filter.entries[0])).toBe(true)
  })

  it.each([
    { epsilon: 0 },
    { epsilon: -1 },
    { epsilon: Number.NaN },
    { epsilon: 1e9 },
    { epsilon: 1e-13 },
    { epsilon: 1, delta: 0 },
    { epsilon: 1, delta: 1 },
    { epsilon: 1, delta: '1e-19' },
    { rho: 0 },
    { rho: '1/10000000000000' },
    { epsilon: 1, rule: 'approximate' as const },
    { epsilon: 1, delta: 0.1, rule: 'pure' as const },
  ])('refuses the budget %o', (options) => {
    expect(codeOf(() => privacyFilter(options))).toBe('invalid_parameter')
  })

  it.each<[object | null, RegExp]>([
    [{ epsilon: 0.1, rho: 5 }, /rho is 5, must stand alone. Say \{ epsilon \}/],
    [{ rho: 5, delta: 1e-6 }, /rho is 5, must stand alone/],
    [{ rho: 5, rule: 'pure' }, /rule is pure, must be zcdp for a budget of rho. Leave it out/],
    [{ rho: 5, rule: 'approximate' }, /must be zcdp/],
    [{ epsilon: 1, rule: 'zcdp' }, /rule is zcdp, must be pure for a budget of epsilon alone/],
    [{ epsilon: 1, rule: 'renyi' }, /delta is missing, must be given for the rule renyi/],
    [{ epsilon: 1, delta: 1e-6, rule: 'zcdp' }, /must be approximate/],
    [{ epsilon: 1, detla: 1e-6 }, /detla is not a field of a budget. Did you mean delta\?/],
    [{ epsilom: 1 }, /Did you mean epsilon\?/],
    [{ rh: 1 }, /Did you mean rho\?/],
    [{ epsilon: 1, Delta: 1e-6 }, /Did you mean delta\?/],
    [{ epsilon: 1, sigma: 3 }, /sigma is not a field of a budget. Say \{ epsilon \}/],
    [{ epsilon: 1, neighbours: 'remove-add' }, /neighbours is remove-add, must be add-remove/],
    [{ delta: 1e-6 }, /epsilon is missing, must be given, or rho/],
    [{}, /epsilon is missing/],
    [null, /must be an object/],
  ])('drops nothing that a budget says: %o', (options, message) => {
    const made = () => privacyFilter(options as never)
    expect(codeOf(made)).toBe('invalid_parameter')
    expect(made).toThrow(message)
  })

  it('takes what is undefined for left out, and a rule that fits', () => {
    const loose = { epsilon: 1, delta: undefined, rho: undefined, rule: undefined }
    expect(privacyFilter(loose as never).rule).toBe('pure')
    expect(privacyFilter({ rho: 1, rule: 'zcdp' }).rule).toBe('zcdp')
    expect(privacyFilter({ epsilon: 1, rule: 'pure' }).rule).toBe('pure')
    expect(privacyFilter({ epsilon: 1, delta: 0.1, rule: 'approximate' }).rule).toBe('approximate')
  })

  it('never has spent and remaining disagree with its budget', () => {
    const cost = fc.bigInt(0n, 10n ** 13n).map((n) => `${n}/30000000000000`)
    fc.assert(
      fc.property(fc.array(cost, { maxLength: 12 }), (costs) => {
        const filter = privacyFilter({ epsilon: 1 })
        for (const one of costs) codeOf(() => filter.spend(costing(one)))
        const { exact: spent } = filter.spent.kind === 'pure' ? filter.spent : pureLoss(9)
        const { exact: left } = filter.remaining.kind === 'pure' ? filter.remaining : pureLoss(9)
        const { numerator: a, denominator: b } = spent.epsilon
        const { numerator: c, denominator: d } = left.epsilon
        expect(compare(rational(a * d + c * b, b * d), rational(1))).toBe(0)
      }),
    )
  })
})

/** A broken filter of 3e-9 that counts a cost, in 1e-13, by another rule. */
function twin(count: (exact: bigint) => bigint): Pick<PrivacyFilter, 'spend'> {
  let spent = 0n
  return {
    spend: (event) => {
      const [one] = 'kind' in event ? [event] : event
      const cost = one?.kind === 'discreteLaplace' ? rational(one.sensitivity) : rational(0)
      const next = spent + count((cost.numerator * 10n ** 13n) / cost.denominator)
      if (next > 3000n) throw new DitherError('budget_exceeded', 'twin')
      spent = next
      return pureLoss(0)
    },
  }
}

/** A broken filter that adds doubles: 0.1 + 0.2 and 0.7 make less than 1, and 2^-60 more is free. */
function floatTwin(): boolean {
  let spent = 0
  for (const cost of [0.1, 0.2, 0.7]) spent += cost
  return spent <= 1 && spent + 2 ** -60 <= 1
}
