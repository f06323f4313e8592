import { compare, multiply, type Rational, rational, reciprocal, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { geometricPlan } from '../../random/geometric/geometric-plan.ts'
import { events } from '../../space/events.ts'
import { approximateLoss, pureLoss, zcdpLoss } from '../../space/loss.ts'
import {
  type CanonicalShape,
  canonicalDelta,
  canonicalReach,
  canonicalTail,
} from './canonical-law.ts'
import { canonicalNoise } from './canonical-noise.ts'
import { drawCell } from './draw-cell.ts'

const bits = 100
const tail = (shape: CanonicalShape, from: bigint): number => {
  const { low, high } = canonicalTail(shape, from, bits)
  return toNumber(rational(low + high, 1n << BigInt(bits + 1)))
}
/** Pr[cell], by stairs and weights, in no way like the closed form. */
const masses = ({ epsilon, width, reach = 150n * width }: CanonicalShape): Map<number, number> => {
  const weights = new Map<number, number>()
  for (let c = -Number(reach); c < Number(reach); c++) {
    const stair = Math.abs(Math.round((c + 0.5) / Number(width)))
    weights.set(c, Math.exp(-toNumber(epsilon) * stair))
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  return new Map([...weights].map(([c, weight]) => [c, weight / total]))
}
/** Pr[T <= x] of Tulap(0, e^-epsilon, q), as it was published [AS20]. */
const tulapCdf = (x: number, epsilon: number, delta: number): number => {
  const b = Math.exp(-epsilon)
  const q = (2 * delta * b) / (1 - b + 2 * delta * b)
  const r = Math.round(x)
  const endless =
    x <= 0
      ? (b ** -r / (1 + b)) * (b + (x - r + 0.5) * (1 - b))
      : 1 - (b ** r / (1 + b)) * (b + (r - x + 0.5) * (1 - b))
  return Math.min(1, Math.max(0, (endless - q / 2) / (1 - q)))
}
const epsilons = fc.integer({ min: 20, max: 400 }).map((n) => rational(n, 100n))
const shapes: fc.Arbitrary<CanonicalShape> = fc
  .tuple(epsilons, fc.bigInt(1n, 5n), fc.option(fc.bigInt(1n, 30n)))
  .map(([epsilon, half, more]) => ({
    epsilon,
    width: 2n * half,
    ...(more === null ? {} : { reach: half + more }),
  }))

describe('canonical noise', () => {
  it('is drawn by exactly its law, by every bit string', () => {
    const half = rational('1/2')
    const draw =
      (shape: CanonicalShape, change = (x: bigint) => x, scale = reciprocal(shape.epsilon)) =>
      (bits: BitSource) =>
        change(drawCell(shape, geometricPlan(scale), bits))
    const ended: CanonicalShape = { epsilon: half, width: 2n, reach: 2n }
    const whole = 1n << 80n
    const law = (shape: CanonicalShape) => (key: string) => {
      const here = canonicalTail(shape, BigInt(key), 80)
      const next = canonicalTail(shape, BigInt(key) + 1n, 80)
      return {
        low: rational(here.low - next.high, whole),
        high: rational(here.high - next.low, whole),
      }
    }
    expectEnumeratedLaw(draw(ended), law(ended), {
      wordBits: 1,
      depth: 12,
      support: ['-2', '-1', '0', '1'],
      mutants: {
        'the fraction left out': draw(ended, (x) => (x >= -1n && x < 1n ? 0n : x)),
        'no stair but the middle one': draw(ended, (x) => x, rational('1/9')),
        'the reach one too far': draw({ ...ended, reach: 3n }),
        'moved to the reach, not drawn again': draw({ ...ended, reach: 9n }, (x) =>
          x > 1n ? 1n : x < -2n ? -2n : x,
        ),
        'mirrored about a cell': draw(ended, (x) => (x < 0n ? x + 1n : x)),
      },
    })
    const endless: CanonicalShape = { epsilon: rational(1), width: 2n }
    expectEnumeratedLaw(draw(endless), law(endless), {
      wordBits: 1,
      depth: 11,
      support: ['-2', '-1', '0', '1', '2'],
      mutants: {
        'the middle stair drawn twice': draw(endless, (x) => (x === 1n ? 0n : x)),
        'stairs two too narrow': (bits) =>
          drawCell({ ...endless, width: 4n }, geometricPlan(rational(1)), bits) / 2n,
      },
    })
  })

  it('has the tails of its stairs, each certified within a few units', () => {
    fc.assert(
      fc.property(shapes, fc.bigInt(-40n, 40n), (shape, from) => {
        let sum = 0
        for (const [cell, mass] of masses(shape)) if (cell >= from) sum += mass
        expect(tail(shape, from)).toBeCloseTo(sum, 10)
        const { low, high } = canonicalTail(shape, from, bits)
        const finer = canonicalTail(shape, from, bits + 60)
        expect(low <= finer.low >> 60n && finer.high >> 60n <= high).toBe(true)
        expect(high - low < 1n << 16n).toBe(true)
      }),
    )
  })

  it('costs the hockey-stick divergence of its two laws, exactly, at every shift and both ways', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 30 }), (shape, shift) => {
        const p = masses(shape)
        const widths = Math.ceil(shift / Number(shape.width))
        const factor = Math.exp(widths * toNumber(shape.epsilon))
        for (const direction of [1, -1]) {
          let delta = 0
          for (const [cell, mass] of p) {
            // Without a reach, the masses are cut where nothing is left; what lies beyond is no loss.
            const there = p.get(cell + direction * shift)
            if (there !== undefined) delta += Math.max(0, mass - factor * there * (1 + 1e-12))
            else if (shape.reach !== undefined) delta += mass
          }
          const { reach } = shape
          const stated =
            reach === undefined ? 0 : toNumber(canonicalDelta({ ...shape, reach }, BigInt(shift)))
          expect(delta).toBeCloseTo(stated, 10)
        }
      }),
    )
  })

  it('attains its epsilon: no smaller one will do without more delta', () => {
    const shape: CanonicalShape = { epsilon: rational(1), width: 4n, reach: 30n }
    const p = masses(shape)
    let delta = 0
    for (const [cell, mass] of p)
      delta += Math.max(0, mass - Math.exp(0.99) * (p.get(cell + 4) ?? 0))
    expect(delta).toBeGreaterThan(1.001 * toNumber(canonicalDelta({ ...shape, reach: 30n }, 4n)))
  })

  it('by a delta has the smallest reach that keeps it: the quantile of the published law', () => {
    fc.assert(
      fc.property(epsilons, fc.integer({ min: 1, max: 12 }), (epsilon, digits) => {
        const delta = rational(3, 10n ** BigInt(digits))
        const width = 1n << 32n
        const reach = canonicalReach(epsilon, width, delta)
        const cost = (reach: bigint): Rational => canonicalDelta({ epsilon, width, reach }, width)
        expect(compare(cost(reach), delta)).toBeLessThan(1)
        expect(compare(cost(reach - 1n), delta)).toBe(1)
        // q = 2 delta b / (1 - b + 2 delta b) lies beyond the reach, half on each side.
        const b = Math.exp(-toNumber(epsilon))
        const q = (2 * toNumber(delta) * b) / (1 - b + 2 * toNumber(delta) * b)
        const beyond = 2 * tail({ epsilon, width }, reach)
        // A cell is e^epsilon 2^-32 of what lies beyond it at most: 2e-8 here.
        expect(beyond / q).toBeCloseTo(1, 7)
        expect(beyond).toBeLessThan(q * (1 + 1e-12))
      }),
      { numRuns: 30 },
    )
  })

  it('has the distribution function that was published, in cells of 2^-32', () => {
    fc.assert(
      fc.property(
        epsilons,
        fc.option(fc.integer({ min: 1, max: 8 })),
        fc.integer({ min: -800, max: 800 }),
        (epsilon, digits, hundredths) => {
          const delta = digits === null ? 0 : 3 * 10 ** -digits
          const noise = canonicalNoise(delta === 0 ? { epsilon } : { epsilon, delta })
          const x = hundredths / 100
          const below = 1 - tail(noise.shape, BigInt(Math.ceil(x * 2 ** 32)))
          expect(below).toBeCloseTo(tulapCdf(x, toNumber(epsilon), delta), 8)
        },
      ),
    )
    // OpenDP's tests, extras/numpy/canonical: epsilon = 0.5, delta = 1e-7.
    const { shape } = canonicalNoise({ epsilon: 0.5, delta: 1e-7 })
    const known = [
      0.30326526920325075, 0.37754063104407853, 0.5, 0.6224593689559215, 0.6967347307967493,
    ]
    known.forEach((value, i) => {
      expect(1 - tail(shape, BigInt(i - 2) << 31n)).toBeCloseTo(value, 9)
    })
  })

  it('costs what it was made for', () => {
    const pure = canonicalNoise({ epsilon: 0.5, sensitivity: 3 })
    expect(pure.loss()).toEqual(pureLoss('1/2'))
    expect(pure.loss({ sensitivity: 4 })).toEqual(pureLoss(1))
    expect(pure.reach).toBeUndefined()
    const ended = canonicalNoise({ epsilon: 0.5, delta: 1e-6, sensitivity: 3 })
    const { epsilon, delta } = ended.loss().exact as { epsilon: Rational; delta: Rational }
    expect(epsilon).toEqual(rational('1/2'))
    expect(compare(delta, rational(1e-6))).toBeLessThan(1)
    expect(compare(delta, rational('9.99999e-7'))).toBe(1)
    expect(ended.loss({ sensitivity: 10n ** 6n })).toEqual(
      approximateLoss(multiply(rational('1/2'), rational(333_334)), 1),
    )
    const again = canonicalNoise({ epsilon: 0.5, sensitivity: 3, reach: ended.reach ?? 0 })
    expect(again.shape).toEqual(ended.shape)
  })

  it('names its event, which costs what the noise does', () => {
    const ended = canonicalNoise({ epsilon: 1, delta: 0.01, sensitivity: 2 })
    const event = ended.event({ neighbours: 'add-remove' })
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(ended.loss())
    expect(() => priceEvent(event, { measure: 'pure' })).toThrow(/canonicalNoise has no pure loss/)
    const more = ended.event({ sensitivity: 5 })
    expect(priceEvent(more, { measure: 'approximate' })).toEqual(ended.loss({ sensitivity: 5 }))
    const endless = canonicalNoise({ epsilon: 1 }).event()
    expect(endless).toEqual(events.canonicalNoise({ epsilon: 1, width: 1, sensitivity: 1 }))
    expect(readEvent(JSON.parse(JSON.stringify(endless)))).toEqual(endless)
    expect(priceEvent(endless, { measure: 'pure' })).toEqual(pureLoss(1))
    expect(priceEvent(endless, { measure: 'zcdp' })).toEqual(zcdpLoss('1/2'))
    const given = { epsilon: 1, width: 2, sensitivity: 1 }
    expect(() => events.canonicalNoise({ ...given, reach: 1 })).toThrow(/more than half the width/)
    expect(() => events.canonicalNoise({ ...given, reach: '7/5' })).toThrow(/multiple of 2\^-32/)
  })

  it('has an accuracy that its law keeps, and no smaller one', () => {
    fc.assert(
      fc.property(
        epsilons,
        fc.boolean(),
        fc.integer({ min: 0, max: 99 }),
        (epsilon, ends, percent) => {
          const noise = canonicalNoise(ends ? { epsilon, delta: 0.01 } : { epsilon })
          const a = noise.accuracy({ confidence: percent / 100 })
          const outside = (reach: number): number =>
            2 * (1 - tulapCdf(reach, toNumber(epsilon), ends ? 0.01 : 0))
          expect(outside(a)).toBeLessThan(1 - percent / 100 + 1e-8)
          if (a > 1e-8) expect(outside(a - 1e-8)).toBeGreaterThan(1 - percent / 100 - 1e-8)
          if (noise.reach !== undefined) expect(a).toBeLessThan(toNumber(noise.reach))
        },
      ),
    )
  })

  it('never errs beyond its reach, and varies by no more than is said', () => {
    const noise = canonicalNoise({ epsilon: 1, delta: 0.05, sensitivity: 2 })
    const reach = toNumber(noise.reach ?? rational(0))
    const bits = seededBits('within')
    let squares = 0
    for (let i = 0; i < 5000; i++) {
      const error = noise.invoke(7n, { bits }) - 7
      expect(Math.abs(error)).toBeLessThan(reach)
      squares += error * error
    }
    expect(squares / 5000).toBeLessThan(noise.variance)
    expect(canonicalNoise({ epsilon: 1 }).variance).toBeCloseTo(
      2 / (Math.E + 1 / Math.E - 2) + 1 / 12,
      12,
    )
  })

  it('is made at any size', () => {
    const bits = seededBits('sizes')
    for (const options of [
      { epsilon: '1e-9', delta: 0.3 },
      { epsilon: '1e-9', sensitivity: 2n ** 70n },
      { epsilon: 3000, delta: '1e-300' },
      { epsilon: 0.1, delta: '1e-300', sensitivity: 1000 },
    ]) {
      const noise = canonicalNoise(options)
      expect(Number.isFinite(noise.invoke(10n ** 30n, { bits }))).toBe(true)
      expect(noise.accuracy({ confidence: 0.9 })).toBeGreaterThan(0)
    }
    expect(canonicalNoise({ epsilon: 1 }).invoke(10n ** 400n, { bits })).toBe(Number.MAX_VALUE)
  })

  it('refuses parameters that make no sense', () => {
    expect(() => canonicalNoise({ epsilon: 0 })).toThrow(/must be more than 0/)
    expect(() => canonicalNoise({ epsilon: 1, delta: 1 })).toThrow(/must be less than 1/)
    expect(() => canonicalNoise({ epsilon: 1, sensitivity: 0.5 })).toThrow(/must be at least 1/)
    expect(() => canonicalNoise({ epsilon: 1, reach: 0.5 })).toThrow(/more than half/)
    expect(() => canonicalNoise({ epsilon: 1, reach: '1/3' })).toThrow(/multiple of 2\^-32/)
    expect(() => canonicalNoise({ epsilon: 1, reach: 2, delta: 0.1 })).toThrow(/not be given/)
  })
})

test('a stored event needs an epsilon above 0: there is no such noise without one', () => {
  const event = canonicalNoise({ epsilon: 1 }).event()
  expect(readEvent({ ...event })).toEqual(event)
  expect(() => readEvent({ ...event, epsilon: '0' })).toThrow('epsilon is 0')
})
