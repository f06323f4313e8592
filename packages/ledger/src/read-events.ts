import { DitherError } from '@dither/core'
import { type LedgerEntry, readEvent } from '@dither/core/account'
import { digestOf } from './canonical-json.ts'

/** @throws DitherError "unreadable_source" if the text is not the one that was charged */
export function readEvents(digest: string, text: string): LedgerEntry['events'] {
  if (digestOf(text) !== digest) throw lostEvents()
  const data: unknown = JSON.parse(text)
  if (!Array.isArray(data)) throw lostEvents()
  return Object.freeze(data.map((event) => readEvent(event)))
}

export function lostEvents(): DitherError {
  return new DitherError('unreadable_source', 'the ledger has lost the events of a charge', {
    parameter: 'ledger',
    wayOut: 'dither ledger verify says which; restore the ledger from a backup',
  })
}
