import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ledgerCases } from '../conformance/ledger-cases.ts'
import { openLedger } from '../open-ledger.ts'
import { notCompiled } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'dither-ledger-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

for (const driver of ['better-sqlite3', 'libsql'] as const) {
  const missing = driver === 'libsql' ? '' : notCompiled
  describe.skipIf(missing)(`a ledger in a SQLite file, by ${driver}${missing}`, () => {
    for (const [i, { title, run }] of ledgerCases.entries())
      it(title, async () => {
        const file = join(folder, `${driver} ${i}.ledger`)
        await run({ open: (options = {}) => openLedger(file, { ...options, driver }) })
      })

    it('is what it says', async () => {
      const ledger = await openLedger(join(folder, `${driver}.ledger`), { driver })
      expect(ledger.kind).toBe(driver)
      await ledger.close()
    })
  })
}
