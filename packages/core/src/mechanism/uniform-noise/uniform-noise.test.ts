import { compare, type Rational, rational, subtract, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { approximateLoss } from '../../space/loss.ts'
import { uniformNoise } from './uniform-noise.ts'

const radii = fc.bigInt(0n, 20n)
const changes = fc.bigInt(0n, 30n)

describe('uniform noise', () => {
  it('is one of -radius to radius, all alike, by every bit string', () => {
    const draw =
      (radius: bigint, change = (x: bigint) => x) =>
      (bits: BitSource) =>
        change(uniformNoise({ radius }).invoke(5n, { bits }))
    expectEnumeratedLaw(draw(2n), () => rational('1/5'), {
      wordBits: 3,
      depth: 4,
      support: ['3', '4', '5', '6', '7'],
      mutants: {
        'radius one too small': draw(1n),
        'radius one too large': draw(3n),
        'an end forgotten': draw(2n, (x) => (x === 7n ? 6n : x)),
        'the input forgotten': draw(2n, (x) => x - 5n),
        'moved by one': draw(2n, (x) => x + 1n),
      },
    })
  })

  it('costs the largest part of one law that is outside the other, exactly', () => {
    fc.assert(
      fc.property(radii, changes, (radius, sensitivity) => {
        const width = 2n * radius + 1n
        let outside = 0n
        for (let x = -radius; x <= radius; x += 1n) if (x < sensitivity - radius) outside += 1n
        const { exact } = uniformNoise({ radius }).loss({ sensitivity })
        expect(exact.delta).toEqual(rational(outside, width))
        expect(exact.epsilon).toEqual(rational(0))
      }),
    )
  })

  it('on a vector costs no more than the total variation of the joint law', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 5n), fc.bigInt(0n, 6n), fc.bigInt(0n, 6n), (radius, d, e) => {
        const width = 2n * radius + 1n
        const shared = (move: bigint) => (move < width ? width - move : 0n)
        const apart = subtract(rational(1), rational(shared(d) * shared(e), width * width))
        const { delta } = uniformNoise({ radius }).loss({ sensitivity: d + e }).exact
        expect(compare(apart, delta)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('by a delta has the smallest radius that keeps it', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 9n), fc.integer({ min: 1, max: 9999 }), (sensitivity, n) => {
        const delta = rational(n, 10_000n)
        const made = uniformNoise({ delta, sensitivity })
        const cost = (radius: bigint): Rational =>
          uniformNoise({ radius }).loss({ sensitivity }).exact.delta
        expect(compare(made.loss().exact.delta, delta)).toBeLessThanOrEqual(0)
        if (made.radius > 0n) expect(compare(cost(made.radius - 1n), delta)).toBe(1)
      }),
    )
    expect(uniformNoise({ delta: 1e-6, sensitivity: 1 }).radius).toBe(500_000n)
  })

  it('has the accuracy and the variance of its law', () => {
    fc.assert(
      fc.property(radii, fc.integer({ min: 0, max: 99 }), (radius, percent) => {
        const noise = uniformNoise({ radius })
        const a = noise.accuracy({ confidence: percent / 100 })
        const within = (k: number): boolean =>
          100 * (2 * k + 1) >= percent * (2 * Number(radius) + 1)
        expect(within(a)).toBe(true)
        if (a > 0) expect(within(a - 1)).toBe(false)
        let squares = 0n
        for (let x = -radius; x <= radius; x += 1n) squares += x * x
        expect(noise.variance).toBeCloseTo(toNumber(rational(squares, 2n * radius + 1n)), 10)
      }),
    )
  })

  it('names its event, which has a price with a delta and no other', () => {
    const event = uniformNoise({ delta: 0.01, sensitivity: 1 }).event({ neighbours: 'add-remove' })
    expect(event).toEqual(
      events.uniformNoise({ radius: 50, sensitivity: 1, neighbours: 'add-remove' }),
    )
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(approximateLoss(0, '1/101'))
    for (const measure of ['pure', 'zcdp'] as const)
      expect(() => priceEvent(event, { measure })).toThrow(/uniformNoise has no/)
    const both = events.composed([event, event])
    expect(priceEvent(both, { measure: 'approximate' })).toEqual(approximateLoss(0, '2/101'))
  })

  it('is drawn anew for every coordinate, at any size', () => {
    const noise = uniformNoise({ radius: 10n ** 30n })
    const bits = seededBits('vector')
    const [x = 0n, y = 0n] = noise.invokeVector([0n, 0n], { bits })
    expect(x).not.toBe(y)
    expect(noise.invokeVector([7n, 9n], { bits: seededBits('vector') })).toEqual([x + 7n, y + 9n])
  })

  it('refuses parameters that make no sense', () => {
    expect(() => uniformNoise({ radius: -1n })).toThrow(/must be at least 0/)
    expect(() => uniformNoise({ delta: 0, sensitivity: 1 })).toThrow(/must be more than 0/)
    expect(() => uniformNoise({ delta: 0.1, sensitivity: '1/2' })).toThrow(/must be at least 1/)
    expect(() => uniformNoise({ radius: 1n }).loss()).toThrow(/sensitivity is missing/)
    expect(() => events.uniformNoise({ radius: '1/2', sensitivity: 1 })).toThrow(/whole number/)
  })
})
