import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporalEnds, temporalFromText } from '../../schema/temporal.ts'
import { valueText, valueWithError } from './value-unit.ts'

const noon = 20_513 * 86_400e6 + 12 * 3600e6 // of 2026-03-01

describe('a value with a unit', () => {
  test('reads as the day, or the second, that is nearest', () => {
    expect(valueText(20_513.4, 'date')).toBe('2026-03-01')
    expect(valueText(20_513.6, 'date')).toBe('2026-03-02')
    expect(valueText(noon + 400_000.25, 'timestamp')).toBe('2026-03-01T12:00:00Z')
    expect(valueText(43_200e6, 'time')).toBe('12:00:00')
  })

  test('reads as a time that there is, at the very end as well', () => {
    for (const type of ['date', 'time', 'timestamp'] as const)
      for (const end of [temporalEnds[type].first, temporalEnds[type].last])
        for (const whole of [Math.floor, Math.round, Math.ceil])
          expect(temporalFromText(type, valueText(end, type, whole))).not.toBeNull()
    expect(valueText(2 ** 50, 'date')).toBe(String(2 ** 50))
  })

  test('reads as a span in days, hours, minutes or seconds, or the square of one', () => {
    expect(valueText(12.5, 'days')).toBe('12.5 days')
    expect(valueText(3.2 * 3600e6, 'microseconds')).toBe('3.2 h')
    expect(valueText(0, 'microseconds')).toBe('0 s')
    expect(valueText(156.25, 'days^2')).toBe('156.25 days^2')
    expect(valueText((90 * 60e6) ** 2, 'microseconds^2')).toBe('8100 min^2')
  })

  test('says its error in days or less', () => {
    expect(valueWithError(20_513, 3, 'date')).toBe('2026-03-01 ± 3 days')
    // The broken twin leaves out what rounding to the day moves: 2.5.
    expect(valueWithError(20_513.4, 2.41, 'date')).toBe('2026-03-01 ± 2.9 days')
    expect(valueWithError(noon, 2.5 * 3600e6, 'timestamp')).toBe('2026-03-01T12:00:00Z ± 2.5 h')
    expect(valueWithError(12.5, 1.04, 'days')).toBe('12.5 ± 1.1 days')
    expect(valueWithError(5 * 3600e6, 60e6, 'microseconds')).toBe('5.000 ± 0.017 h')
    expect(valueWithError(20_513, Number.POSITIVE_INFINITY, 'date')).toBe('2026-03-01 ± ∞')
    expect(valueWithError(1.5, 0.5, undefined)).toBe('1.50 ± 0.50')
  })

  test('covers in words what its error covers', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 40_000, noNaN: true }),
        fc.double({ min: 1e-6, max: 5000, noNaN: true }),
        (value, error) => {
          const [shown = '', off = ''] = valueWithError(value, error, 'date').split(' ± ')
          const day = temporalFromText('date', shown) ?? Number.NaN
          const reach = Number(off.replace(' days', ''))
          expect(day - reach).toBeLessThanOrEqual(value - error + 1e-9)
          expect(day + reach).toBeGreaterThanOrEqual(value + error - 1e-9)
        },
      ),
      { seed: 7 },
    )
  })
})
