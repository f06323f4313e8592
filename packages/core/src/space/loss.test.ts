import { compare, type Rational, rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { approximateLoss, compareLosses, composeLosses, pureLoss, zcdpLoss } from './loss.ts'

const positive: fc.Arbitrary<Rational> = fc
  .tuple(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 30n))
  .map(([n, d]) => rational(n, d))

describe('losses', () => {
  it('show a decimal that is never below the exact loss, and is the exact loss where it can be', () => {
    expect(pureLoss('7/20').epsilon).toBe(0.35)
    expect(pureLoss('1/3').epsilon).toBe(0.33333333333333337)
    fc.assert(
      fc.property(positive, (value) => {
        const { epsilon, exact } = pureLoss(value)
        expect(compare(rational(epsilon), exact.epsilon)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('are frozen', () => {
    expect(Object.isFrozen(zcdpLoss(1))).toBe(true)
    expect(Object.isFrozen(zcdpLoss(1).exact)).toBe(true)
  })

  it('are JSON, with their exact numbers as text, and are told apart by their numbers alone', () => {
    expect(JSON.parse(JSON.stringify([pureLoss('1/3'), zcdpLoss(0.5)]))).toEqual([
      { kind: 'pure', epsilon: 0.33333333333333337, exact: { epsilon: '1/3' } },
      { kind: 'zcdp', rho: 0.5, exact: { rho: '1/2' } },
    ])
    const loss = approximateLoss('2/3', '1e-6')
    expect(JSON.parse(JSON.stringify(loss)).exact).toEqual({ epsilon: '2/3', delta: '1/1000000' })
    expect(Object.keys(loss)).toEqual(['kind', 'epsilon', 'delta', 'exact'])
    expect(structuredClone(loss)).toEqual(loss)
  })

  it('compose exactly: 0.8 + 0.2 is 1, and ten times 0.1 is 1', () => {
    expect(composeLosses([pureLoss(0.8), pureLoss(0.2)])).toEqual(pureLoss(1))
    expect(composeLosses(Array.from({ length: 10 }, () => zcdpLoss(0.1)))).toEqual(zcdpLoss(1))
  })

  it('compose pure with approximate by adding epsilons, and with zCDP as epsilon^2 / 2', () => {
    expect(composeLosses([pureLoss(1), approximateLoss(0.5, 1e-6)])).toEqual(
      approximateLoss(1.5, 1e-6),
    )
    expect(composeLosses([pureLoss(3), zcdpLoss(0.25)])).toEqual(zcdpLoss(4.75))
  })

  it('do not compose approximate with zCDP, nor nothing', () => {
    expect(() => composeLosses([zcdpLoss(1), approximateLoss(1, 0.1)])).toThrow(/do not add/)
    expect(() => composeLosses([])).toThrow(/not known/)
  })

  it('stop at delta 1', () => {
    const half = approximateLoss(0, 0.6)
    expect(composeLosses([half, half])).toEqual(approximateLoss(0, 1))
  })

  it('compare only where one bounds the other', () => {
    expect(compareLosses(pureLoss(1), pureLoss(2))).toBe(-1)
    expect(compareLosses(pureLoss(1), approximateLoss(1, 1e-9))).toBe(-1)
    expect(compareLosses(approximateLoss(2, 0.1), approximateLoss(1, 0.1))).toBe(1)
    expect(compareLosses(approximateLoss(1, 0.1), approximateLoss(1, 0.1))).toBe(0)
    expect(compareLosses(approximateLoss(1, 0.2), approximateLoss(2, 0.1))).toBeUndefined()
    expect(compareLosses(pureLoss(1), zcdpLoss(1))).toBeUndefined()
    expect(compareLosses(zcdpLoss(2), zcdpLoss(1))).toBe(1)
  })
})
