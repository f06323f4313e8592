/** Ledgers in SQLite files: `@dither/ledger/sqlite`, for Node. */
export { openSqlite, type SqliteOptions } from './open-sqlite.ts'
