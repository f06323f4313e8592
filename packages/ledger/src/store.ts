/** What a database must do to keep a ledger. All rules are outside of it, and the same for all. */
import type { Neighbours } from '@dither/core'
import type { Amount } from '@dither/core/account'
import type { LineageState } from './state.ts'

/** A record in its place. */
export interface StoredRecord {
  /** Its place in its lineage's chain, from 0. */
  readonly seq: number
  /** Its canonical text. */
  readonly text: string
  /** Of it and of all before. */
  readonly hash: string
}

/** A request that was charged. */
export interface StoredRequest {
  /** As the caller chose it. */
  readonly id: string
  /** The digest of what it asked. */
  readonly content: string
  /** What it was charged, as canonical text. */
  readonly receipt: string
}

/** Events, once however often they are charged. */
export interface StoredEvents {
  /** SHA-256 of the text. */
  readonly digest: string
  /** The canonical text of a list of events. */
  readonly text: string
}

/** How far a chain has come. */
export interface ChainEnd {
  /** How many records it has. */
  readonly records: number
  /** The hash of the last. */
  readonly hash: string
}

/** A lineage as it is stored: its state and the end of its chain. */
export interface StoredLineage extends ChainEnd {
  /** What the records come to. */
  readonly state: LineageState
}

/** One part of a request: what it adds to a lineage, and on which conditions. */
export interface Spend {
  /** The lineage. */
  readonly dataset: string
  /** The accounts to which it is charged besides the lineage's own. */
  readonly scopes: readonly string[]
  /** If it is above the stored period, that one ends and nothing is spent yet; if it is below, refused. */
  readonly period: number
  /** What is charged. */
  readonly amount: Amount
  /** Must be that of the lineage, if it has one. */
  readonly unit: string
  /** None for nothing released. Else it must be that of the lineage, which takes it on, with the unit, where it has none. */
  readonly neighbours?: Neighbours
  /** The canonical text of the record. */
  readonly text: string
  /** Stored unless they are. */
  readonly events: StoredEvents
}

/** An owner's act, or a record that is imported: replaces the state of a lineage if nothing came between. */
export interface Act {
  /** The lineage. */
  readonly dataset: string
  /** The hash of the last record that was read; none: the lineage must not be there. */
  readonly after?: string
  /** The canonical text of the record. */
  readonly text: string
  /** The state after it, with the accounts that differ (others are left as they are). */
  readonly state: LineageState
  /** Events to store with it. */
  readonly events?: StoredEvents
  /** A request to store with it; one that is there already is left. */
  readonly request?: StoredRequest
  /** A new epoch of the whole ledger. */
  readonly epoch?: number
}

/** A database that keeps a ledger. */
export interface LedgerStore {
  /** Which database, such as "better-sqlite3". */
  readonly kind: string
  /** The ledger's identity: made once, and kept by all its copies. */
  readonly id: string
  /** Raised each time that the owner accepts a ledger which lacks what was seen before. */
  epoch(): Promise<number>
  /** The names of all lineages, in any order. */
  datasets(): Promise<readonly string[]>
  /**
   * A lineage as it is now, as one consistent read.
   *
   * @param scopes which accounts; all unless said
   */
  lineage(dataset: string, scopes?: readonly string[]): Promise<StoredLineage | undefined>
  /** A request that was charged. */
  request(id: string): Promise<StoredRequest | undefined>
  /**
   * Durably adds a request and its parts, or nothing: one serialisable transaction. If the id is there, gives what is
   * stored under it and changes nothing. "refused": a lineage is missing or a condition does not hold: a cap of the
   * lineage or of an account would be exceeded, the period would go back, or the relation or unit is another.
   *
   * Many may share a transaction; each is all or nothing for itself, and resolves when it is durable.
   */
  spend(
    request: StoredRequest,
    spends: readonly Spend[],
  ): Promise<'done' | 'refused' | StoredRequest>
  /** Durably does all of these or, if something came between, none of them; tells which. */
  act(acts: readonly Act[]): Promise<boolean>
  /** Records in order, at most `limit`, from one on. */
  records(dataset: string, from: number, limit: number): Promise<readonly StoredRecord[]>
  /** Events by their digests; those that are missing are left out. */
  events(digests: readonly string[]): Promise<readonly StoredEvents[]>
  /** Requests in an order of the store's own, at most `limit`, after one ("" comes before all). */
  requests(after: string, limit: number): Promise<readonly StoredRequest[]>
  /** How often each events digest was charged to a lineage, without reading every record. */
  tally(dataset: string): Promise<readonly { readonly events: string; readonly times: number }[]>
  /** What the database itself finds wrong with its files, in words. */
  faults(): Promise<readonly string[]>
  /** Ends its connections. */
  close(): Promise<void>
}
