/** The records of a ledger: what happened to one dataset's budget, as canonical text. */
import { DitherError, isNeighbours, type Neighbours } from '@dither/core'
import type { Amount, FilterRule } from '@dither/core/account'
import { canonicalJson } from './canonical-json.ts'

/** Whoever asks: an analyst, who may stand in groups. */
export interface Asker {
  /** By a name that the owner chose. */
  readonly analyst?: string
  /** Each group's cap binds besides. */
  readonly groups?: readonly string[]
}

/** One thing that happened. Its place in the chain is its number; the first is an `open`. */
export type LedgerRecord = OpenRecord | ChargeRecord | CapRecord | RenewRecord | AcceptRecord

/** The lineage begins: its rule and cap never change. */
export interface OpenRecord {
  readonly kind: 'open'
  /** When, by the clock of whoever wrote it, in ISO 8601. */
  readonly at: string
  /** The ledger in which it began. */
  readonly ledger: string
  /** The name of the lineage. */
  readonly dataset: string
  /** How losses add up. */
  readonly rule: FilterRule
  /** What may be spent in each period. */
  readonly cap: Amount
  /** Whole days after which a new period begins; there is only one unless said. */
  readonly renewalDays?: number
  /** The relation, if the owner stated it. */
  readonly neighbours?: Neighbours
  /** Whose presence is protected, if the owner stated it. */
  readonly unit?: string
}

/** A request was charged. */
export interface ChargeRecord {
  readonly kind: 'charge'
  /** When, by the clock of whoever wrote it. */
  readonly at: string
  /** The request, of which this may be one of several parts. */
  readonly requestId: string
  /** The digest of all that was asked by it. */
  readonly content: string
  /** Which part this is, from 0. */
  readonly part: number
  /** How many there are, over all lineages. */
  readonly parts: number
  /** Who asked, where the owner tells them apart. */
  readonly by?: Asker
  /** The period to which it is charged. */
  readonly period: number
  /** Whose presence is protected. */
  readonly unit: string
  /** The relation of its events; nothing released states none. */
  readonly neighbours?: Neighbours
  /** The digest of the canonical text of its exact events, which are kept beside. */
  readonly events: string
  /** What was charged, in whole units. */
  readonly amount: Amount
}

/** An analyst or a group got a cap, or lost it. */
export interface CapRecord {
  readonly kind: 'cap'
  /** When. */
  readonly at: string
  /** Whose: see `scopeOf`. */
  readonly scope: string
  /** In each period; none: the dataset's cap alone binds. */
  readonly cap?: Amount
}

/** The owner began a new period. */
export interface RenewRecord {
  readonly kind: 'renew'
  /** When. */
  readonly at: string
  /** Its index, above all before. */
  readonly period: number
}

/** The owner went on with a ledger that lacks what a kept head has seen. */
export interface AcceptRecord {
  readonly kind: 'accept'
  /** When. */
  readonly at: string
  /** Above that of the ledger and of the kept head. */
  readonly epoch: number
  /** The index of the kept head, if it was above. */
  readonly period: number
  /** What the period is charged for what was lost: at most what is left. */
  readonly amount: Amount
  /** What the lifetime is charged for it. */
  readonly lost: Amount
}

/** The account of an analyst or a group, as a text. */
export function scopeOf(of: { readonly analyst: string } | { readonly group: string }): string {
  return 'analyst' in of ? `analyst ${of.analyst}` : `group ${of.group}`
}

/** The accounts that a request by somebody draws on besides the dataset's. */
export function scopesOf({ analyst, groups = [] }: Asker): readonly string[] {
  const named = groups.map((group) => scopeOf({ group }))
  return analyst === undefined ? named : [scopeOf({ analyst }), ...named]
}

/** The one text of a record. */
export function recordText(record: LedgerRecord): string {
  return canonicalJson({ version: 1, ...written(record) })
}

/**
 * Reads the text of a record.
 *
 * @throws DitherError "unreadable_source" if it is no record, or not written in the one way; "unsupported" if a newer
 *   version wrote it
 */
