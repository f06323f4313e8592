/** The gamma function and the chi-square distribution in doubles. Bounds are tested, not proved. */
import { exp } from './exp.ts'
import { ln } from './ln.ts'

const halfLnTwoPi = 0.9189385332046728
const twoPi = 6.283185307179586

/** B(2k) / (2k (2k - 1)): at x >= 12 the series of 8 terms errs by less than 2^-58. */
const stirling = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
  0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
]

/** A series or a continued fraction of this many steps serves parameters up to about 10^9. */
const longestSeries = 1_000_000

/**
 * ln Gamma(x) for x > 0: |error| <= 2^-46 (1 + |ln Gamma(x)|).
 *
 * @throws RangeError if x <= 0 or NaN
 */
export function lnGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`lnGamma: x is ${x}, must be greater than 0`)
  let product = 1
  let shifted = x
  while (shifted < 12) product *= shifted++
  return (shifted - 0.5) * ln(shifted) - shifted + halfLnTwoPi + series(shifted) - ln(product)
}

/** ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2), for x > 0: what Stirling's formula leaves. */
export function stirlingRest(x: number): number {
  if (x >= 12) return series(x)
  return lnGamma(x) - ((x - 0.5) * ln(x) - x + halfLnTwoPi)
}

function series(x: number): number {
  const square = 1 / (x * x)
  let sum = 0
  for (let k = stirling.length - 1; k >= 0; k--) sum = sum * square + (stirling[k] ?? 0)
  return sum / x
}

/** a ln(a / m) + m - a >= 0, without cancellation where a is near m; a, m > 0. [Loa00] */
export function deviance(a: number, m: number): number {
  const v = (a - m) / m
  if (v < -0.4 || v > 0.6) return a * (ln(a) - ln(m)) + m - a
  return m * ((1 + v) * log1pMinus(v) + v * v)
}

/** ln(1 + v) - v for -0.4 <= v <= 0.6. */
function log1pMinus(v: number): number {
  const s = v / (2 + v)
  const z = s * s
  let sum = 0
  for (let odd = 31; odd >= 3; odd -= 2) sum = z * (1 / odd + sum)
  return s * (2 * sum - v)
}

/** x^a e^-x / Gamma(a + 1). */
function poissonMass(a: number, x: number): number {
  return exp(-deviance(a, x) - stirlingRest(a)) / Math.sqrt(twoPi * a)
}

/**
 * P(a, x), the lower regularised incomplete gamma function, for a > 0, x >= 0.
 *
 * |error| <= 2^-35 P(a, x) + 2^-900, for 1/2 <= a <= 10^6.
 *
 * @throws RangeError if a parameter is out of range
 */
export function regularizedGammaP(a: number, x: number): number {
  check('regularizedGammaP', a, x)
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/** Q(a, x) = 1 - P(a, x), with the bound of `regularizedGammaP` relative to Q. */
export function regularizedGammaQ(a: number, x: number): number {
  check('regularizedGammaQ', a, x)
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

/**
 * The probability that a chi-square variable with that many degrees of freedom exceeds x.
 *
 * @throws RangeError if degrees <= 0 or x < 0
 */
export function chiSquareTail(x: number, degrees: number): number {
  return regularizedGammaQ(degrees / 2, x / 2)
}

function check(name: string, a: number, x: number): void {
  if (!(a > 0 && a < Number.POSITIVE_INFINITY))
    throw new RangeError(`${name}: a is ${a}, must be greater than 0`)
  if (!(x >= 0)) throw new RangeError(`${name}: x is ${x}, must be at least 0`)
}

function lowerSeries(a: number, x: number): number {
  if (x === 0) return 0
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1.3877787807814457e-17; k++) {
    if (k > longestSeries) throw new RangeError(`regularizedGamma: a is ${a}, too large`)
    term *= x / (a + k)
    sum += term
  }
  return Math.min(1, poissonMass(a, x) * sum)
}

/** Legendre's continued fraction for Q by Lentz's method, x >= a + 1. */
function upperFraction(a: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0
  const mass = poissonMass(a, x)
  if (mass === 0) return 0
  let b = x + 1 - a
  let c = Number.MAX_VALUE
  let d = 1 / b
  let value = d
  for (let k = 1; ; k++) {
    if (k > longestSeries) throw new RangeError(`regularizedGamma: a is ${a}, too large`)
    const step = k * (a - k)
    b += 2
    d = 1 / (step * d + b)
    c = b + step / c
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < 2.220446049250313e-16) break
  }
  return Math.min(1, mass * a * value)
}
