import { DitherError } from '@dither/core'
import type { LedgerStore } from '../store.ts'
import { betterSqlite, loadBetterSqlite } from './better-sqlite.ts'
import type { SqliteConnection } from './connection.ts'
import { libsql, loadLibsql } from './libsql.ts'
import { nodeParts } from './node.ts'
import { corrupted, ledgerError } from './sqlite-error.ts'
import { sqliteStore } from './sqlite-store.ts'
import { applicationId, openTables } from './tables.ts'

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
  try {
    await checkFile(full, file, path.dirname(full), options.mustExist === true)
    if (fs.existsSync(full)) fs.closeSync(fs.openSync(full, 'r+'))
  } catch (error) {
    if (error instanceof DitherError) throw error
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
    if (size > 0) {
      checkHeader(path, file, size)
      return
    }
    await new Promise<void>((resolve) => setTimeout(resolve, 50))
  }
  throw corrupted(file, 'is empty')
}

/** Before any driver touches it: what is not ours is left as it is. A ledger that was never closed may be one page yet. */
function checkHeader(path: string, file: string, size: number): void {
  const { fs } = nodeParts()
  const header = new Uint8Array(100)
  const open = fs.openSync(path, 'r')
  fs.readSync(open, header, 0, header.length, 0)
  fs.closeSync(open)
  const magic = new TextDecoder().decode(header.subarray(0, 16))
  if (magic !== 'SQLite format 3\0') throw corrupted(file, 'is damaged, or no ledger')
  const application = new DataView(header.buffer).getUint32(68)
  const unmade = application === 0 && size <= 65_536 && size === pageSize(header)
  if (application !== applicationId && !unmade)
    throw corrupted(file, 'is a database, but no ledger')
}

/** 1 means 65,536. */
function pageSize(header: Uint8Array): number {
  const size = new DataView(header.buffer).getUint16(16)
  return size === 1 ? 65_536 : size
}
