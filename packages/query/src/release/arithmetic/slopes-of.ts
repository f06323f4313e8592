/** How steep a formula is in each input, over a box: derivatives in intervals, from the end backwards. */
import {
  difference,
  everything,
  holdsZero,
  type Interval,
  point,
  product,
  quotient,
  sum,
} from './interval.ts'
import type { Tape } from './tape.ts'

/**
 * For every input, an interval that holds the derivative wherever there is one in the box; undefined
 * where a divisor may be 0, since there the formula may jump.
 *
 * @param values of every step, over the box
 */
export function slopesOf(
  { steps, inputs }: Tape,
  values: readonly Interval[],
): readonly Interval[] | undefined {
  const slopes: Interval[] = inputs.map(() => point(0))
  const rates: Interval[] = steps.map((_, i) => point(i === steps.length - 1 ? 1 : 0))
  const value = (place: number): Interval => values[place] ?? everything
  const passOn = (place: number, rate: Interval): void => {
    rates[place] = sum(rates[place] ?? everything, rate)
  }
  for (const [place, step] of [...steps.entries()].reverse()) {
    const rate = rates[place] ?? everything
    switch (step.kind) {
      case 'number':
        break
      case 'input':
        slopes[step.input] = rate
        break
      case 'sum':
        passOn(step.left, rate)
        passOn(step.right, rate)
        break
      case 'difference':
        passOn(step.left, rate)
        passOn(step.right, difference(point(0), rate))
        break
      case 'product':
        passOn(step.left, product(rate, value(step.right)))
        passOn(step.right, product(rate, value(step.left)))
        break
      case 'quotient': {
        const divisor = value(step.right)
        if (holdsZero(divisor)) return undefined
        if (step.left === step.right) break
        const over = quotient(rate, divisor)
        passOn(step.left, over)
        passOn(step.right, difference(point(0), product(over, value(place))))
        break
      }
      case 'root':
        passOn(step.of, product(rate, rootSlope(value(step.of), value(place))))
        break
      case 'absolute':
        passOn(step.of, product(rate, absoluteSlope(value(step.of))))
        break
      case 'clamp':
        passOn(step.of, product(rate, clampSlope(value(step.of), step.lower, step.upper)))
        break
    }
  }
  return slopes
}

function rootSlope([low, high]: Interval, roots: Interval): Interval {
  if (low > 0) return quotient(point(0.5), roots)
  return high <= 0 ? point(0) : [0, Number.POSITIVE_INFINITY]
}

function absoluteSlope([low, high]: Interval): Interval {
  return [low < 0 ? -1 : 1, high > 0 ? 1 : -1]
}

function clampSlope([low, high]: Interval, lower: number, upper: number): Interval {
  if (low >= lower && high <= upper) return point(1)
  return high <= lower || low >= upper ? point(0) : [0, 1]
}
