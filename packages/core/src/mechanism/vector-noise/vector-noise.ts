/** Noise on an integer vector, shaped by the norm in which its sensitivity is given: the K-norm mechanisms. */
import {
  divide,
  type Rational,
  type RationalLike,
  rational,
  sqrtUp,
  subtract,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type DiscreteLaplaceEvent,
  discreteLaplaceEvent,
} from '../../space/events/discrete-laplace.ts'
import { type NormNoiseEvent, normNoiseEvent } from '../../space/events/norm-noise.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  confidence as confidenceOf,
  epsilonBudget,
  scale as scaleOf,
  sensitivity,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { shortUp } from '../../space/significant.ts'
import { checkedDimension } from '../dimension.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'
import { discreteLaplaceVariance } from '../discrete-laplace/discrete-laplace-variance.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { ballCoordinateAccuracy, ballNormAccuracy, ballVariance } from './ball-error.ts'
import { ballNoise } from './ball-noise.ts'
import { boxCoordinateAccuracy, boxNormAccuracy, boxVariance } from './box-error.ts'
import { boxNoise } from './box-noise.ts'
import { boxRadius } from './box-radius.ts'
import { sumNormAccuracy } from './sum-error.ts'

/** In which a sensitivity is given: the sum of absolute values, the Euclidean length, or the largest of them. */
export type VectorNorm = 'l1' | 'l2' | 'linf'

/** How far neighbours differ, in the norm; an L2 distance may be given squared, and is rounded up to 64 bits. */
export type NormChange = {
  readonly neighbours?: Neighbours
} & ({ readonly sensitivity?: RationalLike } | { readonly sensitivitySquared: RationalLike })

/** A norm, the length of the vectors, and how much noise: its scale, or what a change may cost. */
export type VectorNoiseOptions = {
  readonly norm: VectorNorm
  /** The number of coordinates that take noise. */
  readonly dimension: number
} & NormChange &
  ({ readonly scale: RationalLike } | { readonly epsilon: RationalLike })

