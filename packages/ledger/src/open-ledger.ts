import { type Ledger, type LedgerOptions, ledgerOf } from './ledger.ts'
import type { PostgresOptions } from './postgres/open-postgres.ts'
import type { SqliteOptions } from './sqlite/open-sqlite.ts'
import type { LedgerStore } from './store.ts'

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
  options: LedgerOptions & SqliteOptions & PostgresOptions = {},
): Promise<Ledger> {
  const store = await openStore(place, options)
  try {
    return await ledgerOf(store, options)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function openStore(
  place: string,
  options: SqliteOptions & PostgresOptions,
): Promise<LedgerStore> {
  if (/^postgres(ql)?:\/\//.test(place)) {
    const { openPostgres } = await import('./postgres/index.ts')
    return await openPostgres(place, options)
  }
  const { openSqlite } = await import('./sqlite/index.ts')
  return await openSqlite(place.replace(/^(sqlite|file):(\/\/)?/, ''), options)
}
