import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { releaseHelp } from '../release/release-help.ts'
import { parseStats } from './parse-stats.ts'

describe('the language of --stats', () => {
  test('names statistics of columns', () => {
    expect(
      parseStats('mean(age), variance( age ),histogram(income, edges=0:100000:50000)'),
    ).toEqual([
      {
        name: 'mean(age)',
        statistic: 'mean',
        at: 0,
        columns: [{ text: 'age', at: 5 }],
        numbers: [],
      },
      {
        name: 'variance(age)',
        statistic: 'variance',
        at: 11,
        columns: [{ text: 'age', at: 21 }],
        numbers: [],
      },
      {
        name: 'histogram(income)',
        statistic: 'histogram',
        at: 27,
        columns: [{ text: 'income', at: 37 }],
        numbers: [],
        edges: [0, 50_000, 100_000],
      },
    ])
  })

  test('counts rows, values and units', () => {
    expect(parseStats('count(), count(age), units()').map((item) => item.name)).toEqual([
      'count()',
      'count(age)',
      'units()',
    ])
    expect(parseStats('count(*, epsilon=0.5)')).toMatchObject([{ name: 'count()', epsilon: '0.5' }])
    expect(
      parseStats('count(epsilon=0.5), count(as=n, accuracy=5), countUnits(epsilon=1)'),
    ).toMatchObject([
      { name: 'count()', columns: [], epsilon: '0.5' },
      { name: 'n', statistic: 'count', accuracy: 5 },
      { name: 'countUnits()', epsilon: '1' },
    ])
  })

  test('keeps decimals of budgets as they were written, and reads the other options', () => {
    expect(
      parseStats(
        'sum(income, epsilon=0.10, weight=2, lower=-5, upper=1e5, mechanism=Gaussian, as=total)',
      ),
    ).toEqual([
      {
        name: 'total',
        statistic: 'sum',
        at: 0,
        columns: [{ text: 'income', at: 4 }],
        numbers: [],
        epsilon: '0.10',
        weight: 2,
        lower: -5,
        upper: 100_000,
        mechanism: 'gaussian',
      },
    ])
  })

  test('takes names in quotes as they stand, and other words for the same thing', () => {
    expect(
      parseStats(`AVG("hours, a week"), std_dev('x'), hist(sex, values=[a, "b c", ])`),
    ).toMatchObject([
      { statistic: 'mean', name: 'AVG(hours, a week)', columns: [{ text: 'hours, a week' }] },
      { statistic: 'standardDeviation' },
      { statistic: 'histogram', values: [{ text: 'a' }, { text: 'b c' }] },
    ])
  })

  test('names ranks, orders, lists of columns, and axes with their bins', () => {
    expect(
      parseStats(
        'quantiles(age, 0.1:0.3:0.1), top_values(educ, 3), moment(age, 2), cov([a, b], [c]), crosstab([educ, age edges=0:4:2, b values=[x, y]], margins=[educ, [educ, age]]), median(age, candidates=[1, 2, 5]), cdf(age, candidates=9), lm(y, x, intercept=false)',
      ),
    ).toMatchObject([
      { statistic: 'quantiles', numbers: [0.1, 0.2, 0.3], name: 'quantiles(age, 0.1:0.3:0.1)' },
      { statistic: 'topValues', columns: [{ text: 'educ' }], numbers: [3] },
      { statistic: 'moment', numbers: [2] },
      { name: 'cov([a, b], [c])', columns: [[{ text: 'a' }, { text: 'b' }], [{ text: 'c' }]] },
      {
        name: 'crosstab([educ, age, b])',
        columns: [[{ text: 'educ' }, { edges: [0, 2, 4] }, { values: [{ text: 'x' }, {}] }]],
        margins: [['educ'], ['educ', 'age']],
      },
      { candidates: [1, 2, 5] },
      { candidates: 9 },
      { statistic: 'linearRegression', columns: [{ text: 'y' }, { text: 'x' }], intercept: false },
    ])
  })

  test('holds every example that the help teaches', () => {
    const [taught = ''] = /^Statistics[^\n]*\n(.*?)\n\n/s.exec(releaseHelp.trim())?.slice(1) ?? []
    const lines = taught.split('\n').map((line) => line.slice(16).replace(/ finds .*/, ''))
    const asked = lines.flatMap((line) => parseStats(line.trim().replace(/\) {2}/g, '), ')))
    expect(new Set(asked.map(({ statistic }) => statistic)).size).toBe(23)
  })

  test('steps without rounding errors', () => {
    const edges = (text: string): readonly unknown[] | undefined =>
      parseStats(`histogram(x, edges=${text})`)[0]?.edges
    expect(edges('0:1:0.1')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    expect(edges('-1.5:0:.5')).toEqual([-1.5, -1, -0.5, 0])
    expect(edges('0:1e5:2.5e4')).toEqual([0, 25_000, 50_000, 75_000, 100_000])
    expect(edges('[0, 18, 65]')).toEqual([0, 18, 65])
    expect(edges('(0:4:2, 10)')).toEqual([0, 2, 4, 10])
    expect(edges('3:6:1')).toEqual([3, 4, 5, 6])
  })

  test.each([
    ['', 'character 1: nothing is asked for. Write statistics'],
    ['meen(age)', 'character 1: unknown statistic "meen". Did you mean mean?'],
    ['medain(age)', 'character 1: unknown statistic "medain". Did you mean median?'],
    ['mode(town)', 'character 1: unknown statistic "mode". Ask for topValues(town, 1)'],
    ['mode', 'character 1: unknown statistic "mode". Ask for topValues(educ, 1)'],
    ['p90(age)', 'character 1: unknown statistic "p90". Ask for quantile(age, 0.9)'],
    ['percentile(age,90)', 'unknown statistic "percentile". Ask for quantile(age, 0.9)'],
    ['percentile("my age", 99.9)', 'Ask for quantile("my age", 0.999)'],
    ['percentile(age, 0.9)', 'Ask for quantile(age, 0.9)'],
    ['percentile(age)', 'Ask for quantile(age, 0.9), or quantiles(age, [0.25, 0.5, 0.75])'],
    ['deciles(age)', 'Ask for quantiles(age, 0.1:0.9:0.1)'],
    ['range(age)', 'Ask for min(age), max(age), or for bounds(age)'],
    ['count(* epsilon=1)', 'character 9: expected ",", found "epsilon"'],
    ['count(epsilon=1 weight=2)', 'character 17: expected ",", found "weight"'],
    ['count(epsilom=1)', 'character 7: unknown option "epsilom" of count. Did you mean epsilon?'],
    [
      'kurtosis(age)',
      'character 1: unknown statistic "kurtosis". Known: count, countUnits, countDistinct, sum',
    ],
    [
      'quantile(age)',
      'character 13: quantile needs a column and a rank from 0 to 1. As in quantile',
    ],
    ['quantile(age, half)', 'character 15: "half" in quantile is not a number'],
    ['median(age, 0.5)', 'character 13: median takes a column. As in median(income)'],
    [
      'contingencyTable([a edge=0:1:1])',
      'character 21: unknown option "edge" of an axis. Did you mean edges?',
    ],
    ['cdf([age])', 'character 10: cdf needs a column. As in cdf(income)'],
    ['correlation([a edges=0:1:1])', 'character 14: only axes of a contingencyTable have bins'],
    [
      'contingencyTable([a], margins=some)',
      'character 31: margins is "some", must be all or a list',
    ],
    ['covariance(a, b, lower=[0, x])', 'character 28: "x" in lower is not a number'],
    [
      'mean(hours a week)',
      'character 12: expected ",", found "a". Names with spaces stand in quotes',
    ],
    [
      'histogram(x, values=[a b])',
      'character 24: expected ",", found "b". Names with spaces stand',
    ],
    ['histogram(x, edges=0:100)', 'character 20: edges=0:100 has no step. As in edges=0:100:10'],
    [
      'histogram(x, edges=0:100:7)',
      'character 20: steps of 7 from 0 do not end at 100. Write 0:98:7 or 0:105:7',
    ],
    ['histogram(x, edges=0:1:2)', 'character 20: steps of 2 from 0 do not end at 1. Write 0:2:2'],
    ['mean(age), (b)', 'character 12: expected a statistic, found "("'],
    ['mean', 'character 5: expected "(", found the end. As in mean(age)'],
    ['mean()', 'character 6: mean needs a column'],
    ['mean(age', 'character 9: expected ",", found the end'],
    ['mean(age))', 'character 10: expected "," or the end, found ")"'],
    ['mean(age) sum(age)', 'character 11: expected "," or the end, found "sum"'],
    ['mean(age,)', 'character 10: expected an option, found ")"'],
    ['mean(epsilon=1)', 'character 6: expected a column before the option "epsilon"'],
    ['units(age)', 'character 7: units takes no column'],
    [
      'mean(age, epsilom=1)',
      'character 11: unknown option "epsilom" of mean. Did you mean epsilon?',
    ],
    ['max(age, mechanism=laplace)', 'character 10: unknown option "mechanism" of max'],
    ['mean(age, edges=0:1)', 'character 11: unknown option "edges" of mean'],
    ['mean(age, epsilon 1)', 'character 11: the option "epsilon" has no value. As in epsilon=…'],
    ['mean(age, epsilon=)', 'character 19: expected a number for epsilon, found ")"'],
    ['mean(age, epsilon=1, epsilon=2)', 'character 22: epsilon is given twice'],
    ['mean(age, weight=two)', 'character 18: weight is "two", must be a number'],
    [
      'mean(age, mechanism=laplac)',
      'character 21: unknown mechanism "laplac". Did you mean laplace?',
    ],
    [
      'mean(age), mean(age, upper=3)',
      'character 12: mean(age) is asked for twice. Name one of them: as=NAME',
    ],
    ['mean("age)', 'character 6: the quote " has no end'],
    ['histogram(x, edges=3)', 'character 20: edges must hold at least two numbers'],
    ['histogram(x, edges=[0, 5, 5])', 'character 20: edges must rise, but 5 follows 5'],
    ['histogram(x, edges=[0, a])', 'character 24: "a" in edges is not a number'],
    ['histogram(x, edges=0:10:3)', 'character 20: steps of 3 from 0 do not end at 10'],
    ['histogram(x, edges=10:0:1)', 'character 20: "10:0:1" does not rise'],
    ['histogram(x, edges=0:10:0)', 'character 20: "0:10:0" does not rise'],
    [
      'histogram(x, edges=0:1:0.00001)',
      'character 20: "0:1:0.00001" stands for more than 10000 numbers',
    ],
    ['histogram(x, edges=0:1:1:1)', 'character 20: "0:1:1:1" is not from:to:step'],
    ['histogram(x, edges=[0, 5', 'character 25: expected ",", found the end'],
  ])('says where "%s" is wrong, and the way out', (text, message) => {
    expect(() => parseStats(text)).toThrow(
      /^(--|character)/.test(message) ? `--stats, ${message}` : message,
    )
  })

  test('reads anything or refuses it with a place, and never fails otherwise', () => {
    const piece = fc.constantFrom(
      'mean',
      'count',
      'histogram',
      'cov',
      'crosstab',
      'margins',
      '(',
      ')',
      '[',
      ']',
      ',',
      '=',
      'edges',
      '0:1:0.1',
      '"',
      "'",
      ' ',
      'age',
      'epsilon',
      '1',
      '*',
      ':',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        try {
          expect(parseStats(pieces.join('')).length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toMatchObject({
            name: 'DitherError',
            code: 'invalid_parameter',
            message: expect.stringMatching(/^--stats, character \d+: /),
          })
        }
      }),
      { seed: 3, numRuns: 2000 },
    )
  })
})
