/** A ledger in PostgreSQL: charges that come together are one statement, so one wait for the disk pays for all. */
import { DitherError } from '@dither/core'
import type { Act, LedgerStore, Spend, StoredRequest } from '../store.ts'
import type { PostgresConnections, Row } from './connection.ts'
import { actJson, chargeJson, lineageOf, lineageQuery, requestOf } from './rows.ts'

/**
 * The most requests of one statement. Each leaves a version of its lineage's row, which the next walks past: 64 were
 * charged half as fast again as 256.
 */
const mostTogether = 64

/** The most acts of one statement; all of them are one transaction. */
const mostActs = 500

interface Waiting {
  readonly request: StoredRequest
  readonly spends: readonly Spend[]
  readonly resolve: (outcome: 'done' | 'refused' | StoredRequest) => void
  readonly reject: (error: unknown) => void
}

/**
 * @param schema its name as an identifier, quoted
 */
export function postgresStore(
  connections: PostgresConnections,
  id: string,
  schema: string,
): LedgerStore {
  const rows = (text: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
    connections.run((held) => held.query(text, values))

  const queue: Waiting[] = []
  let flushing = false

  const flush = async (): Promise<void> => {
    flushing = true
    // A turn of the event loop, so that what is asked together is written together.
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    while (queue.length > 0) await charge(queue.splice(0, mostTogether))
    flushing = false
  }
  const charge = async (waiting: readonly Waiting[]): Promise<void> => {
    const asked = waiting.map(({ request, spends }) => chargeJson(request, spends))
    try {
      // (1) One statement, which is its own transaction: it answers once that is durable.
      const [row] = await rows(`SELECT ${schema}.charge($1::jsonb)::text AS outcomes`, [
        JSON.stringify(asked),
      ])
      const outcomes: readonly unknown[] = JSON.parse(String(row?.['outcomes']))
      for (const [i, one] of waiting.entries()) settle(one, outcomes[i])
    } catch (error) {
      if (waiting.length === 1) for (const { reject } of waiting) reject(error)
      // Each again by itself, so that none fails by another's fault; what was charged is found by its id.
      else for (const one of waiting) await charge([one])
    }
  }

  return {
    kind: 'postgres',
    id,
    epoch: async () => Number((await rows(`SELECT epoch FROM ${schema}.ledger`))[0]?.['epoch']),
    datasets: async () =>
      (await rows(`SELECT dataset FROM ${schema}.lineage`)).map((row) => String(row['dataset'])),
    async lineage(dataset, scopes) {
      const [row] = await rows(lineageQuery(schema), [dataset, scopes ?? null])
      return row === undefined ? undefined : lineageOf(row)
    },
    async request(requestId) {
      const [row] = await rows(`SELECT * FROM ${schema}.request WHERE id = $1`, [requestId])
      return row === undefined ? undefined : requestOf(row)
    },
    spend: (request, spends) =>
      new Promise((resolve, reject) => {
        queue.push({ request, spends, resolve, reject })
        if (!flushing) void flush()
      }),
    act: (acts) => actAll(connections, schema, acts),
    async records(dataset, from, limit) {
      const text = `SELECT seq, text, hash FROM ${schema}.record WHERE dataset = $1 AND seq >= $2 ORDER BY seq LIMIT $3`
      return (await rows(text, [dataset, from, limit])).map((row) => ({
        seq: Number(row['seq']),
        text: String(row['text']),
        hash: String(row['hash']),
      }))
    },
    async events(digests) {
      const text = `SELECT digest, text FROM ${schema}.events WHERE digest = ANY ($1::text[])`
      return (await rows(text, [digests])).map((row) => ({
        digest: String(row['digest']),
        text: String(row['text']),
      }))
    },
    async requests(after, limit) {
      const text = `SELECT * FROM ${schema}.request WHERE id > $1 ORDER BY id LIMIT $2`
      return (await rows(text, [after, limit])).map(requestOf)
    },
    async tally(dataset) {
      const text = `SELECT digest, times FROM ${schema}.tally WHERE dataset = $1`
      return (await rows(text, [dataset])).map((row) => ({
        events: String(row['digest']),
        times: Number(row['times']),
      }))
    },
    async faults() {
      const [row] = await rows(
        `SELECT count(*) AS kept FROM pg_trigger WHERE tgname = 'only_added_to' AND tgenabled IN ('O', 'A')
          AND tgrelid IN ('${schema}.record'::regclass, '${schema}.events'::regclass, '${schema}.request'::regclass)`,
      )
      return Number(row?.['kept']) === 3
        ? []
        : ['the triggers that keep records from being changed are not there']
    },
    close: () => connections.close(),
  }
}

function settle({ request, resolve, reject }: Waiting, outcome: unknown): void {
  if (outcome === 'done' || outcome === 'refused') resolve(outcome)
  else if (outcome === 'early')
    reject(
      new DitherError('engine_failed', "this machine's clock is ahead of the ledger's", {
        parameter: 'ledger',
        charged: false,
        wayOut: 'Set the clock: a period begins by that of the server; nothing was charged',
      }),
    )
  else if (isKnown(outcome)) resolve({ ...outcome, id: request.id })
  else reject(new RangeError('an answer that charge does not give'))
}

function isKnown(
  outcome: unknown,
): outcome is { readonly content: string; readonly receipt: string } {
  return (
    typeof outcome === 'object' && outcome !== null && 'content' in outcome && 'receipt' in outcome
  )
}

/** All in one transaction, which the first that came between undoes. */
function actAll(
  connections: PostgresConnections,
  schema: string,
  acts: readonly Act[],
): Promise<boolean> {
  return connections.run(async (held) => {
    await held.query('BEGIN')
    for (let from = 0; from < acts.length; from += mostActs) {
      const some = acts.slice(from, from + mostActs).map(actJson)
      const [row] = await held.query(`SELECT ${schema}.act($1::jsonb) AS done`, [
        JSON.stringify(some),
      ])
      if (row?.['done'] === true) continue
      await held.query('ROLLBACK')
      return false
    }
    await held.query('COMMIT')
    return true
  })
}
