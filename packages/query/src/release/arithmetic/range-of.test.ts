import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Formula, Input } from './formula.ts'
import { type Interval, point } from './interval.ts'
import { rangeOf } from './range-of.ts'
import { intervalsOf, type Tape, tapeOf } from './tape.ts'

const input = (place: number): Formula => {
  const source = inputs[place] ?? {}
  const nothing: Omit<Input, 'source'> = {
    value: 0,
    event: { version: 1, kind: 'composed', neighbours: 'unstated', events: [] },
    loss: { kind: 'pure', epsilon: 0, exact: { epsilon: { numerator: 0n, denominator: 1n } } },
    interval: () => [0, 0],
  }
  return { kind: 'input', input: { ...nothing, source } }
}
const inputs = [{}, {}, {}] as const
const [x, y, z] = [input(0), input(1), input(2)] as const
const number = (value: number): Formula => ({ kind: 'number', value })
const two =
  (kind: 'sum' | 'difference' | 'product' | 'quotient') =>
  (left: Formula, right: Formula): Formula => ({ kind, left, right })
const [plus, minus, times, over] = [two('sum'), two('difference'), two('product'), two('quotient')]

/** The formula with x, y and z in it, in this order, so that boxes are of three. */
const tapeOfThree = (formula: Formula): Tape => {
  const nothing = times(number(0), plus(x, plus(y, z)))
  return tapeOf(plus(nothing, formula))
}
const range = (formula: Formula, ...box: Interval[]): Interval =>
  rangeOf(tapeOfThree(formula), [...box, point(0), point(0), point(0)].slice(0, 3))

describe('the range of a formula over a box', () => {
  it('is exact for whole numbers, and knows an input that stands twice', () => {
    expect(range(minus(x, x), [3, 9])).toEqual([0, 0])
    expect(range(minus(plus(x, y), x), [3, 9], [0.1, 0.2])[0]).toBeCloseTo(0.1, 12)
    expect(range(minus(x, y), [3, 9], [1, 2])).toEqual([1, 8])
    expect(range(times(x, x), [-2, 3])).toEqual([0, 9])
    expect(range({ kind: 'root', of: x }, [-4, 16])).toEqual([0, 4])
    expect(range({ kind: 'absolute', of: minus(x, number(5)) }, [3, 9])).toEqual([0, 4])
    expect(range({ kind: 'clamp', of: x, lower: 0, upper: 1 }, [-4, 16])).toEqual([0, 1])
  })

  it('is nearly the smallest where naive intervals are far too wide', () => {
    const share = range(over(x, plus(x, y)), [10, 20], [30, 40])
    expect(share[0]).toBeCloseTo(10 / 50, 12)
    expect(share[1]).toBeCloseTo(20 / 50, 12)
    // x (1 - x) rises and falls: most inside
    const [low, high] = range(times(x, minus(number(1), x)), [0, 0.9])
    expect(low).toBeCloseTo(0, 3)
    expect(high).toBeGreaterThanOrEqual(0.25)
    expect(high).toBeLessThan(0.2505)
    const saddle = range(minus(times(x, x), times(y, x)), [-1, 1], [-1, 1])
    expect(saddle[0]).toBeGreaterThan(-0.2505)
    expect(saddle[0]).toBeLessThanOrEqual(-0.25)
    expect(saddle[1]).toBeGreaterThanOrEqual(2)
    expect(saddle[1]).toBeLessThan(2.002)
  })

  it('is everything where a divisor can be 0', () => {
    const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    expect(range(over(number(1), x), [-1, 3])).toEqual(everything)
    expect(range(over(number(1), x), [0, 3])).toEqual(everything)
    expect(range(over(x, x), [0, 3])).toEqual(everything)
    expect(range({ kind: 'clamp', of: over(y, x), lower: 0, upper: 1 }, [0, 3], [1, 2])).toEqual([
      0, 1,
    ])
    expect(range(over(number(1), plus(times(x, x), number(1))), [-1, 1])[1]).toBeLessThan(1.001)
  })

  it('holds the value at every point of the box, for any formula', () => {
    fc.assert(
      fc.property(formulas, boxes, places, (formula, box, place) => {
        const tape = tapeOfThree(formula)
        expect(isHeld(rangeOf(tape, box), tape, box, place)).toBe(true)
      }),
      { numRuns: 600 },
    )
  })

  it.each([
    ['the corners alone', cornersOf],
    [
      'ends chosen for the other side',
      (tape: Tape, box: readonly Interval[]) => swapped(tape, box),
    ],
  ])('would not hold it with %s', (_, broken) => {
    const found = fc.sample(fc.tuple(formulas, boxes, places), { numRuns: 600, seed: 1 })
    const isRight = found.every(([formula, box, place]) => {
      const tape = tapeOfThree(formula)
      return isHeld(broken(tape, box), tape, box, place)
    })
    expect(isRight).toBe(false)
  })

  it('shares what a tree holds many times', () => {
    const doubled = Array.from({ length: 60 }).reduce<Formula>((sum) => plus(sum, sum), x)
    expect(tapeOf(doubled).steps.length).toBe(61)
    expect(rangeOf(tapeOf(doubled), [[1, 2]])).toEqual([2 ** 60, 2 ** 61])
  })
})

const bounds = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
)
const intervals = fc
  .tuple(bounds, bounds)
  .map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)])
const boxes = fc.tuple(intervals, intervals, intervals)
const places = fc.tuple(...inputs.map(() => fc.double({ min: 0, max: 1, noNaN: true })))
const { formulas } = fc.letrec<{ formulas: Formula; leaf: Formula }>((tie) => ({
  leaf: fc.oneof(fc.constantFrom(x, y, z), bounds.map(number)),
  formulas: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(
        fc.constantFrom(
          'sum' as const,
          'difference' as const,
          'product' as const,
          'quotient' as const,
        ),
        tie('formulas'),
        tie('formulas'),
      )
      .map(([kind, left, right]): Formula => ({ kind, left, right })),
    fc
      .tuple(fc.constantFrom('root' as const, 'absolute' as const), tie('formulas'))
      .map(([kind, of]): Formula => ({ kind, of })),
    fc
      .tuple(tie('formulas'), intervals)
      .map(([of, [lower, upper]]): Formula => ({ kind: 'clamp', of, lower, upper })),
  ),
}))

/** Whether the range meets the formula's value at a point of the box, known to rounding. */
function isHeld(
  [low, high]: Interval,
  tape: Tape,
  box: readonly Interval[],
  place: readonly number[],
): boolean {
  const at = box.map(([from, to], i) => point(Math.min(to, from + (to - from) * (place[i] ?? 0))))
  const [least, most] = intervalsOf(tape, at).at(-1) ?? [0, 0]
  return low <= most && least <= high
}

function cornersOf(tape: Tape, box: readonly Interval[]): Interval {
  const values = Array.from({ length: 2 ** box.length }, (_, corner) => {
    const at = box.map(([low, high], i) => point((corner >> i) & 1 ? high : low))
    return intervalsOf(tape, at).at(-1) ?? point(0)
  })
  return [Math.min(...values.map(([low]) => low)), Math.max(...values.map(([, high]) => high))]
}

function swapped(tape: Tape, box: readonly Interval[]): Interval {
  const [low, high] = rangeOf(tape, box)
  return [Math.max(low, -high), Math.min(high, -low)]
}
