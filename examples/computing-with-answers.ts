/** Rates, shares and gaps out of released answers: free, and with the error that is left in them. */
import { defineSchema, open, table } from '@dither/query'
import { absolute, clamped, dividedBy, minus, times, total } from '@dither/query/answers'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    town: { type: 'category', categories: ['Aby', 'Boda'] },
    smokes: { type: 'boolean' },
  },
})
const rows = Array.from({ length: 4000 }, (_, i) => ({
  age: 18 + ((i * 7919) % 70),
  town: i % 4 === 0 ? 'Aby' : 'Boda',
  smokes: i % 5 === 0,
}))
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 1 } })

const { ages, living, smoking } = await session.release(
  {
    ages: people.histogram('age', { edges: [0, 30, 60, 100] }),
    living: people.groupBy('town').count(),
    smoking: people
      .filter((p) => p.smokes.equals(true))
      .groupBy('town')
      .count(),
  },
  { epsilon: 1 },
)
await session.close()

// From here on nothing is spent: all of it is computed from what was released.
console.log(`smokers in percent\n${times(clamped(dividedBy(smoking, living), 0, 1), 100)}`)
console.log(`share of each age\n${dividedBy(ages, total(ages))}`)

// Each group's answer is a value of its own, and one that stands twice is one: the error knows it.
const [aby, boda] = living.rows.map(({ answer }) => answer)
if (aby?.kind === 'scalar' && boda?.kind === 'scalar') {
  const gap = dividedBy(absolute(minus(aby, boda)), total([aby, boda]))
  const [low, high] = gap.interval({ confidence: 0.95 })
  console.log(
    `gap between the towns: ${gap.value.toFixed(2)}, ${low.toFixed(2)} to ${high.toFixed(2)}`,
  )
}
