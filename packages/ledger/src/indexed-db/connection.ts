/** One tab's connection to a ledger's database. */
import { DitherError } from '@dither/core'
import { type IdbDatabase, type IdbFactory, type IdbTransaction, resultOf } from './idb.ts'
import { idbError } from './idb-error.ts'

const stores = ['ledger', 'lineage', 'record', 'events', 'tally', 'request'] as const

const keys: Readonly<Record<(typeof stores)[number], string | string[]>> = {
  ledger: 'one',
  lineage: 'dataset',
  record: ['dataset', 'seq'],
  events: 'digest',
  tally: ['dataset', 'digest'],
  request: 'id',
}

export interface IdbConnection {
  /** Runs work in a transaction; resolves when it is durable, or undoes it if anything throws. */
  transact<T>(
    mode: 'readonly' | 'readwrite',
    work: (transaction: IdbTransaction) => Promise<T>,
  ): Promise<T>
  close(): void
}

/** Of the stores. */
export const storesVersion = 1

/**
 * @param version of the stores; a newer one closes the connections of older tabs, which is told to them
 * @param patience milliseconds to wait for tabs that do not let go
 */
export async function connectIdb(
  factory: IdbFactory,
  name: string,
  version: number,
  patience: number,
): Promise<IdbConnection> {
  const database = await opened(factory, name, version, patience)
  let end: 'closed' | 'outdated' | 'lost' | undefined
  const close = (why: 'closed' | 'outdated' | 'lost'): void => {
    end ??= why
    database.close()
  }
  // A newer version waits in another tab: this one lets go after the transactions that it has begun.
  database.onversionchange = () => close('outdated')
  // The browser deleted it, as when the user clears a site's data.
  database.onclose = () => close('lost')
  return {
    async transact(mode, work) {
      if (end !== undefined) throw ended(end)
      try {
        // (1) Strict: it is complete when the disk has it, not when the system has.
        const transaction = database.transaction(stores, mode, { durability: 'strict' })
        const complete = new Promise<void>((resolve, reject) => {
          transaction.oncomplete = () => resolve()
          transaction.onabort = () => reject(transaction.error ?? new DOMAborted())
        })
        complete.catch(() => undefined)
        let done: Awaited<ReturnType<typeof work>>
        try {
          done = await work(transaction)
        } catch (error) {
          try {
            transaction.abort()
          } catch {
            // It had ended by itself.
          }
          await complete.catch(() => undefined)
          throw error
        }
        await complete // (2) nobody hears of it before
        return done
      } catch (error) {
        throw idbError(error)
      }
    },
    close: () => close('closed'),
  }
}

class DOMAborted extends Error {
  override readonly name = 'AbortError'
}

function opened(
  factory: IdbFactory,
  name: string,
  version: number,
  patience: number,
): Promise<IdbDatabase> {
  const opening = factory.open(name, version)
  let late = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const blocked = new Promise<never>((_, reject) => {
    opening.onblocked = () => {
      timer = setTimeout(() => {
        late = true
        reject(
          new DitherError('engine_failed', 'the ledger is held by a tab of an older version', {
            parameter: 'ledger',
            charged: false,
            wayOut: 'Close or reload the other tabs of this site; nothing was charged',
          }),
        )
      }, patience)
    }
  })
  opening.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion > 0) return
    for (const store of stores) opening.result.createObjectStore(store, { keyPath: keys[store] })
  }
  const open = resultOf(opening).then((database) => {
    clearTimeout(timer)
    // It came after all, when nobody waits for it any more.
    if (late) database.close()
    return database
  })
  return Promise.race([open, blocked]).catch((error: unknown) => {
    throw idbError(error)
  })
}

function ended(why: 'closed' | 'outdated' | 'lost'): DitherError {
  const [problem, wayOut] = {
    closed: ['was closed', 'Open it again'],
    outdated: ['is used by a newer version in another tab', 'Reload this page'],
    lost: ['was deleted by the browser', 'Reload the page; import a copy of the ledger'],
  }[why]
  return new DitherError('engine_failed', `the ledger ${problem}`, {
    parameter: 'ledger',
    charged: false,
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}
