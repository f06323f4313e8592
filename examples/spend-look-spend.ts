/** Measure with a part of the budget, look, and spend the rest where it matters. */
import { defineSchema, open, table } from '@dither/query'
import { spendLookSpend } from '@dither/query/answers'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    job: { type: 'category', categories: ['farmer', 'nurse', 'teacher', 'smith'] },
  },
})
const rows = Array.from({ length: 3000 }, (_, i) => ({
  age: 16 + ((i * 7919) % 50),
  job: i % 100 === 0 ? 'smith' : (['farmer', 'nurse', 'teacher'][i % 3] ?? null),
}))
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 1 } })

const look = spendLookSpend(session, { budget: { epsilon: 1 }, first: 0.2 })
const first = await look.measure({ jobs: people.histogram('job'), n: people.count() })

// The second plan may depend on the first answers: only jobs that many people have.
const second = await first.remeasure(({ jobs }) => {
  const common = jobs.bins.filter((bin) => bin.value > 500 && bin.label !== 'other or null')
  const values = common.map((bin) => bin.label)
  return {
    n: people.count(),
    ages: people.groupBy({ name: 'job', of: 'job', values }).median('age'),
  }
})
for (const { keys, answer } of second.release.ages.rows)
  if (answer.kind === 'scalar') console.log(`${keys['job']}: half are above ${answer.value}`)

// What was asked both times is known better than from either answer.
const { n } = second.combined
if (n?.kind === 'scalar') {
  const [low, high] = n.interval({ confidence: 0.95 })
  console.log(`people: ${n.value}, between ${low} and ${high}`)
}
console.log(
  `nothing is left: epsilon ${session.remaining.kind === 'pure' && session.remaining.epsilon}`,
)

await session.close()
