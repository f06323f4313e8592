/** How a budget is split over the noises of the sparse vector technique, and what given noises cost. */
import {
  add,
  compare,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  smallestInteger,
  subtract,
} from '@dither/math'
import { epsilonBudget, exactParameter, scale, wrongParameter } from '../../space/parameter.ts'
import { isMonotone } from '../exponential/exponential-scale.ts'

const none = rational(0)
const one = rational(1)
/** The share of the threshold is found on a grid of so many bits: any split is private. */
const gridBits = 16n

/** The scales of the noises, in units of the answers. */
export interface SparseVectorScales {
  /** Of the threshold's noise, drawn once a stream. */
  readonly threshold: Rational
  /** Of the noise that each answer takes for its comparison. */
  readonly query: Rational
  /** Of the fresh noise on the values that are released, if they are. */
  readonly value?: Rational
}

/** What decides about a stream's cost besides the noises. */
export interface SparseVectorChange {
  /** No answer changes by more between neighbours. */
  readonly sensitivity: Rational
  /** Between neighbours, all answers rise or stay, or all fall or stay. */
  readonly monotone: boolean
  /** How many answers are told to be above, at most. */
  readonly most: number
}

/**
 * epsilon = sensitivity / threshold + sides * most * sensitivity / query + most * sensitivity / value, where
 * sides is 2, or 1 for monotone answers; the last only where values are released. [sparse-vector.proof.md]
 */
export function sparseVectorEpsilon(
  { threshold, query, value }: SparseVectorScales,
  { sensitivity, monotone, most }: SparseVectorChange,
): Rational {
  const times = rational(BigInt(most))
  const once = divide(sensitivity, threshold)
  const told = multiply(times, divide(multiply(sidesOf(monotone), sensitivity), query))
  const shown = value === undefined ? none : multiply(times, divide(sensitivity, value))
  return add(add(once, told), shown)
}

/**
 * Splits epsilon: `valueShare` of it for the values, the rest over threshold and comparisons as
 * 1 : (sides * most)^(2/3), where their noises' variances add up to the least [LSL17, section 4.2].
 *
 * Costs epsilon exactly.
 *
 * @throws DitherError "invalid_parameter"
 */
export function splitSparseVector(
  budget: { readonly epsilon: RationalLike; readonly valueShare?: RationalLike },
  { sensitivity, monotone, most }: SparseVectorChange,
): SparseVectorScales {
  const epsilon = epsilonBudget(budget.epsilon)
  const share = shareOf(budget.valueShare)
  const forValues = multiply(share, epsilon)
  const forAbove = subtract(epsilon, forValues)
  const times = multiply(sidesOf(monotone), rational(BigInt(most)))
  const forThreshold = divide(forAbove, add(one, twoThirds(times.numerator)))
  const forQueries = subtract(forAbove, forThreshold) // (1) What is left: nothing is lost to rounding.
  const scales = {
    threshold: divide(sensitivity, forThreshold),
    query: divide(multiply(times, sensitivity), forQueries),
  }
  if (share.numerator === 0n) return scales
  return { ...scales, value: divide(multiply(rational(BigInt(most)), sensitivity), forValues) }
}

/** Reads given scales. */
export function readScales(scales: {
  readonly threshold: RationalLike
  readonly query: RationalLike
  readonly value?: RationalLike
}): SparseVectorScales {
  return {
    threshold: scale(scales.threshold, 'scales.threshold'),
    query: scale(scales.query, 'scales.query'),
    ...(scales.value === undefined ? {} : { value: scale(scales.value, 'scales.value') }),
  }
}

/** n^(2/3), rounded down to 16 bits after the point; at least 1. */
function twoThirds(n: bigint): Rational {
  const cube = (n * n) << (3n * gridBits)
  const above = smallestInteger((r) => r * r * r > cube, 0n, (n + 1n) << gridBits)
  return rational(above - 1n, 1n << gridBits)
}

function shareOf(value: RationalLike | undefined): Rational {
  if (value === undefined) return none
  const share = exactParameter('valueShare', value)
  if (compare(share, none) < 0 || compare(share, one) >= 0)
    throw wrongParameter('valueShare', value, 'must be at least 0 and less than 1')
  return share
}

function sidesOf(monotone: boolean): Rational {
  return isMonotone(monotone) ? one : rational(2)
}
