/** Gaussian noise on floating-point numbers, drawn exactly on a grid. */
import {
  add,
  divide,
  floor,
  multiply,
  normalQuantileInterval,
  type Rational,
  type RationalLike,
  rational,
  sqrtDown,
  sqrtUp,
  subtract,
  toNumberUp,
} from '@dither/math'
import { discreteGaussianSampler } from '../../random/discrete-gaussian/discrete-gaussian.ts'
import {
  type DiscreteGaussianEvent,
  discreteGaussianEvent,
} from '../../space/events/discrete-gaussian.ts'
import type { Claim } from '../../space/events/fields.ts'
import { type ApproximateLoss, approximateLoss, type ZcdpLoss, zcdpLoss } from '../../space/loss.ts'
import {
  confidence as confidenceOf,
  deltaBudget,
  epsilonBudget,
  rhoBudget,
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { checkedDimension } from '../dimension.ts'
import type { GaussianChange } from '../discrete-gaussian/discrete-gaussian.ts'
import {
  discreteGaussianQuantile,
  discreteGaussianVarianceFor,
} from '../discrete-gaussian/discrete-gaussian-quantile.ts'
import { type FloatGrid, floatGrid, squaredStepsApart, type ValueBounds } from '../float-grid.ts'
import { calibrateGaussian, gaussianEpsilon } from '../gaussian-calibration/calibrate-gaussian.ts'
import { continuousGaussianDeviation } from '../gaussian-calibration/continuous-gaussian.ts'
import { type GridNoise, gridNoise } from '../grid-noise.ts'
import { givenSensitivity, type L2Sensitivity, squaredSensitivity } from '../l2-sensitivity.ts'
import { readable } from '../readable.ts'

/** The noise, by its size, by what it may cost, or by how far it may be off. */
export type GaussianOptions = {
  /** Public; values beyond are moved to the bound. Without them any double is taken. */
  readonly bounds?: ValueBounds
  /** The number of coordinates that take noise; 1 unless said. */
  readonly dimension?: number
} & (
  | ({ readonly standardDeviation: RationalLike } & Partial<L2Sensitivity>)
  | ({ readonly rho: RationalLike } & L2Sensitivity)
  | ({ readonly epsilon: RationalLike; readonly delta: RationalLike } & L2Sensitivity)
  | ({
      readonly accuracy: RationalLike
      readonly confidence: RationalLike
    } & Partial<L2Sensitivity>)
)

/** Gaussian noise of one size on one grid; made by `gaussian`. */
export interface Gaussian extends GridNoise {
  readonly kind: 'gaussian'
  /** Rounded up to 64 bits where it is no rational, in units of the values. */
  readonly standardDeviation: Rational
  readonly grid: FloatGrid
  readonly variance: number
  /** What the noise was calibrated for, if it was. */
  readonly claim?: Claim
  /** zCDP. */
  readonly loss: (change?: GaussianChange) => ZcdpLoss
  /** The smallest epsilon that is proved at this delta. */
  readonly approximateLoss: (
    change: GaussianChange & { readonly delta: RationalLike },
  ) => ApproximateLoss
  /** In steps of the grid. */
  readonly event: (change?: GaussianChange) => DiscreteGaussianEvent
  /** An a with Pr[|result - value| <= a] >= confidence, for values within 2^52 steps of 0 and within the bounds. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

const one = rational(1)
const two = rational(2)
const half = rational('1/2')

/**
 * Adds Gaussian noise to a floating-point number, or to each of several, without its rounding leaks.
 *
 * Values are rounded to the grid of multiples of 2^k, k = ceil(log2 deviation) - 40 or larger for large
 * declared bounds; the noise is discrete Gaussian on the grid, drawn exactly.
 *
 * Neighbours: inputs at distance at most `sensitivity` (L2) over `dimension` coordinates.
 * Loss: zCDP, rho = (steps between neighbours)^2 / (2 variance in steps^2), rounded up, where rounding to
 * the grid adds at most a step a coordinate; or (epsilon, delta) by the analytic calibration, which holds
 * for the noise that is drawn. [gaussian.proof.md]
 * Noise: symmetric; independent of the input.
 *
 * NaN, and what is no number, counts as 0, infinities as the largest double, before any clamp: no value raises an error (S15).
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [BW18], [CKS20], [Mir12]
 */
export function gaussian(options: GaussianOptions): Gaussian {
  readOptions(
    'gaussian',
    options,
    'bounds dimension standardDeviation rho epsilon delta accuracy confidence sensitivity sensitivitySquared',
  )
  const dimensionMade = checkedDimension(options.dimension)
  const { grid, steps, claim } = read(options, dimensionMade)
  const dimensionOf = (change: GaussianChange): number =>
    checkedDimension(change.dimension ?? dimensionMade)
  const squareOf = (change: GaussianChange): Rational =>
    squareInSteps(givenSensitivity(change, options), dimensionOf(change), grid)
  const isAsMade = (change: GaussianChange): boolean =>
    !('sensitivity' in change || 'sensitivitySquared' in change) &&
    dimensionOf(change) <= dimensionMade
  return readable({
    kind: 'gaussian',
    standardDeviation: multiply(sqrtUp(steps), grid.step),
    grid,
    variance: toNumberUp(multiply(steps, multiply(grid.step, grid.step))),
    ...(claim === undefined ? {} : { claim }),
    ...gridNoise(discreteGaussianSampler(steps), grid, dimensionMade),
    loss: (change: GaussianChange = {}) => zcdpLoss(divide(squareOf(change), multiply(two, steps))),
    approximateLoss: (change: GaussianChange & { readonly delta: RationalLike }) => {
      const delta = deltaBudget(change.delta)
      const question = {
        variances: [steps],
        squares: [[floor(squareOf(change))]],
        dimension: dimensionOf(change),
      }
      return approximateLoss(gaussianEpsilon(question, delta), delta)
    },
    event: (change: GaussianChange = {}) =>
      discreteGaussianEvent({
        variance: steps,
        sensitivitySquared: floor(squareOf(change)),
        dimension: dimensionOf(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
        ...(claim !== undefined && isAsMade(change) ? { claim } : {}),
      }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      const noisy = rational(discreteGaussianQuantile(steps, confidence))
      return toNumberUp(multiply(add(noisy, half), grid.step)) // (2) half a step for the rounding
    },
  })
}

/** The grid, and the variance in squared steps of it. */
function read(
  options: GaussianOptions,
  dimension: number,
): { readonly grid: FloatGrid; readonly steps: Rational; readonly claim?: Claim } {
  if ('standardDeviation' in options) {
    const deviation = scaleOf(options.standardDeviation, 'standardDeviation')
    const grid = floatGrid(deviation, options.bounds)
    const inSteps = divide(deviation, grid.step)
    return { grid, steps: multiply(inSteps, inSteps) }
  }
  if ('accuracy' in options) {
    const accuracy = scaleOf(options.accuracy, 'accuracy')
    const sure = confidenceOf(options.confidence)
    if (sure.numerator === 0n) throw wrongParameter('confidence', 0, 'must be more than 0')
    const quantile = normalQuantileInterval(divide(add(one, sure), two), 32).high
    const grid = floatGrid(divide(accuracy, quantile), options.bounds)
    const reach = floor(subtract(divide(accuracy, grid.step), half))
    return { grid, steps: discreteGaussianVarianceFor({ accuracy: reach, confidence: sure }) }
  }
  const distance = sqrtDown(scaleOf(squaredSensitivity(options), 'sensitivity'))
  if ('rho' in options) {
    const rho = rhoBudget(options.rho)
    const grid = floatGrid(divide(distance, sqrtUp(multiply(two, rho))), options.bounds)
    const square = squareInSteps(options, dimension, grid)
    return { grid, steps: divide(square, multiply(two, rho)) }
  }
  const claim = Object.freeze({
    epsilon: epsilonBudget(options.epsilon),
    delta: deltaBudget(options.delta),
  })
  const ideal = continuousGaussianDeviation({ ...claim, sensitivity: distance })
  const grid = floatGrid(ideal, options.bounds)
  const [steps = one] = calibrateGaussian({
    relative: [one],
    squares: [[floor(squareInSteps(options, dimension, grid))]],
    dimension,
    ...claim,
  })
  return { grid, steps, claim }
}

/** (1) The squared distance of neighbours on the grid. */
function squareInSteps(change: L2Sensitivity, dimension: number, grid: FloatGrid): Rational {
  return squaredStepsApart(squaredSensitivity(change), dimension, grid)
}
