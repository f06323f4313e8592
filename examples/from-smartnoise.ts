/** Every dp_ function of SmartNoise Core, its utilities and its metadata, as they are said here. */
import { defineSchema, lossText, open, table, when } from '@dither/query'
import { absolute, dividedBy, minus, plus, times } from '@dither/query/answers'
import { memory } from '@dither/query/memory'
import { preAggregated } from '@dither/query/pre-aggregated'
import { readSmartNoiseMetadata } from '@dither/query/yaml'

const rows = Array.from({ length: 1000 }, (_, i) => ({
  age: 18 + ((i * 7919) % 75),
  sex: i % 2 === 0 ? 'female' : 'male',
  educ: 1 + ((i * 31) % 16),
  income: 2000 * (1 + ((i * 31) % 16)) + ((i * 7919) % 30_000),
  married: i % 3 === 0,
  region: ['north', 'south', 'west'][i % 3] ?? null,
}))

// sn.Analysis(neighboring='add_remove'), with what `clamp`, `impute` and categories say of each column.
const schema = defineSchema({
  dataset: 'pums',
  privacyUnit: 'row', // group_size=3 is { rows: 3 }; c_stability is { column: 'pid', maxRows, maxGroups }
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    sex: { type: 'category', categories: ['female', 'male'] },
    educ: { type: 'integer', lower: 1, upper: 16 },
    income: { type: 'number', lower: 0, upper: 100_000, nullable: true },
    married: { type: 'boolean' },
    region: { type: 'category', categories: ['north', 'south', 'west'] },
  },
})
const pums = table(memory(rows), schema)
const session = await open(pums, { budget: { epsilon: 20, delta: 1e-6 } })

const counts = {
  people: pums.count({ epsilon: 0.1 }),
  answered: pums.count('income', { epsilon: 0.1 }), // where it is not NULL
  degrees: pums.countDistinct('educ', { epsilon: 0.1 }), // distinct=True
}

const histograms = {
  sexes: pums.histogram('sex', { epsilon: 0.1 }), // categories=['female', 'male']
  ages: pums.histogram('age', { edges: [0, 20, 40, 60, 80, 100], epsilon: 0.1 }),
  married: pums.histogram('married', { epsilon: 0.1 }),
}

const moments = {
  total: pums.sum('income', { epsilon: 0.5 }),
  mean: pums.mean('age', { epsilon: 0.65 }),
  variance: pums.variance('age', { epsilon: 0.35 }),
  second: pums.moment('age', 2, { epsilon: 0.5 }),
}

const covariances = {
  one: pums.covariance('age', 'income', { epsilon: 0.5 }), // left=, right= vectors
  matrix: pums.covariance(['age', 'educ', 'income'], { epsilon: 1 }), // data= matrix
  cross: pums.covariance(['age', 'educ'], ['income'], { epsilon: 1 }), // left=, right= matrices
}

const ranks = {
  quantile: pums.quantile('income', 0.9, { candidates: 1001, epsilon: 0.5 }),
  median: pums.median('age', { epsilon: 0.5 }), // dp_median and dp_gumbel_median are this
  minimum: pums.min('age', { candidates: [18, 21, 25, 30, 40], epsilon: 0.5 }),
  maximum: pums.max('age', { epsilon: 0.5 }),
  deciles: pums.quantiles('age', [0.1, 0.5, 0.9], { epsilon: 0.5 }), // many for the price of one
}

const line = {
  pay: pums.linearRegression('income', ['educ', 'age'], { epsilon: 1 }),
}

const gaussian = {
  both: pums.groupBy('region').mean('age', { epsilon: 0.5, delta: 1e-7, mechanism: 'gaussian' }),
}

const plan = {
  ...counts,
  ...histograms,
  ...moments,
  ...covariances,
  ...ranks,
  ...line,
  ...gaussian,
}
console.log(`${(await session.explain(plan)).questions.length} questions explained, none asked`)
const released = await session.release(plan)
const confidence = 0.95
const [low, high] = released.mean.interval({ confidence }) // analysis.release(); mean.get_accuracy(0.05)

console.log(`mean age ${released.mean.value.toFixed(1)}, ${low.toFixed(1)} to ${high.toFixed(1)}`)
console.log(`median age ${released.median.value}`)
console.log(`people ${released.people.value}`)
console.log(`covariances ${released.matrix.values.length} x ${released.matrix.columns.length}`)
console.log(`line of ${released.pay.entries.map(({ label }) => label).join(', ')}`)

// Of the sample: divided by n - 1.
const n = released.people
const sample = times(released.variance, dividedBy(n, minus(n, 1)))
console.log(`sample variance ${sample.value.toFixed(0)}`)

