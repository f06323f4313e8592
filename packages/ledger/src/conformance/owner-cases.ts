import { expect } from 'vitest'
import { charge, endOf, epsilonOf, type LedgerCase, request } from './place.ts'

const day = 86_400_000

/** Caps of analysts and groups, periods, and ledgers that come back from a backup. */
export const ownerCases: readonly LedgerCase[] = [
  {
    title: 'binds an analyst by the cap of the analyst, of each group, and of the dataset',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      const [ann, bob] = [
        ledger.as({ analyst: 'ann', groups: ['interns'] }),
        ledger.as({ analyst: 'bob', groups: ['interns'] }),
      ]
      await ann.charge(request('a', charge('people', '0.1')))
      await ledger.setCap('people', { analyst: 'ann' }, { epsilon: '0.4' })
      await ledger.setCap('people', { group: 'interns' }, { epsilon: '0.7' })
      // What was spent before the cap counts.
      expect(await endOf(ann.charge(request('b', charge('people', '0.4'))))).toBe('budget_exceeded')
      await ann.charge(request('c', charge('people', '0.3')))
      expect(await endOf(bob.charge(request('d', charge('people', '0.4'))))).toBe('budget_exceeded')
      await bob.charge(request('e', charge('people', '0.3')))
      // The dataset's cap binds over theirs: they may collude.
      const eve = ledger.as({ analyst: 'eve' })
      await ledger.setCap('people', { analyst: 'eve' }, { epsilon: 5 })
      expect(await endOf(eve.charge(request('f', charge('people', '0.4'))))).toBe('budget_exceeded')
      await eve.charge(request('g', charge('people', '0.3')))
      const { accounts, spent } = await ledger.show('people')
      expect(epsilonOf(spent)).toBe('1')
      expect(accounts.map(({ scope, spent: theirs }) => [scope, epsilonOf(theirs)])).toEqual([
        ['analyst ann', '0.4'],
        ['analyst bob', '0.3'],
        ['analyst eve', '0.3'],
        ['group interns', '0.7'],
      ])
      await ledger.close()
    },
  },
  {
    title: 'races to the cap of one analyst, and takes exactly what fits',
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      await one.create('people', { epsilon: 100 })
      await one.setCap('people', { analyst: 'ann' }, { epsilon: 1 })
      const keepers = [one, other].map((ledger) => ledger.as({ analyst: 'ann' }))
      const ends = await Promise.all(
        keepers.flatMap((keeper, k) =>
          Array.from({ length: 6 }, (_, i) =>
            endOf(keeper.charge(request(`${k} ${i}`, charge('people', '0.3')))),
          ),
        ),
      )
      expect(ends.filter((end) => end === 'done')).toHaveLength(3)
      await one.close()
      await other.close()
    },
  },
  {
    title: 'changes and lifts caps, but not below what was spent, and of the same rule alone',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      const ann = ledger.as({ analyst: 'ann' })
      await ledger.setCap('people', { analyst: 'ann' }, { epsilon: '0.5' })
      await ann.charge(request('a', charge('people', '0.5')))
      for (const cap of [{ epsilon: '0.4' }, { rho: 1 }, { epsilon: 1, delta: 1e-6 }])
        expect(await endOf(ledger.setCap('people', { analyst: 'ann' }, cap))).toBe(
          'invalid_parameter',
        )
      await ledger.setCap('people', { analyst: 'ann' }, 'none')
      await ann.charge(request('b', charge('people', '0.5')))
      expect((await ledger.show('people')).accounts).toEqual([
        { scope: 'analyst ann', spent: (await ledger.read('people')).spent },
      ])
      await ledger.close()
    },
  },
  {
    title: 'gives a cap in a new period that is below what was spent in the one before',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      const ann = ledger.as({ analyst: 'ann' })
      await ann.charge(request('a', charge('people', '0.8')))
      await ledger.renew('people')
      await ledger.setCap('people', { analyst: 'ann' }, { epsilon: '0.5' })
      expect(await endOf(ann.charge(request('b', charge('people', '0.6'))))).toBe('budget_exceeded')
      expect(await endOf(ann.charge(request('c', charge('people', '0.5'))))).toBe('done')
      expect((await ledger.verify()).faults).toEqual([])
      await ledger.close()
    },
  },
  {
    title: 'begins periods by the clock, and never goes back: clocks that are set back or lag',
    async run(place) {
      // All in the past: a server lets no period begin before its own clock says so.
      let [now, theirs] = [Date.UTC(2016, 0, 1), Date.UTC(2016, 0, 1)]
      const one = await place.open({ now: () => now })
      const other = await place.open({ now: () => theirs })
      await one.create('people', { epsilon: 1, renewalDays: 7 })
      await one.setCap('people', { analyst: 'ann' }, { epsilon: '0.8' })
      const ann = one.as({ analyst: 'ann' })
      await ann.charge(request('a', charge('people', '0.8')))
      expect(await endOf(ann.charge(request('b', charge('people', '0.1'))))).toBe('budget_exceeded')
      now += 15 * day
      expect(epsilonOf((await one.show('people')).remaining)).toBe('1')
      await ann.charge(request('c', charge('people', '0.7')))
      // The other machine's clock says the first week: what it charges is of the latest period.
      expect((await other.show('people')).period).toBe(2)
      expect(await endOf(other.charge(request('d', charge('people', '0.4'))))).toBe(
        'budget_exceeded',
      )
      await other.charge(request('e', charge('people', '0.3')))
      now = Date.UTC(2010, 0, 1)
      expect(await endOf(one.charge(request('f', charge('people', '0.1'))))).toBe('budget_exceeded')
      theirs += 21 * day
      await other.charge(request('g', charge('people', '1')))
      expect(await endOf(one.charge(request('h', charge('people', '0.1'))))).toBe('budget_exceeded')
      const { period, spent, lifetime } = await one.show('people')
      expect([period, epsilonOf(spent), epsilonOf(lifetime)]).toEqual([3, '1', '2.8'])
      expect(await endOf(one.renew('people'))).toBe('invalid_parameter')
      await one.close()
      await other.close()
    },
  },
  {
    title: 'begins a period when the owner says so, and shows the loss of the lifetime',
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      await one.create('people', { epsilon: 1 })
      await other.charge(request('a', charge('people', '1')))
      expect(await one.renew('people')).toBe(1)
      // The other connection knew the first period, which is over.
      await other.charge(request('b', charge('people', '0.6')))
      const { period, spent, lifetime } = await one.show('people')
      expect([period, epsilonOf(spent), epsilonOf(lifetime)]).toEqual([1, '0.6', '1.6'])
      await one.close()
      await other.close()
    },
  },
  {
    title: 'is refused with a head that saw more, until its owner accepts what was lost',
    async run(place) {
      const ledger = await place.open()
      await ledger.create('people', { epsilon: 1 })
      await ledger.charge(request('a', charge('people', '0.2')))
      const kept = await ledger.head()
      await ledger.charge(request('b', charge('people', '0.1')))
      const { lineages } = await ledger.head()
      await ledger.close()
      const again = await place.open({ kept })
      await again.close()
      const [people] = Object.values(lineages)
      if (people === undefined) throw new RangeError('no head')
      const heads = [
        { records: people.records + 2, hash: 'f'.repeat(64) }, // rolled back
        { records: people.records, hash: 'f'.repeat(64) }, // restored, and used since
      ].map((end) => ({ ...kept, lineages: { people: { ...people, ...end } } }))
      for (const head of heads)
        expect(await endOf(place.open({ kept: head }))).toBe('unreadable_source')
      const [head] = heads
      if (head === undefined) throw new RangeError('no head')
      const owner = await place.open()
      await owner.accept(head)
      // What the head had seen is charged besides: nobody can tell what of it is here too.
      expect(epsilonOf((await owner.read('people')).spent)).toBe('0.6')
      const fresh = await owner.head()
      expect(fresh.epoch).toBe(1)
      await owner.close()
      const accepted = await place.open({ kept: head })
      await accepted.close()
      expect(await endOf(place.open({ kept: { ...fresh, epoch: 2 } }))).toBe('unreadable_source')
      expect(await endOf(place.open({ kept: { ...fresh, ledger: 'another' } }))).toBe(
        'unreadable_source',
      )
    },
  },
]
