/** Discrete Laplace noise that never exceeds a radius: the least error that an epsilon and a delta allow. */
import {
  compare,
  divide,
  expFixed,
  floor,
  floorLog2,
  type Rational,
  type RationalLike,
  rational,
  smallestInteger,
  subtract,
  toNumber,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { drawGeometric } from '../../random/geometric/geometric.ts'
import { type GeometricPlan, geometricPlan } from '../../random/geometric/geometric-plan.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { uniformBits } from '../../random/uniform/uniform-bits.ts'
import { type BoundedNoiseEvent, boundedNoiseEvent } from '../../space/events/bounded-noise.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import {
  confidence as confidenceOf,
  deltaBudget,
  epsilonBudget,
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { discreteLaplaceVariance } from '../discrete-laplace/discrete-laplace-variance.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { type IntegerChange, someSensitivity, wholeSensitivity } from '../whole-change.ts'
import { boundedNoisePrice, boundedNoiseRadius } from './bounded-noise-price.ts'

/** The noise, by its scale and radius or by what it may cost. */
export type BoundedNoiseOptions =
  | { readonly scale: RationalLike; readonly radius: bigint; readonly sensitivity?: RationalLike }
  | {
      readonly epsilon: RationalLike
      readonly delta: RationalLike
      readonly sensitivity: RationalLike
    }

/** Noise within a radius; made by `boundedNoise`. */
export interface BoundedNoise {
  readonly kind: 'boundedNoise'
  readonly scale: Rational
  /** The noise is at most this far from 0, for sure. */
  readonly radius: bigint
  /** A bound on it: the lesser of those of the noise without radius, and of uniform noise. */
  readonly variance: number
  /** The value with fresh noise. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** epsilon = sensitivity / scale; delta is the chance of as many of the outermost answers on one side. */
  readonly loss: (change?: IntegerChange) => ApproximateLoss
  /** What a release costs, as data. */
  readonly event: (change?: IntegerChange) => BoundedNoiseEvent
  /** The smallest a with Pr[|noise| <= a] >= confidence; never more than the radius. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Adds discrete Laplace noise to an integer, drawn again while it is beyond a radius: no answer is further off, ever.
 *
 * Neighbours: inputs at distance at most `sensitivity`.
 * Loss: approximate DP. epsilon = sensitivity / scale, and delta is the chance of the outermost answers on one side,
 * as many as the sensitivity: with it an answer tells two neighbours apart for sure. [bounded-noise.proof.md]
 * Noise: symmetric, independent of the input.
 *
 * By `epsilon` and `delta` the scale is sensitivity / epsilon and the radius the smallest whole number that keeps
 * delta, exactly: some ln(1 + (e^epsilon - 1) / (2 delta)) scales.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [GDGK20]
 */
export function boundedNoise(options: BoundedNoiseOptions): BoundedNoise {
  readOptions('boundedNoise', options, 'scale radius epsilon delta sensitivity')
  const { scale, radius } = read(options)
  const plan = geometricPlan(scale)
  const changeOf = ({ sensitivity = options.sensitivity }: IntegerChange): bigint =>
    wholeSensitivity(sensitivity)
  return readable({
    kind: 'boundedNoise',
    scale,
    radius,
    variance: Math.min(
      discreteLaplaceVariance(scale),
      toNumber(rational(radius * (radius + 1n), 3n)),
    ),
    invoke: (value: bigint, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      return readValue(value) + drawWithin(radius, plan, bits)
    },
    loss: (change: IntegerChange = {}) => {
      const { epsilon, delta } = boundedNoisePrice({ scale, radius, sensitivity: changeOf(change) })
      return approximateLoss(epsilon, delta)
    },
    event: (change: IntegerChange = {}) =>
      boundedNoiseEvent({ ...change, scale, radius, sensitivity: changeOf(change) }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      const alpha = subtract(rational(1), confidenceOf(confidence))
      const holds = (a: bigint): boolean => compare(outside(scale, radius, a), alpha) <= 0
      return toNumberUp(rational(smallestInteger(holds, 0n, radius)))
    },
  })
}

function read(options: BoundedNoiseOptions): {
  readonly scale: Rational
  readonly radius: bigint
} {
  if ('scale' in options) {
    const { radius } = options
    if (radius < 0n) throw wrongParameter('radius', radius, 'must be at least 0')
    return { scale: scaleOf(options.scale), radius }
  }
  const sensitivity = someSensitivity(options.sensitivity)
  const scale = divide(rational(sensitivity), epsilonBudget(options.epsilon))
  return { scale, radius: boundedNoiseRadius(scale, sensitivity, deltaBudget(options.delta)) }
}

/** Both parts are drawn in every round; a round is started again for a zero with a minus alone. */
function drawWithin(radius: bigint, plan: GeometricPlan, bits: BitSource): bigint {
  for (;;) {
    // (3) A geometric integer modulo m is geometric on 0, …, m - 1.
    const size = drawGeometric(plan, bits) % (radius + 1n)
    const minus = uniformBits(1, bits)
    if (minus === 1 && size === 0n) continue // (4) zero has one sign
    return minus === 1 ? -size : size
  }
}

/** Pr[|noise| > a] = 2 (q^(a + 1) - q^(radius + 1)) / (1 + q - 2 q^(radius + 1)), rounded up. */
function outside(scale: Rational, radius: bigint, a: bigint): Rational {
  if (a >= radius) return rational(0)
  const depth = Number(floor(divide(rational(a), scale)))
  const bits = Math.min(20_000, 160 + 3 * Math.max(0, floorLog2(scale)) + Math.ceil(1.5 * depth))
  const power = (k: bigint) => expFixed(k * scale.denominator, scale.numerator, bits)
  const end = power(radius + 1n)
  const all = (1n << BigInt(bits)) + power(1n).low - 2n * end.high
  return rational(2n * (power(a + 1n).high - end.low), all)
}
