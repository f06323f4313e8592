/** Variances of joint Gaussian noise that use a whole budget. */
import { divide, maximum, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import { type JointSensitivity, vectorCount } from '../../space/joint-sensitivity.ts'
import {
  deltaBudget,
  epsilonBudget,
  rhoBudget,
  scale,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { shortUp } from '../../space/significant.ts'
import { calibrateGaussian } from '../gaussian-calibration/calibrate-gaussian.ts'
import { gaussianRho } from '../gaussian-calibration/gaussian-question.ts'
import { gaussianQuestion, noisyCoordinates } from './joint-gaussian.ts'

/** rho for zCDP, or (epsilon, delta) with the lengths of the vectors. */
export type JointGaussianBudget =
  | { readonly rho: RationalLike }
  | {
      readonly epsilon: RationalLike
      readonly delta: RationalLike
      readonly lengths: readonly number[]
    }

const nothing = rational(0)

/**
 * The variances at which joint Gaussian noise costs the budget, or just below it.
 *
 * Vector j takes about `shares[j] / sum of shares` of rho. For rho the worst case costs the whole budget,
 * but for rounding variances up. For (epsilon, delta) the variances are the smallest that are proved, by
 * the analytic Gaussian mechanism carried over to the lattice, to a factor of 1 + 2^-26; never less noise
 * than exact, in any dimension. A vector that no case moves gets 0: no noise.
 *
 * @throws DitherError "invalid_parameter" if a budget or a share is out of its range
 * @see [BW18], [CKS20]
 */
export function calibrateJointGaussian(
  options: {
    readonly sensitivity: JointSensitivity
    readonly shares: readonly RationalLike[]
  } & JointGaussianBudget,
): readonly Rational[] {
  readOptions('calibrateJointGaussian', options)
  const { sensitivity, shares } = options
  if (shares.length !== vectorCount(sensitivity))
    throw wrongParameter('shares', shares.length, 'must be one for every vector')
  // (1) Any positive variances in the right proportion.
  const relative = shares.map((share, j) => {
    const moved = sensitivity.worstCases.map((changes) => rational(changes[j]?.l2Squared ?? 0n))
    return divide(maximum(nothing, ...moved), scale(share, `shares[${j}]`))
  })
  if ('rho' in options) {
    // (2) rho is inversely proportional to a common factor; rounding up only lowers it.
    const unit = gaussianRho(gaussianQuestion(relative, sensitivity, 1))
    const factor = divide(unit, rhoBudget(options.rho))
    return Object.freeze(
      relative.map((value) =>
        value.numerator === 0n ? nothing : shortUp(multiply(value, factor)),
      ),
    )
  }
  if (options.lengths.length !== shares.length)
    throw wrongParameter('lengths', options.lengths.length, 'must be one for every vector')
  const dimension = noisyCoordinates(relative, options.lengths)
  const { squares } = gaussianQuestion(relative, sensitivity, dimension)
  return calibrateGaussian({
    relative,
    squares,
    dimension,
    epsilon: epsilonBudget(options.epsilon),
    delta: deltaBudget(options.delta),
  })
}
