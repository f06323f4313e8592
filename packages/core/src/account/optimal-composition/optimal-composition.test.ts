/** The best composition there is, against every outcome of randomised responses. */
import {
  add,
  compare,
  divide,
  exactDouble,
  expInterval,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestEpsilon, optimalComposition } from './optimal-composition.ts'
import { exactLaw, gridLaw, type LossLaw } from './response-law.ts'

const one = rational(1)
const zero = rational(0)
const tenth = (n: number): Rational => rational(BigInt(n), 10n)

/** delta at epsilon of responses together: the sum over all strings of true and untrue answers, in rationals. */
function exactDelta(
  epsilons: readonly Rational[],
  deltas: readonly Rational[],
  at: Rational,
): Rational {
  const odds = epsilons.map((epsilon) => expInterval(epsilon, 120).low)
  const level = expInterval(at, 120).low
  let told = zero
  for (let word = 0; word < 2 ** odds.length; word++) {
    let [p, q] = [one, one]
    odds.forEach((odd, i) => {
      const [likely, unlikely] = [divide(odd, add(one, odd)), divide(one, add(one, odd))]
      const isTrue = ((word >> i) & 1) === 0
      p = multiply(p, isTrue ? likely : unlikely)
      q = multiply(q, isTrue ? unlikely : likely)
    })
    const gap = subtract(p, multiply(level, q))
    if (gap.numerator > 0n) told = add(told, gap)
  }
  const kept = deltas.map((delta) => subtract(one, delta)).reduce(multiply, one)
  return subtract(one, multiply(kept, subtract(one, told)))
}

const parts = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 25 }), fc.constantFrom(0, 0, 1e-4, 0.01)),
  { minLength: 1, maxLength: 6 },
)

describe('optimal composition', () => {
  it('is what all strings of answers say; a law that rounds losses down is a twin that is refused', () => {
    let below = 0
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 40 }), (list, at) => {
        const epsilons = list.map(([n]) => tenth(n))
        const deltas = list.map(([, delta]) => rational(delta))
        const exact = exactDelta(epsilons, deltas, tenth(at))
        const composed = optimalComposition(
          list.map(([n, delta]) => ({ epsilon: tenth(n), delta })),
        )
        expect(composed.method).toBe('exact')
        const { delta } = composed.delta({ epsilon: tenth(at) }).exact
        const slack = rational('1e-30')
        expect(compare(add(delta, slack), exact)).not.toBe(-1)
        expect(toNumber(delta)).toBeLessThanOrEqual(toNumber(exact) * (1 + 1e-11) + 1e-30)
        const twin = 0.999 * toNumber(delta)
        if (twin < toNumber(exact)) below += 1
        // And back: the epsilon for that delta is the one it was asked at, or where it is flat a smaller one.
        const back = composed.epsilon({ delta })
        expect(back.epsilon).toBeLessThanOrEqual((at / 10) * (1 + 1e-9))
      }),
      { numRuns: 50 },
    )
    expect(below).toBeGreaterThan(0)
  })

  it('is never below on a grid, and above by little', () => {
    const deltaOf = ({ losses, chances }: LossLaw, epsilon: number): number =>
      losses.reduce(
        (sum, loss, i) =>
          loss > epsilon ? sum - (chances[i] ?? 0) * Math.expm1(epsilon - loss) : sum,
        0,
      )
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 30 }), (list, at) => {
        const groups = [...new Set(list.map(([n]) => n))].map((n, i) => ({
          epsilon: rational(BigInt(n), 7n),
          count: i + 1,
        }))
        const [exact, grid] = [exactLaw(groups), gridLaw(groups)].map((law) =>
          deltaOf(law, at / 10),
        )
        expect(grid).toBeGreaterThanOrEqual((exact ?? 0) * (1 - 1e-11))
        expect(grid).toBeLessThanOrEqual((exact ?? 0) * (1 + 1e-3) + 1e-5)
      }),
      { numRuns: 3 },
    )
  })

  it('takes many different losses on a grid, below the sum and the simple bound', () => {
    const many = Array.from({ length: 40 }, (_, i) => ({
      epsilon: rational(BigInt(i + 20), 1000n),
    }))
    const composed = optimalComposition(many)
    expect(composed.method).toBe('grid')
    const { epsilon } = composed.epsilon({ delta: 1e-6 })
    const squares = many.reduce((sum, part) => sum + toNumber(part.epsilon) ** 2, 0)
    expect(epsilon).toBeLessThan(squares / 2 + Math.sqrt(2 * squares * Math.log(1e6)))
    expect(epsilon).toBeGreaterThan(0.8)
  })

  it('has an inverse that is within the total, and hardly less', () => {
    for (const [count, delta] of [
      [50, 0],
      [7, 1e-4],
      [1000, 1e-7],
    ] as const) {
      const total = { epsilon: 2, delta: 0.001 }
      const epsilon = largestEpsilon({ count, delta, total })
      const at = (value: Rational): number =>
        optimalComposition([{ epsilon: value, delta, count }]).delta({ epsilon: 2 }).delta
      expect(at(epsilon)).toBeLessThanOrEqual(0.001)
      expect(at(multiply(epsilon, exactDouble(1.0001)))).toBeGreaterThan(0.001)
    }
  })

  it('says where no epsilon is enough, and what is no part', () => {
    expect(() => optimalComposition([{ epsilon: 1, delta: 0.1 }]).epsilon({ delta: 0 })).toThrow(
      'less than the deltas',
    )
    expect(() => optimalComposition([{ epsilon: 1, count: 0 }])).toThrow('count is 0')
    expect(optimalComposition([]).epsilon({ delta: 0 }).epsilon).toBe(0)
    expect(optimalComposition([{ epsilon: '1/3', count: 3 }]).epsilon({ delta: 0 }).epsilon).toBe(1)
  })
})
