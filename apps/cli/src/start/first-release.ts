/** The first release: two tables, a few private answers, what they cost, and what to do next. */

import { censusRows, censusSchema, cpsRows, cpsSchema } from '@dither/datasets'
import type { TerminalStyle } from '@dither/plot'
import { open, type ReleaseFacts, type Session, table } from '@dither/query'
import { memory } from '@dither/query/memory'
import { costText } from '../cost.ts'
import { printAnswers } from '../release/print-answers.ts'

const confidence = 0.95

/** Releases, and returns the text. */
export async function firstRelease({ style }: { readonly style: TerminalStyle }): Promise<string> {
  const workers = table(memory(cpsRows().map((row) => ({ ...row }))), cpsSchema())
  const people = table(
    memory([...censusRows({ rows: 1000, seed: 1985 })].map((row) => ({ ...row }))),
    censusSchema(),
  )

  const atWork = await open(workers, { budget: { epsilon: 2 } })
  const wages = await atWork.release({
    'mean of age': workers.mean('age', { epsilon: 0.2 }),
    'variance of age': workers.variance('age', { epsilon: 0.8 }),
    'wage, dollars an hour': workers.histogram('wage', {
      edges: [0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 30, 50],
      epsilon: 0.5,
    }),
  })
  const first = section(
    '1  The wage sample of the US Current Population Survey, 1985',
    workersText,
    wages,
    atWork,
    style,
  )
  await atWork.close()

  const atHome = await open(people, { budget: { epsilon: 2 } })
  const census = await atHome.release({
    'number of people': people.count({ epsilon: 0.1 }),
    'mean of age': people.mean('age', { epsilon: 0.2 }),
    'variance of age': people.variance('age', { epsilon: 0.7 }),
    'income, dollars a year': people.histogram('income', {
      edges: [0, 10_000, 20_000, 30_000, 40_000, 60_000, 80_000, 120_000, 500_000],
      epsilon: 0.5,
    }),
  })
  const second = section('2  A simulated census', censusText, census, atHome, style)
  await atHome.close()
  return `${intro}\n${first}\n${second}\n${outro}`
}

function section(
  title: string,
  text: string,
  released: ReleaseFacts,
  session: Session,
  style: TerminalStyle,
): string {
  const [budget] = session.budgets
  return [
    `${strong(title, style)}\n`,
    text,
    '\n',
    printAnswers(released.answers, { style, confidence }),
    `\n  spent ${costText(released.loss)}${budget === undefined ? '' : ` of ${costText(budget.budget)}`}; ${costText(session.remaining)} is left for further questions\n`,
  ].join('')
}

function strong(text: string, { color }: TerminalStyle): string {
  return color ? `\u001b[1m${text}\u001b[0m` : text
}

const intro = `
Dither answers questions about people without giving any of them away. It adds
noise to every answer, just enough that nobody can tell from it whether one
person is in the table, and says how far the noise may have moved it. Every
figure below carries noise; run this again, and the figures differ.
`

const workersText = `   Real workers, published long ago. Everybody knows how many they are, 534;
   their ages and wages are treated as private.
`

const censusText = `   Made up by a program; no real person is in it. Here even the number of people
   is treated as private.
`

const outro = `How to read this
  error    the noise moves an answer by less than this, 95 times in 100
  cost     epsilon, the privacy that an answer uses up: 0.1 is little, 1 is
           common, above 5 protects poorly
  budget   costs add up; when the budget is spent, further questions are refused

Next, ask something yourself
  npm run -s data -- cps wages.csv
  npm run -s dither -- release wages.csv --schema datasets/cps-1985.yaml --epsilon 1 --stats "mean(wage), histogram(occupation)"
  npm run -s dither -- release wages.csv --schema datasets/cps-1985.yaml --epsilon 1 --stats "mean(wage)" --group-by gender
  npm run -s dither -- schema wages.csv     a schema for a table of yours begins like this
  npm run -s dither -- --help

README.md shows the same in TypeScript; examples/ holds whole programs.
`
