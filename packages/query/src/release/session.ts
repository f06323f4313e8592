/// <reference lib="esnext.disposable" preserve="true" />
/** A session: tables that are open, and a budget for what is asked of them. */
import { type BitSource, DitherError, type Loss, pureLoss, secureBits } from '@dither/core'
import type { BudgetOptions, BudgetState, BudgetStore } from '@dither/core/account'
import type { Asserted } from '../engines/engine.ts'
import type { Proof } from '../proof/proof.ts'
import { prove } from '../proof/prove.ts'
import { checkRecorded, leastLeft, readBudgets, storeFor } from './budgets.ts'
import { certificate } from './certificate.ts'
import { type Explanation, explanation } from './explain.ts'
import { closeTables, describedTables, type OpenTable, openTables, tableOf } from './open-tables.ts'
import type { Priced } from './price.ts'
import { type Plan, type Release, type ReleaseFacts, readPlan, releaseOf } from './release.ts'
import { type Answered, type Asked, type Progress, runRelease } from './run-release.ts'
import { allPriced, pricesOf } from './share-budget.ts'
import type { SharedBudget } from './sharing/shared-budget.ts'
import type { Described, Statistic } from './statistic.ts'

/** How a session is opened: with a budget, or with a keeper of budgets. */
export type OpenOptions = OpenedHow &
  (
    | {
        /** The budget of every dataset that is opened, kept in memory as long as the session. */
        readonly budget: BudgetOptions
        readonly store?: never
      }
    | {
        /** A keeper of budgets that outlives the session, in place of `budget`. */
        readonly store: BudgetStore
        readonly budget?: never
      }
  )

/** How a session is opened, its budget aside. */
export interface OpenedHow {
  /** What the owner calls the present version of each dataset; it is written into certificates. */
  readonly dataVersions?: Readonly<Record<string, string>>
  /** For tests and lessons: noise that can be foretold. The ledgers of Dither refuse it (S23). */
  readonly seededBits?: BitSource
}

/** How a release is watched and stopped. */
export interface ReleaseOptions {
  /** Before the charge nothing is spent; after it, the error says `charged: true`. */
  readonly signal?: AbortSignal
  /** Hears "queued", "running" and "done", and nothing finer (S16). */
  readonly onProgress?: (state: Progress) => void
}

