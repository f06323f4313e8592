/** Rows as states, each sealed so that a damaged one is noticed before anything is charged by it. */
import { isNeighbours } from '@dither/core'
import type { Amount } from '@dither/core/account'
import { digestOf } from '../canonical-json.ts'
import type { AccountState, LineageState } from '../state.ts'
import type { StoredLineage } from '../store.ts'
import type { Cell, Row } from './connection.ts'
import { corrupted } from './sqlite-error.ts'

/** The columns of `lineage` after its name, in order; the seal is of them all. */
export const lineageColumns = [
  'rule',
  'cap_main',
  'cap_delta',
  'opened_at',
  'renewal_days',
  'period',
  'spent_main',
  'spent_delta',
  'lifetime_main',
  'lifetime_delta',
  'neighbours',
  'unit',
  'records',
  'head',
] as const

const accountColumns = ['cap_main', 'cap_delta', 'period', 'spent_main', 'spent_delta'] as const

/** The cells of a lineage's row: its name, the columns, the seal. */
export function lineageCells(state: LineageState, records: number, head: string): Cell[] {
  const { dataset, rule, cap, openedAt, renewalDays, period, spent, lifetime } = state
  return sealed([
    dataset,
    rule,
    cap.main,
    cap.delta,
    openedAt,
    renewalDays === undefined ? null : BigInt(renewalDays),
    BigInt(period),
    spent.main,
    spent.delta,
    String(lifetime.main),
    String(lifetime.delta),
    state.neighbours ?? null,
    state.unit ?? null,
    BigInt(records),
    head,
  ])
}

/** The cells of an account's row. */
export function accountCells(dataset: string, scope: string, account: AccountState): Cell[] {
  const { cap, period, spent } = account
  return sealed([
    dataset,
    scope,
    cap?.main ?? null,
    cap?.delta ?? null,
    BigInt(period),
    spent.main,
    spent.delta,
  ])
}

/** @throws DitherError "unreadable_source" if it is not as it was written */
export function lineageOf(
  row: Row,
  accounts: ReadonlyMap<string, AccountState>,
  path: string,
): StoredLineage {
  checkSeal(row, ['dataset', ...lineageColumns], path)
  const text = (name: string): string => String(row[name])
  const whole = (name: string): bigint => BigInt(row[name] ?? 0)
  const amount = (name: string): Amount => ({
    main: whole(`${name}_main`),
    delta: whole(`${name}_delta`),
  })
  const [rule, neighbours] = [row['rule'], row['neighbours']]
  if (rule !== 'pure' && rule !== 'approximate' && rule !== 'zcdp')
    throw corrupted(path, 'is damaged')
  return {
    records: Number(whole('records')),
    hash: text('head'),
    state: {
      dataset: text('dataset'),
      rule,
      cap: amount('cap'),
      openedAt: text('opened_at'),
      ...(row['renewal_days'] === null ? {} : { renewalDays: Number(whole('renewal_days')) }),
      period: Number(whole('period')),
      spent: amount('spent'),
      lifetime: amount('lifetime'),
      ...(isNeighbours(neighbours) ? { neighbours } : {}),
      ...(row['unit'] === null ? {} : { unit: text('unit') }),
      accounts,
    },
  }
}

/** @throws DitherError "unreadable_source" if it is not as it was written */
export function accountOf(row: Row, path: string): AccountState {
  checkSeal(row, ['dataset', 'scope', ...accountColumns], path)
  const whole = (name: string): bigint => BigInt(row[name] ?? 0)
  return {
    ...(row['cap_main'] === null
      ? {}
      : { cap: { main: whole('cap_main'), delta: whole('cap_delta') } }),
    period: Number(whole('period')),
    spent: { main: whole('spent_main'), delta: whole('spent_delta') },
  }
}

function sealed(cells: Cell[]): Cell[] {
  return [...cells, sealOf(cells)]
}

function sealOf(cells: readonly Cell[]): string {
  return digestOf(JSON.stringify(cells.map((cell) => (cell === null ? null : String(cell)))))
}

function checkSeal(row: Row, columns: readonly string[], path: string): void {
  if (row['seal'] === sealOf(columns.map((name) => row[name] ?? null))) return
  throw corrupted(path, 'is damaged: a balance is not as it was written')
}
