/** The plainest store there is, for tests: what a database must do, without one. */
import { isWithin } from '@dither/core/account'
import { chainStart, nextHash } from '../chain.ts'
import { type ChargeRecord, readRecord } from '../record.ts'
import { type LineageState, stateAfter } from '../state.ts'
import type {
  Act,
  LedgerStore,
  Spend,
  StoredLineage,
  StoredRecord,
  StoredRequest,
} from '../store.ts'

/** Everything that it holds; two stores of one memory are two connections. */
export interface Memory {
  readonly id: string
  epoch: number
  readonly lineages: Map<string, StoredLineage>
  readonly records: Map<string, StoredRecord[]>
  readonly requests: Map<string, StoredRequest>
  readonly events: Map<string, string>
}

export function emptyMemory(): Memory {
  return {
    id: crypto.randomUUID(),
    epoch: 0,
    lineages: new Map(),
    records: new Map(),
    requests: new Map(),
    events: new Map(),
  }
}

export function memoryStore(memory: Memory): LedgerStore {
  const append = (dataset: string, text: string, state: LineageState): void => {
    const before = memory.lineages.get(dataset)
    const hash = nextHash(before?.hash ?? chainStart, text)
    const records = before?.records ?? 0
    memory.records.set(dataset, [
      ...(memory.records.get(dataset) ?? []),
      { seq: records, text, hash },
    ])
    memory.lineages.set(dataset, { records: records + 1, hash, state })
  }
  const spend = (request: StoredRequest, spends: readonly Spend[]) => {
    const before = memory.requests.get(request.id)
    if (before !== undefined) return before
    const states = new Map<string, LineageState>()
    for (const part of spends) {
      const state = states.get(part.dataset) ?? memory.lineages.get(part.dataset)?.state
      if (state === undefined || part.period < state.period || !isWithin(part.amount, state.cap))
        return 'refused'
      try {
        states.set(part.dataset, stateAfter(state, chargeIn(part)))
      } catch {
        return 'refused'
      }
    }
    for (const { dataset, text, events } of spends) {
      const state = memory.lineages.get(dataset)?.state
      append(dataset, text, stateAfter(state, readRecord(text)))
      memory.events.set(events.digest, events.text)
    }
    memory.requests.set(request.id, request)
    return 'done'
  }
  const act = (acts: readonly Act[]): boolean => {
    const ends = new Map([...memory.lineages].map(([dataset, { hash }]) => [dataset, hash]))
    for (const { dataset, after, text } of acts) {
      if (ends.get(dataset) !== after) return false
      ends.set(dataset, nextHash(after ?? chainStart, text))
    }
    for (const { dataset, text, state, events, request, epoch } of acts) {
      append(dataset, text, state)
      if (events !== undefined) memory.events.set(events.digest, events.text)
      if (request !== undefined && !memory.requests.has(request.id))
        memory.requests.set(request.id, request)
      memory.epoch = Math.max(memory.epoch, epoch ?? 0)
    }
    return true
  }
  return {
    kind: 'memory',
    id: memory.id,
    epoch: async () => memory.epoch,
    datasets: async () => [...memory.lineages.keys()],
    lineage: async (dataset) => memory.lineages.get(dataset),
    request: async (id) => memory.requests.get(id),
    spend: async (request, spends) => spend(request, spends),
    act: async (acts) => act(acts),
    records: async (dataset, from, limit) =>
      (memory.records.get(dataset) ?? []).slice(from, from + limit),
    events: async (digests) =>
      digests.flatMap((digest) => {
        const text = memory.events.get(digest)
        return text === undefined ? [] : [{ digest, text }]
      }),
    requests: async (after, limit) =>
      [...memory.requests.values()]
        .filter(({ id }) => id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    tally: async (dataset) => {
      const times = new Map<string, number>()
      for (const { text } of memory.records.get(dataset) ?? []) {
        const record = readRecord(text)
        if (record.kind === 'charge') times.set(record.events, (times.get(record.events) ?? 0) + 1)
      }
      return [...times].map(([events, count]) => ({ events, times: count }))
    },
    faults: async () => [],
    close: async () => {},
  }
}

function chargeIn({ text }: Spend): ChargeRecord {
  const record = readRecord(text)
  if (record.kind === 'charge') return record
  throw new RangeError('no charge')
}
