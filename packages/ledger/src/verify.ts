/** Whether a ledger is what its records say, and its records what was written. */
import { DitherError, type Neighbours } from '@dither/core'
import { type Amount, chargeLine, everyKind, type FilterRule, isWithin } from '@dither/core/account'
import { canonicalJson } from './canonical-json.ts'
import { chainStart, nextHash } from './chain.ts'
import { headOf, type LedgerHead, missingFrom } from './head.ts'
import { readEvents } from './read-events.ts'
import { type ChargeRecord, readRecord } from './record.ts'
import { type LineageState, nothing, stateAfter } from './state.ts'
import type { LedgerStore, StoredLineage } from './store.ts'

/** Something that is not as it was written. */
export interface LedgerFault {
  /** The lineage, if it is of one. */
  readonly dataset?: string
  /** The record, if it is one. */
  readonly record?: number
  /** In words. */
  readonly problem: string
}

/** What `verify` found. */
export interface Verification {
  /** Whether nothing is wrong. */
  readonly ok: boolean
  /** How many records were read. */
  readonly records: number
  /** What is wrong, the first hundred. */
  readonly faults: readonly LedgerFault[]
  /** To be kept elsewhere, if nothing is wrong. */
  readonly head?: LedgerHead
}

const mostFaults = 100
const page = 1000

/**
 * Reads every record, and computes every balance again.
 *
 * Finds any record that was edited, left out, moved or added; balances, events and requests that are not those of the
 * records; charges below the price of their events; and what the database finds wrong with its files. That the end of a
 * chain was cut off, or all of it written anew, is found with a head that was kept elsewhere. [ledger.proof.md]
 */
export async function verifyLedger(store: LedgerStore, kept?: LedgerHead): Promise<Verification> {
  const faults: LedgerFault[] = []
  const tell = (fault: LedgerFault): void => {
    if (faults.length < mostFaults) faults.push(Object.freeze(fault))
  }
  /** What cannot even be read is a fault too. */
  const guarded = async (where: { readonly dataset?: string }, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof DitherError)) throw error
      tell({ ...where, problem: error.message })
    }
  }
  await guarded({}, async () => {
    for (const problem of await store.faults()) tell({ problem })
  })
  const seen = new Map<string, Seen>()
  let records = 0
  let epoch = 0
  await guarded({}, async () => {
    for (const dataset of (await store.datasets()).toSorted())
      await guarded({ dataset }, async () => {
        const stored = await store.lineage(dataset)
        const found = await replay(store, dataset, seen, tell)
        records += found.records
        epoch = Math.max(epoch, found.epoch)
        compare(dataset, stored, found, tell)
        await compareTally(store, dataset, found.tally, tell)
      })
    await compareRequests(store, seen, tell)
    if ((await store.epoch()) !== epoch) tell({ problem: 'its epoch is not that of its records' })
  })
  if (kept !== undefined)
    await guarded({}, async () => {
      for (const problem of await missingFrom(store, kept)) tell({ problem })
    })
  const ok = faults.length === 0
  return Object.freeze({
    ok,
    records,
    faults: Object.freeze(faults),
    ...(ok ? { head: await headOf(store) } : {}),
  })
}

/** A request by its charges. */
interface Seen {
  readonly content: string
  readonly parts: Set<number>
  readonly all: number
}

interface Replayed {
  readonly state: LineageState | undefined
  readonly records: number
  readonly hash: string
  readonly epoch: number
  readonly tally: ReadonlyMap<string, number>
}

type Tell = (fault: LedgerFault) => void

async function replay(
  store: LedgerStore,
  dataset: string,
  seen: Map<string, Seen>,
  tell: Tell,
): Promise<Replayed> {
  let state: LineageState | undefined
  let hash = chainStart
  let [records, epoch] = [0, 0]
  const tally = new Map<string, number>()
  const priced = new Map<string, Priced | undefined>()
  for (;;) {
    const stored = await store.records(dataset, records, page)
    if (stored.length === 0) return { state, records, hash, epoch, tally }
    for (const { seq, text, hash: written } of stored) {
      const fault = (problem: string): void => tell({ dataset, record: records, problem })
      if (seq !== records) fault(`record ${records} is missing`)
      hash = nextHash(hash, text)
      if (written !== hash) fault('it is not the one that was written, or not in its place')
      try {
        const record = readRecord(text)
        if (record.kind === 'open' && record.dataset !== dataset) fault('it is of another dataset')
        state = stateAfter(state, record)
        if (record.kind === 'accept') epoch = Math.max(epoch, record.epoch)
        if (record.kind === 'charge') {
          notice(seen, record, fault)
          tally.set(record.events, (tally.get(record.events) ?? 0) + 1)
          if (!priced.has(record.events))
            priced.set(record.events, await priceOf(store, record.events, state.rule))
          checkPrice(record, priced.get(record.events), fault)
        }
      } catch (error) {
        if (!(error instanceof DitherError)) throw error
        fault(error.message)
      }
      // The chain is followed as it is written, so that one edit is one fault.
      hash = written
      records = seq + 1
    }
  }
}

