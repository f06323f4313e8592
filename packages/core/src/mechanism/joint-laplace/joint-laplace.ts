/** Discrete Laplace noise on several integer vectors, priced together. */
import type { Rational, RationalLike } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import { type JointLaplaceEvent, jointLaplaceEvent } from '../../space/events/joint-laplace.ts'
import { noiseOf } from '../../space/events/worst-cases.ts'
import type { JointSensitivity } from '../../space/joint-sensitivity.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readValue } from '../read-value.ts'
import { readable } from '../readable.ts'
import { jointLaplaceEpsilon } from './joint-laplace-epsilon.ts'

/** Noise for several integer vectors, one Laplace scale each. */
export interface JointLaplace {
  readonly kind: 'jointLaplace'
  readonly scales: readonly Rational[]
  /** Independent noise for every coordinate: vector j has `lengths[j]` of them. */
  readonly draw: (lengths: readonly number[], bits?: BitSource) => bigint[][]
  /** The values with fresh noise on every coordinate. */
  readonly invoke: (values: readonly (readonly bigint[])[], options?: InvokeOptions) => bigint[][]
  /** epsilon = the largest over the cases of the sum of l1 / scale. */
  readonly loss: (sensitivity: JointSensitivity) => PureLoss
  /** What a release costs, as data. */
  readonly event: (sensitivity: JointSensitivity, neighbours?: Neighbours) => JointLaplaceEvent
}

/**
 * Adds independent discrete Laplace noise of scale `scales[j]` to every coordinate of vector j.
 *
 * Neighbours: inputs whose vectors move together by at most one of the worst cases.
 * Loss: pure DP, epsilon = the largest over the cases of the sum of l1_j / scale_j. [joint-laplace.proof.md]
 * Noise: symmetric, variance 2a/(1-a)^2 with a = e^(-1/scale_j); independent of the input.
 *
 * A scale of 0 is for a vector that no unit can move: it takes no noise, and a sensitivity that moves
 * it is refused.
 *
 * @param options.scales one rational per vector, in units of its lattice
 * @throws DitherError "invalid_parameter" if a scale is negative or the number of vectors differs
 * @see [GRS12] section 3, [CKS20] algorithm 2
 */
export function jointLaplace(options: { readonly scales: readonly RationalLike[] }): JointLaplace {
  readOptions('jointLaplace', options, 'scales')
  const scales = Object.freeze(noiseOf('scales', options.scales))
  const samplers = scales.map((scale) =>
    scale.numerator === 0n ? undefined : discreteLaplaceSampler(scale),
  )
  const draw = (lengths: readonly number[], bits?: BitSource): bigint[][] => {
    if (lengths.length !== scales.length)
      throw wrongParameter('lengths', lengths.length, `must speak of ${scales.length} vectors`)
    // (1) A fresh, independent draw for every coordinate of every vector.
    return samplers.map((sampler, j) =>
      Array.from({ length: lengths[j] ?? 0 }, () => sampler?.draw(bits) ?? 0n),
    )
  }
  const event = (sensitivity: JointSensitivity, neighbours?: Neighbours): JointLaplaceEvent =>
    jointLaplaceEvent({
      scales,
      sensitivity,
      ...(neighbours === undefined ? {} : { neighbours }),
    })
  return readable({
    kind: 'jointLaplace',
    scales,
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
      event(sensitivity)
      return pureLoss(jointLaplaceEpsilon(scales, sensitivity))
    },
    event,
  })
}
