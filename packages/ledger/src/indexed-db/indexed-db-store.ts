/** A ledger in a browser's IndexedDB: each charge is one transaction, which no other tab's can overlap. */
import { DitherError } from '@dither/core'
import { isWithin } from '@dither/core/account'
import { chainStart, nextHash } from '../chain.ts'
import { readRecord } from '../record.ts'
import { type LineageState, stateAfter } from '../state.ts'
import type {
  Act,
  LedgerStore,
  Spend,
  StoredEvents,
  StoredLineage,
  StoredRequest,
} from '../store.ts'
import type { IdbConnection } from './connection.ts'
import { type IdbRanges, type IdbTransaction, resultOf } from './idb.ts'
import {
  checkedEvents,
  checkedLedger,
  checkedLineage,
  checkedRecord,
  checkedRequest,
  checkedTimes,
} from './rows.ts'

export function indexedDbStore(
  connection: IdbConnection,
  ranges: IdbRanges,
  id: string,
): LedgerStore {
  const read = <T>(work: (transaction: IdbTransaction) => Promise<T>): Promise<T> =>
    connection.transact('readonly', work)
  return {
    kind: 'indexed-db',
    id,
    epoch: () =>
      read(
        async (tx) => checkedLedger(await resultOf(tx.objectStore('ledger').get('ledger'))).epoch,
      ),
    datasets: () =>
      read(async (tx) => (await resultOf(tx.objectStore('lineage').getAllKeys())).map(String)),
    lineage: (dataset) => read((tx) => lineageIn(tx, dataset)),
    request: (requestId) => read((tx) => requestIn(tx, requestId)),
    spend: (request, spends) =>
      connection.transact('readwrite', (tx) => spendIn(tx, request, spends)),
    act: (acts) =>
      connection
        .transact('readwrite', (tx) => actIn(tx, acts))
        .catch((error: unknown) => {
          if (error instanceof CameBetween) return false
          throw error
        }),
    records: (dataset, from, limit) =>
      read(async (tx) => {
        const range = ranges.bound([dataset, from], [dataset, Number.MAX_SAFE_INTEGER])
        const found = await resultOf(tx.objectStore('record').getAll(range, limit))
        return found.map(checkedRecord)
      }),
    events: (digests) =>
      read(async (tx) => {
        const found: StoredEvents[] = []
        for (const digest of digests) {
          const one = await resultOf(tx.objectStore('events').get(digest))
          if (one !== undefined) found.push(checkedEvents(one))
        }
        return found
      }),
    requests: (after, limit) =>
      read(async (tx) => {
        const found = tx.objectStore('request').getAll(ranges.lowerBound(after, true), limit)
        return (await resultOf(found)).map(checkedRequest)
      }),
    tally: (dataset) =>
      read(async (tx) => {
        const range = ranges.bound([dataset, ''], [dataset, 'g']) // digests are of 0-9 and a-f
        const found = await resultOf(tx.objectStore('tally').getAll(range))
        return found.map(checkedTimes).map(({ digest, times }) => ({ events: digest, times }))
      }),
    faults: async () => [],
    close: async () => connection.close(),
  }
}

/** As `LedgerStore.spend`: what is read here nobody changes before it is written. [indexed-db.proof.md] */
async function spendIn(
  tx: IdbTransaction,
  request: StoredRequest,
  spends: readonly Spend[],
): Promise<'done' | 'refused' | StoredRequest> {
  const before = await requestIn(tx, request.id)
  if (before !== undefined) return before // (1)
  const lineages = new Map<string, StoredLineage>()
  const records: object[] = []
  for (const { dataset, period, amount, text } of spends) {
    const lineage = lineages.get(dataset) ?? (await lineageIn(tx, dataset))
    if (lineage === undefined) return 'refused'
    if (period < lineage.state.period || !isWithin(amount, lineage.state.cap)) return 'refused'
    const state = stateIfAllowed(lineage.state, text) // (2) caps, relation, unit
    if (state === undefined) return 'refused'
    const hash = nextHash(lineage.hash, text)
    records.push({ dataset, seq: lineage.records, text, hash })
    lineages.set(dataset, { state, hash, records: lineage.records + 1 })
  }
  // (3) Nothing was written until here: all parts, or none.
  for (const [dataset, lineage] of lineages)
    await resultOf(tx.objectStore('lineage').put({ dataset, ...lineage }))
  for (const record of records) await resultOf(tx.objectStore('record').add(record))
  for (const { dataset, events } of spends) await countEvents(tx, dataset, events)
  await resultOf(tx.objectStore('request').add(request))
  return 'done'
}

/** The state after a charge, unless it breaks a condition. */
function stateIfAllowed(state: LineageState, text: string): LineageState | undefined {
  try {
    return stateAfter(state, readRecord(text))
  } catch {
    return undefined
  }
}

/** Thrown where something came between: the transaction is undone by it. */
class CameBetween extends DitherError {
  constructor() {
    super('engine_failed', 'another act came between')
  }
}

async function actIn(tx: IdbTransaction, acts: readonly Act[]): Promise<boolean> {
  for (const { dataset, after, text, state, events, request, epoch } of acts) {
    const before = await lineageIn(tx, dataset)
    if (before?.hash !== after) throw new CameBetween()
    const seq = before?.records ?? 0
    const hash = nextHash(after ?? chainStart, text)
    // Accounts that the act does not give are left as they are.
    const accounts = new Map([...(before?.state.accounts ?? []), ...state.accounts])
    const next = { dataset, records: seq + 1, hash, state: { ...state, accounts } }
    await resultOf(tx.objectStore('lineage').put(next))
    await resultOf(tx.objectStore('record').add({ dataset, seq, text, hash }))
    if (events !== undefined) await countEvents(tx, dataset, events)
    if (request !== undefined && (await requestIn(tx, request.id)) === undefined)
      await resultOf(tx.objectStore('request').add(request))
    if (epoch !== undefined) await raiseEpoch(tx, epoch)
  }
  return true
}

async function lineageIn(tx: IdbTransaction, dataset: string): Promise<StoredLineage | undefined> {
  const found = await resultOf(tx.objectStore('lineage').get(dataset))
  return found === undefined ? undefined : checkedLineage(found)
}

async function requestIn(tx: IdbTransaction, id: string): Promise<StoredRequest | undefined> {
  const found = await resultOf(tx.objectStore('request').get(id))
  return found === undefined ? undefined : checkedRequest(found)
}

async function countEvents(
  tx: IdbTransaction,
  dataset: string,
  { digest, text }: StoredEvents,
): Promise<void> {
  const [events, tally] = [tx.objectStore('events'), tx.objectStore('tally')]
  const before = await resultOf(tally.get([dataset, digest]))
  const times = before === undefined ? 1 : checkedTimes(before).times + 1
  if (before === undefined && (await resultOf(events.get(digest))) === undefined)
    await resultOf(events.add({ digest, text }))
  await resultOf(tally.put({ dataset, digest, times }))
}

async function raiseEpoch(tx: IdbTransaction, epoch: number): Promise<void> {
  const ledger = tx.objectStore('ledger')
  const found = checkedLedger(await resultOf(ledger.get('ledger')))
  await resultOf(ledger.put({ ...found, epoch: Math.max(found.epoch, epoch) }))
}
