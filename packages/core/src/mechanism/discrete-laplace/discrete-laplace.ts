/** Discrete Laplace noise on integers; also called the geometric mechanism. */
import { divide, type Rational, type RationalLike, rational, toNumberUp } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { NoiseOutput } from '../../random/bulk/fill-noise.ts'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type DiscreteLaplaceEvent,
  discreteLaplaceEvent,
} from '../../space/events/discrete-laplace.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  epsilonBudget,
  scale as scaleOf,
  sensitivity,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type Clamp, type ClampOptions, clampTo, readClamp } from '../clamp.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { discreteLaplaceQuantile, discreteLaplaceScale } from './discrete-laplace-quantile.ts'
import { discreteLaplaceVariance } from './discrete-laplace-variance.ts'

/** The noise, by its scale, by what it may cost, or by how far it may be off; and a public clamp. */
export type DiscreteLaplaceOptions = ClampOptions &
  (
    | { readonly scale: RationalLike; readonly sensitivity?: RationalLike }
    | { readonly epsilon: RationalLike; readonly sensitivity: RationalLike }
    | {
        readonly accuracy: RationalLike
        readonly confidence: RationalLike
        readonly sensitivity?: RationalLike
      }
  )

/** L1 sensitivity in units of the input; the one that the mechanism was made with unless said. */
export interface LaplaceChange {
  readonly sensitivity?: RationalLike
  readonly neighbours?: Neighbours
}

/** Discrete Laplace noise of one scale; made by `discreteLaplace`. */
export interface DiscreteLaplace {
  readonly kind: 'discreteLaplace'
  /** Exact, in units of the input. */
  readonly scale: Rational
  readonly clamp: Partial<Clamp>
  /** The variance of the noise, before any clamp. */
  readonly variance: number
  /** The value with fresh noise, then clamped. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** Independent noise on every coordinate. */
  readonly invokeVector: (values: readonly bigint[], options?: InvokeOptions) => bigint[]
  /** Fills `out` with independent noise, without values and without the clamp, and returns it. */
  readonly fill: <Output extends NoiseOutput>(out: Output, options?: InvokeOptions) => Output
  /** epsilon = sensitivity / scale. */
  readonly loss: (change?: LaplaceChange) => PureLoss
  /** What a release costs, as data. */
  readonly event: (change?: LaplaceChange) => DiscreteLaplaceEvent
  /** The smallest a with Pr[|noise| <= a] >= confidence; a clamp brings values in its range no further off. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Adds discrete Laplace noise to an integer, or to each integer of a vector.
 *
 * Neighbours: inputs at distance at most `sensitivity` (L1).
 * Loss: pure DP, epsilon = sensitivity / scale, rounded up. [discrete-laplace.proof.md]
 * Noise: symmetric, variance 2a/(1-a)^2 with a = e^(-1/scale); independent of the input.
 * Clamp: with `lower` or `upper`, which are public, the noisy value is moved to the nearest bound.
 *
 * From a budget the scale is sensitivity / epsilon, exactly. From an accuracy it is the largest, to 48
 * bits, that keeps |noise| <= accuracy with the confidence.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [GRS12] section 3, [CKS20] algorithm 2
 */
export function discreteLaplace(options: DiscreteLaplaceOptions): DiscreteLaplace {
  readOptions(
    'discreteLaplace',
    options,
    'lower upper scale epsilon sensitivity accuracy confidence',
  )
  const scale = scaleFor(options)
  const clamp = readClamp(options)
  const sampler = discreteLaplaceSampler(scale)
  const changeOf = (change: LaplaceChange): Rational => {
    const given = change.sensitivity ?? options.sensitivity
    if (given !== undefined) return sensitivity(given)
    throw wrongParameter('sensitivity', 'missing', 'must be given', 'Say how far neighbours differ')
  }
  // (1) The noise is drawn without looking at the value; (2) the clamp sees only the noisy value.
  const noisy = (value: bigint, bits = secureBits()): bigint =>
    clampTo(readValue(value) + sampler.draw(bits), clamp)
  return readable({
    kind: 'discreteLaplace',
    scale,
    clamp,
    variance: discreteLaplaceVariance(scale),
    invoke: (value: bigint, { bits }: InvokeOptions = {}) => noisy(value, bits),
    // (3) One fresh draw for every coordinate.
    invokeVector: (values: readonly bigint[], { bits }: InvokeOptions = {}) =>
      values.map((value) => noisy(value, bits)),
    fill: <Output extends NoiseOutput>(out: Output, { bits }: InvokeOptions = {}) =>
      sampler.fill(out, bits),
    loss: (change: LaplaceChange = {}) => pureLoss(divide(changeOf(change), scale)),
    event: (change: LaplaceChange = {}) =>
      discreteLaplaceEvent({
        scale,
        sensitivity: changeOf(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      toNumberUp(rational(discreteLaplaceQuantile(scale, confidence))),
  })
}

function scaleFor(options: DiscreteLaplaceOptions): Rational {
  if ('scale' in options) return scaleOf(options.scale)
  if ('epsilon' in options)
    return divide(scaleOf(options.sensitivity, 'sensitivity'), epsilonBudget(options.epsilon))
  return discreteLaplaceScale(options)
}
