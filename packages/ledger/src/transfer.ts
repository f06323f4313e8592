/** A ledger as lines of JSON, to be read by others and to be moved into another store. */
import { DitherError } from '@dither/core'
import { canonicalJson, digestOf } from './canonical-json.ts'
import { chainStart, nextHash } from './chain.ts'
import { readRecord } from './record.ts'
import { type LineageState, stateAfter } from './state.ts'
import type { Act, LedgerStore, StoredRequest } from './store.ts'

/** The whole ledger, a line at a time, each with its line feed. The last says how many there are. */
export async function* exportLines(store: LedgerStore): AsyncIterable<string> {
  let lines = 1
  const line = (value: object): string => {
    lines++
    return `${canonicalJson(value)}\n`
  }
  yield line({ version: 1, ledger: store.id, epoch: await store.epoch() })
  for (let after = ''; ; ) {
    const requests = await store.requests(after, 1000)
    if (requests.length === 0) break
    for (const request of requests) {
      after = request.id
      yield line({ request })
    }
  }
  for (const dataset of (await store.datasets()).toSorted()) {
    const told = new Set<string>()
    for (let from = 0; ; ) {
      const page = await store.records(dataset, from, 1000)
      if (page.length === 0) break
      from += page.length
      for (const { text, hash } of page) {
        const record = readRecord(text)
        if (record.kind === 'charge' && !told.has(record.events)) {
          told.add(record.events)
          const [events] = await store.events([record.events])
          yield line({ events: events?.text ?? '' })
        }
        yield line({ dataset, hash, record: text })
      }
    }
  }
  yield `${canonicalJson({ lines })}\n`
}

/**
 * Adds the lineages of an exported ledger, each with its whole chain; all of them or none.
 *
 * From then on there are two ledgers that know of the same spending: go on with one alone.
 *
 * @returns the names of the lineages
 * @throws DitherError "unreadable_source" if a line was changed or is missing, "invalid_parameter" if a lineage is there already
 */
export async function importLines(
  store: LedgerStore,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<readonly string[]> {
  const requests = new Map<string, StoredRequest>()
  const events = new Map<string, string>()
  const ends = new Map<string, { readonly hash: string; readonly state: LineageState }>()
  const acts: Act[] = []
  const there = new Set(await store.datasets())
  let [count, ended] = [0, false]
  for await (const line of lines) {
    if (line.trim() === '') continue
    count++
    const data = lineData(line)
    if (ended) throw damaged()
    if (count === 1 && data['version'] !== 1)
      throw new DitherError(
        'unsupported',
        'the exported ledger is of a version that is not known',
        {
          parameter: 'import',
          wayOut: 'Import it with a newer version of Dither',
        },
      )
    if (data['lines'] !== undefined) {
      ended = data['lines'] === count
    } else if (data['request'] !== undefined) {
      const request = requestIn(data['request'])
      requests.set(request.id, request)
    } else if (typeof data['events'] === 'string') {
      events.set(digestOf(data['events']), data['events'])
    } else if (count > 1) {
      const { dataset, hash, record: text } = data
      if (typeof dataset !== 'string' || typeof text !== 'string') throw damaged()
      const before = ends.get(dataset)
      if (nextHash(before?.hash ?? chainStart, text) !== hash) throw damaged()
      const record = readRecord(text)
      if (record.kind === 'open' && record.dataset !== dataset) throw damaged()
      const state = stateAfter(before?.state, record)
      const charged = record.kind === 'charge' ? record : undefined
      const eventsText = charged && events.get(charged.events)
      const request = charged && requests.get(charged.requestId)
      if (charged !== undefined && (eventsText === undefined || request === undefined))
        throw damaged()
      acts.push({
        dataset,
        ...(before === undefined ? {} : { after: before.hash }),
        text,
        state,
        ...(charged === undefined || eventsText === undefined
          ? {}
          : { events: { digest: charged.events, text: eventsText } }),
        ...(request === undefined ? {} : { request }),
        ...(record.kind === 'accept' ? { epoch: record.epoch } : {}),
      })
      ends.set(dataset, { hash, state })
    }
  }
  if (!ended) throw damaged()
  for (const dataset of ends.keys())
    if (there.has(dataset))
      throw new DitherError('invalid_parameter', `dataset "${dataset}" has a budget already`, {
        parameter: 'import',
        wayOut: 'Import into a new ledger; nothing was imported',
      })
  if (!(await store.act(acts)))
    throw new DitherError('invalid_parameter', 'a lineage came to be while it was imported', {
      parameter: 'import',
      wayOut: 'Import into a new ledger',
    })
  return [...ends.keys()]
}

function lineData(line: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(line)
    if (typeof data === 'object' && data !== null) return { ...data }
  } catch {
    // Told below.
  }
  throw damaged()
}

function requestIn(value: unknown): StoredRequest {
  if (typeof value !== 'object' || value === null) throw damaged()
  const request: { id?: unknown; content?: unknown; receipt?: unknown } = value
  const { id, content, receipt } = request
  if (typeof id !== 'string' || typeof content !== 'string' || typeof receipt !== 'string')
    throw damaged()
  return { id, content, receipt }
}

function damaged(): DitherError {
  return new DitherError('unreadable_source', 'the exported ledger was changed, or is not whole', {
    parameter: 'import',
    wayOut: 'Export it again: dither ledger export; nothing was imported',
  })
}
