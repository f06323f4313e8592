import { describe, expect, it } from 'vitest'
import { ledgerOf } from '../ledger.ts'
import type { LedgerStore } from '../store.ts'
import { ledgerCases } from './ledger-cases.ts'
import { emptyMemory, type Memory, memoryStore } from './memory-store.ts'
import type { LedgerPlace } from './place.ts'

const placeOf = (store: (memory: Memory) => LedgerStore): LedgerPlace => {
  const memory = emptyMemory()
  return { open: (options = {}) => ledgerOf(store(memory), options) }
}

describe('a ledger in memory, the reference', () => {
  for (const { title, run } of ledgerCases) it(title, () => run(placeOf(memoryStore)))
})

/** Broken stores; the suite must reject each. */
const twins: Readonly<Record<string, (memory: Memory) => LedgerStore>> = {
  'forgets which requests were charged': (memory) => ({
    ...memoryStore(memory),
    spend: (request, spends) => {
      memory.requests.delete(request.id)
      return memoryStore(memory).spend(request, spends)
    },
  }),
  'charges one dataset after another': (memory) => {
    const store = memoryStore(memory)
    return {
      ...store,
      spend: async (request, spends) => {
        for (const spend of spends) {
          memory.requests.delete(request.id)
          const outcome = await store.spend(request, [spend])
          if (outcome !== 'done') return outcome
        }
        return 'done'
      },
    }
  },
  'looks, waits, then writes': (memory) => {
    const store = memoryStore(memory)
    return {
      ...store,
      spend: async (request, spends) => {
        const before = new Map(memory.lineages)
        await Promise.resolve()
        const now = new Map(memory.lineages)
        for (const [dataset, lineage] of before) memory.lineages.set(dataset, lineage)
        const outcome = await store.spend(request, spends)
        if (outcome !== 'done')
          for (const [dataset, lineage] of now) memory.lineages.set(dataset, lineage)
        return outcome
      },
    }
  },
  'lets periods go back': (memory) => ({
    ...memoryStore(memory),
    lineage: async (dataset) => {
      const found = await memoryStore(memory).lineage(dataset)
      return found && { ...found, state: { ...found.state, period: 0 } }
    },
  }),
  'forgets the accounts of analysts': (memory) => ({
    ...memoryStore(memory),
    spend: (request, spends) =>
      memoryStore(memory).spend(
        request,
        spends.map((spend) => ({ ...spend, text: spend.text.replace(/"by":\{.*?\},/, '') })),
      ),
  }),
}

describe('the suite rejects broken twins of a store', () => {
  for (const [name, twin] of Object.entries(twins))
    it(`one that ${name}`, async () => {
      const ends = await Promise.allSettled(ledgerCases.map(({ run }) => run(placeOf(twin))))
      expect(ends.some(({ status }) => status === 'rejected')).toBe(true)
    })
})
