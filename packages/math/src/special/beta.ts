/** The incomplete beta function and the laws built on it, in doubles. Bounds are tested, not proved. */
import { exp } from './exp.ts'
import { deviance, stirlingRest } from './gamma.ts'

const twoPi = 6.283185307179586
const longestFraction = 1_000_000

/**
 * I_x(a, b), the regularised incomplete beta function, for a, b > 0 and x in [0, 1].
 *
 * |error| <= 2^-35 I_x(a, b) + 2^-900, for 1/2 <= a, b <= 10^6.
 *
 * @throws RangeError if a parameter is out of range
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`regularizedBeta: x is ${x}, must be from 0 to 1`)
  for (const [name, value] of [
    ['a', a],
    ['b', b],
  ] as const)
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`regularizedBeta: ${name} is ${value}, must be greater than 0`)
  if (x === 0 || x === 1) return x
  const y = 1 - x
  return x < (a + 1) / (a + b + 2)
    ? Math.min(1, leading(x, y, a, b) * fraction(x, a, b))
    : 1 - Math.min(1, leading(y, x, b, a) * fraction(y, b, a))
}

/** x^a y^b / (a B(a, b)), by the saddle point [Loa00]; y = 1 - x. */
function leading(x: number, y: number, a: number, b: number): number {
  const n = a + b
  const rest = stirlingRest(n) - stirlingRest(a) - stirlingRest(b)
  const size = exp(rest - deviance(a, n * x) - deviance(b, n * y))
  return size * Math.sqrt(b / (twoPi * a * n))
}

/** DLMF 8.17.22 by Lentz's method; fast for x < (a + 1) / (a + b + 2). */
function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; ; m++) {
    if (m > longestFraction)
      throw new RangeError(`regularizedBeta: a is ${a}, b is ${b}, too large`)
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    const factor = d * c
    value *= factor
    if (Math.abs(factor - 1) < 2.220446049250313e-16) return value
  }
}

/** P(X <= k) for X binomial(n, p), with the bound of `regularizedBeta`. */
export function binomialCdf(k: number, n: number, p: number): number {
  return k < 0 ? 0 : k >= n ? 1 : regularizedBeta(1 - p, n - k, k + 1)
}

/** P(X >= k) for X binomial(n, p), with the bound of `regularizedBeta`. */
export function binomialTail(k: number, n: number, p: number): number {
  return k <= 0 ? 1 : k > n ? 0 : regularizedBeta(p, k, n - k + 1)
}

/**
 * P(T > t) for Student's t with `degrees` degrees of freedom.
 *
 * @throws RangeError if degrees <= 0 or t is NaN
 */
export function studentTail(t: number, degrees: number): number {
  const square = t * t
  const tail = 0.5 * regularizedBeta(degrees / (degrees + square), degrees / 2, 0.5)
  return t < 0 ? 1 - tail : tail
}
