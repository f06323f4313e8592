/// <reference lib="esnext.disposable" preserve="true" />
/** A ledger: budgets that last, in whichever store. */
import { DitherError, type Event, isNeighbours, type Neighbours } from '@dither/core'
import {
  type BudgetOptions,
  type BudgetStore,
  budget,
  type ChargeReceipt,
  type ChargeRequest,
  type LedgerEntry,
  lossOf,
  remainingOf,
} from '@dither/core/account'
import { type AskedRequest, askedRequest, decide, unknownDataset } from './decide.ts'
import { acceptance, checkKept, headOf, type LedgerHead } from './head.ts'
import { type HistoryEntry, historyOf, wholeEvent, withEvents } from './history.ts'
import type { Known } from './known-price.ts'
import { storedReceipt } from './receipt.ts'
import { type Asker, type LedgerRecord, recordText, scopeOf, scopesOf } from './record.ts'
import { type LineageReport, report } from './report.ts'
import { type LineageState, spentIn, stateAfter } from './state.ts'
import type { LedgerStore, StoredLineage, StoredRequest } from './store.ts'
import { exportLines, importLines } from './transfer.ts'
import { type Verification, verifyLedger } from './verify.ts'

/** A dataset's budget as its owner states it. */
export type LineageOptions = BudgetOptions & {
  /** The relation, if it is to be fixed before the first charge. */
  readonly neighbours?: Neighbours
  /** Whose presence is protected, if it is to be fixed before the first charge. */
  readonly unit?: string
  /** Whole days after which the whole budget is there again; never unless said. The lifetime's loss then grows. */
  readonly renewalDays?: number
}

/** Whose cap: one analyst's, or that of a group of them. */
export type CapOf = { readonly analyst: string } | { readonly group: string }

/**
 * Budgets that last: one for each dataset's lineage, append-only, each record chained to the one before.
 *
 * As a `BudgetStore` it charges nobody in particular; `as` charges an analyst.
 */
export interface Ledger extends BudgetStore {
  /** Made once, kept by all copies. */
  readonly id: string
  /** Where it is kept, such as "better-sqlite3". */
  readonly kind: string
  /** What it stands on. */
  readonly store: LedgerStore
  /** The names of its lineages. */
  datasets(): Promise<readonly string[]>
  /**
   * Begins a lineage. Its rule and its cap never change; caps of analysts and groups may.
   *
   * @throws DitherError "invalid_parameter" if it is there already, or an option is wrong
   */
  create(dataset: string, options: LineageOptions): Promise<void>
  /** The keeper of what this asker spends: the dataset's cap binds, and besides those of the analyst and the groups. */
  as(by: Asker): BudgetStore
  /**
   * Gives an analyst or a group a cap in each period, which counts what they spent in this one; or takes it away.
   *
   * @throws DitherError "invalid_parameter" if it is below what they have spent, or of another rule than the dataset's
   */
  setCap(dataset: string, of: CapOf, cap: BudgetOptions | 'none'): Promise<void>
  /**
   * Begins a new period, in which the whole budget is there again. The lifetime's loss is not.
   *
   * @returns its index
   * @throws DitherError "invalid_parameter" if the budget renews itself by the clock
   */
  renew(dataset: string): Promise<number>
  /** @throws DitherError "invalid_parameter" for an unknown dataset */
  show(dataset: string): Promise<LineageReport>
  /** Everything that was ever recorded, oldest first. */
  history(dataset: string): AsyncIterable<HistoryEntry>
  /**
   * Everything that was ever charged to a lineage as one event, which any accountant can price: for display alone (S22).
   */
  event(dataset: string): Promise<Event>
  /** Reads everything, and says what is not as it was written; with a kept head, also whether the end was cut off. */
  verify(kept?: LedgerHead): Promise<Verification>
  /** All of it as lines of JSON. */
  export(): AsyncIterable<string>
  /**
   * Adds the lineages of an exported ledger, all or none.
   *
   * @returns their names
   * @throws DitherError "unreadable_source" if a line was changed or is missing, "invalid_parameter" if a lineage is there
   */
  import(lines: AsyncIterable<string> | Iterable<string>): Promise<readonly string[]>
  /** To be kept elsewhere, against roll-back. */
  head(): Promise<LedgerHead>
  /**
   * The owner goes on with a ledger that lacks what a kept head has seen: the epoch rises, and what the head had seen
   * spent is charged besides (S20).
   */
  accept(kept: LedgerHead): Promise<void>
  /** Answers what was asked, and closes the store. */
  close(): Promise<void>
  /** For `await using`: closes the store. */
  [Symbol.asyncDispose](): Promise<void>
}

/** How a ledger is opened. */
export interface LedgerOptions {
  /** A head that was kept elsewhere: a ledger that lacks what it has seen is refused (S20). */
  readonly kept?: LedgerHead
  /** Milliseconds since 1970; the clock's unless said. */
  readonly now?: () => number
}

