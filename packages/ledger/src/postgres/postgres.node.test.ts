import { afterAll, describe, expect, it } from 'vitest'
import { ledgerCases } from '../conformance/ledger-cases.ts'
import { startPostgres } from '../conformance/testing.ts'
import { openLedger } from '../open-ledger.ts'
import { openPostgres } from './open-postgres.ts'

const started = await startPostgres()
const missing = 'missing' in started ? started.missing : undefined
const server = 'missing' in started ? undefined : started
afterAll(() => server?.stop())

describe.skipIf(missing)(`a ledger in PostgreSQL${missing ? ` (not run: ${missing})` : ''}`, () => {
  for (const [i, { title, run }] of ledgerCases.entries())
    it(title, async () => {
      const options = { schema: `case_${i}`, connections: 2 }
      const address = server?.address('postgres') ?? ''
      await run({ open: (more = {}) => openLedger(address, { ...more, ...options }) })
    })

  it('is what it says', async () => {
    const store = await openPostgres(server?.address('postgres') ?? '', { schema: 'named' })
    expect(store.kind).toBe('postgres')
    expect(await store.faults()).toEqual([])
    await store.close()
  })
})
