/** The public lattice on which the values of a column become integers (S8). */
import { DitherError } from '@dither/core'
import {
  absolute,
  add,
  bitLength,
  ceiling,
  compare,
  divide,
  exactDouble,
  floor,
  floorLog2,
  integerPower,
  maximum,
  multiply,
  type Rational,
  rational,
  roundHalfUp,
  subtract,
  toNumber,
} from '@dither/math'
import type { Lattice } from '../../plan/bounded-plan.ts'

/** No step is larger, so that a product of two steps fits 64 bits. */
const largestStep: Rational = rational(2n ** 31n - 1n)
/** 2^exponent must stay a double. */
const largestExponent = 1000
const two: Rational = rational(2n)

/**
 * The lattice of values in [lower, upper]: a function of public numbers alone. [lattice.proof.md]
 *
 * The step of x is floor((x - origin) 2^exponent + 1/2), between `low` and `high`. The exponent is the
 * largest for which no step exceeds 2^31 - 1; integers take 0 where it fits, so that they are exact.
 *
 * @param integral whether every value is an integer; ignored if a bound is not one
 * @param origin the wished centre, the midpoint unless given; the nearest lattice point is taken
 * @throws DitherError "invalid_parameter" if the bounds are not finite, out of order, or closer
 *   together than any lattice can tell; if the origin lies outside them
 */
export function latticeFor(
  lower: number,
  upper: number,
  integral: boolean,
  origin?: number,
): Lattice {
  checkBounds(lower, upper, origin)
  const low = exactDouble(lower)
  const high = exactDouble(upper)
  const whole = integral && Number.isInteger(lower) && Number.isInteger(upper)
  if (lower === upper) return pointLattice(lower, low)
  const wished = origin === undefined ? midpoint(low, high) : exactDouble(origin)
  let exponent = floorLog2(divide(largestStep, reach(wished, low, high))) + 1
  if (whole) exponent = Math.min(exponent, 0)
  for (; ; exponent--) {
    const centre = nearestPoint(wished, exponent, low, high)
    const exact = exactDouble(centre)
    if (!fits(reach(exact, low, high), exponent)) continue // (1)
    if (exponent > largestExponent) refuseNarrow(lower, upper)
    return {
      origin: centre,
      exponent,
      low: Number(step(low, exact, exponent)), // (2)
      high: Number(step(high, exact, exponent)),
    }
  }
}

/** The largest |step|, M in SOUNDNESS.md. */
export function reachOf(lattice: Lattice): bigint {
  return BigInt(Math.max(-lattice.low, lattice.high))
}

/** The origin in steps: origin * 2^exponent, an integer. */
export function originSteps(lattice: Lattice): bigint {
  return roundHalfUp(multiply(exactDouble(lattice.origin), power(lattice.exponent)))
}

/** The width of one step, 2^-exponent. */
export function stepWidth(lattice: Lattice): Rational {
  return power(-lattice.exponent)
}

/** How far rounding to the lattice can move a value: half a step, or nothing for exact integers. */
export function roundingShare(lattice: Lattice, integral: boolean): Rational {
  const exact = integral && lattice.exponent >= 0
  return exact || lattice.low === lattice.high ? rational(0n) : power(-lattice.exponent - 1)
}

function checkBounds(lower: number, upper: number, origin: number | undefined): void {
  if (!Number.isFinite(lower) || !Number.isFinite(upper) || lower > upper)
    throw new DitherError(
      'invalid_parameter',
      `the bounds are ${lower} and ${upper}, must be finite and in order`,
      { parameter: 'lower', rule: 'S8', wayOut: 'Give lower <= upper' },
    )
  if (origin === undefined) return
  if (!(origin >= lower && origin <= upper))
    throw new DitherError(
      'invalid_parameter',
      `origin is ${origin}, must lie in [${lower}, ${upper}]`,
      { parameter: 'origin', rule: 'S8', wayOut: 'Leave it out for the midpoint' },
    )
  if (!Number.isFinite(origin - lower) || !Number.isFinite(upper - origin))
    throw new DitherError(
      'invalid_parameter',
      `origin is ${origin}, its distance from the bounds ${lower} and ${upper} must be a finite number`,
      { parameter: 'origin', rule: 'S8', wayOut: 'Leave it out for the midpoint' },
    )
}

/** lower = upper: every value is the origin, and every step is 0. */
function pointLattice(value: number, exact: Rational): Lattice {
  const exponent = bitLength(exact.denominator) - 1 // the denominator of a double is a power of 2
  if (exponent > largestExponent) refuseNarrow(value, value)
  return { origin: value, exponent, low: 0, high: 0 }
}

/** The lattice point of [low, high] nearest to the wish, as a double. */
function nearestPoint(wished: Rational, exponent: number, low: Rational, high: Rational): number {
  const scale = power(exponent)
  const first = ceiling(multiply(low, scale))
  const last = floor(multiply(high, scale))
  const nearest = roundHalfUp(multiply(wished, scale))
  const inside = nearest < first ? first : nearest > last ? last : nearest
  return toNumber(multiply(rational(inside), power(-exponent))) // (3)
}

function step(x: Rational, origin: Rational, exponent: number): bigint {
  return roundHalfUp(multiply(subtract(x, origin), power(exponent)))
}

function fits(distance: Rational, exponent: number): boolean {
  return compare(multiply(distance, power(exponent)), largestStep) <= 0
}

function reach(origin: Rational, low: Rational, high: Rational): Rational {
  return maximum(absolute(subtract(low, origin)), absolute(subtract(high, origin)))
}

function midpoint(low: Rational, high: Rational): Rational {
  return divide(add(low, high), two)
}

function power(exponent: number): Rational {
  return integerPower(two, exponent)
}

function refuseNarrow(lower: number, upper: number): never {
  throw new DitherError(
    'invalid_parameter',
    `the bounds ${lower} and ${upper} are too small to be told from each other or from 0`,
    { parameter: 'lower', rule: 'S8', wayOut: 'Measure the column in a smaller unit' },
  )
}
