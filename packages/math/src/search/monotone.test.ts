import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bisect, smallestInteger } from './monotone.ts'

test('smallestInteger finds the point where a condition turns true', () => {
  const room = fc.bigInt({ min: 0n, max: 1n << 80n })
  const near = fc.bigInt({ min: 0n, max: 9n })
  fc.assert(
    fc.property(
      fc.bigInt({ min: -1000n, max: 1000n }),
      fc.oneof(near, room),
      fc.oneof(near, room),
      (at, below, above) => {
        expect(smallestInteger((n) => n >= at, at - below, at + above)).toBe(at)
        expect(smallestInteger(() => true, at, at + above)).toBe(at)
      },
    ),
  )
  expect(() => smallestInteger(() => false, 0n, 9n)).toThrow(RangeError)
  expect(() => smallestInteger(() => true, 1n, 0n)).toThrow(RangeError)
})

test('bisect brackets a change of sign, rising or falling, to the tolerance or to neighbouring doubles', () => {
  const [low, high] = bisect((x) => x * x - 2, 0, 2, { tolerance: 0 })
  expect(low * low <= 2 && high * high >= 2 && high - low <= 2 ** -52).toBe(true)
  const falling = bisect((x) => 1 - x, 0, 10, { tolerance: 1e-3 })
  expect(falling[0] <= 1 && falling[1] >= 1 && falling[1] - falling[0] <= 1e-3).toBe(true)
  expect(() => bisect((x) => x + 1, 0, 1, { tolerance: 0 })).toThrow(RangeError)
  expect(() => bisect(() => Number.NaN, 0, 1, { tolerance: 0 })).toThrow(RangeError)
  expect(() => bisect((x) => x, 1, -1, { tolerance: 0 })).toThrow(RangeError)
})
