/** How far the centre of Cauchy noise may move, where its scale may move too. */
import {
  add,
  compare,
  expInterval,
  floorLog2,
  minimum,
  multiply,
  negate,
  type Rational,
  rational,
  sqrtDown,
  subtract,
} from '@dither/math'
import { wrongParameter } from '../../space/parameter.ts'
import { significantDown } from '../exponential/exponential-scale.ts'

const one = rational(1)
const two = rational(2)

/**
 * The largest alpha, to 48 bits, for which Cauchy noise is epsilon-DP if neighbours' centres differ by at most alpha
 * times the smaller of their scales, and their scales by at most a factor e^beta:
 * alpha^2 = min(2 cosh epsilon - 2, 2 e^beta (cosh epsilon - cosh beta)). [smooth-sensitivity.proof.md]
 *
 * @throws DitherError "invalid_parameter" unless beta < epsilon
 */
export function cauchyShift(epsilon: Rational, beta: Rational): Rational {
  if (compare(beta, epsilon) >= 0)
    throw wrongParameter('beta', beta, 'must be less than epsilon', 'Take 3/4 of epsilon')
  // Exact relatively to what is left when nearly equal numbers cancel.
  const gap = floorLog2(subtract(epsilon, beta))
  const work = 96 + 2 * Math.max(0, -floorLog2(epsilon)) + Math.max(0, -gap)
  const growth = expInterval(epsilon, work).low
  const both = add(growth, expInterval(negate(epsilon), work).low) // (3) at most 2 cosh epsilon
  const ratio = expInterval(beta, work)
  const still = subtract(both, two)
  const moved = subtract(multiply(ratio.low, both), add(multiply(ratio.high, ratio.high), one)) // (4)
  return significantDown(sqrtDown(minimum(still, moved)))
}

/** What beta is where nobody says: near the best for every epsilon. */
export function usualBeta(epsilon: Rational): Rational {
  return multiply(rational('3/4'), epsilon)
}
