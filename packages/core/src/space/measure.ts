/** Ways to say how far two laws of answers are apart; a bound in a measure is a Loss. */
import type { ApproximateLoss, Loss, PureLoss, ZcdpLoss } from './loss.ts'
import { wrongParameter } from './parameter.ts'

/** Pure, approximate or zero-concentrated differential privacy. */
export type Measure = 'pure' | 'approximate' | 'zcdp'

/** The bounds of a measure. */
export type LossOf<M extends Measure> = M extends 'pure'
  ? PureLoss
  : M extends 'approximate'
    ? ApproximateLoss
    : ZcdpLoss

/** The loss, checked to be of the measure. @throws DitherError "invalid_parameter" */
export function lossIn<M extends Measure>(measure: M, loss: Loss): LossOf<M> {
  if (isLossOf(measure, loss)) return loss
  throw wrongParameter('loss', loss.kind, `must be a ${measure} loss`)
}

function isLossOf<M extends Measure>(measure: M, loss: Loss): loss is LossOf<M> {
  return loss.kind === measure
}
