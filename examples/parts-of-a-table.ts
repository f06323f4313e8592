/** A plan of its own for each part of a table: one row lies in one part, so the dearest part is the price. */
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    school: { type: 'category', categories: ['primary', 'secondary', 'higher'] },
    wage: { type: 'number', lower: 0, upper: 50 },
  },
})
const rows = Array.from({ length: 3000 }, (_, i) => ({
  age: 16 + ((i * 7919) % 70),
  school: ['primary', 'secondary', 'higher'][i % 3] ?? null,
  wage: 6 + (i % 3) * 5 + ((i * 17) % 40) / 10,
}))
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 1 } })

const plan = {
  bySchool: people.partition('school', {
    primary: (part) => part.count({ epsilon: 0.2 }),
    secondary: (part) => ({
      n: part.count({ epsilon: 0.2 }),
      age: part.median('age', { epsilon: 0.3 }),
    }),
    higher: (part) => ({ wages: part.histogram('wage', { edges: [0, 10, 20, 50], epsilon: 0.5 }) }),
  }),
}
console.log(
  String(await session.explain(plan))
    .split('\n')
    .slice(-2)
    .join('\n'),
)

const { bySchool } = await session.release(plan)
console.log(`primary: ${bySchool.primary.value}`)
console.log(
  `secondary: ${bySchool.secondary.n.value}, half of them above ${bySchool.secondary.age.value}`,
)
console.log(
  `higher: ${bySchool.higher.wages.bins.map((bin) => `${bin.label} ${bin.value}`).join(', ')}`,
)

await session.close()
