/** Discrete Gaussian noise on integers. */
import {
  divide,
  floor,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { NoiseOutput } from '../../random/bulk/fill-noise.ts'
import { discreteGaussianSampler } from '../../random/discrete-gaussian/discrete-gaussian.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type DiscreteGaussianEvent,
  discreteGaussianEvent,
} from '../../space/events/discrete-gaussian.ts'
import type { Claim } from '../../space/events/fields.ts'
import { type ApproximateLoss, approximateLoss, type ZcdpLoss, zcdpLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  deltaBudget,
  epsilonBudget,
  rhoBudget,
  scale,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { checkedDimension, checkLength } from '../dimension.ts'
import { calibrateGaussian, gaussianEpsilon } from '../gaussian-calibration/calibrate-gaussian.ts'
import { givenSensitivity, type L2Sensitivity, squaredSensitivity } from '../l2-sensitivity.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import {
  discreteGaussianQuantile,
  discreteGaussianVarianceFor,
} from './discrete-gaussian-quantile.ts'
import { discreteGaussianVariance } from './discrete-gaussian-variance.ts'

/** The noise, by its size, by what it may cost, or by how far it may be off. */
export type DiscreteGaussianOptions = {
  /** The number of coordinates that take noise; 1 unless said. */
  readonly dimension?: number
} & (
  | ({ readonly standardDeviation: RationalLike } & Partial<L2Sensitivity>)
  | ({ readonly variance: RationalLike } & Partial<L2Sensitivity>)
  | ({ readonly rho: RationalLike } & L2Sensitivity)
  | ({
      readonly epsilon: RationalLike
      readonly delta: RationalLike
    } & L2Sensitivity)
  | ({
      readonly accuracy: RationalLike
      readonly confidence: RationalLike
    } & Partial<L2Sensitivity>)
)

/** L2 sensitivity in units of the input; the one that the mechanism was made with unless said. */
export type GaussianChange = Partial<L2Sensitivity> & {
  readonly neighbours?: Neighbours
  /** The number of coordinates; the one that the mechanism was made for unless said. */
  readonly dimension?: number
}

