import type Database from 'better-sqlite3'
import { type Cell, inTurn, type Row, type Sql, type SqliteConnection } from './connection.ts'

/** Milliseconds that a process waits for another's transaction. */
export const patience = 20_000

/** @returns undefined where the package, or its compiled part, cannot be loaded */
export async function loadBetterSqlite(): Promise<typeof Database | undefined> {
  try {
    const { default: loaded } = await import('better-sqlite3')
    new loaded(':memory:').close()
    return loaded
  } catch {
    return undefined
  }
}

export function betterSqlite(
  Opened: typeof Database,
  path: string,
  { readOnly }: { readonly readOnly: boolean },
): SqliteConnection {
  const db = new Opened(path, { timeout: patience, readonly: readOnly, fileMustExist: readOnly })
  const statements = new Map<string, Database.Statement<Cell[]>>()
  const prepared = (text: string): Database.Statement<Cell[]> => {
    const before = statements.get(text)
    if (before !== undefined) return before
    const statement = db.prepare<Cell[]>(text)
    statements.set(text, statement)
    return statement
  }
  const sql: Sql = {
    rows: (text, args = []) => prepared(text).all(...args) as Row[],
    run: (text, args = []) => {
      const statement = prepared(text)
      if (statement.reader) return statement.all(...args).length
      return statement.run(...args).changes
    },
  }
  try {
    db.defaultSafeIntegers(true)
    if (!readOnly) db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('cell_size_check = ON')
    db.pragma('trusted_schema = OFF')
  } catch (error) {
    db.close()
    throw error
  }
  const turn = inTurn()
  return {
    kind: 'better-sqlite3',
    transact: (mode, work) =>
      turn(async () => {
        db.exec(mode === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN')
        try {
          const done = await work(sql)
          db.exec('COMMIT')
          return done
        } catch (error) {
          if (db.inTransaction) db.exec('ROLLBACK')
          throw error
        }
      }),
    close: () =>
      turn(async () => {
        db.close()
      }),
  }
}
