/** Noise that follows the data: Cauchy noise in proportion to a smooth bound on the sensitivity. */
import {
  ceiling,
  compare,
  divide,
  isRational,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { DitherError } from '../../error.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import type { OfNeighbours } from '../../space/events/fields.ts'
import {
  type SmoothSensitivityEvent,
  smoothSensitivityEvent,
} from '../../space/events/smooth-sensitivity.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import {
  confidence as confidenceOf,
  epsilonBudget,
  scale as scaleOf,
  sensitivity as sensitivityOf,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { cauchyShift, usualBeta } from './cauchy-shift.ts'
import { drawCauchy } from './draw-cauchy.ts'

/** What a release may cost, and how fast the bound on the sensitivity may change. */
export interface CauchyNoiseOptions {
  readonly epsilon: RationalLike
  /** More than 0, less than epsilon; 3/4 of it unless said. */
  readonly beta?: RationalLike
}

/** A made-up bound, at which the error is wanted. */
export interface CauchyAccuracyOptions {
  readonly confidence: RationalLike
  /** In units of the value. That of private data is as private as they are: plan with data that you made up. */
  readonly smoothBound: RationalLike
}

/** Cauchy noise that follows a smooth bound; made by `cauchyNoise`. */
export interface CauchyNoise {
  /** Its name. */
  readonly kind: 'cauchyNoise'
  /** Exact, what a release costs. */
  readonly epsilon: Rational
  /** Exact: neighbours' bounds may differ by a factor e^beta. */
  readonly beta: Rational
  /** Exact: the noise has the scale smoothBound / alpha. */
  readonly alpha: Rational
  /** The value with noise of scale smoothBound / alpha, rounded to the nearest whole number. */
  readonly invoke: (value: bigint, smoothBound: Rational, options?: InvokeOptions) => bigint
  /** Epsilon, whatever the data are. */
  readonly loss: () => PureLoss
  /** What a release costs, as data. */
  readonly event: (options?: OfNeighbours) => SmoothSensitivityEvent
  /** With the confidence, |noise| is at most this, if the bound is the one that is given. */
  readonly accuracy: (options: CauchyAccuracyOptions) => number
}

/**
 * Adds Cauchy noise to one integer, as much as the data at hand need: the scale is in proportion to a bound
 * on the local sensitivity that comes with the value.
 *
 * Neighbours: any relation. The caller promises, of a function `value` and a function `smoothBound` of the data: between
 * any neighbours x and x', |value(x) - value(x')| <= smoothBound(x), and smoothBound(x) <= e^beta smoothBound(x'). The local
 * sensitivity itself is no such bound: it may leap from 0 to anything.
 * Loss: pure DP, epsilon. [smooth-sensitivity.proof.md]
 * Noise: round(smoothBound / alpha * Z), Z standard Cauchy, exactly; symmetric, without mean and variance. At equal
 * epsilon alpha and beta are about four times those of [NRS07], 18 times in product: the noise of a Cauchy law has an exact price.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range; it names no bound
 * @see [NRS07] section 2, [BS19]
 */
export function cauchyNoise(options: CauchyNoiseOptions): CauchyNoise {
  readOptions('cauchyNoise', options, 'epsilon beta')
  const epsilon = epsilonBudget(options.epsilon)
  const beta = options.beta === undefined ? usualBeta(epsilon) : scaleOf(options.beta, 'beta')
  const alpha = cauchyShift(epsilon, beta)
  return readable({
    kind: 'cauchyNoise',
    epsilon,
    beta,
    alpha,
    invoke: (value: bigint, smoothBound: Rational, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      // (5) Rounding a whole number plus noise is rounding the noise.
      return readValue(value) + drawCauchy(divide(exactBound(smoothBound), alpha), bits)
    },
    loss: () => pureLoss(epsilon),
    event: (change: OfNeighbours = {}) => smoothSensitivityEvent({ ...change, epsilon, beta }),
    accuracy: ({ confidence, smoothBound }: CauchyAccuracyOptions) =>
      cauchyAccuracy(divide(sensitivityOf(smoothBound, 'smoothBound'), alpha), confidence),
  })
}

/** An a with Pr[|round(scale Z)| <= a] >= confidence: Pr[|Z| > t] <= 2 / (pi t). */
function cauchyAccuracy(scale: Rational, confidence: RationalLike): number {
  const failure = subtract(rational(1), confidenceOf(confidence))
  const tail = divide(rational('212/333'), failure) // (6) 2 / pi < 212 / 333
  return toNumberUp(rational(ceiling(subtract(multiply(scale, tail), rational('1/2')))))
}

/** The error names no bound: it is private (S15). */
function exactBound(value: Rational): Rational {
  if (isRational(value) && compare(value, rational(0)) >= 0) return value
  throw new DitherError('invalid_parameter', 'smoothBound must be a reduced rational, at least 0', {
    parameter: 'smoothBound',
  })
}
