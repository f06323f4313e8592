/** Rows of PostgreSQL as states. Amounts travel as text, so that none is rounded. */
import { isNeighbours } from '@dither/core'
import type { Amount } from '@dither/core/account'
import type { AccountState, LineageState } from '../state.ts'
import type { Act, Spend, StoredLineage, StoredRequest } from '../store.ts'
import type { Row } from './connection.ts'

/** A lineage and the accounts that are asked for ($2; all if it is null), as one read. */
export function lineageQuery(schema: string): string {
  return `SELECT l.*, (
    SELECT COALESCE(json_agg(json_build_object('scope', a.scope, 'period', a.period,
      'cap_main', a.cap_main::text, 'cap_delta', a.cap_delta::text,
      'spent_main', a.spent_main::text, 'spent_delta', a.spent_delta::text)), '[]')::text
    FROM ${schema}.account AS a
    WHERE a.dataset = l.dataset AND ($2::text[] IS NULL OR a.scope = ANY ($2::text[]))
  ) AS accounts FROM ${schema}.lineage AS l WHERE l.dataset = $1`
}

export function lineageOf(row: Row): StoredLineage {
  const text = (name: string): string => String(row[name])
  const amount = (name: string): Amount => amountOf(row, name)
  const [rule, neighbours] = [row['rule'], row['neighbours']]
  // The table allows no other.
  if (rule !== 'pure' && rule !== 'approximate' && rule !== 'zcdp') throw new RangeError('rule')
  const accounts: readonly Row[] = JSON.parse(text('accounts'))
  return {
    records: Number(row['records']),
    hash: text('head'),
    state: {
      dataset: text('dataset'),
      rule,
      cap: amount('cap'),
      openedAt: text('opened_at'),
      ...(row['renewal_days'] === null ? {} : { renewalDays: Number(row['renewal_days']) }),
      period: Number(row['period']),
      spent: amount('spent'),
      lifetime: amount('lifetime'),
      ...(isNeighbours(neighbours) ? { neighbours } : {}),
      ...(row['unit'] === null ? {} : { unit: text('unit') }),
      accounts: new Map(accounts.map((one) => [String(one['scope']), accountOf(one)])),
    },
  }
}

function accountOf(row: Row): AccountState {
  return {
    ...(row['cap_main'] === null ? {} : { cap: amountOf(row, 'cap') }),
    period: Number(row['period']),
    spent: amountOf(row, 'spent'),
  }
}

function amountOf(row: Row, name: string): Amount {
  return { main: BigInt(String(row[`${name}_main`])), delta: BigInt(String(row[`${name}_delta`])) }
}

export function requestOf(row: Row): StoredRequest {
  return {
    id: String(row['id']),
    content: String(row['content']),
    receipt: String(row['receipt']),
  }
}

/** A request as the server's `charge` reads it: the amounts are in the texts. */
export function chargeJson(
  { id, content, receipt }: StoredRequest,
  spends: readonly Spend[],
): object {
  const parts = spends.map(({ dataset, text, events }) => ({ dataset, text, events: events.text }))
  return { id, content, receipt, spends: parts }
}

/** An act as the server's `act` reads it. */
export function actJson({ dataset, after, text, state, events, request, epoch }: Act): object {
  return {
    dataset,
    after,
    text,
    state: stateJson(state),
    accounts: [...state.accounts].map(([scope, { cap, period, spent }]) => ({
      scope,
      cap_main: cap && String(cap.main),
      cap_delta: cap && String(cap.delta),
      period,
      spent_main: String(spent.main),
      spent_delta: String(spent.delta),
    })),
    events,
    request,
    epoch,
  }
}

function stateJson(state: LineageState): object {
  const { rule, cap, openedAt, renewalDays, period, spent, lifetime, neighbours, unit } = state
  return {
    rule,
    cap_main: String(cap.main),
    cap_delta: String(cap.delta),
    opened_at: openedAt,
    renewal_days: renewalDays,
    period,
    spent_main: String(spent.main),
    spent_delta: String(spent.delta),
    lifetime_main: String(lifetime.main),
    lifetime_delta: String(lifetime.delta),
    neighbours,
    unit,
  }
}
