import { DitherError } from '@dither/core'
import type { LedgerStore } from '../store.ts'
import { connectIdb, storesVersion } from './connection.ts'
import { platformIdb, resultOf } from './idb.ts'
import { indexedDbStore } from './indexed-db-store.ts'
import { checkedLedger } from './rows.ts'

/** How a ledger in a browser is opened. */
export interface IndexedDbOptions {
  /** Milliseconds to wait for tabs of an older version to let go; 5,000 unless said. */
  readonly patience?: number
}

/**
 * A ledger in the IndexedDB of this browser and site, by name; made if it is not there.
 *
 * Durable where the browser is: each charge is one transaction of strict durability. Any number of tabs and workers may
 * share it. A browser may delete what a site keeps, unless `navigator.storage.persist()` was granted, and so may its user: keep
 * `await ledger.head()` elsewhere.
 *
 * @throws DitherError "unsupported" where there is no IndexedDB, or for a ledger that a newer version wrote, "engine_failed" if
 *   tabs of an older version do not let go
 */
export async function openIndexedDb(
  name: string,
  options: IndexedDbOptions = {},
): Promise<LedgerStore> {
  const platform = platformIdb()
  if (platform === undefined)
    throw new DitherError('unsupported', 'there is no IndexedDB here', {
      parameter: 'ledger',
      charged: false,
      wayOut: 'Use a browser; in Node, openLedger keeps ledgers in files and in PostgreSQL',
    })
  const { factory, ranges } = platform
  const { patience = 5000 } = options
  const connection = await connectIdb(factory, `dither ledger ${name}`, storesVersion, patience)
  try {
    const id = await connection.transact('readwrite', async (tx) => {
      const ledger = tx.objectStore('ledger')
      const found = await resultOf(ledger.get('ledger'))
      if (found !== undefined) return checkedLedger(found).id
      const made = crypto.randomUUID()
      await resultOf(ledger.add({ one: 'ledger', id: made, epoch: 0 }))
      return made
    })
    return indexedDbStore(connection, ranges, id)
  } catch (error) {
    connection.close()
    throw error
  }
}
