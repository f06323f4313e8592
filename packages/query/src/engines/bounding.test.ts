import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Axis, Lattice } from '../plan/bounded-plan.ts'
import { cellCount, cellOf } from '../plan/cells.ts'
import { cutRows } from './cut-rows.ts'
import { portableRank } from './hash-order.ts'
import { latticeStep, powerOfTwo } from './lattice-step.ts'

describe('cutRows', () => {
  const step = fc.bigInt({ min: 0n, max: 2n ** 62n })
  const cases = fc
    .record({
      count: fc.bigInt({ min: 1n, max: 2n ** 62n }),
      kept: fc.bigInt({ min: 0n, max: 2n ** 53n }),
      low: step.map((size) => -size),
      high: step,
      share: fc.oneof(fc.constantFrom(0n, 1_000_000_000n), fc.bigInt(0n, 1_000_000_000n)),
    })
    .map(({ share, count, kept, low, high }) => ({
      count,
      kept: kept < count ? kept : count,
      low,
      high,
      sum: count * low + (count * (high - low) * share) / 1_000_000_000n,
    }))

  /** trunc(sum * kept / count), as S6 writes it. */
  const exact = (sum: bigint, count: bigint, kept: bigint) => (sum * kept) / count

  it("is trunc(s c' / c), between c' low and c' high, and fits 128 bits on the way", () => {
    fc.assert(
      fc.property(cases, ({ sum, count, kept, low, high }) => {
        const cut = cutRows(sum, count, kept)
        expect(cut).toBe(exact(sum, count, kept))
        expect(cut <= kept * high && cut >= kept * low).toBe(true)
        expect(cutRows(-sum, count, kept)).toBe(-cut)
        for (const inner of [(sum / count) * kept, (sum % count) * kept])
          expect(inner < 2n ** 127n && inner > -(2n ** 127n)).toBe(true)
      }),
    )
    expect(cutRows(0n, 0n, 0n)).toBe(0n)
  })

  it('keeps the mean of what it cuts, to within a step', () => {
    fc.assert(
      fc.property(cases, ({ sum, count, kept }) => {
        const error = cutRows(sum, count, kept) * count - sum * kept
        expect(error < count && error > -count).toBe(true)
      }),
    )
  })

  it('would not be taken for rounding down, nor for a remainder with another sign', () => {
    const floor = (s: bigint, m: bigint, r: bigint) => (s * r - ((((s * r) % m) + m) % m)) / m
    const noRemainder = (s: bigint, m: bigint, r: bigint) => (s / m) * r
    for (const twin of [floor, noRemainder])
      expect(twin(-5n, 3n, 2n)).not.toBe(cutRows(-5n, 3n, 2n))
  })
})

describe('latticeStep', () => {
  const lattice: Lattice = { origin: 50, exponent: 2, low: -200, high: 100 }

  it.each([
    [50, 0],
    [50.124, 0],
    [50.125, 1],
    [49.875, 0],
    [49.874, -1],
    [75.01, 100],
    [1e308, 100],
    [Number.POSITIVE_INFINITY, 100],
    [Number.NEGATIVE_INFINITY, -200],
    [-1e308, -200],
  ])('takes %d to %d', (x, step) => {
    expect(latticeStep(lattice, x)).toBe(step)
  })

  it('is monotone, and an integer between low and high, whatever the origin and the exponent', () => {
    const double = fc.double({ noNaN: true })
    const lattices = fc.record({
      origin: fc.double({ noNaN: true, noDefaultInfinity: true }),
      exponent: fc.integer({ min: -1000, max: 1000 }),
      low: fc.integer({ min: -(2 ** 31 - 1), max: 0 }),
      high: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    })
    fc.assert(
      fc.property(lattices, double, double, (any, a, b) => {
        const [low, high] = [latticeStep(any, Math.min(a, b)), latticeStep(any, Math.max(a, b))]
        expect(any.low <= low && low <= high && high <= any.high).toBe(true)
        expect(Number.isInteger(low) && !Object.is(low, -0)).toBe(true)
      }),
    )
  })

  it('multiplies by exact powers of two', () => {
    for (const exponent of [-1022, -1, 0, 1, 31, 1023])
      expect(powerOfTwo(exponent)).toBe(2 ** exponent)
    for (const exponent of [-1023, 1024, 0.5, Number.NaN])
      expect(() => powerOfTwo(exponent)).toThrow(RangeError)
  })
})

describe('cells', () => {
  const x = { kind: 'column', name: 'x' } as const
  const bins = (underflow: boolean, overflow: boolean): Axis => ({
    kind: 'edges',
    of: x,
    edges: [0, 1, 4],
    underflow,
    overflow,
  })
  const keys = (rest: boolean): Axis => ({ kind: 'values', of: x, values: ['a', 1, true], rest })

  it('counts every position of every axis', () => {
    expect(cellCount([])).toBe(1)
    expect(cellCount([bins(true, true), keys(true)])).toBe(5 * 4)
    expect(cellCount([bins(false, false), keys(false)])).toBe(3 * 3)
  })

  it.each([
    [bins(true, true), [-1, 0, 0.5, 1, 4, 5, null, 'a'], [2, 0, 0, 1, 1, 3, 4, 4]],
    [bins(false, true), [-1, 0, 4, 5, null], [undefined, 0, 1, 2, 3]],
    [bins(true, false), [-1, 0, 4, 5, null], [2, 0, 1, undefined, 3]],
    [keys(true), ['a', 1, true, '1', false, null], [0, 1, 2, 3, 3, 3]],
    [keys(false), ['a', 1, true, '1', false, null], [0, 1, 2, undefined, undefined, undefined]],
  ])('places values on axis %#', (axis, values, positions) => {
    expect(values.map((value) => cellOf([axis], [value]))).toEqual(positions)
  })

  it('numbers cells with the last axis fastest', () => {
    expect(cellOf([bins(false, false), keys(true)], [2, true])).toBe(1 * 4 + 2)
    expect(cellOf([keys(false), keys(true)], [null, true])).toBeUndefined()
  })
})

describe('portableRank', () => {
  it('is the first 64 bits of MD5 over key, unit and cell', () => {
    // printf 'c0ffee\x1f1\x1f2' | md5sum
    expect(portableRank('c0ffee', '1', 2)).toBe('35784165c99813d2')
    expect(portableRank('', 'é😀', 0)).toBe('d659b0a852ff8580')
  })
})
