/** A wanted accuracy of noise on integers. */
import { floor, type Rational, type RationalLike, rational, subtract } from '@dither/math'
import { confidence, sensitivity, wrongParameter } from '../space/parameter.ts'

/** Checks a wanted accuracy; its whole part counts, as the noise is a whole number. */
export function wantedAccuracy(options: {
  readonly accuracy: RationalLike
  readonly confidence: RationalLike
}): { readonly accuracy: Rational; readonly alpha: Rational } {
  const sure = confidence(options.confidence)
  if (sure.numerator === 0n) throw wrongParameter('confidence', 0, 'must be more than 0')
  const accuracy = rational(floor(sensitivity(options.accuracy, 'accuracy')))
  return { accuracy, alpha: subtract(rational(1), sure) }
}