export function readRecord(text: string): LedgerRecord {
  const data = parsed(text)
  if (typeof data !== 'object' || data === null) throw unreadable()
  const fields: Readonly<Record<string, unknown>> = { ...data }
  if (fields['version'] !== 1)
    throw new DitherError('unsupported', 'the ledger has records of a version that is not known', {
      parameter: 'ledger',
      wayOut: 'Read it with a newer version of Dither',
    })
  const record = read(fields)
  if (recordText(record) !== text) throw unreadable()
  return record
}

function written(record: LedgerRecord): object {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, isAmount(value) ? units(value) : value]),
  )
}

/** As text, so that no reader makes doubles of them. */
function units({ main, delta }: Amount): object {
  return { main: String(main), delta: String(delta) }
}

function isAmount(value: unknown): value is Amount {
  return typeof value === 'object' && value !== null && 'main' in value && 'delta' in value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable()
  }
}

function read(data: Readonly<Record<string, unknown>>): LedgerRecord {
  const text = (name: string): string => textOf(data[name])
  const whole = (name: string): number => wholeOf(data[name])
  const amount = (name: string): Amount => amountIn(data[name])
  const at = text('at')
  switch (data['kind']) {
    case 'open':
      return {
        kind: 'open',
        at,
        ledger: text('ledger'),
        dataset: text('dataset'),
        rule: ruleOf(data['rule']),
        cap: amount('cap'),
        ...(data['renewalDays'] === undefined ? {} : { renewalDays: whole('renewalDays') }),
        ...relation(data),
        ...(data['unit'] === undefined ? {} : { unit: text('unit') }),
      }
    case 'charge':
      return {
        kind: 'charge',
        at,
        requestId: text('requestId'),
        content: text('content'),
        part: whole('part'),
        parts: whole('parts'),
        ...(data['by'] === undefined ? {} : { by: askerOf(data['by']) }),
        period: whole('period'),
        unit: text('unit'),
        ...relation(data),
        events: text('events'),
        amount: amount('amount'),
      }
    case 'cap':
      return {
        kind: 'cap',
        at,
        scope: text('scope'),
        ...(data['cap'] === undefined ? {} : { cap: amount('cap') }),
      }
    case 'renew':
      return { kind: 'renew', at, period: whole('period') }
    case 'accept':
      return {
        kind: 'accept',
        at,
        epoch: whole('epoch'),
        period: whole('period'),
        amount: amount('amount'),
        lost: amount('lost'),
      }
    default:
      throw unreadable()
  }
}

function relation(data: Readonly<Record<string, unknown>>): { readonly neighbours?: Neighbours } {
  const neighbours = data['neighbours']
  if (neighbours === undefined) return {}
  if (isNeighbours(neighbours)) return { neighbours }
  throw unreadable()
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw unreadable()
}

function wholeOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw unreadable()
}

function ruleOf(value: unknown): FilterRule {
  if (value === 'pure' || value === 'approximate' || value === 'zcdp') return value
  throw unreadable()
}

function amountIn(value: unknown): Amount {
  if (typeof value !== 'object' || value === null) throw unreadable()
  const { main, delta }: { readonly main?: unknown; readonly delta?: unknown } = value
  return { main: unitsIn(main), delta: unitsIn(delta) }
}

function unitsIn(value: unknown): bigint {
  if (typeof value === 'string' && /^(0|[1-9]\d{0,40})$/.test(value)) return BigInt(value)
  throw unreadable()
}

function askerOf(value: unknown): Asker {
  if (typeof value !== 'object' || value === null) throw unreadable()
  const { analyst, groups }: { readonly analyst?: unknown; readonly groups?: unknown } = value
  if (groups !== undefined && !Array.isArray(groups)) throw unreadable()
  return {
    ...(analyst === undefined ? {} : { analyst: textOf(analyst) }),
    ...(groups === undefined ? {} : { groups: groups.map(textOf) }),
  }
}

function unreadable(): DitherError {
  return new DitherError('unreadable_source', 'the ledger has a record that cannot be read', {
    parameter: 'ledger',
    wayOut: 'dither ledger verify says which; restore the ledger from a backup',
  })
}
