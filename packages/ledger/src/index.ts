/** Privacy budgets that last: durable, append-only, hash-chained. */

// Ledgers

export type { HistoryEntry } from './history.ts'
export {
  type CapOf,
  type Ledger,
  type LedgerOptions,
  type LineageOptions,
  ledgerOf,
} from './ledger.ts'
export { openLedger } from './open-ledger.ts'

export type { AccountReport, LineageReport } from './report.ts'
export type { LedgerFault, Verification } from './verify.ts'

// Heads, kept elsewhere

export { headText, type LedgerHead, type LineageHead, readHead } from './head.ts'

// The format: records, their chain, and what they come to

export { canonicalJson, digestOf } from './canonical-json.ts'
export { chainStart, nextHash } from './chain.ts'
export {
  type AcceptRecord,
  type Asker,
  type CapRecord,
  type ChargeRecord,
  type LedgerRecord,
  type OpenRecord,
  type RenewRecord,
  readRecord,
  recordText,
  scopeOf,
  scopesOf,
} from './record.ts'
export { type AccountState, type LineageState, spentIn, stateAfter } from './state.ts'

// Stores

export type { PostgresOptions } from './postgres/open-postgres.ts'
export type { SqliteOptions } from './sqlite/open-sqlite.ts'
export type {
  Act,
  ChainEnd,
  LedgerStore,
  Spend,
  StoredEvents,
  StoredLineage,
  StoredRecord,
  StoredRequest,
} from './store.ts'
