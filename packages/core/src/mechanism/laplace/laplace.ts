/** Laplace noise on floating-point numbers, drawn exactly on a grid. */
import {
  add,
  divide,
  floor,
  lnInterval,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumberUp,
} from '@dither/math'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import {
  type DiscreteLaplaceEvent,
  discreteLaplaceEvent,
} from '../../space/events/discrete-laplace.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  confidence as confidenceOf,
  epsilonBudget,
  scale as scaleOf,
  sensitivity as sensitivityOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { checkedDimension } from '../dimension.ts'
import {
  discreteLaplaceQuantile,
  discreteLaplaceScale,
} from '../discrete-laplace/discrete-laplace-quantile.ts'
import { type FloatGrid, floatGrid, stepsApart, type ValueBounds } from '../float-grid.ts'
import { type GridNoise, gridNoise } from '../grid-noise.ts'
import { readable } from '../readable.ts'

/** The noise, by its scale, by what it may cost, or by how far it may be off. */
export type LaplaceOptions = {
  /** Public; values beyond are moved to the bound. Without them any double is taken. */
  readonly bounds?: ValueBounds
  /** The number of coordinates that take noise; 1 unless said. */
  readonly dimension?: number
} & (
  | { readonly scale: RationalLike; readonly sensitivity?: RationalLike }
  | { readonly epsilon: RationalLike; readonly sensitivity: RationalLike }
  | {
      readonly accuracy: RationalLike
      readonly confidence: RationalLike
      readonly sensitivity?: RationalLike
    }
)

/** What neighbours differ by; as the mechanism was made unless said. */
export interface LaplaceGridChange {
  /** L1, in units of the values. */
  readonly sensitivity?: RationalLike
  readonly dimension?: number
  readonly neighbours?: Neighbours
}

/** Laplace noise of one scale on one grid; made by `laplace`. */
export interface Laplace extends GridNoise {
  readonly kind: 'laplace'
  /** Exact, in units of the values. */
  readonly scale: Rational
  readonly grid: FloatGrid
  readonly variance: number
  /** epsilon = steps between neighbours / scale in steps. */
  readonly loss: (change?: LaplaceGridChange) => PureLoss
  /** In steps of the grid. */
  readonly event: (change?: LaplaceGridChange) => DiscreteLaplaceEvent
  /** An a with Pr[|result - value| <= a] >= confidence, for values within 2^52 steps of 0 and within the bounds. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

const half = rational('1/2')

/**
 * Adds Laplace noise to a floating-point number, or to each of several, without its rounding leaks.
 *
 * Values are rounded to the grid of multiples of 2^k, k = ceil(log2 scale) - 40 or larger for large
 * declared bounds; the noise is discrete Laplace on the grid, drawn exactly.
 *
 * Neighbours: inputs at distance at most `sensitivity` (L1) over `dimension` coordinates.
 * Loss: pure DP, epsilon = (steps between neighbours) / (scale in steps), rounded up, where rounding to
 * the grid adds less than a step a coordinate. [laplace.proof.md]
 * Noise: symmetric, variance about 2 scale^2; independent of the input.
 *
 * NaN, and what is no number, counts as 0, infinities as the largest double, before any clamp: no value raises an error (S15).
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [Mir12] for the attack that the grid prevents
 */
export function laplace(options: LaplaceOptions): Laplace {
  readOptions('laplace', options, 'bounds dimension scale epsilon sensitivity accuracy confidence')
  const { grid, steps } = read(options)
  const dimensionMade = checkedDimension(options.dimension)
  const apart = (change: LaplaceGridChange): bigint => {
    const given = change.sensitivity ?? options.sensitivity
    if (given === undefined)
      throw wrongParameter(
        'sensitivity',
        'missing',
        'must be given',
        'Say how far neighbours differ',
      )
    const dimension = checkedDimension(change.dimension ?? dimensionMade)
    return stepsApart(sensitivityOf(given), dimension, grid) // (1)
  }
  const scale = multiply(steps, grid.step)
  return readable({
    kind: 'laplace',
    scale,
    grid,
    variance: toNumberUp(multiply(rational(2), multiply(scale, scale))),
    ...gridNoise(discreteLaplaceSampler(steps), grid, dimensionMade),
    loss: (change: LaplaceGridChange = {}) => pureLoss(divide(rational(apart(change)), steps)),
    event: (change: LaplaceGridChange = {}) =>
      discreteLaplaceEvent({
        scale: steps,
        sensitivity: apart(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      const noise = rational(discreteLaplaceQuantile(steps, confidence))
      return toNumberUp(multiply(add(noise, half), grid.step)) // (2) half a step for the rounding
    },
  })
}

/** The grid, and the scale in its steps. */
function read(options: LaplaceOptions): { readonly grid: FloatGrid; readonly steps: Rational } {
  if ('scale' in options) {
    const scale = scaleOf(options.scale)
    const grid = floatGrid(scale, options.bounds)
    return { grid, steps: divide(scale, grid.step) }
  }
  if ('epsilon' in options) {
    const epsilon = epsilonBudget(options.epsilon)
    const distance = scaleOf(options.sensitivity, 'sensitivity')
    const grid = floatGrid(divide(distance, epsilon), options.bounds)
    const apart = stepsApart(distance, checkedDimension(options.dimension), grid)
    return { grid, steps: divide(rational(apart), epsilon) }
  }
  const accuracy = scaleOf(options.accuracy, 'accuracy')
  const alpha = subtract(rational(1), confidenceOf(options.confidence))
  if (alpha.denominator === 1n) throw wrongParameter('confidence', 0, 'must be more than 0')
  const grid = floatGrid(divide(accuracy, negate(lnInterval(alpha, 64).low)), options.bounds)
  const reach = floor(subtract(divide(accuracy, grid.step), half))
  const steps = discreteLaplaceScale({ accuracy: reach, confidence: options.confidence })
  return { grid, steps }
}
