import {
  bitLength,
  compare,
  divide,
  multiply,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortUp, significantUp, twoTo } from './significant.ts'

const positive: fc.Arbitrary<Rational> = fc
  .tuple(fc.bigInt(1n, 2n ** 200n), fc.bigInt(1n, 2n ** 200n))
  .map(([n, d]) => rational(n, d))

describe('short rationals', () => {
  it('are not below, and less than one unit of the last bit above', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 80 }), (value, bits) => {
        const short = significantUp(value, bits)
        expect(compare(short, value)).toBeGreaterThanOrEqual(0)
        const over = divide(subtract(short, value), value)
        expect(compare(over, twoTo(1 - bits))).toBeLessThanOrEqual(0)
        const odd = short.numerator / (short.numerator & -short.numerator)
        expect(bitLength(odd)).toBeLessThanOrEqual(bits)
      }),
    )
  })

  it('leave a short value alone', () => {
    expect(shortUp(rational('40/13'))).toEqual(rational('40/13'))
    expect(shortUp(multiply(rational('40/13'), twoTo(70)))).not.toEqual(
      multiply(rational('40/13'), twoTo(70)),
    )
  })
})
