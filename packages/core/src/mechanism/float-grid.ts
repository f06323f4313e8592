/** The grid on which floating-point values take noise: the multiples of 2^exponent. */
import {
  absolute,
  add,
  ceiling,
  compare,
  exactDouble,
  floorLog2,
  formatRational,
  maximum,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  roundHalfUp,
  sqrtUp,
  toNumber,
} from '@dither/math'
import { exactParameter, wrongParameter } from '../space/parameter.ts'
import { twoTo } from '../space/significant.ts'

/** Public bounds of the values; values beyond them are moved to them. */
export interface ValueBounds {
  readonly lower: RationalLike
  readonly upper: RationalLike
}

/** A grid and, if there are public bounds, the whole steps that values are clamped to. */
export interface FloatGrid {
  /** The step is 2^exponent. */
  readonly exponent: number
  readonly step: Rational
  readonly lower?: bigint
  readonly upper?: bigint
}

/** Steps in one scale of the noise: 2^40 at least, so that the grid costs less than 1e-12 of the loss. */
const stepsPerScale = 40
/** A double holds every whole number of steps up to 2^53. */
const doubleBits = 53
/** Scales beyond 2^900 in either direction would leave the range of doubles. */
const mostExponent = 900
/** So that no sum of a bounded value and noise overflows. */
const largestBound = 1000

/**
 * The grid for noise of this scale on values within these bounds (S11).
 *
 * exponent = max(ceil(log2 scale) - 40, ceil(log2 max |bound|) - 52): a function of public parameters,
 * never of a value.
 */
export function floatGrid(scale: Rational, bounds: ValueBounds | undefined): FloatGrid {
  if (Math.abs(floorLog2(scale)) > mostExponent)
    throw wrongParameter('scale', scale, 'must be between 2^-900 and 2^900')
  const byScale = ceilingLog2(scale) - stepsPerScale
  if (bounds === undefined) return gridOf(byScale)
  const lower = exactParameter('bounds.lower', bounds.lower)
  const upper = exactParameter('bounds.upper', bounds.upper)
  if (compare(lower, upper) > 0)
    throw wrongParameter('bounds.lower', lower, 'must be at most upper')
  const largest = maximum(absolute(lower), absolute(upper))
  if (compare(largest, twoTo(largestBound)) > 0)
    throw wrongParameter(
      'bounds',
      formatRational(largest),
      `must be at most 2^${largestBound} in size`,
    )
  const byBounds = largest.numerator === 0n ? byScale : ceilingLog2(largest) - (doubleBits - 1)
  const grid = gridOf(Math.max(byScale, byBounds))
  const steps = (bound: Rational): bigint => roundHalfUp(multiply(bound, twoTo(-grid.exponent)))
  return Object.freeze({ ...grid, lower: steps(lower), upper: steps(upper) })
}

/**
 * The nearest whole number of steps (halves go up), exactly, then clamped. NaN counts as 0.
 *
 * Rounding moves two values apart to at most the ceiling of their distance in steps.
 */
export function toSteps(value: number, grid: FloatGrid): bigint {
  return clamped(unclamped(value, grid), grid)
}

/** The double nearest to that many steps: exact up to 2^53 steps. Beyond the doubles, the last one. */
export function fromSteps(steps: bigint, grid: FloatGrid): number {
  const value = toNumber(multiply(rational(steps), grid.step))
  if (value > Number.MAX_VALUE) return Number.MAX_VALUE
  return value < -Number.MAX_VALUE ? -Number.MAX_VALUE : value
}

/** The number of whole steps that an L1 distance may become over `dimension` rounded coordinates. */
export function stepsApart(distance: Rational, dimension: number, grid: FloatGrid): bigint {
  return ceiling(multiply(distance, twoTo(-grid.exponent))) + BigInt(dimension) - 1n
}

/** The same for a squared L2 distance: the square of (distance in steps + sqrt(dimension)), rounded up. */
export function squaredStepsApart(square: Rational, dimension: number, grid: FloatGrid): Rational {
  const inSteps = sqrtUp(multiply(square, twoTo(-2 * grid.exponent)))
  if (dimension === 1) {
    const whole = rational(ceiling(inSteps))
    return multiply(whole, whole)
  }
  const apart = add(inSteps, sqrtUp(rational(dimension)))
  return multiply(apart, apart)
}

function unclamped(value: number, grid: FloatGrid): bigint {
  if (Number.isNaN(value)) return 0n
  const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))
  return roundHalfUp(multiply(exactDouble(finite), twoTo(-grid.exponent)))
}

function clamped(steps: bigint, { lower, upper }: FloatGrid): bigint {
  if (lower !== undefined && steps < lower) return lower
  return upper !== undefined && steps > upper ? upper : steps
}

function gridOf(exponent: number): FloatGrid {
  return Object.freeze({ exponent, step: twoTo(exponent) })
}

function ceilingLog2(value: Rational): number {
  const below = floorLog2(value)
  return compare(twoTo(below), value) === 0 ? below : below + 1
}
