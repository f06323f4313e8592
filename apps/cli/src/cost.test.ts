import { approximateLoss, pureLoss, zcdpLoss } from '@dither/core'
import { partText } from '@dither/plot'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costText, isNothing, lossData } from './cost.ts'

describe('a cost in words', () => {
  test('is as it was given, where that is short', () => {
    expect(costText(pureLoss(0.25))).toBe('epsilon 0.25')
    expect(costText(pureLoss('0.000123'))).toBe('epsilon 0.000123')
    expect(costText(approximateLoss(1, '1e-6'))).toBe('epsilon 1, delta 0.000001')
    expect(costText(approximateLoss(1, '1e-9'))).toBe('epsilon 1, delta 1e-9')
    expect(costText(zcdpLoss('0.1'))).toBe('rho 0.1')
    expect(costText(pureLoss(12_345_678))).toBe('epsilon 12345678')
  })

  test('is never less than it is', () => {
    expect(costText(pureLoss('1/3'))).toBe('epsilon 0.33334')
    expect(costText(pureLoss('0.333333333333'))).toBe('epsilon 0.333333333333')
    expect(costText(pureLoss('0.9999999999999'))).toBe('epsilon 1')
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (value) => {
        const loss = pureLoss(value)
        const said = Number(costText(loss).slice('epsilon '.length))
        expect(said).toBeGreaterThanOrEqual(loss.epsilon)
        expect(said).toBeLessThanOrEqual(loss.epsilon * 1.0002)
      }),
      { seed: 4 },
    )
  })

  test('is the nearest of four digits, as one of several parts', () => {
    expect(partText(pureLoss('1/3'))).toBe('epsilon 0.3333')
    expect(partText(approximateLoss('2/3', '1e-6'))).toBe('epsilon 0.6667, delta 0.000001')
  })

  test('is exact to the double as data', () => {
    expect(lossData(approximateLoss('1/3', '1e-6'))).toEqual({
      epsilon: 0.33333333333333337,
      delta: 1e-6,
    })
    expect([isNothing(pureLoss(0)), isNothing(approximateLoss(0, '1e-9'))]).toEqual([true, false])
  })
})
