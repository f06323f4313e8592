/** Many answers at once: Gaussian noise under zero-concentrated privacy, or with a delta. */
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 16 },
  columns: {
    pid: { type: 'text' },
    hour: { type: 'integer', lower: 0, upper: 23 },
  },
})
const rows = Array.from({ length: 20_000 }, (_, i) => ({
  pid: `p${i % 2000}`,
  hour: (7 + Math.floor(i / 2000) + (i % 3)) % 24,
}))
const calls = table(memory(rows), schema)
const session = await open(calls, { budget: { rho: 0.2 } })

// A person may be in 16 bins. Laplace noise grows with 16, Gaussian noise with its root, 4.
const { hours } = await session.release({ hours: calls.histogram('hour') }, { rho: 0.1 })
for (const { label, value } of hours.bins) console.log(`${label.padStart(4)} h  ${value}`)
console.log(`each ± ${hours.accuracy({ confidence: 0.95 })}`)
console.log(`all of them at once ± ${hours.accuracy({ confidence: 0.95, simultaneous: true })}`)

await session.close()
