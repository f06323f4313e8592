import { formatRational, type RationalLike } from '@dither/math'
import { categoryChance, categoryNumber } from '../response-chances.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedCount, storedText } from './stored-fields.ts'

/** One answer out of `categories`, true with chance p, else any other alike: epsilon = ln(p (categories - 1) / (1 - p)). */
export interface RandomisedResponseEvent extends EventBase {
  readonly kind: 'randomisedResponse'
  readonly categories: number
  readonly p: string
}

/** One randomised answer out of `categories`, true with chance p. */
export function randomisedResponseEvent(
  options: OfNeighbours & { readonly categories: number; readonly p: RationalLike },
): RandomisedResponseEvent {
  const categories = categoryNumber(options.categories)
  return Object.freeze({
    ...eventBase(options),
    kind: 'randomisedResponse',
    categories,
    p: formatRational(categoryChance(categories, options.p)),
  })
}

export function readRandomisedResponse(data: StoredEvent): RandomisedResponseEvent {
  return randomisedResponseEvent({
    neighbours: data.neighbours,
    categories: storedCount('categories', data['categories']),
    p: storedText('p', data['p']),
  })
}
