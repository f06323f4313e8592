/** How far the choice of permute-and-flip may be off. What a scale costs is in exponential-scale.ts. */
import {
  divide,
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
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import {
  exponentialScale,
  numberOfCandidates,
  type ScoreAccuracy,
  type ScoreChange,
  significantDown,
} from '../exponential/exponential-scale.ts'

const none: Interval = { low: rational(0), high: rational(0) }

/**
 * The scale b, in units of the score: from a budget or from an accuracy.
 *
 * From a budget it is 2 sensitivity / epsilon, or sensitivity / epsilon where scores are monotone,
 * exactly. From an accuracy it is the largest, to 48 bits, at which the bound of `permuteAndFlipAccuracy`
 * is no larger.
 *
 * @throws DitherError "invalid_parameter"
 */
export function permuteAndFlipScale(
  options:
    | (ScoreChange & { readonly epsilon: RationalLike })
    | (ScoreAccuracy & { readonly accuracy: RationalLike }),
): Rational {
  readOptions('permuteAndFlipScale', options)
  if (!('accuracy' in options)) return exponentialScale(options)
  const accuracy = scaleOf(options.accuracy, 'accuracy')
  const { high } = reachOf(options)
  if (high.numerator === 0n)
    throw wrongParameter(
      'confidence',
      String(options.confidence),
      'must be more than 1 - (candidates - 1) / 2: the best is chosen so often at any scale',
    )
  // (1) Rounded down, so that the promise of accuracy is kept.
  return significantDown(divide(accuracy, high))
}

/**
 * With the confidence, the chosen score is within scale * ln((candidates - 1) / (2 (1 - confidence))) of the
 * best: scale * ln 2 less than the exponential mechanism promises, and more.
 *
 * Holds whatever the scores are; rounded up. [permute-and-flip.proof.md]
 *
 * @throws DitherError "invalid_parameter"
 */
export function permuteAndFlipAccuracy(
  options: ScoreAccuracy & { readonly scale: RationalLike },
): number {
  readOptions('permuteAndFlipAccuracy', options)
  return toNumberUp(multiply(scaleOf(options.scale), reachOf(options).high))
}

/** ln((candidates - 1) / (2 (1 - confidence))), or 0 if that is less: how far below the best, in scales. */
function reachOf({ candidates, confidence }: ScoreAccuracy): Interval {
  const others = subtract(numberOfCandidates(candidates), rational(1))
  const failure = subtract(rational(1), confidenceOf(confidence))
  const most = divide(others, multiply(rational(2), failure))
  return most.numerator <= most.denominator ? none : lnInterval(most, 64)
}
