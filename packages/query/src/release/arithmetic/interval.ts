/**
 * Intervals of doubles, rounded outward [MKC09]: what comes out holds every real number that the operation
 * makes of numbers in what went in. An end may be infinite; no interval is empty.
 */
import { nextDown, nextUp } from '@dither/math'

export type Interval = readonly [low: number, high: number]

export const everything: Interval = Object.freeze([
  Number.NEGATIVE_INFINITY,
  Number.POSITIVE_INFINITY,
])

export const point = (x: number): Interval => [x, x]

/** About halfway; inside. */
export function middle([low, high]: Interval): number {
  return nearest(low / 2 + high / 2, low, high)
}

export function holdsZero([low, high]: Interval): boolean {
  return low <= 0 && high >= 0
}

export function sum(a: Interval, b: Interval): Interval {
  return [sumDown(a[0], b[0]), 0 - sumDown(-a[1], -b[1])]
}

export function difference(a: Interval, b: Interval): Interval {
  return sum(a, negative(b))
}

function negative([low, high]: Interval): Interval {
  return [0 - high, 0 - low]
}

export function product(a: Interval, b: Interval): Interval {
  return hull(a.flatMap((x) => b.map((y) => productOf(x, y))))
}

/** Of a number by itself. */
export function square(a: Interval): Interval {
  const [low, high] = absolute(a)
  return [Math.max(0, productOf(low, low)[0]), productOf(high, high)[1]]
}

/** By an interval that holds 0: everything. A number by 0 is 0 here. */
export function quotient(a: Interval, b: Interval): Interval {
  if (holdsZero(b)) return everything
  return hull(a.flatMap((x) => b.map((y) => quotientOf(x, y))))
}

/** Of a number below 0: 0. */
export function root([low, high]: Interval): Interval {
  return [Math.max(0, rootOf(low)[0]), rootOf(high)[1]]
}

export function absolute([low, high]: Interval): Interval {
  if (low >= 0) return [low, high]
  return high <= 0 ? [0 - high, 0 - low] : [0, Math.max(-low, high)]
}

/** The nearest numbers in [lower, upper]. */
export function clamp([low, high]: Interval, lower: number, upper: number): Interval {
  return [nearest(low, lower, upper), nearest(high, lower, upper)]
}

export function nearest(x: number, lower: number, upper: number): number {
  return Math.min(Math.max(x, lower), upper)
}

function hull(parts: readonly Interval[]): Interval {
  return parts.reduce(([low, high], [a, b]) => [Math.min(low, a), Math.max(high, b)])
}

/** At most the real sum; the double itself where it is not above that, by its exact error [Knu97]. */
function sumDown(x: number, y: number): number {
  const total = x + y
  const part = total - x
  const error = x - (total - part) + (y - part)
  return error >= 0 ? total : nextDown(total)
}

/** Around the real product; 0 times whatever is 0, as every number in an unbounded interval is finite. */
function productOf(x: number, y: number): Interval {
  if (x === 0 || y === 0) return point(0)
  const near = x * y
  return isWhole(x, y, near) || Math.abs(x) === 1 || Math.abs(y) === 1 ? point(near) : around(near)
}

function quotientOf(x: number, y: number): Interval {
  if (x === 0 || !Number.isFinite(y)) return point(0)
  const near = x / y
  return Math.abs(y) === 1 || (isWhole(x, y, near) && near * y === x) ? point(near) : around(near)
}

function rootOf(x: number): Interval {
  if (x <= 0) return point(0)
  const near = Math.sqrt(x)
  return isWhole(x, near, near * near) && near * near === x ? point(near) : around(near)
}

/** Whole numbers that doubles hold, and their products, have no error. */
function isWhole(...numbers: readonly number[]): boolean {
  return numbers.every(Number.isSafeInteger)
}

/** The real result of a rounded operation lies between the neighbours of the double. */
function around(near: number): Interval {
  return [nextDown(near), nextUp(near)]
}