/** Each refusal of what the latest balances allowed needs another's charge in between. */
const mostTries = 100

/** How many of the latest charges `read` gives. */
const latest = 100

/**
 * A ledger in a store.
 *
 * Promise: whatever is asked, in however many processes, what was charged to a lineage in one period is at most its cap,
 * and that of an analyst or group at most theirs; a charge that resolved is not forgotten, and a request id is charged once.
 * [ledger.proof.md]
 *
 * @throws DitherError "unreadable_source" if the ledger lacks what the kept head has seen
 */
export async function ledgerOf(store: LedgerStore, options: LedgerOptions = {}): Promise<Ledger> {
  const { kept, now = Date.now } = options
  if (kept !== undefined) await checkKept(store, kept)
  /** Charges that are not answered yet. */
  const open = new Set<Promise<void>>()
  const stamp = (): string => new Date(now()).toISOString()

  const lineage = async (dataset: string, scopes?: readonly string[]): Promise<StoredLineage> => {
    const found = await store.lineage(dataset, scopes)
    if (found === undefined) throw unknownDataset(dataset)
    return found
  }
  /** An owner's act: tried again if a charge came between. */
  const act = async (
    dataset: string,
    make: (state: LineageState) => LedgerRecord,
  ): Promise<LineageState> => {
    for (;;) {
      const { state, hash } = await lineage(dataset)
      const record = make(state)
      const after = stateAfter(state, record)
      const text = recordText(record)
      if (await store.act([{ dataset, after: hash, text, state: after }])) return after
    }
  }
  const show = async (dataset: string): Promise<LineageReport> => {
    const found = await lineage(dataset)
    return report(found, await entriesOf(store, dataset, found.records), now())
  }
  const as = (by: Asker): BudgetStore => {
    const asker = checkedAsker(by)
    const charge = chargerOf(store, asker, now)
    return Object.freeze({
      charge(request: ChargeRequest) {
        const answer = charge(request)
        const settled = answer.then(forget, forget)
        function forget(): void {
          open.delete(settled)
        }
        open.add(settled)
        return answer
      },
      read: show,
    })
  }
  const close = async (): Promise<void> => {
    await Promise.all(open) // what was asked is still answered
    await store.close()
  }

  return Object.freeze({
    ...as({}),
    id: store.id,
    kind: store.kind,
    store,
    as,
    show,
    datasets: async () => (await store.datasets()).toSorted(),
    async create(dataset: string, options: LineageOptions) {
      const record = openRecord(dataset, options, store.id, stamp())
      const text = recordText(record)
      if (await store.act([{ dataset, text, state: stateAfter(undefined, record) }])) return
      throw new DitherError('invalid_parameter', `dataset "${dataset}" has a budget already`, {
        parameter: 'dataset',
        wayOut: 'Its rule and cap are fixed: charge it, renew it, or name another ledger',
      })
    },
    async setCap(dataset: string, of: CapOf, cap: BudgetOptions | 'none') {
      const scope = scopeOf(of)
      await act(dataset, (state) => ({
        kind: 'cap',
        at: stamp(),
        scope,
        ...(cap === 'none' ? {} : { cap: capFor(state, scope, cap) }),
      }))
    },
    async renew(dataset: string) {
      const { period } = await act(dataset, (state) => {
        if (state.renewalDays !== undefined)
          throw new DitherError('invalid_parameter', `the budget of "${dataset}" renews itself`, {
            parameter: 'renewalDays',
            wayOut: `Wait: it does so every ${state.renewalDays} days`,
          })
        return { kind: 'renew', at: stamp(), period: state.period + 1 }
      })
      return period
    },
    history: (dataset: string) => historyOf(store, dataset),
    event: (dataset: string) => wholeEvent(store, dataset),
    verify: (head?: LedgerHead) => verifyLedger(store, head),
    export: () => exportLines(store),
    import: (lines: AsyncIterable<string> | Iterable<string>) => importLines(store, lines),
    head: () => headOf(store),
    async accept(head: LedgerHead) {
      if (head.ledger !== store.id)
        throw new DitherError('invalid_parameter', 'the kept head is of another ledger', {
          parameter: 'head',
          wayOut: 'Give the head that was kept of this one',
        })
      for (;;) if (await store.act(await acceptance(store, head, stamp()))) return
    },
    close,
    [Symbol.asyncDispose]: close,
  })
}

