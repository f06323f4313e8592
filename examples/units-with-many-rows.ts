/** A person with several rows: what is protected is the person, not the row. */
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'visits',
  // A person is all rows with one pid. At most 3 rows in each group and at most 2 groups of a person
  // count; what is beyond is cut, whoever it is. Higher bounds cut less and need more noise.
  privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 2 },
  columns: {
    pid: { type: 'text' },
    clinic: { type: 'category', categories: ['north', 'south', 'west'] },
    minutes: { type: 'number', lower: 0, upper: 120 },
  },
})
const rows = Array.from({ length: 4000 }, (_, i) => ({
  pid: `p${(i * 613) % 1500}`,
  clinic: ['north', 'south', 'west'][(i * 7) % 3] ?? null,
  minutes: 10 + ((i * 37) % 60),
}))
const visits = table(memory(rows), schema)
const session = await open(visits, { budget: { epsilon: 1.5 } })

const { people, stays, perClinic } = await session.release(
  {
    people: visits.countUnits(),
    stays: visits.mean('minutes'),
    perClinic: visits.groupBy('clinic').countUnits(),
  },
  { epsilon: 1.5 },
)

const confidence = 0.95
console.log(`people: ${people.value} ± ${people.accuracy({ confidence })}`)
console.log(
  `minutes a visit: ${stays.value.toFixed(1)} ± ${stays.accuracy({ confidence }).toFixed(1)}`,
)
for (const { keys, answer } of perClinic.rows) {
  if (answer.kind === 'scalar') console.log(`people seen in the ${keys['clinic']}: ${answer.value}`)
}

await session.close()
