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
      'cov(age, income)': people.covariance('age', 'income', { epsilon: '0.5' }),
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
    [
      'covariance(age)',
      /character 15: covariance needs two columns, or one or two lists of columns.*covariance\(age, income\)/,
    ],
    ['covariance(age, [income])', /needs two columns/],
    ['covariance([age], income)', /needs two columns/],
    ['covariance([age], [income], [age])', /character 30: covariance takes two columns/],
    ['regression([age], income)', /regression needs a target and a list of predictors/],
    ['regression(income)', /regression needs a target/],
    ['regression()', /character 12: regression needs a target/],
    ['regression(income, [agee])', /no column "agee".*age/],
    ['covariance(age, income, ridge=1)', /unknown option "ridge"/],
    [
      'regression(income, [free])',
      /free has no lower bound. Write lower and upper .* lower=\[0, 0\], upper=\[100, 100\]/,
    ],
    ['covariance([])', /empty/],
    [
      'covariance(age, income, lower=[0])',
      /lower of covariance\(age, income\) lists 1 of 2 numbers. One for each column/,
    ],
  ])('%s says what is wrong', (text, message) => {
    expect(() => ask(text)).toThrow(message)
  })
})
