import { type Rational, type RationalLike, subtract } from '@dither/math'
import { deltaBudget, wrongParameter } from '../../space/parameter.ts'

/** A delta, the part of it that converts a divergence at the order, and what is left for events with a delta of their own. */
export interface OrderBudget {
  readonly delta: Rational
  readonly conversion: Rational
  readonly apart: Rational
}

/** All of delta converts unless said. @throws DitherError "invalid_parameter" */
export function readOrderBudget(options: {
  readonly delta: RationalLike
  readonly conversionDelta?: RationalLike
  readonly order: number
}): OrderBudget {
  const { order } = options
  const delta = deltaBudget(options.delta)
  const conversion = deltaBudget(options.conversionDelta ?? delta, 'conversionDelta')
  const apart = subtract(delta, conversion)
  if (apart.numerator < 0n)
    throw wrongParameter('conversionDelta', options.conversionDelta, 'must be at most delta')
  if (!(order > 1 && order < Number.POSITIVE_INFINITY))
    throw wrongParameter('order', order, 'must be a number above 1')
  return { delta, conversion, apart }
}
