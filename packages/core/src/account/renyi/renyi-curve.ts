/** What is known of a mechanism at every order. */
import { floor, multiply, type Rational, rational, subtract } from '@dither/math'
import { twoTo } from '../../space/significant.ts'

/**
 * A bound on the Rényi divergence of the outputs on neighbours at every order, but for an event of chance `delta`.
 *
 * Neighbours: those of the mechanism, both ways.
 */
export interface RenyiCurve {
  /**
   * At an order of at least 1, `Infinity` included: never below the true divergence, `Infinity` where nothing is known.
   * It must not fall as the order rises.
   */
  readonly divergence: (order: number) => number
  /** Apart from the divergence: the chance that anything may happen. */
  readonly delta: Rational
}

const nothing = rational(0)
const one = rational(1)
const places = 160
const placesEnd = 1n << 400n

/** With every value computed once. */
export function renyiCurveOf(
  divergence: (order: number) => number,
  delta: Rational = nothing,
): RenyiCurve {
  const known = new Map<number, number>()
  return Object.freeze({
    delta,
    divergence(order: number): number {
      const value = known.get(order) ?? divergence(order)
      known.set(order, value)
      return value
    },
  })
}

/** The smaller of two bounds. */
export function leastOf(
  one: (order: number) => number,
  two: (order: number) => number,
): (order: number) => number {
  return (order) => Math.min(one(order), two(order))
}

/** 1 - (1 - delta)(1 - delta)..., over all parts and their counts, rounded up by less than 2^-150 a step. */
export function chanceOfAny(
  parts: readonly { readonly curve: Pick<RenyiCurve, 'delta'>; readonly count: number }[],
): Rational {
  let kept = one
  for (const { curve, count } of parts) {
    if (curve.delta.numerator === 0n) continue
    let square = subtract(one, curve.delta)
    for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) kept = roundedDown(multiply(kept, square))
      square = roundedDown(multiply(square, square))
    }
  }
  return subtract(one, kept)
}

/** To so many places, once it has more. */
function roundedDown(value: Rational): Rational {
  return value.denominator < placesEnd
    ? value
    : multiply(rational(floor(multiply(value, twoTo(places)))), twoTo(-places))
}
