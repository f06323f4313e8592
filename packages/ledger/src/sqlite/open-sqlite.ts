import { DitherError } from '@dither/core'
import type { LedgerStore } from '../store.ts'
import { betterSqlite, loadBetterSqlite } from './better-sqlite.ts'
import type { SqliteConnection } from './connection.ts'
import { libsql, loadLibsql } from './libsql.ts'
import { nodeParts } from './node.ts'
import { corrupted, ledgerError } from './sqlite-error.ts'
import { sqliteStore } from './sqlite-store.ts'
import { openTables } from './tables.ts'

/** How a ledger's file is opened. */
export interface SqliteOptions {
  /** Refuse a file that is not there, in place of making it. */
  readonly mustExist?: boolean
  /** Which driver; better-sqlite3 where it can be loaded, else libsql, unless said. */
  readonly driver?: 'better-sqlite3' | 'libsql'
}

/**
 * A ledger in a SQLite file, which is made if it is not there.
 *
 * Durable: write-ahead log, a full sync for each transaction. Any number of processes of one machine may share it; not
 * over a network's file system, whose locks SQLite cannot trust.
 *
 * @throws DitherError "unreadable_source" for a file that cannot be written, is damaged or is no ledger, "unsupported" for one
 *   that a newer version wrote, "missing_driver" where neither driver can be loaded
 */
export async function openSqlite(file: string, options: SqliteOptions = {}): Promise<LedgerStore> {
  const { fs, path } = nodeParts()
  const full = path.resolve(file)
  await checkFile(full, file, path.dirname(full), options.mustExist === true)
  try {
    if (fs.existsSync(full)) fs.closeSync(fs.openSync(full, 'r+'))
  } catch {
    throw new DitherError('unreadable_source', `the ledger ${file} cannot be written`, {
      parameter: 'ledger',
      charged: false,
      wayOut: 'Make the file and its folder writable, or name another ledger; nothing was charged',
    })
  }
  let connection: SqliteConnection | undefined
  try {
    connection = await connect(full, options.driver)
    return sqliteStore(connection, await openTables(connection, file, { readOnly: false }), file)
  } catch (error) {
    await connection?.close()
    throw ledgerError(error, file)
  }
}

async function connect(path: string, driver: SqliteOptions['driver']): Promise<SqliteConnection> {
  if (driver !== 'libsql') {
    const loaded = await loadBetterSqlite()
    if (loaded !== undefined) return betterSqlite(loaded, path, { readOnly: false })
  }
  const other = driver === 'better-sqlite3' ? undefined : await loadLibsql()
  if (other !== undefined) return await libsql(other, path)
  throw new DitherError('missing_driver', 'no driver of SQLite can be loaded', {
    parameter: 'ledger',
    charged: false,
    wayOut: 'npm install better-sqlite3@12.11.1, which compiles, or @libsql/client@0.18.0',
  })
}

/** A file of no bytes is one that is being made, or one that has lost everything. */
async function checkFile(
  path: string,
  file: string,
  folder: string,
  mustExist: boolean,
): Promise<void> {
  const { fs } = nodeParts()
  if (!fs.existsSync(path)) {
    if (!fs.existsSync(folder))
      throw new DitherError('unreadable_source', `there is no folder for the ledger ${file}`, {
        parameter: 'ledger',
        charged: false,
        wayOut: 'Check the path',
      })
    if (!mustExist) return
    throw new DitherError('unreadable_source', `there is no ledger ${file}`, {
      parameter: 'ledger',
      charged: false,
      wayOut: 'Check the path; the first release makes one',
    })
  }
  for (let tries = 0; tries < 40; tries++) {
    const { size } = fs.statSync(path)
    if (size > 0) return
    await new Promise<void>((resolve) => setTimeout(resolve, 50))
  }
  throw corrupted(file, 'is empty')
}
