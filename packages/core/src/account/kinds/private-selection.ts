import { multiply, rational } from '@dither/math'
import {
  type PrivateSelectionEvent,
  readPrivateSelection,
} from '../../space/events/private-selection.ts'
import { sameNeighbours } from '../../space/neighbours.ts'
import type { EventKind } from '../event-kind.ts'
import { pure } from './pure.ts'

/** One of several runs: three times the pure loss of a run for the best, twice for the first above a threshold. */
export const privateSelectionKind: EventKind<PrivateSelectionEvent> = {
  read: readPrivateSelection,
  price({ neighbours, choice, run }, { measure }, priceOf) {
    sameNeighbours([neighbours, run.neighbours])
    const loss = priceOf(run, { measure: 'pure' })
    const times = rational(choice === 'firstAbove' ? 2 : 3)
    return pure(multiply(times, loss.kind === 'pure' ? loss.exact.epsilon : rational(0)), measure)
  },
}
