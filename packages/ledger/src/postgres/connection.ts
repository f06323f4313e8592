/** Connections to PostgreSQL, by the package `pg`, and what is tried again. */
import { DitherError } from '@dither/core'
import { postgresError, sqlState } from './postgres-error.ts'

/** A cell: numbers beyond 32 bits come as text. */
export type Row = Readonly<Record<string, unknown>>

/** One connection, while it is held. */
interface Held {
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
}

export interface PostgresConnections {
  /** Holds a connection for some work; work that others came in the way of is tried again. */
  run<T>(work: (held: Held) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface ConnectOptions {
  /** The most connections that are held at once. */
  readonly connections: number
}

/** Waits, in milliseconds, before a work is tried again that the server undid because of others. */
const waits: readonly number[] = [0, 5, 20, 50, 100, 200, 400]

/** Serialisation failures and deadlocks: undone by the server as a whole. */
const undone: ReadonlySet<string> = new Set(['40001', '40P01'])

/** A server that starts, or is full, or is not heard at all: nothing was sent, so it may be tried again. */
const notYet: ReadonlySet<string> = new Set(['57P03', '53300', ''])

class NotConnected extends Error {}

/** @throws DitherError "missing_driver" where `pg` is not installed */
export async function connectPostgres(
  address: string,
  { connections }: ConnectOptions,
): Promise<PostgresConnections> {
  const Pool = await loadPool()
  const pool = new Pool({
    connectionString: address,
    max: connections,
    connectionTimeoutMillis: 20_000,
    keepAlive: true,
    // A ledger that nobody closed does not keep a process.
    allowExitOnIdle: true,
  })
  // A connection that breaks while nobody holds it is replaced by the next that is needed.
  pool.on('error', ignored)
  const prepared = new WeakSet<object>()

  const once = async <T>(work: (held: Held) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw notYet.has(sqlState(error))
        ? new NotConnected(undefined, { cause: error })
        : postgresError(error, 'not sent')
    })
    // Told also by what is asked next.
    client.on('error', ignored)
    let broken = true
    try {
      if (!prepared.has(client)) {
        // The server's functions are right at every level; at this one they wait, where at higher ones they fail.
        await client.query("SET default_transaction_isolation = 'read committed'")
        prepared.add(client)
      }
      const done = await work({
        query: async (text, values = []) => (await client.query(text, [...values])).rows,
      })
      broken = false
      return done
    } finally {
      client.removeListener('error', ignored)
      // One with an open transaction, or in doubt, is not used again.
      client.release(broken)
    }
  }
  return {
    async run(work) {
      let last: unknown
      for (const wait of waits) {
        if (wait > 0) await new Promise<void>((resolve) => setTimeout(resolve, wait))
        try {
          return await once(work)
        } catch (error) {
          last = error
          if (!(error instanceof NotConnected) && !undone.has(sqlState(error)))
            throw postgresError(error, 'sent')
        }
      }
      if (last instanceof NotConnected) throw postgresError(last.cause, 'not sent')
      throw new DitherError('engine_failed', 'the ledger in PostgreSQL is held by others', {
        parameter: 'ledger',
        charged: false,
        wayOut: 'Try again with the same requestId; nothing was charged',
      })
    },
    close: () => pool.end(),
  }
}

function ignored(): void {}

async function loadPool(): Promise<typeof import('pg').Pool> {
  try {
    return (await import('pg')).default.Pool
  } catch {
    throw new DitherError('missing_driver', 'the driver of PostgreSQL cannot be loaded', {
      parameter: 'ledger',
      charged: false,
      wayOut: 'npm install pg@8.23.1',
    })
  }
}
