import type { Client, Transaction } from '@libsql/client'
import { patience } from './better-sqlite.ts'
import { type Cell, inTurn, type Row, type Sql, type SqliteConnection } from './connection.ts'

/** @returns undefined where the package cannot be loaded */
export async function loadLibsql(): Promise<typeof import('@libsql/client') | undefined> {
  try {
    return await import('@libsql/client')
  } catch {
    return undefined
  }
}

export async function libsql(
  { createClient }: typeof import('@libsql/client'),
  path: string,
): Promise<SqliteConnection> {
  // One connection, so that what is set for it holds.
  const client: Client = createClient({
    url: `file:${path.split('/').map(encodeURIComponent).join('/')}`,
    intMode: 'bigint',
    concurrency: 1,
    timeout: patience,
  })
  try {
    await client.execute('PRAGMA journal_mode = WAL')
    await client.execute('PRAGMA synchronous = FULL')
    await client.execute('PRAGMA cell_size_check = ON')
    await client.execute('PRAGMA trusted_schema = OFF')
  } catch (error) {
    client.close()
    throw error
  }
  const turn = inTurn()
  return {
    kind: 'libsql',
    transact: (mode, work) =>
      turn(async () => {
        const transaction = await client.transaction(mode === 'write' ? 'write' : 'deferred')
        try {
          const done = await work(statements(transaction))
          await transaction.commit()
          return done
        } catch (error) {
          await transaction.rollback().catch(() => undefined)
          throw error
        } finally {
          transaction.close()
        }
      }),
    close: () =>
      turn(async () => {
        // This driver leaves the log beside the file: what is copied afterwards should be whole.
        await client.execute('PRAGMA wal_checkpoint(PASSIVE)').catch(() => undefined)
        client.close()
      }),
  }
}

function statements(transaction: Transaction): Sql {
  return {
    rows: async (text, args = []) => {
      const { rows } = await transaction.execute({ sql: text, args: [...args] })
      return rows.map((row) => Object.fromEntries(Object.entries(row)) as Row)
    },
    run: async (text, args: readonly Cell[] = []) => {
      const { rowsAffected } = await transaction.execute({ sql: text, args: [...args] })
      return rowsAffected
    },
  }
}
