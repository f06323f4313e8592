import { DitherError } from '@dither/core'
import type { LedgerStore } from '../store.ts'
import { connectPostgres, type PostgresConnections } from './connection.ts'
import { postgresMigration, quoted, tablesVersion, usualSchema } from './migration.ts'
import { sqlState } from './postgres-error.ts'
import { postgresStore } from './postgres-store.ts'

/** How a ledger in PostgreSQL is opened. */
export interface PostgresOptions {
  /** The schema that holds it; "dither_ledger" unless said. */
  readonly schema?: string
  /** Refuse a database that has none, in place of making it. */
  readonly mustExist?: boolean
  /** The most connections that are held at once; 4 unless said. */
  readonly connections?: number
}

/**
 * A ledger in a database of PostgreSQL 15 or newer, by the package `pg`; made there if the role may and it is not there.
 *
 * Durable: what a server with `fsync` has committed, at `synchronous_commit` on or above, whatever the role chose. Any number
 * of machines may share it. A role that charges needs no right to change a table: see `postgresMigration`.
 *
 * @param address such as postgres://role:password@host/database
 * @throws DitherError "missing_driver" without `pg`, "engine_failed" for a server that cannot be reached, "unsupported" for one
 *   that is too old, does not wait for its disk, or whose ledger a newer version wrote, "unreadable_source" for a role that
 *   may not
 */
export async function openPostgres(
  address: string,
  options: PostgresOptions = {},
): Promise<LedgerStore> {
  const schema = quoted('schema', options.schema ?? usualSchema)
  const connections = await connectPostgres(address, { connections: options.connections ?? 4 })
  try {
    await checkServer(connections)
    const id =
      (await identity(connections, schema)) ??
      (await made(connections, schema, options)) ??
      (await identity(connections, schema))
    if (id === undefined)
      throw new DitherError(
        'unreadable_source',
        'there is no ledger in that schema of PostgreSQL',
        {
          parameter: 'ledger',
          charged: false,
          wayOut: 'Its owner makes it: postgresMigration gives the SQL',
        },
      )
    return postgresStore(connections, id, schema)
  } catch (error) {
    await connections.close()
    throw error
  }
}

async function checkServer(connections: PostgresConnections): Promise<void> {
  const [row] = await connections.run((held) =>
    held.query(`SELECT current_setting('server_version_num')::integer AS version,
      current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding`),
  )
  const unsupported = (problem: string, wayOut: string): DitherError =>
    new DitherError('unsupported', `the server of PostgreSQL ${problem}`, {
      parameter: 'ledger',
      charged: false,
      wayOut,
    })
  if (Number(row?.['version']) < 150_000) throw unsupported('is too old', 'Use version 15 or newer')
  if (row?.['fsync'] !== 'on')
    throw unsupported('does not wait for its disk', 'Set fsync = on: a charge must not be lost')
  if (row?.['encoding'] !== 'UTF8')
    throw unsupported('does not keep every text', 'Use a database whose encoding is UTF8')
}

/** @returns undefined if there is none */
async function identity(
  connections: PostgresConnections,
  schema: string,
): Promise<string | undefined> {
  const rows = await connections.run(async (held) => {
    try {
      return await held.query(`SELECT version, id FROM ${schema}.ledger`)
    } catch (error) {
      if (sqlState(error) === '42P01') return undefined
      throw error
    }
  })
  const row = rows?.[0]
  if (row === undefined) return undefined
  if (row['version'] === tablesVersion) return String(row['id'])
  throw new DitherError('unsupported', 'the ledger in PostgreSQL is of another version', {
    parameter: 'ledger',
    charged: false,
    wayOut: 'Read it with the version of Dither that wrote it, or a newer one',
  })
}

/** @returns undefined if somebody else made it meanwhile, or it must be there already */
async function made(
  connections: PostgresConnections,
  schema: string,
  options: PostgresOptions,
): Promise<string | undefined> {
  if (options.mustExist === true) return undefined
  const id = crypto.randomUUID()
  const text = postgresMigration({ schema: schema.slice(1, -1), id })
  return await connections.run(async (held) => {
    try {
      await held.query(text)
      return id
    } catch (error) {
      await held.query('ROLLBACK')
      // The schema is there, or came to be at the same time.
      if (/^(42P06|23505)$/.test(sqlState(error))) return undefined
      throw error
    }
  })
}
