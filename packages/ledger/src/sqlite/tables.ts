/** The tables of a ledger in SQLite, and whether a file has them. */
import { DitherError } from '@dither/core'
import type { Row, Sql, SqliteConnection } from './connection.ts'
import { corrupted } from './sqlite-error.ts'

/** "DITH", in the header of the file. */
export const applicationId = 0x44495448
const application = BigInt(applicationId)
/** Of the tables. */
const version = 1n

const tables = [
  `CREATE TABLE ledger (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    epoch INTEGER NOT NULL CHECK (epoch >= 0)
  ) STRICT`,
  `CREATE TABLE lineage (
    dataset TEXT PRIMARY KEY,
    rule TEXT NOT NULL CHECK (rule IN ('pure', 'approximate', 'zcdp')),
    cap_main INTEGER NOT NULL,
    cap_delta INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    renewal_days INTEGER,
    period INTEGER NOT NULL,
    spent_main INTEGER NOT NULL CHECK (spent_main BETWEEN 0 AND cap_main),
    spent_delta INTEGER NOT NULL CHECK (spent_delta BETWEEN 0 AND cap_delta),
    lifetime_main TEXT NOT NULL,
    lifetime_delta TEXT NOT NULL,
    neighbours TEXT,
    unit TEXT,
    records INTEGER NOT NULL,
    head TEXT NOT NULL,
    seal TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE account (
    dataset TEXT NOT NULL REFERENCES lineage,
    scope TEXT NOT NULL,
    cap_main INTEGER,
    cap_delta INTEGER,
    period INTEGER NOT NULL,
    spent_main INTEGER NOT NULL CHECK (spent_main >= 0 AND (cap_main IS NULL OR spent_main <= cap_main)),
    spent_delta INTEGER NOT NULL CHECK (spent_delta >= 0 AND (cap_delta IS NULL OR spent_delta <= cap_delta)),
    seal TEXT NOT NULL,
    PRIMARY KEY (dataset, scope)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE record (
    dataset TEXT NOT NULL REFERENCES lineage,
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (dataset, seq)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE events (
    digest TEXT PRIMARY KEY,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE tally (
    dataset TEXT NOT NULL REFERENCES lineage,
    digest TEXT NOT NULL REFERENCES events,
    times INTEGER NOT NULL,
    PRIMARY KEY (dataset, digest)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE request (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    receipt TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  ...['record', 'events', 'request'].flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (
        change,
      ) => `CREATE TRIGGER no_${change.toLowerCase()}_of_${table} BEFORE ${change} ON ${table}
        BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END`,
    ),
  ),
]

/** The identity of the ledger in a file; makes the tables in a file that is new. */
export async function openTables(
  connection: SqliteConnection,
  path: string,
  { readOnly }: { readonly readOnly: boolean },
): Promise<string> {
  const found = await connection.transact('read', (sql) => identity(sql, path))
  if (found !== undefined) return found
  if (readOnly) throw corrupted(path, 'is no ledger')
  return await connection.transact('write', async (sql) => {
    const meanwhile = await identity(sql, path)
    if (meanwhile !== undefined) return meanwhile
    const id = crypto.randomUUID()
    for (const table of tables) await sql.run(table)
    await sql.run('INSERT INTO ledger VALUES (1, ?, 0)', [id])
    await sql.run(`PRAGMA application_id = ${application}`)
    await sql.run(`PRAGMA user_version = ${version}`)
    return id
  })
}

/** @returns undefined if there is nothing in the file */
async function identity(sql: Sql, path: string): Promise<string | undefined> {
  const one = async (text: string): Promise<Row[string] | undefined> =>
    Object.values((await sql.rows(text))[0] ?? {})[0]
  const [app, written] = [await one('PRAGMA application_id'), await one('PRAGMA user_version')]
  const anything = (await sql.rows('SELECT name FROM sqlite_schema LIMIT 1')).length > 0
  if (BigInt(app ?? 0) === 0n && BigInt(written ?? 0) === 0n && !anything) return undefined
  if (BigInt(app ?? 0) !== application) throw corrupted(path, 'is a database, but no ledger')
  if (BigInt(written ?? 0) > version)
    throw new DitherError('unsupported', `the ledger ${path} was written by a newer version`, {
      parameter: 'ledger',
      charged: false,
      wayOut: 'Read it with a newer version of Dither',
    })
  const id = anything ? (await sql.rows('SELECT id FROM ledger'))[0]?.['id'] : undefined
  if (BigInt(written ?? 0) !== version || typeof id !== 'string')
    throw corrupted(path, 'is damaged')
  return id
}
