/** Budgets by the error that is wanted, and shared so that no answer is much worse than another. */
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    wage: { type: 'number', lower: 0, upper: 50 },
  },
})
const rows = Array.from({ length: 3000 }, (_, i) => ({ age: 16 + (i % 70), wage: 6 + (i % 20) }))
const people = table(memory(rows), schema)
const session = await open(people, { budget: { epsilon: 2 } })
const confidence = 0.95

// The least epsilon for an error of at most 20 (at 95 %); a guess of the number of values tells a mean's error.
const plan = {
  people: people.count({ accuracy: 20 }),
  age: people.mean('age', { accuracy: 0.5, among: 3000 }),
}
const release = await session.release(plan)
console.log(`people: ${release.people.value} ± ${release.people.accuracy({ confidence })}`)
console.log(`age: ${release.age.value.toFixed(1)}; ${JSON.stringify(session.spent)} is spent`)

// One budget, shared so that the largest error relative to what is expected is least. Guesses are public: never look.
const shared = {
  old: people.filter((p) => p.age.atLeast(80)).count({ expects: 200 }),
  wages: people.sum('wage', { expects: 45_000 }),
}
const both = await session.release(shared, { epsilon: 0.5, share: 'relative error' })
const relative = [
  both.old.accuracy({ confidence }) / 200,
  both.wages.accuracy({ confidence }) / 45_000,
]
console.log(
  `relative errors ${relative.map((error) => `${(100 * error).toFixed(1)} %`).join(', ')}`,
)

await session.close()
