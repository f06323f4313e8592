/** One connection to a SQLite file, by whichever driver. */

/** A cell: whole numbers come as bigint, so that none is rounded. */
export type Cell = string | bigint | null

export type Row = Readonly<Record<string, Cell>>

/** Statements within a transaction. */
export interface Sql {
  rows(text: string, args?: readonly Cell[]): readonly Row[] | Promise<readonly Row[]>
  /** How many rows it changed. */
  run(text: string, args?: readonly Cell[]): number | Promise<number>
}

export interface SqliteConnection {
  readonly kind: string
  /**
   * Runs work in a transaction, which holds the write lock from its beginning if it is to write; commits it durably, or
   * rolls it back if anything throws. One at a time.
   */
  transact<T>(mode: 'read' | 'write', work: (sql: Sql) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Runs works one after another. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
}