// What `row + row`, `abs`, `and`, `digitize`, `impute`, `filter`, `to_int` … are.
const shaped = pums
  .filter((p) => p.age.atLeast(18).and(p.married))
  .derive({
    monthly: (p) => p.income.impute(0).clamp(0, 60_000).dividedBy(12),
    decade: (p) => p.age.digitise([0, 20, 40, 60, 80, 100]),
    school: (p) => when(p.educ.atMost(8)).then('short').otherwise('long'),
    gap: (p) => p.age.minus(p.educ.times(2)).abs(),
    code: (p) => p.educ.toText().concat('/').concat(p.sex),
  })
const shapes = await session.release({
  monthly: shaped.groupBy('school').mean('monthly', { epsilon: 0.5 }),
  decades: shaped.groupBy('decade').count({ epsilon: 0.1 }),
  gap: shaped.mean('gap', { epsilon: 0.5 }),
})
console.log(`groups ${shapes.monthly.rows.length} and ${shapes.decades.rows.length}`)

// partition and map: one row is in one part, so all parts together cost 0.5.
const { byRegion } = await session.release({
  byRegion: pums.partition('region', (part) => part.mean('age', { epsilon: 0.5 })),
})
const twice = pums.filter((p) => p.age.below(30)).union(pums.filter((p) => p.married))
const { either } = await session.release({ either: twice.count({ epsilon: 0.5 }) }) // a row may be in both
console.log(`parts ${Object.keys(byRegion).length}, united ${either.value > 0}`)

// mean.from_accuracy(value=0.5, alpha=0.05), mean.get_accuracy(alpha=0.05): no data are touched.
const priced = await session.explain({
  mean: pums.mean('age', { accuracy: 0.5, confidence: 0.95, among: 1000 }), // about 1000 rows, as is public
  count: pums.count({ epsilon: 0.2 }),
})
for (const { name, loss } of priced.questions)
  console.log(`${name}: ${loss === undefined ? 'no price' : lossText(loss)}`)

// Arithmetic on released values: free, with their error.
const all = plus(released.people, either)
const gap = absolute(minus(released.mean, 40))
console.log(`computed ${all.accuracy({ confidence }) > 0 && gap.value > 0}`)
await session.close()

// resize(number_rows=1000), and neighboring='substitute': the size is public, and enforced.
const closed = table(
  memory(rows),
  defineSchema({
    dataset: 'pums',
    privacyUnit: 'row',
    rows: { public: 1000 },
    columns: { age: { type: 'integer', lower: 0, upper: 100, impute: 40 } },
  }),
)
const survey = await open(closed, { budget: { epsilon: 1 } })
const { age } = await survey.release({ age: closed.mean('age', { epsilon: 1 }) })
console.log(`mean of 1000: ${age.value.toFixed(1)}`)
await survey.close()

// component.set(value): totals that another system computed, in place of rows.
const totals = preAggregated({
  keys: ['region'],
  sums: ['visits'],
  totals: [
    { keys: { region: 'north' }, rows: 5200, sums: { visits: 20_900 } },
    { keys: { region: 'south' }, rows: 3100, sums: { visits: 8_400 } },
  ],
})
const clinics = table(
  totals,
  defineSchema({
    dataset: 'clinics',
    privacyUnit: 'row',
    columns: {
      region: { type: 'category', categories: ['north', 'south', 'west'] },
      visits: { type: 'integer', lower: 0, upper: 12 }, // each visitor's number was cut to 12 before
    },
  }),
)
const registry = await open(clinics, { budget: { epsilon: 1 } })
const byRegions = { visits: clinics.groupBy('region').mean('visits', { epsilon: 1 }) }
const [asked] = (await registry.explain(byRegions)).questions
const { visits } = await registry.release(byRegions)

console.log(`asserted by the owner: ${asked?.asserted}`) // the certificate says so too
console.log(`visits by region\n${visits}`)
await registry.close()

const metadata = `
"":
  PUMS:
    PUMS:
      row_privacy: True
      rows: 1000
      age: { type: int, lower: 0, upper: 100, nullable: False }
      educ: { type: int, lower: 1, upper: 16 }
      income: { type: float, lower: 0, upper: 100000, missing_value: 0 }
      married: { type: boolean }
`
const [read] = readSmartNoiseMetadata(metadata)
if (read === undefined) throw new Error('the file has a table')
for (const note of read.notes) console.log(`note: ${note}`) // what means something else here
const imported = table(memory(rows), read.schema)
const second = await open(imported, { budget: { epsilon: 1 } })
// SELECT married, AVG(income) FROM PUMS.PUMS GROUP BY married
const { wages } = await second.release({
  wages: imported.groupBy('married').mean('income', { epsilon: 1 }),
})
console.log(`wages of ${wages.rows.length} groups from the metadata`)
await second.close()
