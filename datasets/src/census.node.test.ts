import { describe, expect, test } from 'vitest'
import { censusColumns, censusRows, censusVisits } from './census.ts'
import type { CensusRow } from './census-model.ts'
import { csvChunks } from './csv.ts'

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const variance = (values: readonly number[]): number => {
  const centre = mean(values)
  return mean(values.map((value) => (value - centre) ** 2))
}
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const counts = (rows: readonly CensusRow[], column: keyof CensusRow, upTo: number): number[] =>
  Array.from({ length: upTo }, (_, index) => rows.filter((row) => row[column] === index + 1).length)
const correlation = (x: readonly number[], y: readonly number[]): number => {
  const [centreX, centreY] = [mean(x), mean(y)]
  const products = x.map((value, index) => (value - centreX) * ((y[index] ?? 0) - centreY))
  return mean(products) / Math.sqrt(variance(x) * variance(y))
}

const education = [33, 14, 38, 17, 24, 21, 31, 51, 201, 60, 165, 76, 178, 54, 24, 13]
const race = [550, 71, 265, 108, 1, 5]

// Tolerances: one-way counts of sex, race and education to 1 in 1,000 (they are stratified);
// mean age 0.1 and variance 2; married 30 in 1,000 and a third without income to 0.03 at 1,000 rows
// (8 and 0.01 at 100,000); mean income 6 % and median 12 % at 1,000 rows (1.5 % and 4 % at 100,000).
describe.each([
  { rows: 1000, seed: 1, income: 0.06, median: 0.12, share: 0.03 },
  { rows: 1000, seed: 1985, income: 0.06, median: 0.12, share: 0.03 },
  { rows: 100_000, seed: 2, income: 0.015, median: 0.04, share: 0.01 },
])('$rows simulated people of seed $seed', (wanted) => {
  const rows = [...censusRows(wanted)]
  const scale = wanted.rows / 1000
  const ages = rows.map((row) => row.age)
  const incomes = rows.map((row) => row.income)

  test('have the ages of the model', () => {
    expect(rows).toHaveLength(wanted.rows)
    expect(Math.min(...ages.slice(0, 1000))).toBeGreaterThanOrEqual(18)
    expect(ages.every((age) => Number.isInteger(age) && age >= 18 && age <= 93)).toBe(true)
    expect(Math.abs(mean(ages) - 44.8)).toBeLessThan(0.1)
    expect(Math.abs(variance(ages) - 315)).toBeLessThan(2)
    expect(median(ages)).toBe(42)
  })

  test('have its counts of sex, race and education', () => {
    expect(Math.abs(rows.filter((row) => row.sex === 1).length - 514 * scale)).toBeLessThan(
      1 + scale,
    )
    for (const [index, count] of counts(rows, 'race', 6).entries()) {
      expect(Math.abs(count - (race[index] ?? 0) * scale)).toBeLessThan(1 + scale)
    }
    for (const [index, count] of counts(rows, 'educ', 16).entries()) {
      expect(Math.abs(count - (education[index] ?? 0) * scale)).toBeLessThan(1 + scale)
    }
    const married = rows.filter((row) => row.married === 1).length / wanted.rows
    expect(Math.abs(married - 0.549)).toBeLessThan(wanted.share)
  })

  test('have its incomes: a third without, a heavy tail, a top code', () => {
    expect(incomes.every((income) => income >= 0 && income <= 420_500 && income % 50 === 0)).toBe(
      true,
    )
    const without = incomes.filter((income) => income === 0).length / wanted.rows
    expect(Math.abs(without - 1 / 3)).toBeLessThan(wanted.share)
    expect(Math.abs(mean(incomes) / 34_380 - 1)).toBeLessThan(wanted.income)
    expect(Math.abs(median(incomes) / 19_150 - 1)).toBeLessThan(wanted.median)
    expect(
      correlation(
        rows.map((row) => row.educ),
        incomes,
      ),
    ).toBeGreaterThan(0.2)
    expect(correlation(ages, incomes)).toBeGreaterThan(0.05)
  })
})

describe('simulated people', () => {
  test('are the same on every machine', () => {
    // Recorded; a change of the model or of its arithmetic must be made on purpose.
    const text = [...csvChunks(censusColumns, censusRows({ rows: 1000, seed: 1 }))].join('')
    expect(text.split('\n').slice(0, 4)).toEqual([
      'pid,age,sex,educ,race,income,married',
      '1,20,0,10,3,0,0',
      '2,75,0,2,1,42400,1',
      '3,69,1,9,1,6650,1',
    ])
    expect(fingerprint(text)).toBe('c53af2b1')
  })

  test('differ with the seed, also beyond 32 bits', () => {
    const ages = (seed: number): string =>
      [...censusRows({ rows: 50, seed })].map((row) => row.age).join()
    const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1]
    expect(new Set(seeds.map(ages)).size).toBe(seeds.length)
  })

  test('come in any number, and are made as they are read', () => {
    expect([...censusRows({ rows: 0 })]).toEqual([])
    expect([...censusRows({ rows: 1 })]).toHaveLength(1)
    const first = censusRows({ rows: 2 ** 32 }).next()
    expect(first.done).toBe(false)
    expect(() => [...censusRows({ rows: 1.5 })]).toThrow('count is 1.5')
    expect(() => [...censusRows({ rows: 10, seed: 0.5 })]).toThrow('seed is 0.5')
  })
})

describe('a simulated census with several rows a person', () => {
  const rows = [...censusVisits({ people: 1000 })]

  test('has one to four rows a person', () => {
    expect(rows).toHaveLength(1948)
    const rowsOf = new Map<number, number>()
    for (const { pid } of rows) rowsOf.set(pid, (rowsOf.get(pid) ?? 0) + 1)
    expect([1, 2, 3, 4].map((n) => [...rowsOf.values()].filter((own) => own === n).length)).toEqual(
      [418, 309, 180, 93],
    )
  })

  test("keeps a person's attributes; only income moves, by up to a quarter", () => {
    const single = new Map([...censusRows({ rows: 1000 })].map((row) => [row.pid, row]))
    let moved = 0
    for (const row of rows) {
      const person = single.get(row.pid)
      expect({ ...row, income: 0 }).toEqual({ ...person, income: 0 })
      const usual = person?.income ?? 0
      expect(Math.abs(row.income - usual)).toBeLessThanOrEqual(usual * 0.25 + 50)
      if (row.income !== usual) moved += 1
    }
    expect(moved).toBeGreaterThan(500)
  })
})

/** FNV-1a, 32 bits. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash.toString(16).padStart(8, '0')
}
