import {
  add,
  compare,
  divide,
  exactDouble,
  exp,
  expInterval,
  type Interval,
  integerPower,
  multiply,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { drawBelow } from '../../random/uniform/uniform-below.ts'
import { events } from '../../space/events.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import { discreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import { excess, quickExcess } from './ball-noise.ts'
import { boxNoise } from './box-noise.ts'
import { boxRadius, drawRadius, fall, quickRest } from './box-radius.ts'
import type { QuickExponent } from './exponent.ts'
import { lnLaplaceSum, lnLatticeSum } from './lattice-sum.ts'
import { type VectorNorm, vectorNoise } from './vector-noise.ts'

const normOf: Record<VectorNorm, (z: readonly number[]) => number> = {
  l1: (z) => z.reduce((sum, v) => sum + Math.abs(v), 0),
  l2: (z) => Math.sqrt(z.reduce((sum, v) => sum + v * v, 0)),
  linf: (z) => z.reduce((most, v) => Math.max(most, Math.abs(v)), 0),
}
const norms = ['l1', 'l2', 'linf'] as const

/** All of {-reach, ..., reach}^dimension. */
function box(dimension: number, reach: number): number[][] {
  if (dimension === 0) return [[]]
  const side = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach)
  return box(dimension - 1, reach).flatMap((z) => side.map((v) => [...z, v]))
}

/** The law by its definition: points, and what each weighs. */
function law(norm: VectorNorm, scale: number, dimension: number, reach: number) {
  const points = box(dimension, reach)
  const weights = points.map((z) => exp(-normOf[norm](z) / scale))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const expected = (f: (z: readonly number[]) => number): number =>
    points.reduce((sum, z, i) => sum + f(z) * (weights[i] ?? 0), 0) / whole
  return { expected }
}

