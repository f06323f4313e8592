/** Canonical noise on a count: for one epsilon and delta, the noise behind the most powerful tests of a proportion. */
import {
  compare,
  floorLog2,
  multiply,
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
import { geometricPlan } from '../../random/geometric/geometric-plan.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type CanonicalNoiseEvent,
  canonicalNoiseEvent,
} from '../../space/events/canonical-noise.ts'
import { type ApproximateLoss, approximateLoss, type PureLoss, pureLoss } from '../../space/loss.ts'
import {
  confidence as confidenceOf,
  deltaBudget,
  epsilonBudget,
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import { discreteLaplaceVariance } from '../discrete-laplace/discrete-laplace-variance.ts'
import { fromSteps } from '../float-grid.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { type IntegerChange, someSensitivity, wholeSensitivity } from '../whole-change.ts'
import { type CanonicalShape, canonicalReach, canonicalTail } from './canonical-law.ts'
import { canonicalPrice, cellBits, cellsInCount, shapeOf } from './canonical-loss.ts'
import { drawCell } from './draw-cell.ts'

const cells = cellsInCount
/** Results are whole numbers of half cells. */
const halfCells = Object.freeze({ exponent: -cellBits - 1, step: twoTo(-cellBits - 1) })

/** What a change by the sensitivity may cost; or the reach of the noise, as of one that was made before. */
export interface CanonicalNoiseOptions {
  readonly epsilon: RationalLike
  /** Without a delta, or a reach, the loss is pure and the noise has no end. */
  readonly delta?: RationalLike
  /** How far neighbours differ, 1 unless said: its whole part counts, at least 1. */
  readonly sensitivity?: RationalLike
  /** Instead of a delta: the noise is less than this far from 0; more than half the sensitivity, a multiple of 2^-32. */
  readonly reach?: RationalLike
}

/** Canonical noise; made by `canonicalNoise`. */
export interface CanonicalNoise {
  readonly kind: 'canonicalNoise'
  readonly epsilon: Rational
  /** The width of the stairs of its law: the sensitivity that it was made for. */
  readonly width: bigint
  /** The noise is less than this far from 0, for sure; without a delta there is no such bound. */
  readonly reach?: Rational
  /** Without a reach that of the law, but for a relative error of 2^-49; with one, a bound on it. */
  readonly variance: number
  /** The law in cells of 2^-32. */
  readonly shape: CanonicalShape
  /** The count with fresh noise: a multiple of 2^-33, exact below 2^20 and else rounded to the nearest double. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => number
  /** epsilon for every width, or part of one, by which neighbours differ; with a reach there is a delta. */
  readonly loss: (change?: IntegerChange) => PureLoss | ApproximateLoss
  /** What a release costs, as data. */
  readonly event: (change?: IntegerChange) => CanonicalNoiseEvent
  /** An a with Pr[|noise| <= a] >= confidence: the smallest, rounded up to a double. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Adds canonical noise to a count: Tulap noise, which is discrete Laplace noise and a uniform fraction, cut off where a delta
 * allows it.
 *
 * Neighbours: inputs at distance at most `sensitivity`, 1 unless said.
 * Loss: pure DP with the epsilon given, or approximate DP with it and the delta given, of which little is left:
 * the reach is the smallest, in cells of 2^-32, that keeps it. [canonical-noise.proof.md]
 * Noise: symmetric. In widths of the sensitivity it is N + U, N discrete Laplace of scale 1 / epsilon, U uniform
 * on cells from -1/2 to 1/2; beyond the reach it is drawn again.
 *
 * For a count out of n independent yes or no answers, `binomialTest` and `binomialInterval` say what the noisy count
 * tells of the proportion behind it. Of all tests that are private at this epsilon and delta, these are the most powerful on
 * one side, up to the width of a cell. Where a whole number is wanted, round: that is free.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [AS18], [AS20], [AV23]
 */
export function canonicalNoise(options: CanonicalNoiseOptions): CanonicalNoise {
  readOptions('canonicalNoise', options, 'epsilon delta sensitivity reach')
  const epsilon = epsilonBudget(options.epsilon)
  const width = someSensitivity(options.sensitivity ?? 1)
  const reach = reachFor(options, epsilon, width)
  const numbers = {
    epsilon,
    width,
    ...(reach === undefined ? {} : { reach: rational(reach, cells) }),
  }
  const shape = shapeOf(numbers)
  const plan = geometricPlan(reciprocal(epsilon))
  const changeOf = ({ sensitivity = width }: IntegerChange): bigint => wholeSensitivity(sensitivity)
  return readable({
    kind: 'canonicalNoise',
    ...numbers,
    variance: varianceBound(epsilon, width, reach),
    shape,
    invoke: (value: bigint, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      const cell = drawCell(shape, plan, bits)
      return fromSteps(2n * (readValue(value) * cells + cell) + 1n, halfCells) // (1)
    },
    loss: (change: IntegerChange = {}) => {
      const cost = canonicalPrice({ ...numbers, sensitivity: changeOf(change) })
      return reach === undefined
        ? pureLoss(cost.epsilon)
        : approximateLoss(cost.epsilon, cost.delta)
    },
    event: (change: IntegerChange = {}) =>
      canonicalNoiseEvent({ ...change, ...numbers, sensitivity: changeOf(change) }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      const alpha = subtract(rational(1), confidenceOf(confidence))
      return toNumberUp(multiply(rational(2n * bound(shape, alpha) - 1n), halfCells.step))
    },
  })
}

/** In widths N varies as discrete Laplace noise does and U by 1/12; noise that falls from 0 on, by reach^2 / 3 at most. */
function varianceBound(epsilon: Rational, width: bigint, reach: bigint | undefined): number {
  const endless = Number(width * width) * (discreteLaplaceVariance(reciprocal(epsilon)) + 1 / 12)
  return reach === undefined
    ? endless
    : Math.min(endless, toNumber(rational(reach * reach, 3n * cells * cells)))
}

/** In cells. */
function reachFor(
  { delta, reach }: CanonicalNoiseOptions,
  epsilon: Rational,
  width: bigint,
): bigint | undefined {
  if (reach !== undefined) {
    const exact = multiply(scaleOf(reach, 'reach'), rational(cells))
    if (exact.denominator !== 1n)
      throw wrongParameter('reach', reach, 'must be a multiple of 2^-32')
    if (2n * exact.numerator <= width * cells)
      throw wrongParameter('reach', reach, 'must be more than half the sensitivity')
    if (delta !== undefined) throw wrongParameter('delta', delta, 'must not be given with a reach')
    return exact.numerator
  }
  return delta === undefined
    ? undefined
    : canonicalReach(epsilon, width * cells, deltaBudget(delta))
}

/** The smallest m >= 1 with 2 Pr[cell >= m] <= alpha, certainly. */
function bound(shape: CanonicalShape, alpha: Rational): bigint {
  const bits = 160 + Math.max(0, -floorLog2(alpha)) + 2 * Math.max(0, -floorLog2(shape.epsilon))
  const holds = (m: bigint): boolean => {
    const { high } = canonicalTail(shape, m, bits)
    return compare(rational(2n * high, 1n << BigInt(bits)), alpha) <= 0
  }
  let most = shape.width
  while (!holds(most)) most *= 2n
  return smallestInteger(holds, 1n, most)
}
