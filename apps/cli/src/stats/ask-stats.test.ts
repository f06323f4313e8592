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
      educ: { type: 'category', categories: ['primary', 'higher'] },
      married: { type: 'boolean' },
      note: { type: 'text' },
      free: { type: 'number' },
    },
  }),
)
const ask = (text: string, options?: Parameters<typeof askStats>[2]): Record<string, Statistic> =>
  askStats(people, parseStats(text), options)
const question = (
  text: string,
  options?: Parameters<typeof askStats>[2],
): Statistic['question'] => {
  const [only] = Object.values(ask(text, options))
  if (only === undefined) throw new Error('nothing was asked')
  return only.question
}

describe('statistics by name', () => {
  test('become the questions that the fluent face asks', () => {
    const asked = ask(
      'count(), count(note), units(), sum(income), mean(age), variance(age), sd(age), histogram(educ), histogram(income, edges=[0, 10, 20])',
    )
    const fluent = [
      people.count(),
      people.count('note'),
      people.countUnits(),
      people.sum('income'),
      people.mean('age'),
      people.variance('age'),
      people.standardDeviation('age'),
      people.histogram('educ'),
      people.histogram('income', { edges: [0, 10, 20] }),
    ]
    expect(Object.values(asked).map((one) => one.question)).toEqual(
      fluent.map((one) => one.question),
    )
    expect(Object.keys(asked)[3]).toBe('sum(income)')
  })

  test('of ranks, distinct values and tables too', () => {
    const asked = ask(
      'countDistinct(educ, maxValues=2), moment(age, 2), quantile(income, 0.9, candidates=[1, 2, 5]), median(age), min(free, lower=0, upper=9), max(age, candidates=5), quantiles(age, [0.25, 0.5]), iqr(age), cdf(income, candidates=4), bounds(free, smallest=1, confidence=0.9), topValues(educ, 1), topValues(age, 2, values=[1, 2, 3]), topCategories(educ, 2), contingencyTable([educ, married, age edges=[0, 50, 100]], margins=all), cov(age, free, lower=[0, -1], upper=[9, 1]), ols(income, [age], lower=[1, 2], upper=[3, 4], ridge=0.1, intercept=false)',
      { confidence: 0.95 },
    )
    const age = { lower: 0, upper: 9 }
    const fluent = [
      people.countDistinct('educ', { maxValues: 2 }),
      people.moment('age', 2),
      people.quantile('income', 0.9, { candidates: [1, 2, 5] }),
      people.median('age'),
      people.min('free', { lower: 0, upper: 9 }),
      people.max('age', { candidates: 5 }),
      people.quantiles('age', [0.25, 0.5]),
      people.interquartileRange('age'),
      people.cumulativeDistribution('income', { candidates: 4 }),
      people.bounds('free', { smallest: 1, confidence: 0.9 }),
      people.topValues('educ', 1),
      people.topValues('age', 2, { values: [1, 2, 3] }),
      people.topCategories('educ', 2),
      people.contingencyTable(['educ', 'married', { of: 'age', edges: [0, 50, 100] }], {
        margins: 'all',
      }),
      people.covariance('age', 'free', { bounds: [age, { lower: -1, upper: 1 }] }),
      people.linearRegression('income', ['age'], {
        bounds: { income: { lower: 1, upper: 3 }, age: { lower: 2, upper: 4 } },
        ridge: 0.1,
        intercept: false,
      }),
    ]
    expect(Object.values(asked).map((one) => one.question)).toEqual(
      fluent.map((one) => one.question),
    )
  })

  test('that are chosen take no noise, whatever is said of all', () => {
    const asked = ask('median(age), mean(age)', { mechanism: 'gaussian' })
    expect(asked['median(age)']?.question.mechanism).toBeUndefined()
    expect(asked['mean(age)']?.question.mechanism).toBe('gaussian')
  })

  test('carry the error that is wanted, and what is expected', () => {
    const asked = question('mean(income, accuracy=2.5, among=1000, expects=3e4)', {
      confidence: 0.9,
    })
    expect(asked.goal).toEqual({ accuracy: 2.5, confidence: 0.9, expects: 30000, among: 1000 })
    expect(question('count()', { confidence: 0.95 }).goal).toBeUndefined()
  })

  test('carry their budget, weight, bounds and mechanism', () => {
    expect(question('mean(income, epsilon=0.1, upper=100, lower=5, weight=3)')).toMatchObject({
      aggregate: { lower: 5, upper: 100 },
      budget: { epsilon: '0.1' },
      weight: 3,
    })
    expect(question('count(*, rho=1/8)')).toMatchObject({ budget: { rho: '1/8' } })
    expect(question('count(*, epsilon=1, delta=1e-6)').budget).toEqual({
      epsilon: '1',
      delta: '1e-6',
    })
    expect(question('count()', { mechanism: 'gaussian' }).mechanism).toBe('gaussian')
    expect(question('count(*, mechanism=laplace)', { mechanism: 'gaussian' }).mechanism).toBe(
      'laplace',
    )
  })

  test('list values in the type of the column', () => {
    expect(question('histogram(age, values=[1, 2])').aggregate).toMatchObject({
      bins: { kind: 'values', values: [1, 2] },
    })
    expect(question('histogram(married, values=[true])').aggregate).toMatchObject({
      bins: { values: [true] },
    })
    expect(question("histogram(note, values=[a, '1'])").aggregate).toMatchObject({
      bins: { values: ['a', '1'] },
    })
  })

  test('are asked per group of public keys', () => {
    expect(question('count()', { groupBy: 'educ, married' }).groupBy).toMatchObject([
      { name: 'educ', values: ['primary', 'higher'] },
      { name: 'married', values: [false, true] },
    ])
    expect(question('count()', { groupBy: 'note=[a, "b c"], age=18:20' }).groupBy).toMatchObject([
      { name: 'note', values: ['a', 'b c'] },
      { name: 'age', values: [18, 19, 20] },
    ])
  })

  test.each([
    ['mean(agee)', '--stats, character 6: the schema has no column "agee". Did you mean age?'],
    ['count(), sum(toString)', '--stats, character 14: the schema has no column "toString"'],
    ['histogram(income)', '--stats, character 1: histogram(income) needs edges'],
    ['histogram(age, edges=0:1:1, values=[1])', 'has both edges and values'],
    ['histogram(age, values=[one])', '--stats, character 24: "one" is not a number'],
    ['histogram(married, values=[yes])', 'character 28: "yes" is neither true nor false'],
    ['count(*, delta=1e-6)', 'count() has delta without epsilon'],
    ['count(*, epsilon=1, rho=1)', 'count() has rho besides epsilon or delta'],
    ['count(*, epsilon=0)', 'epsilon'],
    ['count(*, epsilon=nan)', 'epsilon'],
    ['mean(educ)', 'must be a number, to take its mean. Count it: histogram(educ)'],
    ['median(educ)', 'to take its quantile. Count it: histogram(educ)'],
    ['covariance(age, educ)', 'to take its covariance. Count it: histogram(educ)'],
    ['mean(married)', 'Count it: histogram(married); the share of true is its bin over the sum'],
    ['sum(note)', 'Count the values that you name: histogram(note, values=[a, b])'],
    [
      'mean(free)',
      'free has no bounds. Write lower and upper into the schema, or mean(free, lower=0, upper=100)',
    ],
    [
      'sum(free, lower=-5)',
      'free has no upper bound. Write lower and upper into the schema, or sum(free, lower=-5, upper=100)',
    ],
    [
      'count(*, epsilon=1, mechanism=gaussian)',
      'Gaussian noise of count() needs a delta or a rho. Add delta=1e-6, or use rho=0.1',
    ],
    ['mean(age, lower=9, upper=3)', 'lower'],
    ['quantile(free, 0.9)', 'or quantile(free, 0.9, lower=0, upper=100); bounds(free) finds some'],
    [
      'quantile(age, 90)',
      'character 1: at is 90, must be from 0 to 1. The 90th percentile is at 0.9',
    ],
    ['histogram(income)', 'As in histogram(income, edges=0:500000:50000)'],
    ['count(), mean(educ)', '--stats, character 10: educ is a text'],
    ['moment(age, 0)', '--stats, character 1: order is 0'],
    ['median(age, lower=0, candidates=[1, 2])', 'has both bounds and a list of candidates'],
    [
      'contingencyTable([income])',
      'character 19: income needs edges. As in [income edges=0:500000:50000]',
    ],
    ['contingencyTable([educ, marred])', 'no column "marred". Did you mean married?'],
    ['contingencyTable([educ], margins=[edu])', 'edu is no axis of the table. Did you mean educ?'],
    ['topValues(note, 2)', 'List them, as in topValues(note, 2, values=[a, b, c]); where'],
    [
      'topCategories(note, 2)',
      'topCategories(note, 2, values=[a, b, c]); where they are not known',
    ],
    ['histogram(note)', 'as in histogram(note, values=[a, b, c]); where'],
    ['contingencyTable([educ, note])', 'List them, as in note values=[a, b, c]; where'],
  ])('%s is refused with the reason', (text, message) => {
    expect(() => ask(text)).toThrow(message)
  })

  test.each([
    ['edu', '--group-by, character 1: the schema has no column "edu". Did you mean educ?'],
    ['educ, educ', '--group-by, character 7: educ is named twice'],
    ['income', 'not public'],
    ['age=[x]', '--group-by, character 6: "x" is not a number'],
    ['', '--group-by, character 1: expected a column, found the end'],
    ['educ married', '--group-by, character 6: expected "," or the end, found "married"'],
  ])('--group-by "%s" is refused with the reason', (groupBy, message) => {
    expect(() => ask('count()', { groupBy })).toThrow(message)
  })
})
