/** One request's parts, within a transaction that holds the write lock. */
import { addAmounts, isWithin } from '@dither/core/account'
import { nextHash } from '../chain.ts'
import { type LineageState, nothing, spentIn } from '../state.ts'
import type { Spend, StoredLineage, StoredRequest } from '../store.ts'
import type { Cell, Sql } from './connection.ts'
import { accountCells, accountOf, lineageCells, lineageColumns, lineageOf } from './rows.ts'
import { corrupted } from './sqlite-error.ts'

/** The lineages that this transaction has written, as they are now: they need not be read again. */
export type Written = Map<string, StoredLineage>

/** As `LedgerStore.spend`. [ledger.proof.md] */
export async function spendRows(
  sql: Sql,
  request: StoredRequest,
  spends: readonly Spend[],
  path: string,
  written: Written,
): Promise<'done' | 'refused' | StoredRequest> {
  const before = await storedRequest(sql, request.id)
  if (before !== undefined) return before // (1)
  if (spends.length === 1 && spends[0] !== undefined) {
    if (!(await spendPart(sql, spends[0], path, written))) return 'refused'
  } else {
    await sql.run('SAVEPOINT request')
    for (const spend of spends)
      if (!(await spendPart(sql, spend, path, written))) {
        await sql.run('ROLLBACK TO request') // (2) all parts, or none
        written.clear()
        await sql.run('RELEASE request')
        return 'refused'
      }
    await sql.run('RELEASE request')
  }
  await addRequest(sql, request)
  return 'done'
}

export async function storedRequest(sql: Sql, id: string): Promise<StoredRequest | undefined> {
  const [row] = await sql.rows('SELECT content, receipt FROM request WHERE id = ?', [id])
  if (row === undefined) return undefined
  return { id, content: String(row['content']), receipt: String(row['receipt']) }
}

export async function addRequest(sql: Sql, { id, content, receipt }: StoredRequest): Promise<void> {
  await sql.run('INSERT INTO request VALUES (?, ?, ?)', [id, content, receipt])
}

/** A lineage with the accounts that are asked for. */
export async function lineageRow(
  sql: Sql,
  dataset: string,
  scopes: readonly string[] | undefined,
  path: string,
): Promise<StoredLineage | undefined> {
  const [row] = await sql.rows('SELECT * FROM lineage WHERE dataset = ?', [dataset])
  if (row === undefined) return undefined
  const found =
    scopes === undefined
      ? await sql.rows('SELECT * FROM account WHERE dataset = ?', [dataset])
      : await scopedRows(sql, dataset, scopes)
  const accounts = new Map(
    found.map((account) => [String(account['scope']), accountOf(account, path)]),
  )
  return lineageOf(row, accounts, path)
}

async function scopedRows(sql: Sql, dataset: string, scopes: readonly string[]) {
  const text = 'SELECT * FROM account WHERE dataset = ? AND scope = ?'
  const rows = []
  for (const scope of scopes) rows.push(...(await sql.rows(text, [dataset, scope])))
  return rows
}

/** Nothing is written unless every condition holds. */
async function spendPart(sql: Sql, spend: Spend, path: string, written: Written): Promise<boolean> {
  const { dataset, scopes, period, amount, unit, neighbours } = spend
  const found =
    scopes.length === 0 && written.has(dataset)
      ? written.get(dataset)
      : await lineageRow(sql, dataset, scopes, path)
  if (found === undefined) return false
  const { state, records, hash } = found
  if (period < state.period) return false // (3)
  // (4) Before any sum is taken by the database: an amount beyond every cap could be beyond its integers.
  if (!isWithin(amount, state.cap)) return false
  const spent = addAmounts(period > state.period ? nothing : state.spent, amount)
  if (!isWithin(spent, state.cap)) return false // (5)
  if (!agrees(state, spend)) return false // (6)
  const accounts = scopes.map((scope) => {
    const account = state.accounts.get(scope)
    const after = { ...account, period, spent: addAmounts(spentIn(account, period), amount) }
    return { scope, after }
  })
  for (const { after } of accounts)
    if (after.cap !== undefined && !isWithin(after.spent, after.cap)) return false // (7)
  const lifetime = addAmounts(state.lifetime, amount)
  const head = nextHash(hash, spend.text)
  const relation = neighbours === undefined ? {} : { neighbours, unit }
  const next = { ...state, period, spent, lifetime, ...relation }
  await replaceLineage(sql, next, records + 1, { before: hash, head }, path)
  written.set(dataset, { state: next, records: records + 1, hash: head })
  for (const { scope, after } of accounts)
    await sql.run(putAccount, accountCells(dataset, scope, after))
  await sql.run(addRecord, [dataset, BigInt(records), spend.text, head])
  await countEvents(sql, dataset, spend.events)
  return true
}

export const addRecord = 'INSERT INTO record VALUES (?, ?, ?, ?)'
export const putAccount = `INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

const replace = `UPDATE lineage SET ${[...lineageColumns, 'seal'].map((name) => `${name} = ?`).join(', ')}
  WHERE dataset = ? AND head = ?`

/** @throws DitherError "unreadable_source" if it is not where it was read in this transaction */
export async function replaceLineage(
  sql: Sql,
  state: LineageState,
  records: number,
  { before, head }: { readonly before: string; readonly head: string },
  path: string,
): Promise<void> {
  const [, ...cells]: Cell[] = lineageCells(state, records, head)
  const changed = await sql.run(replace, [...cells, state.dataset, before])
  if (changed !== 1) throw corrupted(path, 'is damaged')
}

export async function countEvents(
  sql: Sql,
  dataset: string,
  { digest, text }: { readonly digest: string; readonly text: string },
): Promise<void> {
  const more = 'UPDATE tally SET times = times + 1 WHERE dataset = ? AND digest = ?'
  if ((await sql.run(more, [dataset, digest])) === 1) return
  await sql.run('INSERT OR IGNORE INTO events VALUES (?, ?)', [digest, text])
  await sql.run('INSERT INTO tally VALUES (?, ?, 1)', [dataset, digest])
}

function agrees(state: LineageState, { neighbours, unit }: Spend): boolean {
  if ((state.unit ?? unit) !== unit) return false
  return neighbours === undefined || (state.neighbours ?? neighbours) === neighbours
}
