/** For tests: another thread of a browser, which charges 3 to "people" again and again and tells how each ended. */

import { openIndexedDb } from '../indexed-db/open-indexed-db.ts'
import { ledgerOf } from '../ledger.ts'
import { charge, request } from './place.ts'

addEventListener(
  'message',
  async ({ data }: MessageEvent<{ name: string; tab: number; times: number }>) => {
    const { name, tab, times } = data
    const ledger = await ledgerOf(await openIndexedDb(name))
    const ends: string[] = []
    for (let i = 0; i < times; i++)
      ends.push(
        await ledger.charge(request(`${tab} ${i}`, charge('people', '3'))).then(
          () => 'done',
          ({ code }: { code: string }) => code,
        ),
      )
    await ledger.close()
    postMessage(ends)
  },
)
