/** A ledger in a SQLite file: many charges share one transaction, so one wait for the disk pays for all. */
import { chainStart, nextHash } from '../chain.ts'
import type { Act, LedgerStore, Spend, StoredRequest } from '../store.ts'
import type { Sql, SqliteConnection } from './connection.ts'
import { accountCells, lineageCells } from './rows.ts'
import {
  addRecord,
  addRequest,
  countEvents,
  lineageRow,
  putAccount,
  replaceLineage,
  spendRows,
  storedRequest,
  type Written,
} from './spend-rows.ts'
import { ledgerError } from './sqlite-error.ts'

/** The most requests of one transaction, so that none waits for ever. */
const mostTogether = 512

type Outcome = 'done' | 'refused' | StoredRequest

interface Waiting {
  readonly request: StoredRequest
  readonly spends: readonly Spend[]
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

export function sqliteStore(connection: SqliteConnection, id: string, path: string): LedgerStore {
  const transact = async <T>(
    mode: 'read' | 'write',
    work: (sql: Sql) => Promise<T>,
  ): Promise<T> => {
    try {
      return await connection.transact(mode, work)
    } catch (error) {
      throw ledgerError(error, path)
    }
  }
  const queue: Waiting[] = []
  let flushing = false

  /** One transaction for all that wait; more that come meanwhile are the next. */
  const flush = async (): Promise<void> => {
    flushing = true
    // A turn of the event loop, so that what is asked together is written together.
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    while (queue.length > 0) await commit(queue.splice(0, mostTogether))
    flushing = false
  }
  const commit = async (waiting: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await transact('write', async (sql) => {
        const all: Outcome[] = []
        const written: Written = new Map()
        for (const { request, spends } of waiting)
          all.push(await spendRows(sql, request, spends, path, written))
        return all
      })
      // (1) Nobody hears of a charge before the transaction is durable.
      for (const [i, { resolve }] of waiting.entries()) resolve(outcomes[i] ?? 'refused')
    } catch (error) {
      if (waiting.length === 1) for (const { reject } of waiting) reject(error)
      // All was rolled back: each again by itself, so that none fails by another's fault.
      else for (const one of waiting) await commit([one])
    }
  }

  return {
    kind: connection.kind,
    id,
    epoch: () =>
      transact('read', async (sql) =>
        Number((await sql.rows('SELECT epoch FROM ledger'))[0]?.['epoch']),
      ),
    datasets: () =>
      transact('read', async (sql) =>
        (await sql.rows('SELECT dataset FROM lineage')).map((row) => String(row['dataset'])),
      ),
    lineage: (dataset, scopes) => transact('read', (sql) => lineageRow(sql, dataset, scopes, path)),
    request: (requestId) => transact('read', (sql) => storedRequest(sql, requestId)),
    spend: (request, spends) =>
      new Promise((resolve, reject) => {
        queue.push({ request, spends, resolve, reject })
        if (!flushing) void flush()
      }),
    act: (acts) =>
      transact('write', async (sql) => {
        // The whole is undone by the error, and told by it.
        for (const act of acts) if (!(await write(sql, act, path))) throw new CameBetween()
        return true
      }).catch((error: unknown) => {
        if (error instanceof CameBetween) return false
        throw error
      }),
    records: (dataset, from, limit) =>
      transact('read', async (sql) => {
        const text =
          'SELECT seq, text, hash FROM record WHERE dataset = ? AND seq >= ? ORDER BY seq LIMIT ?'
        const rows = await sql.rows(text, [dataset, BigInt(from), BigInt(limit)])
        return rows.map((row) => ({
          seq: Number(row['seq']),
          text: String(row['text']),
          hash: String(row['hash']),
        }))
      }),
    events: (digests) =>
      transact('read', async (sql) => {
        const found = []
        for (const digest of digests) {
          const [row] = await sql.rows('SELECT text FROM events WHERE digest = ?', [digest])
          if (row !== undefined) found.push({ digest, text: String(row['text']) })
        }
        return found
      }),
    requests: (after, limit) =>
      transact('read', async (sql) => {
        const text = 'SELECT * FROM request WHERE id > ? ORDER BY id LIMIT ?'
        const rows = await sql.rows(text, [after, BigInt(limit)])
        return rows.map((row) => ({
          id: String(row['id']),
          content: String(row['content']),
          receipt: String(row['receipt']),
        }))
      }),
    tally: (dataset) =>
      transact('read', async (sql) => {
        const rows = await sql.rows('SELECT digest, times FROM tally WHERE dataset = ?', [dataset])
        return rows.map((row) => ({ events: String(row['digest']), times: Number(row['times']) }))
      }),
    faults: () =>
      transact('read', async (sql) => {
        const rows = await sql.rows('PRAGMA integrity_check(20)')
        return rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok')
      }),
    close: () => connection.close(),
  }
}

class CameBetween extends Error {}

async function write(sql: Sql, act: Act, path: string): Promise<boolean> {
  const { dataset, after, text, state, events, request, epoch } = act
  const found = await lineageRow(sql, dataset, [], path)
  if (found?.hash !== after) return false
  const records = found?.records ?? 0
  const head = nextHash(after ?? chainStart, text)
  if (after === undefined) {
    const orphans = await sql.rows('SELECT 1 AS one FROM record WHERE dataset = ? LIMIT 1', [
      dataset,
    ])
    if (orphans.length > 0) return false
    const cells = lineageCells(state, 1, head)
    await sql.run(`INSERT INTO lineage VALUES (${cells.map(() => '?').join(', ')})`, cells)
  } else await replaceLineage(sql, state, records + 1, { before: after, head }, path)
  for (const [scope, account] of state.accounts)
    await sql.run(putAccount, accountCells(dataset, scope, account))
  await sql.run(addRecord, [dataset, BigInt(records), text, head])
  if (events !== undefined) await countEvents(sql, dataset, events)
  if (request !== undefined && (await storedRequest(sql, request.id)) === undefined)
    await addRequest(sql, request)
  if (epoch !== undefined) await sql.run('UPDATE ledger SET epoch = max(epoch, ?)', [BigInt(epoch)])
  return true
}
