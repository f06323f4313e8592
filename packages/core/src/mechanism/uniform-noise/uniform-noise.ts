/** Uniform noise on integers: paid for with a delta alone. */
import {
  ceiling,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumber,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { uniformBelow } from '../../random/uniform/uniform-below.ts'
import { type UniformNoiseEvent, uniformNoiseEvent } from '../../space/events/uniform-noise.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { confidence as confidenceOf, deltaBudget, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { type IntegerChange, someSensitivity, wholeSensitivity } from '../whole-change.ts'
import { uniformDelta } from './uniform-delta.ts'

const one = rational(1)
const two = rational(2)

/** The noise, by its radius or by what it may cost. Sensitivity in L1. */
export type UniformNoiseOptions =
  | { readonly radius: bigint; readonly sensitivity?: RationalLike }
  | { readonly delta: RationalLike; readonly sensitivity: RationalLike }

/** Uniform noise of one radius; made by `uniformNoise`. */
export interface UniformNoise {
  readonly kind: 'uniformNoise'
  /** The noise is at most this far from 0. */
  readonly radius: bigint
  /** radius (radius + 1) / 3. */
  readonly variance: number
  /** The value with fresh noise. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** Independent noise on every coordinate. */
  readonly invokeVector: (values: readonly bigint[], options?: InvokeOptions) => bigint[]
  /** epsilon = 0, delta = sensitivity / (2 radius + 1). */
  readonly loss: (change?: IntegerChange) => ApproximateLoss
  /** What a release costs, as data. */
  readonly event: (change?: IntegerChange) => UniformNoiseEvent
  /** The smallest a with Pr[|noise| <= a] >= confidence, exactly. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Adds to an integer, or to each integer of a vector, one of -radius, …, radius, all alike.
 *
 * Neighbours: inputs at distance at most `sensitivity` (L1).
 * Loss: approximate DP with epsilon = 0 and delta = sensitivity / (2 radius + 1), or 1 if that is more; there
 * is no pure or zCDP loss. [uniform-noise.proof.md]
 *
 * With probability delta an answer tells two neighbours apart for sure. So take it where delta is tiny, and
 * the noise that this needs, some sensitivity / (2 delta), is small beside the answer.
 *
 * By `delta` the radius is the smallest that keeps it.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [GV16b]
 */
export function uniformNoise(options: UniformNoiseOptions): UniformNoise {
  readOptions('uniformNoise', options, 'radius delta sensitivity')
  const radius = radiusFor(options)
  const width = 2n * radius + 1n
  const noisy = (value: bigint, bits = secureBits()): bigint =>
    readValue(value) + uniformBelow(width, bits) - radius // (1)
  const changeOf = ({ sensitivity = options.sensitivity }: IntegerChange): bigint =>
    wholeSensitivity(sensitivity)
  return readable({
    kind: 'uniformNoise',
    radius,
    variance: toNumber(rational(radius * (radius + 1n), 3n)),
    invoke: (value: bigint, { bits }: InvokeOptions = {}) => noisy(value, bits),
    // (2) One fresh draw for every coordinate.
    invokeVector: (values: readonly bigint[], { bits }: InvokeOptions = {}) =>
      values.map((value) => noisy(value, bits)),
    loss: (change: IntegerChange = {}) =>
      approximateLoss(0, uniformDelta({ radius, sensitivity: changeOf(change) })),
    event: (change: IntegerChange = {}) =>
      uniformNoiseEvent({ ...change, radius, sensitivity: changeOf(change) }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      toNumberUp(rational(halfWidth(multiply(confidenceOf(confidence), rational(width))))),
  })
}

function radiusFor(options: UniformNoiseOptions): bigint {
  if ('radius' in options) {
    if (options.radius >= 0n) return options.radius
    throw wrongParameter('radius', options.radius, 'must be at least 0')
  }
  const sensitivity = rational(someSensitivity(options.sensitivity))
  return halfWidth(divide(sensitivity, deltaBudget(options.delta)))
}

/** The smallest a >= 0 with 2a + 1 >= width. */
function halfWidth(width: Rational): bigint {
  const half = ceiling(divide(subtract(width, one), two))
  return half > 0n ? half : 0n
}
