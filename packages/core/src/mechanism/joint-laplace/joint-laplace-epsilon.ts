/** What joint Laplace noise costs. */
import { divide, type Rational, rational } from '@dither/math'
import { type JointSensitivity, worstCost } from '../../space/joint-sensitivity.ts'

const nothing = rational(0)

/** The largest over the cases of the sum of l1 / scale; 0 / 0 is 0. */
export function jointLaplaceEpsilon(
  scales: readonly Rational[],
  sensitivity: JointSensitivity,
): Rational {
  // (2)
  return worstCost(sensitivity, ({ l1 }, j) => {
    const scale = scales[j]
    return l1 === 0n || scale === undefined ? nothing : divide(rational(l1), scale)
  })
}
