/** What a scale of the exponential mechanism costs, and how far the chosen score may be off. */
import {
  divide,
  floor,
  floorLog2,
  type Interval,
  lnInterval,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumberUp,
} from '@dither/math'
import {
  confidence as confidenceOf,
  epsilonBudget,
  epsilon as epsilonOf,
  scale as scaleOf,
  sensitivity as sensitivityOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'

const one = rational(1)
const two = rational(2)
const eight = rational(8)
/** Scales found for a wanted accuracy have this many significant bits. */
const significantBits = 48

/** How far neighbours' scores differ. */
export interface ScoreChange {
  /** L-infinity: no candidate's score changes by more. */
  readonly sensitivity: RationalLike
  /** Between neighbours, all scores rise or stay, or all fall or stay; false unless said. */
  readonly monotone?: boolean
}

/** A number of candidates, and how surely the chosen score is near the best. */
export interface ScoreAccuracy {
  /** How many there are: public. */
  readonly candidates: number | bigint
  readonly confidence: RationalLike
}

/**
 * The scale b, in units of the score, of weights e^(score / b): from a budget or from an accuracy.
 *
 * From a budget it is 2 sensitivity / epsilon, or sensitivity / epsilon where scores are monotone,
 * exactly. From an accuracy it is the largest, to 48 bits, at which the bound of `exponentialAccuracy` is
 * no larger.
 *
 * @throws DitherError "invalid_parameter"
 */
export function exponentialScale(
  options:
    | (ScoreChange & { readonly epsilon: RationalLike })
    | (ScoreAccuracy & { readonly accuracy: RationalLike }),
): Rational {
  readOptions('exponentialScale', options)
  if ('accuracy' in options) {
    const accuracy = scaleOf(options.accuracy, 'accuracy')
    const { high } = reachOf(options)
    if (high.numerator === 0n)
      throw wrongParameter('confidence', 0, 'must be more than 0 where there is one candidate')
    // (1) Rounded down, so that the promise of accuracy is kept.
    return significantDown(divide(accuracy, high))
  }
  const sensitivity = scaleOf(options.sensitivity, 'sensitivity')
  const epsilon = epsilonBudget(options.epsilon)
  return divide(multiply(sides(options), sensitivity), epsilon)
}

/** epsilon = 2 sensitivity / scale, or sensitivity / scale where scores are monotone, exactly. */
export function exponentialEpsilon(
  options: ScoreChange & { readonly scale: RationalLike },
): Rational {
  readOptions('exponentialEpsilon', options)
  const sensitivity = sensitivityOf(options.sensitivity)
  return divide(multiply(sides(options), sensitivity), scaleOf(options.scale))
}

/** rho = epsilon^2 / 8 of a choice whose privacy losses lie in a range of length epsilon. [CR21] */
export function exponentialRho(epsilon: RationalLike): Rational {
  const exact = epsilonOf(epsilon)
  return divide(multiply(exact, exact), eight)
}

/**
 * With the confidence, the chosen score is within scale * ln(candidates / (1 - confidence)) of the best.
 *
 * Holds whatever the scores are; rounded up. [DR14] theorem 3.11
 *
 * @throws DitherError "invalid_parameter"
 */
export function exponentialAccuracy(
  options: ScoreAccuracy & { readonly scale: RationalLike },
): number {
  readOptions('exponentialAccuracy', options)
  return toNumberUp(multiply(scaleOf(options.scale), reachOf(options).high))
}

/** ln(candidates / (1 - confidence)): how far below the best, in scales. */
function reachOf({ candidates, confidence }: ScoreAccuracy): Interval {
  const number = numberOfCandidates(candidates)
  return lnInterval(divide(number, subtract(one, confidenceOf(confidence))), 64)
}

/** @throws DitherError "invalid_parameter" unless it is a whole number, at least 1 */
export function numberOfCandidates(candidates: number | bigint): Rational {
  if (
    typeof candidates === 'bigint'
      ? candidates < 1n
      : !(Number.isSafeInteger(candidates) && candidates >= 1)
  )
    throw wrongParameter('candidates', candidates, 'must be a whole number, at least 1')
  return rational(candidates)
}

function sides({ monotone = false }: ScoreChange): Rational {
  return isMonotone(monotone) ? one : two
}

/** What is neither true nor false, such as 'no', would halve the noise. @throws DitherError "invalid_parameter" */
export function isMonotone(monotone: unknown): boolean {
  if (typeof monotone === 'boolean') return monotone
  throw wrongParameter('monotone', monotone, 'must be true or false')
}

/** The largest number of 48 significant bits that is not above the positive value. */
export function significantDown(value: Rational): Rational {
  const unit = twoTo(floorLog2(value) - significantBits + 1)
  return multiply(rational(floor(divide(value, unit))), unit)
}