/** Open tables and their budgets. Close it when done, or hold it with `await using`. */
export interface Session {
  /**
   * What a plan would cost, with which noise and which expected error, and why it is safe. Touches no
   * data and charges nothing. A statistic without a budget is explained without its price.
   */
  explain(plan: Plan, budget?: SharedBudget): Promise<Explanation>
  /**
   * Proves, prices, charges, and only then asks; answers with noise, error and cost.
   *
   * @param budget common to all statistics of the plan, shared by their weights: the parts of a partition share
   *   what the dearest of them takes; it and budgets of their
   *   own are rounded down to whole units of 1e-12, of delta 1e-18: a third is 0.333333333333 (S10)
   * @throws DitherError "missing_budget", "budget_exceeded", "mixed_neighbours" and what proof and price
   *   refuse: nothing was charged; "aborted" and "engine_failed" say whether it was
   */
  release<const P extends Plan>(
    plan: P,
    budget?: SharedBudget,
    options?: ReleaseOptions,
  ): Promise<Release<P>>
  /** The facts and answers of an earlier release of this session, free. */
  recall(requestId: string): ReleaseFacts | undefined
  /** Of the dataset that has least left, where several are open. */
  readonly spent: Loss
  readonly remaining: Loss
  /** One for every dataset that is open. */
  readonly budgets: readonly BudgetState[]
  /** Closes the tables; what was released stays readable. */
  close(): Promise<void>
  /** For `await using`: closes the session. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Opens a table, or several by any names, and a budget for them.
 *
 * Opening checks that the sources can be read and have the schemas' columns, by name.
 *
 * @throws DitherError "missing_budget", "invalid_parameter", also for one source under two datasets;
 *   "mixed_neighbours" if the tables of a dataset, or its budget, are about different relations or units
 *   (S1); and what a source refuses: "unreadable_source", "unknown_column", "missing_driver"
 */
export async function open(
  tables: Described | Readonly<Record<string, Described>>,
  options: OpenOptions,
): Promise<Session> {
  const described = describedTables(tables)
  const schemas = described.map(({ schema }) => schema)
  const given: Partial<OpenOptions> | undefined = options
  const store = storeFor(schemas, given ?? {})
  let budgets = await readBudgets(store, schemas)
  checkRecorded(budgets, schemas)
  const opened = await openTables(described)
  const bits = options.seededBits ?? secureBits()
  const releases = new Map<string, ReleaseFacts>()
  let closed = false

  const read = (plan: Plan) => {
    if (!closed) return readPlan(plan)
    throw new DitherError('invalid_parameter', 'the session is closed', {
      parameter: 'session',
      charged: false,
      wayOut: 'Open another one',
    })
  }
  const refresh = async () => {
    budgets = await readBudgets(store, schemas)
  }
  const close = async () => {
    closed = true
    await closeTables(opened)
  }

  return Object.freeze({
    async explain(plan: Plan, budget?: SharedBudget) {
      const { statistics, places } = read(plan)
      const proofs = proofsOf(statistics, opened)
      const prices = pricesOf(proofs, budget, {
        places,
        measure: leastLeft(budgets).rule,
        tables: tableNumbers(statistics, opened),
      })
      await refresh()
      const asked = new Set([...proofs.values()].map(({ bounded }) => bounded.schema.dataset))
      const their = budgets.filter(({ dataset }) => asked.has(dataset))
      return explanation(proofs, prices, their, assertedOf(statistics, opened))
    },
    async release<const P extends Plan>(
      plan: P,
      budget?: SharedBudget,
      { signal, onProgress }: ReleaseOptions = {},
    ): Promise<Release<P>> {
      const planned = read(plan) // whatever the plan says later, this is what is asked
      const { statistics, places } = planned
      const prices = allPriced(proofsOf(statistics, opened), budget, {
        places,
        measure: leastLeft(budgets).rule,
        tables: tableNumbers(statistics, opened),
      })
      const requestId = crypto.randomUUID()
      const asked = askedOf(prices, statistics, opened)
      try {
        const answered = await runRelease(asked, {
          requestId,
          store,
          bits,
          ...(signal === undefined ? {} : { signal }),
          ...(onProgress === undefined ? {} : { onProgress }),
        })
        const release = releaseOf<P>(planned, factsOf(answered, requestId, asked, bits, options))
        releases.set(requestId, release)
        return release
      } finally {
        await refresh().catch(() => undefined)
      }
    },
    recall: (requestId: string) => releases.get(requestId),
    get spent() {
      return leastLeft(budgets).spent
    },
    get remaining() {
      return leastLeft(budgets).remaining
    },
    get budgets() {
      return budgets
    },
    close,
    [Symbol.asyncDispose]: close,
  } satisfies Session)
}

function proofsOf(
  statistics: ReadonlyMap<string, Statistic>,
  tables: readonly OpenTable[],
): ReadonlyMap<string, Proof> {
  return new Map(
    [...statistics].map(([name, statistic]) => [
      name,
      prove(statistic.question, tableOf(tables, name, statistic).schema),
    ]),
  )
}

/** Which table each question is about, in the order of `askedOf`. */
function tableNumbers(
  statistics: ReadonlyMap<string, Statistic>,
  tables: readonly OpenTable[],
): ReadonlyMap<string, number> {
  const numbers = new Map<OpenTable, number>()
  return new Map(
    [...statistics].map(([name, statistic]) => {
      const table = tableOf(tables, name, statistic)
      const number = numbers.get(table) ?? numbers.size
      numbers.set(table, number)
      return [name, number]
    }),
  )
}

/** What the owner asserts of the tables of questions, by question. */
function assertedOf(
  statistics: ReadonlyMap<string, Statistic>,
  tables: readonly OpenTable[],
): ReadonlyMap<string, Asserted> {
  return new Map(
    [...statistics].flatMap(([name, statistic]) => {
      const { asserted } = tableOf(tables, name, statistic).engine
      return asserted === undefined ? [] : [[name, asserted] as const]
    }),
  )
}

/** The questions of each table that the plan asks. */
function askedOf(
  prices: ReadonlyMap<string, Priced>,
  statistics: ReadonlyMap<string, Statistic>,
  tables: readonly OpenTable[],
): Asked[] {
  const asked = new Map<OpenTable, Map<string, Priced>>()
  for (const [name, statistic] of statistics) {
    const table = tableOf(tables, name, statistic)
    const questions = asked.get(table) ?? new Map<string, Priced>()
    asked.set(table, questions)
    const priced = prices.get(name)
    if (priced !== undefined) questions.set(name, priced)
  }
  return [...asked].map(([{ engine, schema }, questions]) => ({ engine, schema, questions }))
}

function factsOf(
  { answers, event, charged, chargedAt }: Answered,
  requestId: string,
  asked: readonly Asked[],
  { kind }: BitSource,
  { dataVersions = {} }: OpenedHow,
): ReleaseFacts {
  const tables = asked.map(({ schema, engine: { asserted } }) => {
    const dataVersion = dataVersions[schema.dataset]
    return {
      schema,
      ...(dataVersion === undefined ? {} : { dataVersion }),
      ...(asserted === undefined ? {} : { asserted }),
    }
  })
  const questions = asked.flatMap((one, table) =>
    [...one.questions].map(([name, priced]) => ({ name, table, priced })),
  )
  return {
    requestId,
    answers,
    event,
    loss: charged[0]?.loss ?? pureLoss(0),
    certificate: () =>
      certificate({ requestId, chargedAt, generator: kind, tables, questions, event, charged }),
  }
}
