/** A CSV file that a person picks in a browser: it is read piece by piece, and never leaves the page. */
import { DitherError } from '@dither/core'
import { open, table } from '@dither/query'
import { memory } from '@dither/query/memory'
import { readSchema } from '@dither/query/yaml'

// In a page: const file = input.files[0]. Here a File is made by hand; both are the same to Dither.
const lines = Array.from(
  { length: 500 },
  (_, i) => `${20 + ((i * 7919) % 50)},${i % 4 === 0 ? 'yes' : 'no'}`,
)
const file = new File([['age,smoker', ...lines, 'unreadable,?'].join('\n')], 'people.csv')

// A schema can be text, too: YAML that a server hands out, say.
const schema = readSchema(`
version: 1
dataset: survey
privacyUnit: row
columns:
  age: { type: integer, lower: 0, upper: 100 }
  smoker: { type: boolean, nullable: true }
`)

const survey = table(memory(file), schema)
const session = await open(survey, { budget: { epsilon: 1 } })

// Names out of a text are checked when the question is asked, not by the compiler.
try {
  survey.mean('agee')
} catch (error) {
  if (error instanceof DitherError) console.log(error.message)
}

const { smokers } = await session.release({ smokers: survey.histogram('smoker') }, { epsilon: 1 })
if (smokers.kind === 'bins') {
  for (const { label, value } of smokers.bins) console.log(`smoker ${label}: ${value}`)
}

await session.close()