function notice(
  seen: Map<string, Seen>,
  { requestId, content, part, parts }: ChargeRecord,
  fault: (problem: string) => void,
): void {
  const before = seen.get(requestId) ?? { content, parts: new Set<number>(), all: parts }
  if (before.content !== content || before.all !== parts || before.parts.has(part))
    fault(`request ${requestId} was charged before`)
  before.parts.add(part)
  seen.set(requestId, before)
}

interface Priced {
  readonly amount: Amount
  readonly neighbours: Neighbours | undefined
}

/** More than any cap. */
const boundless: Amount = { main: 10n ** 60n, delta: 10n ** 60n }

/** What the events cost by the rule, together; undefined if they are lost. */
async function priceOf(
  store: LedgerStore,
  digest: string,
  rule: FilterRule,
): Promise<Priced | undefined> {
  const [stored] = await store.events([digest])
  if (stored === undefined) return undefined
  const events = readEvents(digest, stored.text)
  const { spent, neighbours } = chargeLine(
    { kinds: everyKind, budget: { rule, cap: boundless }, spent: nothing, entries: [] },
    { events, mark: 'secure' },
  )
  return { amount: spent, neighbours: events.length === 0 ? undefined : neighbours }
}

function checkPrice(
  { amount, neighbours }: ChargeRecord,
  priced: Priced | undefined,
  fault: (problem: string) => void,
): void {
  if (priced === undefined) {
    fault('its events are lost')
    return
  }
  if (!isWithin(priced.amount, amount)) fault('it was charged less than its events cost')
  if (priced.neighbours !== neighbours) fault('its relation is not that of its events')
}

function compare(
  dataset: string,
  stored: StoredLineage | undefined,
  { state, records, hash }: Replayed,
  tell: Tell,
): void {
  if (stored === undefined || state === undefined) {
    tell({ dataset, problem: 'its records are lost' })
    return
  }
  if (stored.records !== records || stored.hash !== hash)
    tell({ dataset, problem: 'its chain does not end where it should' })
  if (balanceText(stored.state) !== balanceText(state))
    tell({ dataset, problem: 'its balance is not that of its records' })
}

function balanceText({ accounts, ...state }: LineageState): string {
  const text = (value: unknown): string =>
    canonicalJson(
      JSON.parse(
        JSON.stringify(value, (_, part: unknown) =>
          typeof part === 'bigint' ? String(part) : part,
        ),
      ),
    )
  return text({ ...state, accounts: Object.fromEntries(accounts) })
}

async function compareTally(
  store: LedgerStore,
  dataset: string,
  wanted: ReadonlyMap<string, number>,
  tell: Tell,
): Promise<void> {
  const found = new Map(
    (await store.tally(dataset)).map(({ events, times }) => [events, times] as const),
  )
  const same =
    found.size === wanted.size &&
    [...wanted].every(([digest, times]) => found.get(digest) === times)
  if (!same) tell({ dataset, problem: 'its tally of events is not that of its records' })
}

async function compareRequests(
  store: LedgerStore,
  seen: Map<string, Seen>,
  tell: Tell,
): Promise<void> {
  for (let after = ''; ; ) {
    const requests = await store.requests(after, page)
    for (const { id, content, receipt } of requests) {
      after = id
      const found = seen.get(id)
      if (found === undefined) {
        // A request for nothing has no records.
        if (receipt !== '[]') tell({ problem: `request ${id} has no charge` })
      } else if (found.content !== content) tell({ problem: `request ${id} asked something else` })
      if (found !== undefined && found.parts.size !== found.all)
        tell({ problem: `request ${id} lacks a charge` })
      seen.delete(id)
    }
    if (requests.length === 0) break
  }
  for (const id of seen.keys()) tell({ problem: `request ${id} is not remembered` })
}
