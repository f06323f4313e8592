import { formatRational } from '@dither/math'
import { type BitChances, bitChances, readSize } from '../response-chances.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedCount, storedText } from './stored-fields.ts'

/** One vector of bits, each reported as 1 with chance p where it is 1, q where it is 0; at most `ones` are 1. */
export interface RandomisedBitsEvent extends EventBase {
  readonly kind: 'randomisedBits'
  readonly length: number
  readonly ones: number
  readonly p: string
  readonly q: string
}

/** One randomised vector of bits, of which at most `ones` are 1. */
export function randomisedBitsEvent(
  options: OfNeighbours & BitChances & { readonly length: number; readonly ones: number },
): RandomisedBitsEvent {
  const { p, q } = bitChances(options)
  return Object.freeze({
    ...eventBase(options),
    kind: 'randomisedBits',
    ...readSize(options),
    p: formatRational(p),
    q: formatRational(q),
  })
}

export function readRandomisedBits(data: StoredEvent): RandomisedBitsEvent {
  return randomisedBitsEvent({
    neighbours: data.neighbours,
    p: storedText('p', data['p']),
    q: storedText('q', data['q']),
    length: storedCount('length', data['length']),
    ones: storedCount('ones', data['ones']),
  })
}
