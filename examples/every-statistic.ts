/** Every statistic, in one plan under one budget. */
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    school: { type: 'category', categories: ['primary', 'secondary', 'higher'] },
    years: { type: 'integer', lower: 0, upper: 20 },
    income: { type: 'number', lower: 0, upper: 100_000 },
    married: { type: 'boolean' },
  },
})
const rows = Array.from({ length: 20_000 }, (_, i) => {
  const years = 6 + ((i * 7) % 12)
  return {
    age: 18 + ((i * 7919) % 61),
    school: years < 9 ? 'primary' : years < 13 ? 'secondary' : 'higher',
    years,
    income: 10_000 + years * 2_500 + ((i * 104_729) % 20_000),
    married: i % 2 === 0,
  }
})
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 14 } })

const counts = {
  rows: people.count(),
  people: people.countUnits(),
  ages: people.countDistinct('age'),
}

const values = {
  total: people.sum('income'),
  mean: people.mean('income'),
  square: people.moment('age', 2),
  variance: people.variance('age'),
  deviation: people.standardDeviation('income'),
}

const ranks = {
  median: people.median('income'),
  rich: people.quantile('income', 0.9),
  least: people.min('income'),
  most: people.max('income'),
  quartiles: people.quantiles('income', [0.25, 0.5, 0.75]), // one tree, one price
  spread: people.interquartileRange('income'),
  curve: people.cumulativeDistribution('income'),
}

const columns = {
  together: people.covariance('years', 'income'),
  strength: people.correlation(['age', 'years', 'income']), // a matrix
  across: people.covariance(['income'], ['age', 'years']),
  line: people.linearRegression('income', ['years']),
}

const bins = {
  incomes: people.histogram('income', { edges: [0, 20_000, 40_000, 60_000, 100_000] }),
  schools: people.histogram('school'),
  commonest: people.topValues('school', 2),
  byName: people.topCategories('school', 2),
  crossed: people.contingencyTable(['school', 'married'], { margins: 'all' }),
}

const unknown = { bounds: people.bounds('income') } // powers of two that few values lie outside of

// Whatever its kind, an answer says its error, its price and itself.
for (const plan of [counts, values, ranks, columns, bins, unknown]) {
  const { answers } = await session.release(plan, { epsilon: 2 })
  for (const [name, answer] of Object.entries(answers)) console.log(`${name}\n${answer}`)
}

const { line } = await session.release({ line: columns.line }, { epsilon: 2 })
console.log(`after 12 years of school: ${line.predict({ years: 12 }).value.toFixed(0)}`)
await session.close()
