/** Part of a table, derived columns, and one answer a group. */
import { defineSchema, open, table, when } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    school: { type: 'category', categories: ['primary', 'secondary', 'higher'] },
    hours: { type: 'number', lower: 0, upper: 60 },
    wage: { type: 'number', lower: 0, upper: 50 },
  },
})
const rows = Array.from({ length: 3000 }, (_, i) => ({
  age: 16 + ((i * 7919) % 70),
  school: ['primary', 'secondary', 'higher'][i % 3] ?? null,
  hours: 20 + ((i * 31) % 25),
  wage: 6 + (i % 3) * 5 + ((i * 17) % 40) / 10,
}))
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 2 } })

// Columns are known to the compiler: p.agee, or adding a text to a number, does not compile.
const workers = people
  .filter((p) => p.age.between(18, 64).and(p.hours.above(0)))
  .derive({
    week: (p) => p.hours.times(p.wage),
    generation: (p) =>
      when(p.age.below(35)).then('young').when(p.age.below(50)).then('middle').otherwise('older'),
  })

// Every group of the public list is answered, whether or not anybody is in it.
const release = await session.release(
  {
    byschool: workers.groupBy('school').mean('week'),
    both: workers.groupBy('school', 'generation').count(),
  },
  { epsilon: 1 }, // shared by the two
)

const confidence = 0.95
for (const { keys, answer } of release.byschool.rows) {
  if (answer.kind === 'scalar') {
    console.log(
      `${keys['school']}: ${answer.value.toFixed(0)} dollars a week ± ${answer.accuracy({ confidence }).toFixed(0)}`,
    )
  }
}
for (const { keys, answer } of release.both.rows) {
  if (answer.kind === 'scalar')
    console.log(`${keys['school']}, ${keys['generation']}: ${answer.value}`)
}

await session.close()