/** Noise on integer vectors of one length; made by `vectorNoise`. */
export interface VectorNoise {
  readonly kind: 'vectorNoise'
  readonly norm: VectorNorm
  readonly dimension: number
  /** Exact, in units of the input. */
  readonly scale: Rational
  /** Of each coordinate: within 1 in 10,000 for `l2`, within 1 in 100,000 else. */
  readonly variance: number
  /** The vector with fresh noise. */
  readonly invoke: (values: readonly bigint[], options?: InvokeOptions) => bigint[]
  /** epsilon = sensitivity / scale. */
  readonly loss: (change?: NormChange) => PureLoss
  /** What a release costs, as data. */
  readonly event: (change?: NormChange) => NormNoiseEvent | DiscreteLaplaceEvent
  /** An a with Pr[|noise of a coordinate| <= a] >= confidence, for each coordinate by itself. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
  /** An a with Pr[norm of the noise <= a] >= confidence, for the vector as a whole. */
  readonly normAccuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Adds noise to an integer vector: z with probability proportional to e^(-|z| / scale), |z| being the norm.
 *
 * Neighbours: vectors at distance at most `sensitivity` in the norm.
 * Loss: pure DP, epsilon = sensitivity / scale, rounded up. [vector-noise.proof.md]
 * Noise: symmetric, drawn exactly, independent of the input. By coordinate its variance is about 2 scale^2 for `l1`,
 * scale^2 (dimension + 1) for `l2` and scale^2 (dimension + 1) (dimension + 2) / 3 for `linf`, which falls short of
 * independent noise for the same change of many coordinates: by half for `l2`, to a sixth for `linf`. Coordinates
 * are independent for `l1` alone; else they are uncorrelated, and small together.
 *
 * One draw takes time by the dimension, and for `l2` and `linf` by how often a proposal is rejected, which does not
 * depend on the values.
 *
 * `dimension` is at least 1; shorter vectors are refused as longer ones are.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [HT10], [AS21], [SU17]
 */
export function vectorNoise(options: VectorNoiseOptions): VectorNoise {
  readOptions(
    'vectorNoise',
    options,
    'norm dimension neighbours sensitivity sensitivitySquared scale epsilon',
  )
  const norm = readWord('norm', options.norm, 'l1', 'l2', 'linf')
  const dimension = checkedDimension(options.dimension)
  const given = distance(norm, options)
  const scale = scaleFor(options, given)
  const law = lawOf(norm, scale, dimension)
  const changeOf = (change: NormChange): Rational => {
    const bound = distance(norm, change) ?? given
    if (bound !== undefined) return bound
    throw wrongParameter('sensitivity', 'missing', 'must be given', 'Say how far neighbours differ')
  }
  const alphaOf = (confidence: RationalLike): Rational =>
    subtract(rational(1), confidenceOf(confidence))
  return readable({
    kind: 'vectorNoise',
    norm,
    dimension,
    scale,
    variance: law.variance,
    invoke: (values: readonly bigint[], { bits = secureBits() }: InvokeOptions = {}) => {
      if (values.length !== dimension)
        throw wrongParameter('dimension', dimension, 'must be the length of the vector')
      bits.dropIfStale?.()
      const noise = law.draw(bits)
      return values.map((value, i) => readValue(value) + (noise[i] ?? 0n))
    },
    loss: (change: NormChange = {}) => pureLoss(divide(changeOf(change), scale)),
    event: (change: NormChange = {}) => {
      const { neighbours } = change.neighbours === undefined ? options : change
      const told = {
        scale,
        sensitivity: changeOf(change),
        ...(neighbours === undefined ? {} : { neighbours }),
      }
      return norm === 'l1'
        ? discreteLaplaceEvent(told)
        : normNoiseEvent({ ...told, norm, dimension })
    },
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      law.accuracy(alphaOf(confidence)),
    normAccuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      law.normAccuracy(alphaOf(confidence)),
  })
}

/** What the norms differ in. */
interface NormLaw {
  readonly variance: number
  readonly draw: (bits: BitSource) => bigint[]
  readonly accuracy: (alpha: Rational) => number
  readonly normAccuracy: (alpha: Rational) => number
}

function lawOf(norm: VectorNorm, scale: Rational, dimension: number): NormLaw {
  switch (norm) {
    case 'l1': {
      const { draw } = discreteLaplaceSampler(scale)
      return {
        variance: discreteLaplaceVariance(scale),
        draw: (bits) => Array.from({ length: dimension }, () => draw(bits)),
        accuracy: (alpha) =>
          toNumberUp(rational(discreteLaplaceQuantile(scale, subtract(rational(1), alpha)))),
        normAccuracy: (alpha) => sumNormAccuracy(scale, dimension, alpha),
      }
    }
    case 'l2':
      return {
        variance: ballVariance(scale, dimension),
        draw: ballNoise(scale, dimension),
        accuracy: (alpha) => ballCoordinateAccuracy(scale, dimension, alpha),
        normAccuracy: (alpha) => ballNormAccuracy(scale, dimension, alpha),
      }
    case 'linf': {
      const radius = boxRadius(scale, dimension)
      return {
        variance: boxVariance(radius),
        draw: boxNoise(radius),
        accuracy: (alpha) => boxCoordinateAccuracy(radius, alpha),
        normAccuracy: (alpha) => boxNormAccuracy(radius, alpha),
      }
    }
    default:
      return unknown(norm)
  }
}

function scaleFor(options: VectorNoiseOptions, given: Rational | undefined): Rational {
  if ('scale' in options) return scaleOf(options.scale)
  const change = scaleOf(given ?? 0, 'sensitivity')
  return shortUp(divide(change, epsilonBudget(options.epsilon)))
}

/** The distance of neighbours, rounded up where only its square is exact. */
function distance(norm: VectorNorm, change: NormChange): Rational | undefined {
  if ('sensitivitySquared' in change) {
    const square = sensitivity(change.sensitivitySquared, 'sensitivitySquared')
    if (norm !== 'l2')
      throw wrongParameter('sensitivitySquared', square, 'must be given for norm l2 alone')
    return sqrtUp(square, 64)
  }
  return change.sensitivity === undefined ? undefined : sensitivity(change.sensitivity)
}

function unknown(norm: never): never {
  throw wrongParameter('norm', norm, 'must be l1, l2 or linf')
}
