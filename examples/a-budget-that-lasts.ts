/** A budget that holds over runs and analysts: kept in a file, refused when it is spent, verified. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DitherError } from '@dither/core'
import { openLedger } from '@dither/ledger'
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people', // names the budget, whatever file or version the rows come from
  privacyUnit: 'row',
  columns: { age: { type: 'integer', lower: 0, upper: 100 } },
})
const rows = Array.from({ length: 1000 }, (_, i) => ({ age: 18 + ((i * 7919) % 61) }))
const people = table(memory(rows), schema)

const folder = mkdtempSync(join(tmpdir(), 'dither-'))
const file = join(folder, 'people.ledger')

// The owner begins the budget, once. Of all that is ever asked, no more than this is spent.
const owner = await openLedger(file)
await owner.create('people', { epsilon: 1 })
await owner.setCap('people', { analyst: 'ann' }, { epsilon: 0.6 })
await owner.close()

// Every run opens it anew; processes may share it.
for (const analyst of ['ann', 'ann', 'bob']) {
  const ledger = await openLedger(file)
  const session = await open(people, { store: ledger.as({ analyst }) })
  try {
    const { age } = await session.release({ age: people.mean('age', { epsilon: 0.5 }) })
    console.log(`${analyst}: mean age ${age.value.toFixed(1)}`)
  } catch (error) {
    if (!(error instanceof DitherError && error.code === 'budget_exceeded')) throw error
    console.log(`${analyst}: refused. ${error.message}`)
  }
  await session.close()
  await ledger.close()
}

const ledger = await openLedger(file)
const { spent, lifetime, records } = await ledger.show('people')
const { ok, head } = await ledger.verify() // keep the head elsewhere: it tells an old backup
console.log(`spent ${JSON.stringify(spent)}, ever ${JSON.stringify(lifetime)}`)
console.log(`${records} records, ${ok ? 'as they were written' : 'changed'}`)
console.log(`head ${head?.lineages['people']?.hash}`)
await ledger.close()
rmSync(folder, { recursive: true })
