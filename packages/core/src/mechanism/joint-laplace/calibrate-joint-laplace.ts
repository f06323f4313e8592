/** Scales of joint Laplace noise that use a whole budget of epsilon. */
import { divide, maximum, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import { type JointSensitivity, vectorCount } from '../../space/joint-sensitivity.ts'
import { epsilonBudget, scale, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { shortUp } from '../../space/significant.ts'
import { jointLaplaceEpsilon } from './joint-laplace-epsilon.ts'

const nothing = rational(0)

/**
 * The scales at which joint Laplace noise costs `epsilon`, or just below it.
 *
 * Vector j, alone, would get about `shares[j] / sum of shares` of the budget; then all scales shrink
 * together until the worst case costs the whole of it. Scales with more than 64 bits are rounded up to
 * 53 significant bits, which leaves less than epsilon * 2^-52 unused. A vector that no case moves gets
 * scale 0: no noise.
 *
 * @throws DitherError "invalid_parameter" if epsilon or a share is not more than 0
 */
export function calibrateJointLaplace(options: {
  readonly epsilon: RationalLike
  readonly sensitivity: JointSensitivity
  readonly shares: readonly RationalLike[]
}): readonly Rational[] {
  readOptions('calibrateJointLaplace', options)
  const budget = epsilonBudget(options.epsilon)
  const { worstCases } = options.sensitivity
  if (options.shares.length !== vectorCount(options.sensitivity))
    throw wrongParameter('shares', options.shares.length, 'must be one for every vector')
  // (1) Any positive scales in the right proportion.
  const relative = options.shares.map((share, j) => {
    const moved = maximum(nothing, ...worstCases.map((changes) => rational(changes[j]?.l1 ?? 0n)))
    return divide(moved, scale(share, `shares[${j}]`))
  })
  // (2) The loss is inversely proportional to a common factor of the scales.
  const factor = divide(jointLaplaceEpsilon(relative, options.sensitivity), budget)
  // (3) Rounding up only lowers the loss.
  return Object.freeze(
    relative.map((value) => (value.numerator === 0n ? nothing : shortUp(multiply(value, factor)))),
  )
}
