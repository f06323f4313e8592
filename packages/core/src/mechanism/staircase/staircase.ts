/** Staircase noise on an integer: of all noise of one epsilon, that with the least error. */
import {
  bitLength,
  compare,
  expFixed,
  floorLog2,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  smallestInteger,
  subtract,
  toNumber,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { drawGeometric } from '../../random/geometric/geometric.ts'
import { type GeometricPlan, geometricPlan } from '../../random/geometric/geometric-plan.ts'
import { type Enclosure, isBelow } from '../../random/lazy-uniform/lazy-uniform.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { drawBelow } from '../../random/uniform/uniform-below.ts'
import { uniformBits } from '../../random/uniform/uniform-bits.ts'
import { type StaircaseEvent, staircaseEvent } from '../../space/events/staircase.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import { confidence as confidenceOf, epsilonBudget, wrongParameter } from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { type IntegerChange, someSensitivity, wholeSensitivity } from '../whole-change.ts'
import { bestStep, type StaircaseError, staircaseVariance } from './best-step.ts'
import { type Stairs, staircaseEpsilon, staircaseTail } from './staircase-law.ts'

/** What a change by `sensitivity` may cost; and the step, if it should not be the best one. */
export interface StaircaseOptions {
  readonly epsilon: RationalLike
  /** The width of a stair: its whole part counts, at least 1. */
  readonly sensitivity: RationalLike
  /** How far the top stair reaches from 0, from 1 to the sensitivity: gamma times the sensitivity. */
  readonly step?: bigint
  /** What to have least of where no step is given; the variance unless said. */
  readonly least?: StaircaseError
}

/** Staircase noise; made by `staircase`. */
export interface Staircase {
  readonly kind: 'staircase'
  readonly epsilon: Rational
  readonly width: bigint
  readonly step: bigint
  readonly variance: number
  /** The value with fresh noise. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** epsilon times the number of widths, rounded up, by which neighbours differ. */
  readonly loss: (change?: IntegerChange) => PureLoss
  /** What a release costs, as data. */
  readonly event: (change?: IntegerChange) => StaircaseEvent
  /** The smallest a with Pr[|noise| <= a] >= confidence. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Adds staircase noise to one integer.
 *
 * Neighbours: inputs at distance at most `sensitivity`. For vectors use other noise: here a coordinate that
 * moves by 1 costs as much as one that moves by the whole sensitivity.
 * Loss: pure DP, epsilon as given, for any change up to the sensitivity; twice that up to twice the sensitivity,
 * and so on. [staircase.proof.md]
 * Noise: symmetric; its law is constant on stairs as wide as the sensitivity, each e^-epsilon as high as the
 * one before. At sensitivity 1 it is discrete Laplace noise; where epsilon is large its variance is far less.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [GV16]
 */
export function staircase(options: StaircaseOptions): Staircase {
  readOptions('staircase', options, 'epsilon sensitivity step least')
  const least = readWord('least', options.least ?? 'variance', 'variance', 'absolute')
  const epsilon = epsilonBudget(options.epsilon)
  const width = someSensitivity(options.sensitivity)
  const step = options.step ?? bestStep(epsilon, width, least)
  if (step < 1n || step > width) throw wrongParameter('step', step, `must be from 1 to ${width}`)
  const stairs = { epsilon, width, step }
  const plan = geometricPlan(reciprocal(epsilon))
  const changeOf = ({ sensitivity = width }: IntegerChange): bigint => wholeSensitivity(sensitivity)
  return readable({
    kind: 'staircase',
    ...stairs,
    variance: toNumber(staircaseVariance(stairs)),
    invoke: (value: bigint, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      return readValue(value) + drawStaircase(stairs, plan, bits)
    },
    loss: (change: IntegerChange = {}) =>
      pureLoss(staircaseEpsilon({ epsilon, width, sensitivity: changeOf(change) })),
    event: (change: IntegerChange = {}) =>
      staircaseEvent({ ...change, ...stairs, sensitivity: changeOf(change) }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      const alpha = subtract(rational(1), confidenceOf(confidence))
      const bits = 128 + bitLength(width) + Math.max(0, -floorLog2(alpha))
      const holds = (a: bigint): boolean => compare(staircaseTail(stairs, a + 1n, bits), alpha) <= 0
      let most = width
      while (!holds(most)) most *= 2n
      return toNumberUp(rational(smallestInteger(holds, 0n, most)))
    },
  })
}

/** One draw. Both places are drawn, whichever is used; a round is started again for a zero with a minus alone. */
function drawStaircase(stairs: Stairs, plan: GeometricPlan, bits: BitSource): bigint {
  const { width, step } = stairs
  const rest = width - step
  for (;;) {
    const stair = drawGeometric(plan, bits)
    const uniform = { prefix: BigInt(bits.next()), known: bits.wordBits }
    const upper = isBelow(uniform, upperShare(stairs), bits) // (1)
    const places = [drawBelow(step, bits), drawBelow(rest > 0n ? rest : 1n, bits)] as const
    const minus = uniformBits(1, bits)
    const size = stair * width + (upper ? places[0] : step + places[1])
    if (size === 0n && minus === 1) continue // (2) zero has one sign
    return minus === 1 ? -size : size
  }
}

/** Encloses step / (step + e^-epsilon (width - step)): of a stair's weight, what lies before its edge. */
function upperShare({ epsilon, width, step }: Stairs): Enclosure {
  return (precision) => {
    const work = precision + bitLength(width)
    const b = expFixed(epsilon.numerator, epsilon.denominator, work)
    const full = step << BigInt(work)
    const top = full << BigInt(precision)
    const rest = width - step
    return { low: top / (full + b.high * rest), high: top / (full + b.low * rest) + 1n }
  }
}