/** Discrete Gaussian noise of one size; made by `discreteGaussian`. */
export interface DiscreteGaussian {
  readonly kind: 'discreteGaussian'
  /** The parameter sigma^2, exact, in squared units of the input. */
  readonly parameter: Rational
  /** The variance of the noise: the parameter, or a little less where the lattice is coarse. */
  readonly variance: number
  /** The longest vector that may take this noise. */
  readonly dimension: number
  /** What the noise was calibrated for, if it was. */
  readonly claim?: Claim
  /** The value with fresh noise. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** Independent noise on every coordinate. */
  readonly invokeVector: (values: readonly bigint[], options?: InvokeOptions) => bigint[]
  /** Fills `out` with independent noise, without values, and returns it. */
  readonly fill: <Output extends NoiseOutput>(out: Output, options?: InvokeOptions) => Output
  /** zCDP; the number of coordinates does not matter. */
  readonly loss: (change?: GaussianChange) => ZcdpLoss
  /** The smallest epsilon that is proved at this delta. */
  readonly approximateLoss: (
    change: GaussianChange & { readonly delta: RationalLike },
  ) => ApproximateLoss
  /** What a release costs, as data. */
  readonly event: (change?: GaussianChange) => DiscreteGaussianEvent
  /** The smallest a with Pr[|noise| <= a] >= confidence. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Adds discrete Gaussian noise to an integer, or to each integer of a vector.
 *
 * Neighbours: inputs at distance at most `sensitivity` (L2).
 * Loss: zCDP, rho = sensitivity^2 / (2 sigma^2), rounded up; or (epsilon, delta) by an analytic proof
 * that holds for the discrete noise in any dimension. [discrete-gaussian.proof.md]
 * Noise: symmetric, of variance at most sigma^2; independent of the input.
 *
 * From rho, sigma^2 is exact. From (epsilon, delta) it is the smallest that is proved, to a factor of
 * 1 + 2^-26, for vectors of at most `dimension` coordinates. From an accuracy it is the largest, to 44
 * bits, that keeps |noise| <= accuracy with the confidence.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [CKS20], [BW18]
 */
export function discreteGaussian(options: DiscreteGaussianOptions): DiscreteGaussian {
  readOptions(
    'discreteGaussian',
    options,
    'dimension standardDeviation variance rho epsilon delta accuracy confidence sensitivity sensitivitySquared',
  )
  const dimension = checkedDimension(options.dimension)
  const { parameter, claim } = read(options, dimension)
  const sampler = discreteGaussianSampler(parameter)
  const squareOf = (change: GaussianChange): Rational =>
    squaredSensitivity(givenSensitivity(change, options))
  // (1) The noise is drawn without looking at the value.
  const noisy = (value: bigint, bits = secureBits()): bigint =>
    readValue(value) + sampler.draw(bits)
  const event = (change: GaussianChange = {}): DiscreteGaussianEvent =>
    discreteGaussianEvent({
      variance: parameter,
      sensitivitySquared: squareOf(change),
      dimension: checkedDimension(change.dimension ?? dimension),
      ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      ...(claim === undefined || isOther(change, dimension) ? {} : { claim }),
    })
  return readable({
    kind: 'discreteGaussian',
    parameter,
    dimension,
    variance: discreteGaussianVariance(parameter),
    ...(claim === undefined ? {} : { claim }),
    invoke: (value: bigint, { bits }: InvokeOptions = {}) => noisy(value, bits),
    invokeVector: (values: readonly bigint[], { bits }: InvokeOptions = {}) => {
      checkLength(values, dimension)
      // (2) One fresh draw for every coordinate.
      return values.map((value) => noisy(value, bits))
    },
    fill: <Output extends NoiseOutput>(out: Output, { bits }: InvokeOptions = {}) =>
      sampler.fill(out, bits),
    loss: (change: GaussianChange = {}) =>
      zcdpLoss(divide(squareOf(change), multiply(rational(2), parameter))),
    approximateLoss: (change: GaussianChange & { readonly delta: RationalLike }) => {
      const delta = deltaBudget(change.delta)
      const question = {
        variances: [parameter],
        squares: [[floor(squareOf(change))]],
        dimension: event(change).dimension,
      }
      return approximateLoss(gaussianEpsilon(question, delta), delta)
    },
    event,
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      toNumberUp(rational(discreteGaussianQuantile(parameter, confidence))),
  })
}

interface Made {
  readonly parameter: Rational
  readonly claim?: Claim
}

function read(options: DiscreteGaussianOptions, dimension: number): Made {
  if ('variance' in options) return { parameter: scale(options.variance, 'variance') }
  if ('standardDeviation' in options) {
    const sigma = scale(options.standardDeviation, 'standardDeviation')
    return { parameter: multiply(sigma, sigma) }
  }
  if ('accuracy' in options) return { parameter: discreteGaussianVarianceFor(options) }
  const square = scale(squaredSensitivity(options), 'sensitivity')
  if ('rho' in options)
    return { parameter: divide(square, multiply(rational(2), rhoBudget(options.rho))) }
  const epsilon = epsilonBudget(options.epsilon)
  const delta = deltaBudget(options.delta)
  const whole = floor(square)
  if (whole === 0n)
    throw wrongParameter('sensitivity', 'less than 1', 'must be at least 1 for whole numbers')
  const [parameter = square] = calibrateGaussian({
    relative: [rational(1)],
    squares: [[whole]],
    dimension,
    epsilon,
    delta,
  })
  return { parameter, claim: Object.freeze({ epsilon, delta }) }
}

/** A claim was proved for the sensitivity and the dimension that the noise was made with. */
function isOther(change: GaussianChange, dimension: number): boolean {
  return (
    'sensitivity' in change ||
    'sensitivitySquared' in change ||
    (change.dimension !== undefined && change.dimension > dimension)
  )
}