describe('noise on vectors, by norm', () => {
  it('draws the radius of a box exactly, by every bit string', () => {
    const radius = boxRadius(rational(1n, 2n), 2)
    // The sum of (2r + 1)^2 q^r is (1 + 6 q + q^2) / (1 - q)^3.
    const q = expInterval(rational(-2), 100)
    const one = rational(1)
    const share = (r: bigint, { low, high }: Interval): Interval => {
      const total = (x: typeof low) =>
        divide(
          add(add(one, multiply(rational(6), x)), multiply(x, x)),
          integerPower(subtract(one, x), 3),
        )
      const weight = (x: typeof low) =>
        multiply(rational((2n * r + 1n) ** 2n), integerPower(x, Number(r)))
      return { low: divide(weight(low), total(high)), high: divide(weight(high), total(low)) }
    }
    const draw =
      (by = radius) =>
      (bits: BitSource) =>
        drawRadius(by, bits)
    expectEnumeratedLaw(draw(), (key) => share(BigInt(key), q), {
      wordBits: 1,
      depth: 13,
      support: ['0', '1', '2', '3'],
      mutants: {
        'the exponent one less': draw(boxRadius(rational(1n, 2n), 1)),
        'the exponent one more': draw(boxRadius(rational(1n, 2n), 3)),
        'the scale a third up': draw(boxRadius(rational(2n, 3n), 2)),
        'the first radius skipped': (bits) => drawRadius(radius, bits) + 1n,
      },
    })
  }, 30_000)

  it('draws points of a box alike, by every bit string', () => {
    const radius = boxRadius(rational(1), 1)
    const law = (key: string): Interval => {
      const power = (k: bigint) => expInterval(rational(-k), 100)
      const size = BigInt(key) < 0n ? -BigInt(key) : BigInt(key)
      const [q, own] = [power(1n), power(size)]
      const one = rational(1)
      return {
        low: multiply(own.low, divide(subtract(one, q.high), add(one, q.high))),
        high: multiply(own.high, divide(subtract(one, q.low), add(one, q.low))),
      }
    }
    const noise = boxNoise(radius)
    expectEnumeratedLaw((bits: BitSource) => noise(bits)[0] ?? 0n, law, {
      wordBits: 1,
      depth: 13,
      support: ['-1', '0', '1'],
      mutants: {
        'a sphere for a ball': (bits) => {
          const r = drawRadius(radius, bits)
          return drawBelow(2n, bits) === 0n ? r : -r
        },
      },
    })
  }, 30_000)

  it('falls by at least a factor e in each of its steps from the mode', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.nat(4),
        (n, dimension, k) => {
          const radius = boxRadius(rational(n, 100n), dimension)
          const { mode, up, down } = radius
          const at = (r: bigint): number => toNumber(fall(radius, r)(64).low)
          expect(at(mode + up * BigInt(k))).toBeGreaterThanOrEqual(k)
          const below = mode - down * BigInt(k)
          if (below >= 0n && k > 0 && down < mode) expect(at(below)).toBeGreaterThanOrEqual(k)
          expect(at(mode + 1n)).toBeGreaterThan(0)
          if (mode > 0n) expect(at(mode - 1n)).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('takes doubles for exponents only as near as it says', () => {
    const error = ({ low, high }: Interval, { near, size }: QuickExponent): number => {
      const middle = divide(add(low, high), rational(2))
      const off = subtract(middle, exactDouble(near))
      return Math.abs(toNumber(off)) / (size / 2 ** 50)
    }
    let worst = 0
    fc.assert(
      fc.property(
        fc.bigInt(1n, 2n ** 70n),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(10_000),
        fc.nat(5),
        (top, bottom, dimension, step, block) => {
          const scale = rational(top, BigInt(bottom) * 2n ** 40n)
          const law = boxRadius(scale, dimension)
          const r = law.mode + (law.up * BigInt(step - 3000)) / 1000n
          if (r < 0n) return
          const exact = fall(law, r)(200)
          const less = rational(BigInt(block))
          const rest = { low: subtract(exact.low, less), high: subtract(exact.high, less) }
          worst = Math.max(worst, error(rest, quickRest(law, r, block)))
          const square = BigInt(step) * top + BigInt(bottom)
          const start = multiply(scale, rational(BigInt(step), 7n))
          const over = error(excess(scale, square, start)(200), quickExcess(scale, square, start))
          worst = Math.max(worst, over)
        },
      ),
      { numRuns: 400 },
    )
    expect(worst).toBeLessThan(1)
    // A twin that is off by a few units in the last place of one part would be seen.
    expect(worst).toBeGreaterThan(0.01)
  })

  it('mixes boxes so that neighbours stay within epsilon; broken mixtures do not', () => {
    const q = exp(-1 / 2)
    /** Pr[z] for max |z_i| = n, up to a factor: the radii that reach n, each box or shell spread over its points. */
    const mixture = (exponent: number, points: (r: number) => number) => (n: number) => {
      let sum = 0
      for (let r = n; r < n + 400; r++) sum += ((2 * r + 1) ** exponent * q ** r) / points(r)
      return sum
    }
    const loss = (weight: (n: number) => number): number =>
      Array.from({ length: 20 }, (_, n) => Math.abs(Math.log(weight(n) / weight(n + 1)))).reduce(
        (most, one) => Math.max(most, one),
      )
    for (const d of [2, 3, 5]) {
      const box = (r: number): number => (2 * r + 1) ** d
      expect(loss(mixture(d, box))).toBeCloseTo(1 / 2, 9)
      expect(loss(mixture(d - 1, box))).toBeGreaterThan(0.6)
      // The distance 1 moves all coordinates: independent noise of that scale loses d times as much.
      expect(loss((n) => q ** (d * n))).toBeCloseTo(d / 2, 9)
      // Radii drawn without the number of points that a box, or a shell, has.
      expect(loss(mixture(0, box))).toBeGreaterThan(1)
      const shell = (n: number): number => (n === 0 ? 1 : (2 * n + 1) ** d - (2 * n - 1) ** d)
      expect(loss((n) => q ** n / shell(n))).toBeGreaterThan(1)
    }
  })

  it('weighs Gaussian and Laplace noise as sums over the integers do', () => {
    for (const variance of [0.01, 0.3, 0.999, 1, 1.7, 20, 1e4]) {
      let sum = 1
      for (let k = 1; k < 2000; k++) sum += 2 * exp(-(k * k) / (2 * variance))
      const { low, high } = lnLatticeSum(rational(variance))(80)
      expect(Math.exp(toNumber(low)) / sum).toBeCloseTo(1, 12)
      expect(toNumber(subtract(high, low))).toBeLessThan(2 ** -80)
      expect(compare(low, high)).toBeLessThanOrEqual(0)
    }
    for (const scale of [0.01, 0.7, 5, 1e6]) {
      const q = exp(-1 / scale)
      const { low, high } = lnLaplaceSum(rational(scale))(80)
      expect(Math.exp(toNumber(low)) / ((1 + q) / (1 - q))).toBeCloseTo(1, 8)
      expect(toNumber(subtract(high, low))).toBeLessThan(2 ** -79)
    }
  })

  it('has the variance and the accuracies of its law, by summing it', () => {
    for (const norm of norms)
      for (const [scale, dimension, reach] of [
        [1, 1, 60],
        [0.5, 2, 40],
        [2, 2, 110],
        [0.7, 3, 32],
      ] as const) {
        const { expected } = law(norm, scale, dimension, reach)
        const noise = vectorNoise({ norm, scale, dimension })
        const variance = expected(([v = 0]) => v * v)
        expect(noise.variance / variance).toBeCloseTo(1, 3)
        for (const confidence of [0.5, 0.9, 0.99]) {
          const within = (a: number): number => expected(([v = 0]) => (Math.abs(v) <= a ? 1 : 0))
          const all = (a: number): number => expected((z) => (normOf[norm](z) <= a ? 1 : 0))
          const [a, b] = [noise.accuracy({ confidence }), noise.normAccuracy({ confidence })]
          expect(within(a)).toBeGreaterThanOrEqual(confidence)
          expect(all(b)).toBeGreaterThanOrEqual(confidence)
          if (norm === 'l2') continue
          if (a > 0) expect(within(a - 1)).toBeLessThan(confidence)
          if (b > 0) expect(all(b - 1)).toBeLessThan(confidence)
        }
      }
  })

  it('keeps accuracies of long vectors, and wide ones, near what is needed', () => {
    const bits = seededBits('accuracies')
    for (const norm of norms)
      for (const [scale, dimension, n] of [
        [1000, 3, 6000],
        [2, 300, 400],
      ] as const) {
        const noise = vectorNoise({ norm, scale, dimension })
        const zero = new Array<bigint>(dimension).fill(0n)
        const drawn = Array.from({ length: n }, () => noise.invoke(zero, { bits }).map(Number))
        const sorted = (values: number[]): number[] => values.sort((x, y) => x - y)
        const at = (values: number[], share: number): number =>
          values[Math.floor(share * values.length)] ?? 0
        const [a, b] = [
          noise.accuracy({ confidence: 0.9 }),
          noise.normAccuracy({ confidence: 0.9 }),
        ]
        const cells = sorted(drawn.flat().map(Math.abs))
        const lengths = sorted(drawn.map(normOf[norm]))
        // Of 0.9, at least 0.85 and at most 0.97 of the draws; norms may be bounded with more to spare.
        expect(a).toBeGreaterThan(at(cells, 0.85))
        expect(a).toBeLessThan(at(cells, 0.94))
        expect(b).toBeGreaterThan(at(lengths, 0.85))
        expect(b).toBeLessThan(1.05 * at(lengths, 0.97))
      }
  })

  it('is one and the same noise for every norm of one coordinate', () => {
    const single = discreteLaplace({ scale: 3, sensitivity: 2 })
    for (const norm of norms) {
      const noise = vectorNoise({ norm, dimension: 1, scale: 3, sensitivity: 2 })
      expect(noise.variance).toBe(single.variance)
      expect(noise.loss()).toEqual(single.loss())
    }
  })

  it('takes the scale that its budget buys, and costs the change over it', () => {
    const noise = vectorNoise({ norm: 'linf', dimension: 5, epsilon: 0.5, sensitivity: 3 })
    expect(noise.scale).toEqual(rational(6))
    expect(noise.loss()).toEqual(pureLoss(0.5))
    expect(noise.loss({ sensitivity: 6 })).toEqual(pureLoss(1))
    const long = vectorNoise({ norm: 'l2', dimension: 5, epsilon: 1, sensitivitySquared: 2 })
    expect(toNumber(long.scale)).toBeCloseTo(Math.SQRT2, 15)
    expect(long.loss().epsilon).toBeLessThanOrEqual(1)
    expect(compare(multiply(long.scale, long.scale), rational(2))).toBe(1)
    expect(
      vectorNoise({ norm: 'l2', dimension: 2, epsilon: 1, sensitivitySquared: 25 }).scale,
    ).toEqual(rational(5))
  })

  it('has far less variance than independent noise where many coordinates move', () => {
    const laplace = vectorNoise({ norm: 'l1', dimension: 50, epsilon: 1, sensitivity: 50 })
    const boxed = vectorNoise({ norm: 'linf', dimension: 50, epsilon: 1, sensitivity: 1 })
    const ball = vectorNoise({ norm: 'l2', dimension: 50, epsilon: 1, sensitivitySquared: 50 })
    expect(boxed.variance / laplace.variance).toBeLessThan(0.19)
    expect(ball.variance / laplace.variance).toBeLessThan(0.52)
  })

  it('is made, and drawn, at any size', () => {
    const bits = seededBits('sizes')
    for (const norm of norms)
      for (const [scale, dimension] of [
        ['1e-6', 3],
        [2n ** 80n, 2],
        ['1/3', 2000],
        [50, 3000],
      ] as const) {
        const noise = vectorNoise({ norm, scale, dimension })
        const drawn = noise.invoke(new Array<bigint>(dimension).fill(7n), { bits })
        expect(drawn.length).toBe(dimension)
        expect(Number.isFinite(noise.variance)).toBe(true)
        expect(noise.accuracy({ confidence: 0.9 })).toBeGreaterThanOrEqual(0)
      }
  })

  it('names its event, which costs what the noise does', () => {
    for (const norm of norms) {
      const noise = vectorNoise({ norm, dimension: 3, epsilon: 0.5, sensitivity: 4 })
      const event = noise.event({ sensitivity: 2, neighbours: 'change-one' })
      expect(event.kind).toBe(norm === 'l1' ? 'discreteLaplace' : 'normNoise')
      expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
      expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(0.25))
      expect(priceEvent(noise.event(), { measure: 'pure' })).toEqual(noise.loss())
      expect(priceEvent(noise.event(), { measure: 'zcdp' })).toEqual(zcdpLoss('1/8'))
    }
    const event = { norm: 'l2', sensitivity: 1, scale: 2, dimension: 3 } as const
    expect(() => events.normNoise({ ...event, dimension: 0 })).toThrow(/at least 1/)
    expect(() => readEvent({ ...events.normNoise(event), norm: 'l7' })).toThrow(
      /must be l2 or linf/,
    )
  })

  it('refuses parameters that make no sense', () => {
    const base = { norm: 'linf', dimension: 2, scale: 1 } as const
    expect(() => vectorNoise({ ...base, dimension: 0 })).toThrow(/at least 1/)
    expect(() => vectorNoise({ ...base, scale: 0 })).toThrow(/more than 0/)
    expect(() => vectorNoise({ norm: 'l1', dimension: 1, epsilon: 1 })).toThrow(/sensitivity is 0/)
    expect(() => vectorNoise({ ...base, sensitivitySquared: 2 })).toThrow(/norm l2 alone/)
    expect(() => vectorNoise(base).loss()).toThrow(/must be given/)
    expect(() => vectorNoise(base).invoke([1n])).toThrow(/must be the length of the vector/)
  })
})
