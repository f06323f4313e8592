/** The truncated geometric mechanism on a small range: rational probabilities, one way through for every answer. */
import {
  bitLength,
  compare,
  divide,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  subtract,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { uniformBelow } from '../../random/uniform/uniform-below.ts'
import {
  type TruncatedGeometricEvent,
  truncatedGeometricEvent,
} from '../../space/events/truncated-geometric.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import {
  confidence as confidenceOf,
  epsilonBudget,
  exactParameter,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type Clamp, clampTo } from '../clamp.ts'
import { oddsBelow } from '../randomised-response/response-odds.ts'
import { type BoundsOptions, readBounds } from '../read-bounds.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { type IntegerChange, someSensitivity, wholeSensitivity } from '../whole-change.ts'
import { truncatedGeometricEpsilon } from './truncated-geometric-epsilon.ts'

const one = rational(1)
/** The widest range, and the longest of the numbers, of which there are as many as places. */
const mostPlaces = 1024n
const mostBits = 1 << 17
const oddsBits = 32

/** Public bounds; and alpha = e^-epsilon for a change by 1 as a rational, or what the answer may cost. */
export type TruncatedGeometricOptions = BoundsOptions &
  (
    | { readonly alpha: RationalLike; readonly sensitivity?: RationalLike }
    | { readonly epsilon: RationalLike; readonly sensitivity?: RationalLike }
  )

/** The truncated geometric mechanism; made by `truncatedGeometric`. */
export interface TruncatedGeometric {
  readonly kind: 'truncatedGeometric'
  readonly alpha: Rational
  readonly clamp: Clamp
  /** A fresh answer within the bounds. A value beyond them is first moved to the nearest. */
  readonly invoke: (value: bigint, options?: InvokeOptions) => bigint
  /** epsilon = sensitivity ln(1 / alpha), rounded up. */
  readonly loss: (change?: IntegerChange) => PureLoss
  /** What a release costs, as data. */
  readonly event: (change?: IntegerChange) => TruncatedGeometricEvent
  /** An a with Pr[|answer - value| <= a] >= confidence for every value within the bounds. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Answers y within public bounds with probability proportional to alpha^|y - x|; a bound takes the tail beyond it.
 *
 * Neighbours: inputs at distance at most `sensitivity`, 1 unless said.
 * Loss: pure DP, epsilon = sensitivity ln(1 / alpha), rounded up. [truncated-geometric.proof.md]
 * The best answer for any person's loss and prior beliefs about a count can be had from it, whatever these are.
 *
 * The law is that of clamped discrete Laplace noise of scale 1 / ln(1 / alpha), `discreteLaplace` with bounds, which
 * has no limit on the range. Here every answer takes the same steps: as many words as chance wants, but
 * the same for all values and answers, and one comparison for every place.
 *
 * By `epsilon`, 1 / alpha is so close below e^(epsilon / sensitivity) that the loss is at most epsilon, and less by
 * under 2^-29 of it.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range, or there are more than 1024 places
 * @see [GRS12]
 */
export function truncatedGeometric(options: TruncatedGeometricOptions): TruncatedGeometric {
  readOptions('truncatedGeometric', options, 'lower upper alpha epsilon sensitivity')
  const { lower, upper } = readBounds(options)
  const width = upper - lower
  if (width >= mostPlaces)
    throw wrongParameter(
      'upper',
      upper,
      `must be below lower + ${mostPlaces}`,
      'Use discreteLaplace',
    )
  const alpha = alphaFor(options)
  const { numerator: a, denominator: c } = alpha
  if (bitLength(c) * Number(width + 1n) > mostBits)
    throw wrongParameter('alpha', alpha, 'must have a shorter denominator', 'Use discreteLaplace')
  // (1) powers[k] = c^width alpha^k.
  const powers = [c ** width]
  for (let k = 1n; k <= width; k += 1n) powers.push(((powers.at(-1) ?? 0n) / c) * a)
  const total = (a + c) * c ** width
  const changeOf = ({ sensitivity = options.sensitivity ?? 1 }: IntegerChange): bigint =>
    wholeSensitivity(sensitivity)
  return readable({
    kind: 'truncatedGeometric',
    alpha,
    clamp: Object.freeze({ lower, upper }),
    invoke: (value: bigint, { bits = secureBits() }: InvokeOptions = {}) => {
      const x = clampTo(readValue(value), { lower, upper })
      const uniform = uniformBelow(total, bits)
      let below = 0n
      let answer = lower
      // (2) The answer is the number of places whose weights, with all before them, do not exceed the draw.
      for (let y = lower; y < upper; y += 1n) {
        const power = powers[Number(y > x ? y - x : x - y)] ?? 0n
        below += power * (y === lower ? c : c - a)
        answer += uniform >= below ? 1n : 0n
      }
      return answer
    },
    loss: (change: IntegerChange = {}) =>
      pureLoss(truncatedGeometricEpsilon({ alpha, sensitivity: changeOf(change) })),
    event: (change: IntegerChange = {}) =>
      truncatedGeometricEvent({ ...change, alpha, lower, upper, sensitivity: changeOf(change) }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      // (3) Pr[|noise| > k] = 2 alpha^(k + 1) / (1 + alpha), before the bounds take their tails.
      const left = subtract(one, confidenceOf(confidence))
      const holds = (k: number): boolean =>
        compare(rational(2n * c * (powers[k + 1] ?? 0n), total), left) <= 0
      let k = 0
      while (!holds(k)) k += 1
      return k
    },
  })
}

function alphaFor(options: TruncatedGeometricOptions): Rational {
  if ('alpha' in options) {
    const alpha = exactParameter('alpha', options.alpha)
    if (alpha.numerator > 0n && compare(alpha, one) < 0) return alpha
    throw wrongParameter('alpha', alpha, 'must be more than 0 and less than 1')
  }
  const sensitivity = rational(someSensitivity(options.sensitivity ?? 1))
  return reciprocal(oddsBelow(divide(epsilonBudget(options.epsilon), sensitivity), oddsBits))
}
