/** What was recorded, with its exact events. */

import type { LedgerEntry } from '@dither/core/account'
import { composedEvent, type Event, events as made } from '@dither/core/account'
import { unknownDataset } from './decide.ts'
import { lostEvents, readEvents } from './read-events.ts'
import { type LedgerRecord, readRecord } from './record.ts'
import type { LedgerStore, StoredRecord } from './store.ts'

/** A record of a ledger in its place, with its exact events if it is a charge. */
export interface HistoryEntry extends StoredRecord {
  /** What the text says. */
  readonly record: LedgerRecord
  /** Of a charge. */
  readonly events?: LedgerEntry['events']
}

export async function* historyOf(store: LedgerStore, dataset: string): AsyncIterable<HistoryEntry> {
  if ((await store.lineage(dataset, [])) === undefined) throw unknownDataset(dataset)
  for (let from = 0; ; ) {
    const page = await store.records(dataset, from, 1000)
    if (page.length === 0) return
    yield* await withEvents(store, page)
    from += page.length
  }
}

export async function withEvents(
  store: LedgerStore,
  page: readonly StoredRecord[],
): Promise<readonly HistoryEntry[]> {
  const records = page.map((stored) => ({ ...stored, record: readRecord(stored.text) }))
  const digests = new Set(
    records.flatMap(({ record }) => (record.kind === 'charge' ? [record.events] : [])),
  )
  const events = new Map<string, LedgerEntry['events']>()
  for (const { digest, text } of await store.events([...digests]))
    events.set(digest, readEvents(digest, text))
  return records.map((entry) => {
    if (entry.record.kind !== 'charge') return entry
    const found = events.get(entry.record.events)
    if (found === undefined) throw lostEvents()
    return { ...entry, events: found }
  })
}

/** Everything that was ever charged to a lineage, as one event: equal events are one, repeated. */
export async function wholeEvent(store: LedgerStore, dataset: string): Promise<Event> {
  if ((await store.lineage(dataset, [])) === undefined) throw unknownDataset(dataset)
  const tally = (await store.tally(dataset)).toSorted((a, b) => (a.events < b.events ? -1 : 1))
  const stored = new Map(
    (await store.events(tally.map(({ events }) => events))).map(({ digest, text }) => [
      digest,
      text,
    ]),
  )
  return composedEvent(
    tally.flatMap(({ events: digest, times }) => {
      const text = stored.get(digest)
      if (text === undefined) throw lostEvents()
      return readEvents(digest, text).map((event) =>
        times === 1 ? event : made.selfComposed(event, times),
      )
    }),
  )
}
