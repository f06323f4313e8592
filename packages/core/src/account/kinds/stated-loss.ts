import { rational } from '@dither/math'
import { DitherError } from '../../error.ts'
import {
  type ApproximateEvent,
  type NonPrivateEvent,
  readApproximate,
  readNonPrivate,
  readZcdp,
  type ZcdpEvent,
} from '../../space/events/stated-loss.ts'
import { approximateLoss, zcdpLoss } from '../../space/loss.ts'
import type { EventKind } from '../event-kind.ts'
import { noLoss, pure } from './pure.ts'

/** What is known to be (epsilon, delta)-DP, and no more of it. */
export const approximateKind: EventKind<ApproximateEvent> = {
  read: readApproximate,
  price(event, { measure }) {
    const [epsilon, delta] = [rational(event.epsilon), rational(event.delta)]
    if (delta.numerator === 0n) return pure(epsilon, measure)
    if (measure !== 'approximate') throw noLoss(event, measure)
    return approximateLoss(epsilon, delta)
  },
}

/** What is known to be zCDP: its xi is a pure loss besides. */
export const zcdpKind: EventKind<ZcdpEvent> = {
  read: readZcdp,
  price(event, { measure }) {
    if (measure !== 'zcdp' || event.xi !== '0') throw noLoss(event, measure)
    return zcdpLoss(rational(event.rho))
  },
  rhoAlone: (event) => (event.xi === '0' ? rational(event.rho) : undefined),
}

/** What has no privacy: no price. */
export const nonPrivateKind: EventKind<NonPrivateEvent> = {
  read: readNonPrivate,
  price() {
    throw new DitherError('unsupported', 'nonPrivate has no finite loss, in any measure', {
      parameter: 'event',
      wayOut: 'Ask for a private answer: what was looked at without noise cannot be charged',
    })
  },
}
