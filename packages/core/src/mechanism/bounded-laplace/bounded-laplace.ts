/** Discrete Laplace noise that stays within bounds: renormalised, not clamped. */
import { floorLog2, type Rational, type RationalLike, rational, toNumberUp } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { drawGeometric } from '../../random/geometric/geometric.ts'
import { geometricPlan } from '../../random/geometric/geometric-plan.ts'
import { isBelow } from '../../random/lazy-uniform/lazy-uniform.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type BoundedLaplaceEvent,
  boundedLaplaceEvent,
} from '../../space/events/bounded-laplace.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import { epsilonBudget, scale as scaleOf } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type Clamp, clampTo } from '../clamp.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'
import { type BoundsOptions, readBounds } from '../read-bounds.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { type IntegerChange, someSensitivity, wholeSensitivity } from '../whole-change.ts'
import { boundedLaplaceEpsilon, boundedLaplaceScale, powersOf } from './bounded-laplace-epsilon.ts'

/** Public bounds; and the scale, or what the noise may cost. */
export type BoundedLaplaceOptions = BoundsOptions &
  (
    | { readonly scale: RationalLike; readonly sensitivity?: RationalLike }
    | { readonly epsilon: RationalLike; readonly sensitivity: RationalLike }
  )

/** Discrete Laplace noise within bounds; made by `boundedLaplace`. */
export interface BoundedLaplace {
  readonly kind: 'boundedLaplace'
  readonly scale: Rational
  readonly clamp: Clamp
  /** A fresh answer within the bounds. A value beyond them is first moved to the nearest. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** At least sensitivity / scale, and at most twice that. */
  readonly loss: (change?: IntegerChange) => PureLoss
  /** What a release costs, as data. */
  readonly event: (change?: IntegerChange) => BoundedLaplaceEvent
  /** An a with Pr[|answer - value| <= a] >= confidence for every value within the bounds; conservative. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Answers y within public bounds with probability e^(-|y - x| / scale) / (the sum of these over the bounds).
 *
 * Neighbours: inputs at distance at most `sensitivity`.
 * Loss: pure DP. Renormalising depends on the input, so it costs: epsilon = d / scale + ln(N(d) / N(0)), where
 * N(i) is that sum for an input i steps from a bound: up to twice what noise costs that is clamped or folded. [bounded-laplace.proof.md]
 * Answers are biased toward the middle of the bounds. Clamped noise, `discreteLaplace` with bounds, is cheaper and
 * piles up on the bounds.
 *
 * By `epsilon` the scale is the smallest of 48 bits that a search finds to cost at most that.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [HABM20]
 */
export function boundedLaplace(options: BoundedLaplaceOptions): BoundedLaplace {
  readOptions('boundedLaplace', options, 'lower upper scale epsilon sensitivity')
  const { lower, upper } = readBounds(options)
  const scale =
    'epsilon' in options
      ? boundedLaplaceScale(epsilonBudget(options.epsilon), {
          lower,
          upper,
          sensitivity: someSensitivity(options.sensitivity),
        })
      : scaleOf(options.scale)
  const plan = geometricPlan(scale)
  const changeOf = ({ sensitivity = options.sensitivity }: IntegerChange): bigint =>
    wholeSensitivity(sensitivity)
  const draw = (value: bigint, bits: BitSource): bigint => {
    bits.dropIfStale?.()
    const x = clampTo(readValue(value), { lower, upper })
    const size = drawGeometric(plan, bits)
    const uniform = { prefix: BigInt(bits.next()), known: bits.wordBits }
    const below = isBelow(uniform, leftShare(scale, x - lower, upper - x), bits) // (1)
    // (2) A geometric integer modulo m is geometric on 0, …, m - 1.
    return below ? x - (size % (x - lower + 1n)) : x + 1n + (size % (upper - x))
  }
  return readable({
    kind: 'boundedLaplace',
    scale,
    clamp: Object.freeze({ lower, upper }),
    invoke: (value: bigint, { bits = secureBits() }: InvokeOptions = {}) => draw(value, bits),
    loss: (change: IntegerChange = {}) =>
      pureLoss(boundedLaplaceEpsilon({ scale, lower, upper, sensitivity: changeOf(change) })),
    event: (change: IntegerChange = {}) =>
      boundedLaplaceEvent({ ...change, scale, lower, upper, sensitivity: changeOf(change) }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      const reach = discreteLaplaceQuantile(scale, confidence)
      return toNumberUp(rational(reach < upper - lower ? reach : upper - lower))
    },
  })
}

/**
 * Encloses the chance that the answer is not above x: L / (L + R), where L = 1 - q^(left + 1) weighs the answers from
 * x down and R = q (1 - q^right) those above.
 */
function leftShare(
  scale: Rational,
  left: bigint,
  right: bigint,
): (precision: number) => { readonly low: bigint; readonly high: bigint } {
  return (precision) => {
    // L is at least about 1 / scale, so it is known to some 2^-precision of itself.
    const work = precision + Math.max(0, floorLog2(scale)) + 8
    const power = powersOf(scale, work)
    const whole = 1n << BigInt(work)
    const [once, down, up] = [power(1n), power(left + 1n), power(right)]
    const low = (whole - down.high) * whole
    const high = (whole - down.low) * whole
    const least = once.low * atLeastZero(whole - up.high)
    const most = once.high * (whole - up.low)
    const places = BigInt(precision)
    return {
      low: (low << places) / (low + most),
      high: (high << places) / (high + least) + 1n,
    }
  }
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n
}
