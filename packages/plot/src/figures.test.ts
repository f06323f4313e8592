import { describe, expect, test } from 'vitest'
import { digitsFor, formatNumber, formatWithError, ticks } from './figures.ts'

describe('figures', () => {
  test('are grouped by thousands, and never show a negative nothing', () => {
    expect(formatNumber(1234567.891, 1)).toBe('1,234,567.9')
    expect(formatNumber(-1234)).toBe('-1,234')
    expect(formatNumber(999)).toBe('999')
    expect(formatNumber(-0.2)).toBe('0')
    expect(formatNumber(-0)).toBe('0')
    expect(formatNumber(1e22)).toBe('1e+22')
    expect(formatNumber(Number.POSITIVE_INFINITY)).toBe('infinity')
  })

  test('keep two significant digits of their error', () => {
    expect(digitsFor(0.0304)).toBe(3)
    expect(digitsFor(0.29957)).toBe(2)
    expect(digitsFor(12.7)).toBe(0)
    expect(digitsFor(1)).toBe(1)
    expect(digitsFor(0)).toBe(0)
    expect(formatWithError(44.7289, 0.29957)).toBe('44.73 ± 0.31')
    expect(formatWithError(34380.084, 1497.9, '+/-')).toBe('34,380 +/- 1,498')
  })
})

describe('ticks', () => {
  test('are round, cover the range and stay few', () => {
    expect(ticks(0, 100, 6)).toEqual([0, 20, 40, 60, 80, 100])
    expect(ticks(-7, 231, 6)).toEqual([0, 50, 100, 150, 200])
    expect(ticks(0, 1, 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(ticks(0.1, 0.35, 4)).toEqual([0.1, 0.2, 0.3])
    expect(ticks(5, 5, 4)).toEqual([5])
    for (const [low, high] of [
      [0, 3e9],
      [-12, 13],
      [0.001, 0.0029],
      [1e15, 1e15 + 700],
    ] as const) {
      const marks = ticks(low, high, 7)
      expect(marks.length).toBeGreaterThan(1)
      expect(marks.length).toBeLessThanOrEqual(7)
      expect(Math.min(...marks)).toBeGreaterThanOrEqual(low)
      expect(Math.max(...marks)).toBeLessThanOrEqual(high)
    }
  })
})
