import {
  type BudgetStore,
  type ChargeRequest,
  memoryBudgetStore,
  priceEvent,
} from '@dither/core/account'
import fc from 'fast-check'
import { expect } from 'vitest'
import { charge, costing, endOf, epsilonOf, type LedgerCase, request } from './place.ts'

/** What `BudgetStore` promises, of every ledger. */
export const chargeCases: readonly LedgerCase[] = [
  {
    title: 'charges every dataset that is read, in full, what priceEvent says',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      await ledger.create('shops', { epsilon: '0.5' })
      const loss = priceEvent(costing('0.4'), { measure: 'pure' })
      const receipt = await ledger.charge(
        request('a', charge('people', '0.4'), charge('shops', '0.4')),
      )
      expect(receipt).toEqual({
        requestId: 'a',
        repeated: false,
        charged: [
          { dataset: 'people', unit: 'row', loss },
          { dataset: 'shops', unit: 'row', loss },
        ],
      })
      const { entries, spent, remaining, unit, neighbours } = await ledger.read('shops')
      expect(entries).toEqual([{ requestId: 'a', events: [costing('0.4')], loss }])
      expect([spent, remaining].map(epsilonOf)).toEqual(['0.4', '0.1'])
      expect([unit, neighbours]).toEqual(['row', 'add-remove'])
      await ledger.close()
    },
  },
  {
    title: 'charges all datasets or none',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      await ledger.create('shops', { epsilon: '0.5' })
      const asked = request('two', charge('people', '0.6'), charge('shops', '0.6'))
      expect(await endOf(ledger.charge(asked))).toBe('budget_exceeded')
      const both = request('three', charge('people', '0.6'), charge('people', '0.6'))
      expect(await endOf(ledger.charge(both))).toBe('budget_exceeded')
      expect(epsilonOf((await ledger.read('people')).spent)).toBe('0')
      expect(await endOf(ledger.charge(request('two', charge('people', '0.6'))))).toBe('done')
      await ledger.close()
    },
  },
  {
    title: 'takes exactly what fits, of twenty requests at once over two connections',
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      await one.create('people', { epsilon: 1 })
      const ends = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          endOf((i % 2 === 0 ? one : other).charge(request(`r${i}`, charge('people', '0.3')))),
        ),
      )
      expect(ends.filter((end) => end === 'done')).toHaveLength(3)
      expect(ends.filter((end) => end === 'budget_exceeded')).toHaveLength(17)
      expect(epsilonOf((await other.read('people')).spent)).toBe('0.9')
      expect((await one.read('people')).entries).toHaveLength(3)
      await one.close()
      await other.close()
    },
  },
  {
    title: 'charges a request once, also at once, by another connection, and when nothing is left',
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      await one.create('people', { epsilon: 1 })
      const asked = request('a', charge('people', '0.6'))
      const receipts = await Promise.all([
        one.charge(asked),
        other.charge(asked),
        one.charge(asked),
      ])
      expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1)
      const again = await other.charge(asked)
      expect(again).toEqual({ ...receipts[0], repeated: true })
      expect(epsilonOf((await one.read('people')).spent)).toBe('0.6')
      const differently = [
        request('a', charge('people', '0.1')),
        request('a', charge('people', '0.6', 'rows 2')),
        request('a', charge('shops', '0.6')),
        { ...asked, mark: 'seeded' as const },
      ]
      for (const asks of differently)
        expect(await endOf(other.charge(asks))).toBe('invalid_parameter')
      expect(await endOf(one.as({ analyst: 'ann' }).charge(asked))).toBe('invalid_parameter')
      await one.close()
      await other.close()
    },
  },
  {
    title: 'lets a refused request be asked again',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      expect(await endOf(ledger.charge(request('a', charge('people', '1.1'))))).toBe(
        'budget_exceeded',
      )
      expect(await endOf(ledger.charge(request('a', charge('people', '1'))))).toBe('done')
      await ledger.close()
    },
  },
  {
    title: 'takes one relation and one unit, also of another connection and of what was stated',
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      await one.create('people', { epsilon: 1 })
      await one.create('stated', { epsilon: 1, neighbours: 'change-one', unit: 'rows 2' })
      // Both know the lineage before it has a relation.
      expect(await endOf(other.charge(request('zero', charge('people', '2'))))).toBe(
        'budget_exceeded',
      )
      await one.charge(request('a', charge('people', '0.1')))
      const wrong = [
        charge('people', '0.1', 'id text pid'),
        { ...charge('people', '0.1'), events: [costing('0.1', 'change-one')] },
        charge('stated', '0.1', 'rows 2'),
        { ...charge('stated', '0.1'), events: [costing('0.1', 'change-one')] },
      ]
      for (const [i, part] of wrong.entries())
        expect(await endOf(other.charge(request(`w${i}`, part)))).toBe('mixed_neighbours')
      const right = { ...charge('stated', '0.1', 'rows 2'), events: [costing('0.1', 'change-one')] }
      expect(await endOf(other.charge(request('right', right)))).toBe('done')
      const two = request('two', charge('people', '0.1', 'row'), charge('people', '0.1', 'rows 2'))
      expect(await endOf(one.charge(two))).toBe('mixed_neighbours')
      await one.close()
      await other.close()
    },
  },
  {
    title: 'refuses seeds, unknown datasets, losses below the price, and what no budget can hold',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1_000_000 })
      const seeded: ChargeRequest = { ...request('a', charge('people', '0.1')), mark: 'seeded' }
      expect(await endOf(ledger.charge(seeded))).toBe('seeded_randomness')
      expect(await endOf(ledger.charge(request('b', charge('pets', '0.1'))))).toBe(
        'invalid_parameter',
      )
      expect(await endOf(ledger.read('pets'))).toBe('invalid_parameter')
      const low = {
        ...charge('people', '0.4'),
        loss: priceEvent(costing('0.3'), { measure: 'pure' }),
      }
      expect(await endOf(ledger.charge(request('c', low)))).toBe('invalid_parameter')
      expect(await endOf(ledger.charge(request('d', charge('people', '1e30'))))).toBe(
        'budget_exceeded',
      )
      expect(await endOf(ledger.charge(request('', charge('people', '1'))))).toBe(
        'invalid_parameter',
      )
      expect(epsilonOf((await ledger.read('people')).spent)).toBe('0')
      await ledger.close()
    },
  },
  {
    title: 'answers what was asked before it is closed',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      const asked = ledger.charge(request('a', charge('people', '1/3')))
      // Asked before, answered before: whether it was charged is never left open.
      await new Promise<void>((resolve) => setTimeout(resolve, 1))
      const closed = ledger.close()
      expect((await asked).repeated).toBe(false)
      await closed
      const again = await place.open()
      expect(epsilonOf((await again.read('people')).spent)).toBe('0.333333333334')
      await again.close()
    },
  },
  {
    title: 'is the same after it is closed and opened again',
    async run(place) {
      const before = await place.open()
      await before.create('people', { epsilon: 1, delta: '1e-6' })
      await before.charge(request('a', charge('people', '1/3')))
      const report = await before.show('people')
      await before.close()
      const after = await place.open()
      expect(after.id).toBe(before.id)
      expect(await after.show('people')).toEqual(report)
      expect((await after.charge(request('a', charge('people', '1/3')))).repeated).toBe(true)
      expect(await endOf(after.create('people', { epsilon: 2 }))).toBe('invalid_parameter')
      await after.close()
    },
  },
  {
    title: 'answers random requests as a budget store in memory does',
    async run(place) {
      const ledger = await place.open()
      let lives = 0
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 12 }), async (asked) => {
          const life = lives++
          const name = (dataset: string): string => `${dataset} ${life}`
          const budgets = { [name('people')]: { epsilon: 1 }, [name('shops')]: { rho: '1/3' } }
          for (const [dataset, options] of Object.entries(budgets))
            await ledger.create(dataset, options)
          const memory = memoryBudgetStore(budgets)
          for (const { id, parts, seeded } of asked) {
            const wanted: ChargeRequest = {
              requestId: `${id} ${life}`,
              mark: seeded ? 'seeded' : 'secure',
              charges: parts.map(({ dataset, unit, costs, neighbours }) => ({
                dataset: name(dataset),
                unit,
                events: costs.map((cost) => costing(cost, neighbours)),
              })),
            }
            expect(await answerOf(ledger, wanted)).toEqual(await answerOf(memory, wanted))
          }
          for (const dataset of Object.keys(budgets)) {
            const { entries, spent, remaining, unit, neighbours } = await ledger.read(dataset)
            expect({ entries, spent, remaining, unit, neighbours }).toEqual(
              pick(await memory.read(dataset)),
            )
          }
        }),
        { numRuns: 25, seed: 5 },
      )
      await ledger.close()
    },
  },
]

const steps = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  seeded: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  parts: fc.array(
    fc.record({
      dataset: fc.constantFrom('people', 'people', 'shops', 'pets'),
      unit: fc.constantFrom('row', 'row', 'row', 'rows 2'),
      costs: fc.array(fc.constantFrom('1/7', '0.3', '1', '1/3', '1e-13'), { maxLength: 2 }),
      neighbours: fc.constantFrom<('add-remove' | 'change-one')[]>(
        'add-remove',
        'add-remove',
        'change-one',
      ),
    }),
    { maxLength: 2 },
  ),
})

async function answerOf(store: BudgetStore, asked: ChargeRequest): Promise<unknown> {
  let receipt: unknown
  const end = await endOf(
    store.charge(asked).then((given) => {
      receipt = given
    }),
  )
  return { end, receipt }
}

function pick(state: Awaited<ReturnType<BudgetStore['read']>>): object {
  const { entries, spent, remaining, unit, neighbours } = state
  return { entries, spent, remaining, unit, neighbours }
}
