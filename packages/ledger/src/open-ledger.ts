import { type Ledger, type LedgerOptions, ledgerOf } from './ledger.ts'
import type { SqliteOptions } from './sqlite/open-sqlite.ts'

/**
 * Opens a ledger by its file or address, and makes it where there is none yet.
 *
 * A path is a SQLite file (Node). `postgres://…` is a PostgreSQL database, by the package `pg`.
 *
 * @throws DitherError what the store refuses: "unreadable_source", "unsupported", "missing_driver"; "unreadable_source"
 *   also for a ledger that lacks what a kept head has seen
 */
export async function openLedger(
  place: string,
  options: LedgerOptions & SqliteOptions = {},
): Promise<Ledger> {
  const { openSqlite } = await import('./sqlite/index.ts')
  const store = await openSqlite(place.replace(/^(sqlite|file):(\/\/)?/, ''), options)
  try {
    return await ledgerOf(store, options)
  } catch (error) {
    await store.close()
    throw error
  }
}
