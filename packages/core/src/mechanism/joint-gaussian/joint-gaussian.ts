/** Discrete Gaussian noise on several integer vectors, priced together. */
import type { Rational, RationalLike } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { discreteGaussianSampler } from '../../random/discrete-gaussian/discrete-gaussian.ts'
import type { Claim } from '../../space/events/fields.ts'
import { type JointGaussianEvent, jointGaussianEvent } from '../../space/events/joint-gaussian.ts'
import { noiseOf } from '../../space/events/worst-cases.ts'
import type { JointSensitivity } from '../../space/joint-sensitivity.ts'
import { type ApproximateLoss, approximateLoss, type ZcdpLoss, zcdpLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { deltaBudget, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { gaussianEpsilon } from '../gaussian-calibration/calibrate-gaussian.ts'
import { type GaussianQuestion, gaussianRho } from '../gaussian-calibration/gaussian-question.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'

/** Noise for several integer vectors, one variance parameter each. */
export interface JointGaussian {
  readonly kind: 'jointGaussian'
  readonly variances: readonly Rational[]
  /** Independent noise for every coordinate: vector j has `lengths[j]` of them. */
  readonly draw: (lengths: readonly number[], bits?: BitSource) => bigint[][]
  /** The values with fresh noise on every coordinate. */
  readonly invoke: (values: readonly (readonly bigint[])[], options?: InvokeOptions) => bigint[][]
  /** The zCDP loss; it does not depend on how many coordinates there are. */
  readonly loss: (sensitivity: JointSensitivity) => ZcdpLoss
  /** The smallest epsilon that is proved at this delta, for vectors of these lengths. */
  readonly approximateLoss: (
    sensitivity: JointSensitivity,
    options: { readonly delta: RationalLike; readonly lengths: readonly number[] },
  ) => ApproximateLoss
  /** What a release costs, as data. */
  readonly event: (
    sensitivity: JointSensitivity,
    options: {
      readonly lengths: readonly number[]
      readonly neighbours?: Neighbours
      readonly claim?: Claim
    },
  ) => JointGaussianEvent
}

/**
 * Adds independent discrete Gaussian noise of parameter `variances[j]` to every coordinate of vector j.
 *
 * Neighbours: inputs whose vectors move together by at most one of the worst cases.
 * Loss: zCDP, rho = the largest over the cases of the sum of l2_j^2 / (2 variance_j). [joint-gaussian.proof.md]
 * Noise: symmetric, of variance at most `variances[j]`; independent of the input.
 *
 * A variance of 0 is for a vector that no unit can move: it takes no noise, and a sensitivity that moves
 * it is refused.
 *
 * @param options.variances one rational per vector, in squared units of its lattice
 * @throws DitherError "invalid_parameter" if a variance is negative or the number of vectors differs
 * @see [CKS20] theorem 14
 */
export function jointGaussian(options: {
  readonly variances: readonly RationalLike[]
}): JointGaussian {
  readOptions('jointGaussian', options, 'variances')
  const variances = Object.freeze(noiseOf('variances', options.variances))
  const samplers = variances.map((variance) =>
    variance.numerator === 0n ? undefined : discreteGaussianSampler(variance),
  )
  const checkLengths = (lengths: readonly number[]): void => {
    if (lengths.length !== variances.length)
      throw wrongParameter('lengths', lengths.length, `must speak of ${variances.length} vectors`)
  }
  const draw = (lengths: readonly number[], bits?: BitSource): bigint[][] => {
    checkLengths(lengths)
    // (1) A fresh, independent draw for every coordinate of every vector.
    return samplers.map((sampler, j) =>
      Array.from({ length: lengths[j] ?? 0 }, () => sampler?.draw(bits) ?? 0n),
    )
  }
  const event: JointGaussian['event'] = (sensitivity, { lengths, neighbours, claim }) => {
    checkLengths(lengths)
    return jointGaussianEvent({
      variances,
      sensitivity,
      dimension: noisyCoordinates(variances, lengths),
      ...(neighbours === undefined ? {} : { neighbours }),
      ...(claim === undefined ? {} : { claim }),
    })
  }
  return readable({
    kind: 'jointGaussian',
    variances,
    draw,
    invoke: (values: readonly (readonly bigint[])[], { bits }: InvokeOptions = {}) => {
      const drawn = draw(
        values.map((vector) => vector.length),
        bits,
      )
      return values.map((vector, j) =>
        vector.map((value, c) => readValue(value) + (drawn[j]?.[c] ?? 0n)),
      )
    },
    loss: (sensitivity: JointSensitivity) => {
      event(sensitivity, { lengths: variances.map(() => 1) })
      return zcdpLoss(gaussianRho(gaussianQuestion(variances, sensitivity, 1)))
    },
    approximateLoss: (
      sensitivity: JointSensitivity,
      { delta, lengths }: { readonly delta: RationalLike; readonly lengths: readonly number[] },
    ) => {
      const { dimension } = event(sensitivity, { lengths })
      const failure = deltaBudget(delta)
      const question = gaussianQuestion(variances, sensitivity, dimension)
      return approximateLoss(gaussianEpsilon(question, failure), failure)
    },
    event,
  })
}

/** What calibration and pricing ask about joint noise. */
export function gaussianQuestion(
  variances: readonly Rational[],
  { worstCases }: JointSensitivity,
  dimension: number,
): GaussianQuestion {
  const squares = worstCases.map((changes) => changes.map(({ l2Squared }) => l2Squared))
  return { variances, squares, dimension }
}

/** How many coordinates take noise. */
export function noisyCoordinates(
  variances: readonly Rational[],
  lengths: readonly number[],
): number {
  return lengths
    .map((length, j) => (variances[j]?.numerator === 0n ? 0 : length))
    .reduce((sum, length) => sum + length, 0)
}
