/** Groups whose names are private: what people searched for, without telling what one person alone did. */
import { defineSchema, lossText, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

// Anyone may have typed anything: no list of words is public, and a rare one may name its author.
const words = ['weather', 'recipe', 'train times', 'weather', 'weather', 'recipe']
const searches = Array.from({ length: 3000 }, (_, i) => ({
  person: `p${i % 1500}`,
  word: i === 7 ? 'my rare illness' : words[(i % 1500) % words.length],
  seconds: 1 + (i % 20),
}))

const schema = defineSchema({
  dataset: 'searches',
  privacyUnit: { column: 'person', maxRows: 2, maxGroups: 2 }, // two words of a person count
  columns: {
    person: { type: 'text' },
    word: { type: 'text', nullable: true },
    seconds: { type: 'integer', lower: 0, upper: 60 },
  },
})
const people = table(memory(searches), schema)
const session = await open(people, { budget: { epsilon: 3, delta: 1e-8 } })

// A word is shown if enough people typed it; one that a single person typed with probability at most 1e-9.
const byWord = people.groupByPrivateKeys('word', { epsilon: 1, delta: 1e-9 })
const plan = {
  people: byWord.countUnits({ epsilon: 1 }),
  seconds: byWord.mean('seconds', { epsilon: 1 }),
}

// Before anything is spent, from the schema alone: how many people does a word need?
const { questions } = await session.explain(plan)
console.log(`half of the time a word of ${questions[0]?.keys?.halfOfTheTime} people is shown`)

// The words are chosen once, for both questions; rows are sorted by word.
const released = await session.release(plan)
for (const { keys, answer } of released.people.rows) console.log(`${keys['word']}: ${answer}`)
console.log(String(released.seconds))
console.log(`together: ${lossText(released.loss)}`)

// What was released is public: its keys may be listed from now on, and cost nothing more.
const known = released.people.rows.map(({ keys }) => String(keys['word']))
const listed = people.groupBy({ name: 'word', of: 'word', values: known })
console.log(`words that may be listed: ${listed.keys[0]?.values.length}`)
await session.close()
