/** A value with little noise where the data are far from where it could leap; nothing elsewhere. */
import {
  compare,
  divide,
  type Interval,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  subtract,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { DitherError } from '../../error.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type ProposeTestReleaseEvent,
  proposeTestReleaseEvent,
} from '../../space/events/propose-test-release.ts'
import type { ApproximateLoss } from '../../space/loss.ts'
import {
  deltaBudget,
  epsilonBudget,
  exactParameter,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import type { ClampOptions } from '../clamp.ts'
import { type DiscreteLaplace, discreteLaplace } from '../discrete-laplace/discrete-laplace.ts'
import { laplaceTail } from '../stability-histogram/noise-tail.ts'
import { smallestThreshold } from './smallest-threshold.ts'
import { readBound, type StableQuery } from './stable-query.ts'
import { testedLoss } from './tested-loss.ts'

/** A question, what an answer may cost, and a public clamp of what is released. */
export interface ProposeTestReleaseOptions<Data> extends ClampOptions {
  readonly query: StableQuery<Data>
  readonly epsilon: RationalLike
  readonly delta: RationalLike
  /** The part of epsilon that is spent on the test; 1/2 unless said. */
  readonly testShare?: RationalLike
}

/** A test, and the noise of what passes it; made by `proposeTestRelease`. */
export interface ProposeTestRelease<Data> {
  /** Its name. */
  readonly kind: 'proposeTestRelease'
  /** The noise on the distance. */
  readonly testNoise: DiscreteLaplace
  /** A noisy distance below this is refused. */
  readonly threshold: bigint
  /** The noise on the value, of scale bound / its share of epsilon. */
  readonly valueNoise: DiscreteLaplace
  /** The value with noise, or undefined: refused. Both are released, and cost the same. */
  readonly invoke: (data: Data, options?: InvokeOptions) => bigint | undefined
  /** The chance that data at this distance pass, enclosed; of private data it is as private as they are. */
  readonly passes: (distance: bigint) => Interval
  /** Epsilon of both noises; delta is the chance that data at distance 0 pass, rounded up. */
  readonly loss: () => ApproximateLoss
  /** What a release costs, refused or not, as data. */
  readonly event: () => ProposeTestReleaseEvent
  /** With the confidence, a value that is released is within this of the true one. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Proposes a bound on how much one unit changes a value, tests with noise whether the data are far from where that is
 * wrong, and only then releases the value, with noise for that bound.
 *
 * Neighbours: those of the query, whose maker keeps the promises of `StableQuery`.
 * Loss: approximate DP, the epsilon given, and as delta the exact chance that data at distance 0 pass the
 * test: at most the delta given. [propose-test-release.proof.md]
 * Noise: discrete Laplace of scale 1 / (testShare epsilon) on the distance, of scale bound / (the rest) on the value; both are drawn
 * whether or not the value is released.
 *
 * That it was refused is an answer: it was paid for, and a larger bound must be paid for again. The bound must not be
 * chosen by a look at the data.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [DL09], [Vad17] section 3.2
 */
export function proposeTestRelease<Data>(
  options: ProposeTestReleaseOptions<Data>,
): ProposeTestRelease<Data> {
  readOptions('proposeTestRelease', options, 'query epsilon delta testShare lower upper')
  const { query } = options
  readOptions('proposeTestRelease, as query,', query)
  const bound = rational(readBound(query.bound))
  const epsilon = epsilonBudget(options.epsilon)
  const forTest = multiply(shareOf(options.testShare ?? '1/2'), epsilon)
  const forValue = subtract(epsilon, forTest)
  const testNoise = discreteLaplace({ scale: reciprocal(forTest), sensitivity: 1 })
  const threshold = smallestThreshold(testNoise.scale, deltaBudget(options.delta))
  const { lower, upper } = options
  const valueNoise = discreteLaplace({
    scale: divide(bound, forValue),
    sensitivity: bound,
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
  })
  const tail = laplaceTail(testNoise.scale)
  const parts = { testScale: testNoise.scale, threshold, bound, valueScale: valueNoise.scale }
  return Object.freeze({
    kind: 'proposeTestRelease',
    testNoise,
    threshold,
    valueNoise,
    invoke: (data: Data, { bits = secureBits() }: InvokeOptions = {}) => {
      const distance = atLeastNothing(query.distance(data))
      const value = whole('value', query.value(data))
      // (4) Independent noise; both are drawn before the test is looked at.
      const seen = testNoise.invoke(distance, { bits })
      const noisy = valueNoise.invoke(value, { bits })
      return seen >= threshold ? noisy : undefined // (5)
    },
    passes: (distance: bigint) => tail(threshold - atLeastNothing(distance)),
    loss: () => testedLoss(parts),
    event: () => proposeTestReleaseEvent({ ...parts, neighbours: query.neighbours }),
    accuracy: valueNoise.accuracy,
  })
}

function shareOf(value: RationalLike): Rational {
  const share = exactParameter('testShare', value)
  if (compare(share, rational(0)) <= 0 || compare(share, rational(1)) >= 0)
    throw wrongParameter('testShare', value, 'must be more than 0 and less than 1')
  return share
}

function atLeastNothing(distance: bigint): bigint {
  const known = whole('distance', distance)
  return known < 0n ? 0n : known
}

/** The error names no value: it is private (S15). */
function whole(name: string, value: bigint): bigint {
  if (typeof value === 'bigint') return value
  throw new DitherError('invalid_parameter', `${name} must be a bigint`, { parameter: name })
}