/** `BudgetStore.charge` for one asker. [ledger.proof.md] */
function chargerOf(
  store: LedgerStore,
  by: Asker,
  now: () => number,
): (request: ChargeRequest) => Promise<ChargeReceipt> {
  const scopes = scopesOf(by)
  /** What is known of lineages; what has changed since is found out when it is written. */
  const known = new Map<string, LineageState>()
  const found: Known = { texts: new Map(), prices: new Map() }
  return async (request) => {
    const asked = askedRequest(request, by, found)
    const datasets = new Set(request.charges.map(({ dataset }) => dataset))
    let fresh = false
    for (let tries = 0; tries < mostTries; tries++) {
      for (const dataset of datasets) {
        if (!fresh && known.has(dataset)) continue
        const found = await store.lineage(dataset, scopes)
        if (found === undefined) known.delete(dataset)
        else known.set(dataset, found.state)
      }
      const decision = attempt(() => decide(asked, known, now(), found))
      if (!decision.allowed) {
        // A request that was charged is answered, also where it could not be charged again.
        const before = await store.request(request.requestId)
        if (before !== undefined) return repeated(asked, before)
        if (fresh) throw decision.refusal
        fresh = true // (2) nothing is refused by what was known before
        continue
      }
      const outcome = await store.spend(decision.value.stored, decision.value.spends)
      if (outcome === 'done') return decision.value.receipt
      if (outcome !== 'refused') return repeated(asked, outcome)
      fresh = true
    }
    throw new DitherError('engine_failed', 'the ledger refuses what its own balances allow', {
      parameter: 'ledger',
      charged: false,
      wayOut: 'Try again with the same requestId; dither ledger verify says whether it is damaged',
    })
  }
}

type Attempt<T> =
  | { readonly allowed: true; readonly value: T }
  | { readonly allowed: false; readonly refusal: unknown }

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { allowed: true, value: work() }
  } catch (refusal) {
    return { allowed: false, refusal }
  }
}

/** The receipt of the first time. @throws DitherError "invalid_parameter" if something else was asked then */
function repeated({ content, request }: AskedRequest, before: StoredRequest): ChargeReceipt {
  if (before.content === content) return storedReceipt(before)
  throw new DitherError('invalid_parameter', 'requestId was used for other charges', {
    parameter: 'requestId',
    requestId: request.requestId,
    charged: false,
    wayOut: 'Make a new requestId for every release',
  })
}

function openRecord(
  dataset: string,
  options: LineageOptions,
  ledger: string,
  at: string,
): LedgerRecord {
  const { renewalDays, neighbours, unit, ...stated } = options
  if (typeof dataset !== 'string' || dataset === '' || dataset.length > 200)
    throw wrong('dataset', 'must be a text of 1 to 200 characters')
  if (renewalDays !== undefined && !(Number.isSafeInteger(renewalDays) && renewalDays > 0))
    throw wrong('renewalDays', 'must be a whole number of days, 1 or more')
  if (neighbours !== undefined && !isNeighbours(neighbours))
    throw wrong('neighbours', 'must be add-remove, change-one or unstated')
  if (unit !== undefined && (typeof unit !== 'string' || unit === ''))
    throw wrong('unit', 'must be a text that names whose presence is protected')
  return {
    kind: 'open',
    at,
    ledger,
    dataset,
    ...budget(stated),
    ...(renewalDays === undefined ? {} : { renewalDays }),
    ...(neighbours === undefined ? {} : { neighbours }),
    ...(unit === undefined ? {} : { unit }),
  }
}

function capFor(state: LineageState, scope: string, options: BudgetOptions): LineageState['cap'] {
  const { rule, cap } = budget(options)
  if (rule !== state.rule)
    throw wrong('cap', `is of the rule ${rule}, must be ${state.rule} as the dataset's`)
  const left = remainingOf(cap, spentIn(state.accounts.get(scope), state.period))
  if (left.main < 0n || left.delta < 0n)
    throw wrong('cap', 'is below what was spent in this period', 'Give at least that')
  return cap
}

function checkedAsker({ analyst, groups }: Asker): Asker {
  for (const [name, value] of Object.entries({ analyst, group: groups ?? [] }))
    for (const one of [value ?? 'none'].flat())
      if (typeof one !== 'string' || one === '' || one.length > 200)
        throw wrong(name, 'must be a name of 1 to 200 characters')
  const named = [...new Set(groups)].sort()
  return Object.freeze({
    ...(analyst === undefined ? {} : { analyst }),
    ...(named.length === 0 ? {} : { groups: Object.freeze(named) }),
  })
}

function wrong(parameter: string, problem: string, wayOut?: string): DitherError {
  return new DitherError('invalid_parameter', `${parameter} ${problem}`, {
    parameter,
    charged: false,
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}

/** The latest charges. */
async function entriesOf(
  store: LedgerStore,
  dataset: string,
  records: number,
): Promise<readonly LedgerEntry[]> {
  const from = Math.max(0, records - latest)
  const { rule } = (await lineageOf(store, dataset)).state
  const found = await withEvents(store, await store.records(dataset, from, latest))
  return Object.freeze(
    found.flatMap(({ record, events = [] }) =>
      record.kind === 'charge'
        ? [
            Object.freeze({
              requestId: record.requestId,
              events,
              loss: lossOf(rule, record.amount),
            }),
          ]
        : [],
    ),
  )
}

async function lineageOf(store: LedgerStore, dataset: string): Promise<StoredLineage> {
  const found = await store.lineage(dataset, [])
  if (found === undefined) throw unknownDataset(dataset)
  return found
}
