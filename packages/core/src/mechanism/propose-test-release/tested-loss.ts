/** What a test and the value that passes it cost. */
import { add, divide, type Rational, type RationalLike, rational, reciprocal } from '@dither/math'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { laplaceTail } from '../stability-histogram/noise-tail.ts'

/** Epsilon of both noises; as delta the chance that data at distance 0 pass, rounded up. [propose-test-release.proof.md] */
export function testedLoss(options: {
  readonly testScale: RationalLike
  readonly threshold: RationalLike
  readonly bound: RationalLike
  readonly valueScale: RationalLike
}): ApproximateLoss {
  const testScale: Rational = rational(options.testScale)
  const forValue = divide(rational(options.bound), rational(options.valueScale))
  const { numerator: threshold } = rational(options.threshold)
  return approximateLoss(
    add(reciprocal(testScale), forValue),
    laplaceTail(testScale)(threshold).high,
  )
}
