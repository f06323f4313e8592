/** Looking at the price first, spending a budget, and being refused. */
import { DitherError } from '@dither/core'
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  rows: { public: 1000 }, // everybody may know how many there are: means get better, count() is free
  columns: { age: { type: 'integer', lower: 0, upper: 100 } },
})
const rows = Array.from({ length: 1000 }, (_, i) => ({ age: 18 + ((i * 7919) % 61) }))
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 1 } })

// An explanation touches no data and costs nothing: the noise, the error to expect, and why it is safe.
const plan = { age: people.mean('age', { epsilon: 0.6 }) }
console.log(String(await session.explain(plan)))

const { age, certificate } = await session.release(plan)
console.log(`mean age ${age.value.toFixed(2)} ± ${age.accuracy({ confidence: 0.95 }).toFixed(2)}`)
console.log(`certified for request ${certificate().requestId}`)

// 0.4 is left. A plan that costs more is refused, and costs nothing.
try {
  await session.release(plan)
} catch (error) {
  if (!(error instanceof DitherError) || error.code !== 'budget_exceeded') throw error
  console.log(`refused: ${error.message}`)
}
const { again } = await session.release({ again: people.mean('age', { epsilon: 0.4 }) })
console.log(`mean age ${again.value.toFixed(2)}, and nothing is left`)

await session.close()
