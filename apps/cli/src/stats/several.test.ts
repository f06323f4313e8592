import { checkSchema, type Statistic, type Table, table } from '@dither/query'
import { memory } from '@dither/query/memory'
import { describe, expect, test } from 'vitest'
import { askStats } from './ask-stats.ts'
import { parseStats } from './parse-stats.ts'

const people: Table = table(
  memory([]),
  checkSchema({
    dataset: 'people',
    privacyUnit: 'row',
    columns: {
      age: { type: 'integer', lower: 0, upper: 100 },
      income: { type: 'number', lower: 0, upper: 500_000 },
      'hours a week': { type: 'integer', lower: 0, upper: 99 },
      free: { type: 'number' },
    },
  }),
)
const ask = (text: string): Record<string, Statistic> => askStats(people, parseStats(text))

describe('statistics of several columns', () => {
  test('become the questions that the fluent face asks', () => {
    const asked = ask(
      `cov(age, income, epsilon=0.5), correlation([age, income, "hours a week"]),
       covariance([age], [income, "hours a week"], as=across), regression(income, [age], ridge=0.01), ols(income, age, as=line)`,
    )
    const fluent = {
      'covariance(age, income)': people.covariance('age', 'income', { epsilon: '0.5' }),
      'correlation([age, income, hours a week])': people.correlation([
        'age',
        'income',
        'hours a week',
      ]),
      across: people.covariance(['age'], ['income', 'hours a week']),
      'regression(income, [age])': people.linearRegression('income', ['age'], { ridge: 0.01 }),
      line: people.linearRegression('income', ['age']),
    }
    const questions = (of: Record<string, Statistic>) =>
      Object.fromEntries(Object.entries(of).map(([name, { question }]) => [name, question]))
    expect(questions(asked)).toEqual(questions(fluent))
  })

  test.each([
    ['covariance(age)', /character 1: covariance needs other columns.*covariance\(age, income\)/],
    ['covariance(age, [income])', /needs other columns/],
    ['covariance([age], income)', /needs other columns/],
    ['covariance([age], [income], [age])', /needs other columns/],
    ['regression([age], income)', /regression needs other columns/],
    ['regression(income)', /regression needs other columns/],
    ['regression()', /expected a column, found "\)"/],
    ['regression(income, [agee])', /no column "agee".*age/],
    ['covariance(age, income, ridge=1)', /unknown option "ridge"/],
    ['regression(income, [free])', /has a column without bounds. Write lower and upper/],
    ['covariance([])', /empty/],
  ])('%s says what is wrong', (text, message) => {
    expect(() => ask(text)).toThrow(message)
  })
})
