/** What is read from the database, checked before anything is charged by it. */
import { DitherError, isNeighbours } from '@dither/core'
import type { Amount } from '@dither/core/account'
import type { AccountState, LineageState } from '../state.ts'
import type { StoredEvents, StoredLineage, StoredRecord, StoredRequest } from '../store.ts'

type Fields = Readonly<Record<string, unknown>>

/** The one row that says which ledger it is. */
export interface LedgerRow {
  readonly one: 'ledger'
  readonly id: string
  readonly epoch: number
}

export function checkedLedger(value: unknown): LedgerRow {
  const row = fields(value)
  return { one: 'ledger', id: text(row['id']), epoch: whole(row['epoch']) }
}

export function checkedRecord(value: unknown): StoredRecord {
  const row = fields(value)
  return { seq: whole(row['seq']), text: text(row['text']), hash: text(row['hash']) }
}

export function checkedEvents(value: unknown): StoredEvents {
  const row = fields(value)
  return { digest: text(row['digest']), text: text(row['text']) }
}

export function checkedTimes(value: unknown): {
  readonly digest: string
  readonly times: number
} {
  const row = fields(value)
  return { digest: text(row['digest']), times: whole(row['times']) }
}

export function checkedRequest(value: unknown): StoredRequest {
  const row = fields(value)
  return { id: text(row['id']), content: text(row['content']), receipt: text(row['receipt']) }
}

export function checkedLineage(value: unknown): StoredLineage {
  const row = fields(value)
  return {
    records: whole(row['records']),
    hash: text(row['hash']),
    state: checkedState(fields(row['state'])),
  }
}

/** The database keeps maps and big integers as they are. */
function checkedState(row: Fields): LineageState {
  const { rule, renewalDays, neighbours, unit, accounts } = row
  if (rule !== 'pure' && rule !== 'approximate' && rule !== 'zcdp') throw damaged()
  if (neighbours !== undefined && !isNeighbours(neighbours)) throw damaged()
  if (!(accounts instanceof Map)) throw damaged()
  return {
    dataset: text(row['dataset']),
    rule,
    cap: amount(row['cap']),
    openedAt: text(row['openedAt']),
    ...(renewalDays === undefined ? {} : { renewalDays: whole(renewalDays) }),
    period: whole(row['period']),
    spent: amount(row['spent']),
    lifetime: amount(row['lifetime']),
    ...(neighbours === undefined ? {} : { neighbours }),
    ...(unit === undefined ? {} : { unit: text(unit) }),
    accounts: new Map([...accounts].map(([scope, one]) => [text(scope), account(fields(one))])),
  }
}

function account(row: Fields): AccountState {
  return {
    ...(row['cap'] === undefined ? {} : { cap: amount(row['cap']) }),
    period: whole(row['period']),
    spent: amount(row['spent']),
  }
}

function amount(value: unknown): Amount {
  const { main, delta } = fields(value)
  if (typeof main !== 'bigint' || typeof delta !== 'bigint' || main < 0n || delta < 0n)
    throw damaged()
  return { main, delta }
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw damaged()
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw damaged()
}

function fields(value: unknown): Fields {
  if (typeof value === 'object' && value !== null) return { ...value }
  throw damaged()
}

function damaged(): DitherError {
  return new DitherError('unreadable_source', 'the ledger in this browser is damaged', {
    parameter: 'ledger',
    charged: false,
    wayOut: 'ledger.verify() says more; import a copy into a ledger of another name',
  })
}
