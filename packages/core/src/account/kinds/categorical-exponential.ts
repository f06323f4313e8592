import { divide, minimum, multiply, rational } from '@dither/math'
import { exponentialRho } from '../../mechanism/exponential/exponential-scale.ts'
import {
  type CategoricalExponentialEvent,
  readCategoricalExponential,
} from '../../space/events/categorical-exponential.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import type { EventKind } from '../event-kind.ts'

/** A category for another: two bounds on rho, of a loss of epsilon and of losses that lie in a range. */
export const categoricalExponentialKind: EventKind<CategoricalExponentialEvent> = {
  read: readCategoricalExponential,
  price({ epsilon, range }, { measure }) {
    const exact = rational(epsilon)
    if (measure !== 'zcdp') return pureLoss(exact)
    const ofSize = divide(multiply(exact, exact), rational(2))
    return zcdpLoss(minimum(ofSize, exponentialRho(rational(range))))
  },
}
