import { pureLoss } from '@dither/core'
import { priceEvent } from '@dither/core/account'
import { expect } from 'vitest'
import { ledgerOf } from '../ledger.ts'
import { emptyMemory, memoryStore } from './memory-store.ts'
import { charge, costing, endOf, epsilonOf, type LedgerCase, request } from './place.ts'

/** Reading everything again, pricing it again, taking it elsewhere. */
export const auditCases: readonly LedgerCase[] = [
  {
    title: 'verifies what it wrote, of all kinds of records, and its head is kept by what follows',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      await ledger.create('shops', { rho: 1, unit: 'row' })
      const none = await ledger.verify()
      expect(none).toMatchObject({ ok: true, records: 2, faults: [] })
      const ann = ledger.as({ analyst: 'ann', groups: ['a', 'b'] })
      await ann.charge(request('a', charge('people', '1/3'), charge('shops', '1/3')))
      await ann.charge(request('b', charge('people', '1/3'), charge('people', '1/7')))
      await ledger.charge(request('nothing'))
      await ledger.charge(request('free', { dataset: 'people', unit: 'row', events: [] }))
      await ledger.setCap('people', { group: 'a' }, { epsilon: 1 })
      await ledger.renew('people')
      await ann.charge(request('c', charge('people', '1/3')))
      const found = await ledger.verify(none.head)
      expect(found.faults).toEqual([])
      expect(found.records).toBe(10)
      expect(found.head).toEqual(await ledger.head())
      await ledger.accept({ ...(await ledger.head()), epoch: 3 })
      expect(await ledger.verify(found.head)).toMatchObject({ ok: true, records: 12 })
      await ledger.close()
    },
  },
  {
    title: 'finds a roll-back by a head that was kept elsewhere',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      await ledger.charge(request('a', charge('people', '1/3')))
      const head = await ledger.head()
      const [people] = Object.values(head.lineages)
      if (people === undefined) throw new RangeError('no head')
      for (const end of [{ records: people.records + 1 }, { hash: '0'.repeat(64) }]) {
        const kept = { ...head, lineages: { people: { ...people, ...end } } }
        expect((await ledger.verify(kept)).ok).toBe(false)
      }
      await ledger.close()
    },
  },
  {
    title: 'gives all that was charged as one event, and prices it in other measures',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 10 })
      for (let i = 0; i < 5; i++)
        await ledger.charge(request(`${i}`, charge('people', i < 3 ? '0.1' : '0.2')))
      const event = await ledger.event('people')
      expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss('0.7'))
      const rho = priceEvent(event, { measure: 'zcdp' })
      // 3 * 0.1^2 / 2 + 2 * 0.2^2 / 2
      expect(epsilonOf(rho)).toBe('rho 0.055')
      const history = []
      for await (const entry of ledger.history('people')) history.push(entry)
      expect(history.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5])
      expect(history[5]?.events).toEqual([costing('0.2')])
      await ledger.close()
    },
  },
  {
    title: 'exports everything, and refuses to import what was changed or is there',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      await ledger.charge(request('a', charge('people', '1/3')))
      const lines: string[] = []
      for await (const line of ledger.export()) lines.push(line)
      expect(await endOf(ledger.import(lines))).toBe('invalid_parameter')
      for (const changed of [lines.slice(0, -1), lines.toSpliced(2, 1), lines.toSpliced(1, 1)])
        expect(await endOf(ledger.import(changed))).toBe('unreadable_source')
      const moved = lines.map((line) => line.replaceAll('people', 'folks'))
      expect(await endOf(ledger.import(moved))).toBe('unreadable_source')
      await ledger.close()
    },
  },
  {
    title: 'imports what another store exported: the same chains, balances and requests',
    async run(place) {
      const first = await ledgerOf(memoryStore(emptyMemory()))
      await first.create('people', { epsilon: 1 })
      await first.create('shops', { rho: 1 })
      await first.setCap('people', { analyst: 'ann' }, { epsilon: '0.5' })
      const ann = first.as({ analyst: 'ann' })
      const asked = request('a', charge('people', '1/3'), charge('shops', '1/3'))
      await ann.charge(asked)
      await first.charge(request('b', charge('people', '1/3')))
      const ledger = await place.open()
      expect(await ledger.import(first.export())).toEqual(['people', 'shops'])
      expect(await ledger.verify()).toMatchObject({ ok: true, faults: [] })
      expect(await ledger.show('people')).toEqual(await first.show('people'))
      expect((await ledger.as({ analyst: 'ann' }).charge(asked)).repeated).toBe(true)
      const again = request('c', charge('people', '1/3'))
      expect(await endOf(ledger.as({ analyst: 'ann' }).charge(again))).toBe('budget_exceeded')
      await ledger.close()
    },
  },
]
