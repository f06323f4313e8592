import { describe, expect, it } from 'vitest'
import { ledgerCases } from '../conformance/ledger-cases.ts'
import { charge, endOf, epsilonOf, request } from '../conformance/place.ts'
import { type LedgerOptions, ledgerOf } from '../ledger.ts'
import { connectIdb, storesVersion } from './connection.ts'
import { type IdbFactory, platformIdb, resultOf } from './idb.ts'
import { openIndexedDb } from './open-indexed-db.ts'

const here = crypto.randomUUID()
const platform = platformIdb()

const open = async (name: string, options: LedgerOptions = {}) =>
  await ledgerOf(await openIndexedDb(`${here} ${name}`), options)

if (platform === undefined)
  describe('a ledger in IndexedDB', () => {
    it('is refused where there is none, with a way out', async () => {
      expect(await endOf(openIndexedDb('here'))).toBe('unsupported')
    })
  })
else {
  const { factory } = platform
  conformance()
  races()
  versions(factory)
}

function conformance(): void {
  describe('a ledger in IndexedDB', () => {
    for (const [i, { title, run }] of ledgerCases.entries())
      it(title, () => run({ open: (options = {}) => open(`case ${i}`, options) }))
  })
}

function races(): void {
  describe('connections of several tabs', () => {
    it('race for one budget: exactly what fits is charged', async () => {
      const ledgers = await Promise.all(Array.from({ length: 8 }, () => open('race')))
      const [owner] = ledgers
      expect(new Set(ledgers.map(({ id }) => id)).size).toBe(1)
      await owner?.create('people', { epsilon: 50 })
      const ends = await Promise.all(
        ledgers.flatMap((ledger, c) =>
          [0, 1, 2, 3].map((i) =>
            endOf(ledger.charge(request(`${c} ${i}`, charge('people', '3')))),
          ),
        ),
      )
      expect(ends.filter((end) => end === 'done')).toHaveLength(16)
      expect(ends.filter((end) => end === 'budget_exceeded')).toHaveLength(16)
      const again = await open('race')
      expect(epsilonOf((await again.read('people')).spent)).toBe('48')
      expect((await again.verify()).faults).toEqual([])
      for (const ledger of [again, ...ledgers]) await ledger.close()
    })

    it('race from threads of their own', async () => {
      const ledger = await open('threads')
      await ledger.create('people', { epsilon: 50 })
      const ends = await Promise.all([0, 1, 2].map((tab) => charging(`${here} threads`, tab, 10)))
      expect(ends.flat().filter((end) => end === 'done')).toHaveLength(16)
      expect(ends.flat().filter((end) => end === 'budget_exceeded')).toHaveLength(14)
      expect(epsilonOf((await ledger.read('people')).spent)).toBe('48')
      expect((await ledger.verify()).faults).toEqual([])
      await ledger.close()
    })

    it('undo a charge that fails on the way, as a whole', async () => {
      const ledger = await open('undone')
      await ledger.create('people', { epsilon: 1 })
      const { hash } = await ledger.show('people')
      const { store } = ledger
      const spend = {
        dataset: 'people',
        scopes: [],
        period: 0,
        amount: { main: 1n, delta: 0n },
        unit: 'row',
        text: '{}',
        events: { digest: 'a', text: '[]' },
      }
      const asked = { id: 'a', content: 'a', receipt: '[]' }
      expect(await store.spend(asked, [spend])).toBe('refused')
      // What cannot be stored fails in the middle of its transaction.
      const unstorable = { ...asked, receipt: Object(() => undefined) }
      expect(await endOf(store.spend(unstorable, []))).toBe('engine_failed')
      expect(await store.request('a')).toBeUndefined()
      expect((await ledger.show('people')).hash).toBe(hash)
      expect((await ledger.verify()).faults).toEqual([])
      await ledger.close()
      expect(await endOf(ledger.read('people'))).toBe('engine_failed')
    })
  })
}

function versions(factory: IdbFactory): void {
  const newer = storesVersion + 1
  const named = (name: string): string => `dither ledger ${here} ${name}`

  describe('versions in several tabs', () => {
    it('let go for a newer one, and say so afterwards', async () => {
      const old = await open('let go')
      await old.create('people', { epsilon: 1 })
      const next = await connectIdb(factory, named('let go'), newer, 5000)
      expect(await endOf(old.charge(request('a', charge('people', '1'))))).toBe('engine_failed')
      expect(await endOf(openIndexedDb(`${here} let go`))).toBe('unsupported')
      next.close()
    })

    it('finish the charge that has begun before they let go', async () => {
      const old = await open('begun')
      await old.create('people', { epsilon: 9 })
      const charging = [0, 1, 2].map((i) =>
        old.store.spend({ id: `${i}`, content: '', receipt: '[]' }, []),
      )
      const next = connectIdb(factory, named('begun'), newer, 5000)
      expect(await Promise.all(charging)).toEqual(['done', 'done', 'done'])
      const { transact, close } = await next
      const kept = await transact('readonly', (tx) => resultOf(tx.objectStore('request').getAll()))
      expect(kept).toHaveLength(3)
      close()
    })

    it('do not wait for ever for a tab that holds on, nor hold on themselves when it lets go', async () => {
      const name = named('held')
      const holder = await resultOf(factory.open(name, storesVersion)) // listens to nobody
      expect(await endOf(connectIdb(factory, name, newer, 50))).toBe('engine_failed')
      holder.close()
      // The opening that was given up comes after all, and is closed: the next is not blocked by it.
      const next = await connectIdb(factory, name, newer + 1, 5000)
      next.close()
    })

    it('wait for a tab that lets go a little later', async () => {
      const name = named('later')
      const holder = await resultOf(factory.open(name, storesVersion)) // listens to nobody
      setTimeout(() => holder.close(), 50)
      const next = await connectIdb(factory, name, newer, 5000)
      next.close()
    })
  })
}

/** Charges in a worker; how each charge ended. */
function charging(name: string, tab: number, times: number): Promise<readonly string[]> {
  const worker = new Worker(new URL('../conformance/tab.ts', import.meta.url), { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<readonly string[]>) => {
      worker.terminate()
      resolve(data)
    }
    worker.onerror = () => reject(new Error('the worker failed'))
    worker.postMessage({ name, tab, times })
  })
}
