import {
  add,
  compare,
  absolute as distance,
  divide,
  exactDouble,
  multiply,
  nextDown,
  nextUp,
  type Rational,
  subtract,
} from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absolute,
  difference,
  everything,
  type Interval,
  point,
  product,
  quotient,
  root,
  square,
  sum,
} from './interval.ts'

const doubles = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e3, max: 1e3 }),
  fc.integer(),
)

function holds([low, high]: Interval, exact: Rational): boolean {
  const isBelow = !Number.isFinite(low) ? low < 0 : compare(exactDouble(low), exact) <= 0
  const isAbove = !Number.isFinite(high) ? high > 0 : compare(exactDouble(high), exact) >= 0
  return isBelow && isAbove
}

const operations: readonly [
  string,
  (a: Interval, b: Interval) => Interval,
  (a: number, b: number) => number,
  (a: Rational, b: Rational) => Rational,
][] = [
  ['sum', sum, (a, b) => a + b, add],
  ['difference', difference, (a, b) => a - b, subtract],
  ['product', product, (a, b) => a * b, multiply],
  ['quotient', quotient, (a, b) => a / b, divide],
]

describe.each(operations)('the %s of intervals', (kind, ofIntervals, rounded, exactly) => {
  const pairs = fc.tuple(doubles, doubles).filter(([, b]) => !(kind === 'quotient' && b === 0))

  it('holds the exact result, and is at most two steps of the doubles wide', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [low, high] = ofIntervals(point(a), point(b))
        expect(holds([low, high], exactly(exactDouble(a), exactDouble(b)))).toBe(true)
        const near = rounded(a, b)
        expect(nextDown(near) <= low && low <= near).toBe(true)
        expect(near <= high && high <= nextUp(near)).toBe(true)
      }),
    )
  })

  it('would not hold it rounded to the nearest', () => {
    const isRight = fc
      .sample(pairs, { numRuns: 500, seed: 1 })
      .every(([a, b]) => holds(point(rounded(a, b)), exactly(exactDouble(a), exactDouble(b))))
    expect(isRight).toBe(false)
  })
})

describe('intervals', () => {
  it('hold the root and the square exactly rounded outward', () => {
    fc.assert(
      fc.property(doubles, (a) => {
        const exact = exactDouble(a)
        expect(holds(square(point(a)), multiply(exact, exact))).toBe(true)
        const [low, high] = root(point(Math.abs(a)))
        const below = multiply(exactDouble(low), exactDouble(low))
        const above = multiply(exactDouble(high), exactDouble(high))
        expect(compare(below, distance(exact)) <= 0).toBe(true)
        expect(compare(above, distance(exact)) >= 0).toBe(true)
      }),
    )
  })

  it('are points for whole numbers, as far as doubles hold them', () => {
    expect(sum([1, 2], [3, 4])).toEqual([4, 6])
    expect(difference(point(5), point(5))).toEqual([0, 0])
    expect(product([-2, 3], [4, 5])).toEqual([-10, 15])
    expect(quotient([6, 9], [-3, -1])).toEqual([-9, -2])
    expect(square([-3, 2])).toEqual([0, 9])
    expect(root([-1, 49])).toEqual([0, 7])
    expect(absolute([-3, 2])).toEqual([0, 3])
  })

  it('have no end that is not a number, also without bounds', () => {
    const ends = [Number.NEGATIVE_INFINITY, -1e308, -1, -0, 0, 5e-324, 2, 1e308]
    const all = [...ends, Number.POSITIVE_INFINITY].flatMap((low) =>
      [...ends, Number.POSITIVE_INFINITY].map((high): Interval => [low, high]),
    )
    const isProper = ([low, high]: Interval) =>
      low <= high && low < Number.POSITIVE_INFINITY && high > Number.NEGATIVE_INFINITY
    const proper = all.filter(isProper)
    for (const a of proper)
      for (const b of proper)
        for (const result of [sum(a, b), difference(a, b), product(a, b), quotient(a, b)])
          expect(isProper(result)).toBe(true)
    expect(product([0, 0], everything)).toEqual([0, 0])
    expect(quotient([1, 2], [2, Number.POSITIVE_INFINITY])).toEqual([0, 1])
  })
})
