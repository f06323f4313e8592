/** The first release: a mean, a variance and a histogram of a table in memory. */
import { terminalHistogram } from '@dither/plot'
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

// What everybody may know about the table. The bounds come from general knowledge, never from the rows.
const schema = defineSchema({
  dataset: 'people', // names the budget
  privacyUnit: 'row', // a person is a row
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    income: { type: 'number', lower: 0, upper: 200_000 },
  },
})

// A thousand made-up people stand for the private rows. They could be a file: duckdb('people.csv').
const rows = Array.from({ length: 1000 }, (_, i) => ({
  age: 18 + ((i * 7919) % 61),
  income: ((i * i) % 997) * 120,
}))

const people = table(memory(rows), schema) // a description; nothing is read yet
const session = await open(people, { budget: { epsilon: 1 } })

const { age, spread, incomes } = await session.release({
  age: people.mean('age', { epsilon: 0.3 }),
  spread: people.variance('age', { epsilon: 0.3 }),
  incomes: people.histogram('income', {
    edges: [0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000],
    epsilon: 0.4,
  }),
})

const confidence = 0.95
const [low, high] = age.interval({ confidence })
console.log(
  `mean age      ${age.value.toFixed(1)}, between ${low.toFixed(1)} and ${high.toFixed(1)}`,
)
console.log(
  `its variance  ${spread.value.toFixed(0)} ± ${spread.accuracy({ confidence }).toFixed(0)}`,
)
console.log(terminalHistogram(incomes, { width: 72 }))
console.log(`spent epsilon ${session.spent.kind === 'pure' ? session.spent.epsilon : ''} of 1`)

await session.close()
