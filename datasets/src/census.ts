/** Simulated census microdata: any number of rows, the same on every machine. */

import { type CensusRow, roundIncome, simulatePerson } from './census-model.ts'
import { stratifiedUniform } from './seeded-strata.ts'

/** The columns of both tables, in order. */
export const censusColumns: readonly (keyof CensusRow)[] = [
  'pid',
  'age',
  'sex',
  'educ',
  'race',
  'income',
  'married',
]

/**
 * One row a person. The table is a function of (rows, seed) and nothing else; it is made as it is
 * read, so a hundred million rows need no memory.
 *
 * @param options.rows how many people, up to 2^32
 * @param options.seed a safe integer; 1 unless said
 */
export function* censusRows(options: {
  readonly rows: number
  readonly seed?: number
}): Generator<CensusRow> {
  if (options.rows === 0) return
  const person = people(options.rows, options.seed ?? 1)
  for (let index = 0; index < options.rows; index += 1) yield person(index)
}

/**
 * One to four rows a person (418, 309, 180 and 93 in a thousand): the same person, asked again, with
 * an income that has moved by up to a quarter. A person's rows lie scattered over the table.
 *
 * @param options.people how many people, up to 2^30; a thousand people give 1,948 rows
 * @param options.seed a safe integer; 1 unless said
 */
export function* censusVisits(options: {
  readonly people: number
  readonly seed?: number
}): Generator<CensusRow> {
  if (options.people === 0) return
  const seed = options.seed ?? 1
  const person = people(options.people, seed)
  const draw = (attribute: number) =>
    stratifiedUniform({ count: options.people, seed, attribute: 100 + attribute })
  const visits = draw(0)
  for (let visit = 0; visit < 4; visit += 1) {
    const change = draw(1 + visit)
    for (let index = 0; index < options.people; index += 1) {
      if (visits(index) < (visitedAtLeast[visit] ?? 0)) {
        const row = person(index)
        const factor = visit === 0 ? 1 : 0.75 + change(index) / 2
        yield row.income === 0 ? row : { ...row, income: roundIncome(row.income * factor) }
      }
    }
  }
}

/** The share of people with more than 0, 1, 2, 3 rows. */
const visitedAtLeast = [1, 0.582, 0.273, 0.093]

function people(count: number, seed: number): (index: number) => CensusRow {
  const draw = (attribute: number) => stratifiedUniform({ count, seed, attribute })
  const age = draw(1)
  const sex = draw(2)
  const educ = draw(3)
  const race = draw(4)
  const married = draw(5)
  const income = draw(6)
  return (index) =>
    simulatePerson(index + 1, {
      age: age(index),
      sex: sex(index),
      educ: educ(index),
      race: race(index),
      married: married(index),
      income: income(index),
    })
}
