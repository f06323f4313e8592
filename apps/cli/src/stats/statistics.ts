/** Every statistic that --stats knows: its names, what it takes, an example. */

import { didYouMean } from '@dither/query'
import { quoted } from './scan.ts'

export type StatisticName =
  | 'count'
  | 'countUnits'
  | 'countDistinct'
  | 'sum'
  | 'mean'
  | 'moment'
  | 'variance'
  | 'standardDeviation'
  | 'covariance'
  | 'correlation'
  | 'linearRegression'
  | 'quantile'
  | 'median'
  | 'min'
  | 'max'
  | 'quantiles'
  | 'interquartileRange'
  | 'cumulativeDistribution'
  | 'bounds'
  | 'histogram'
  | 'topValues'
  | 'topCategories'
  | 'contingencyTable'

/** What stands between the parentheses, before the options. */
export type Part = 'column' | 'columns' | 'axes' | 'number' | 'numbers'

export type Option =
  | 'epsilon'
  | 'delta'
  | 'rho'
  | 'weight'
  | 'accuracy'
  | 'expects'
  | 'among'
  | 'mechanism'
  | 'as'
  | 'lower'
  | 'upper'
  | 'edges'
  | 'values'
  | 'candidates'
  | 'maxValues'
  | 'margins'
  | 'intercept'
  | 'ridge'
  | 'smallest'
  | 'largest'
  | 'confidence'

export interface StatisticKind {
  /** Other words for it, in small letters and without - and _. */
  readonly aliases: readonly string[]
  /** What it may take. */
  readonly forms: readonly (readonly Part[])[]
  /** The same in words. */
  readonly needs: string
  readonly example: string
  /** Its own options. */
  readonly options: readonly Option[]
  /** Whether it is chosen among candidates, without noise. */
  readonly chosen?: true
}

const value = { forms: [['column']], needs: 'a column', options: ['lower', 'upper'] } as const
const ranked = { ...value, options: ['lower', 'upper', 'candidates'] } as const
const pair = {
  forms: [['column', 'column'], ['columns'], ['columns', 'columns']],
  needs: 'two columns, or one or two lists of columns',
  options: ['lower', 'upper'],
} as const

const catalogue: Readonly<Record<StatisticName, StatisticKind>> = {
  count: {
    aliases: [],
    forms: [[], ['column']],
    needs: 'a column or nothing',
    example: 'count()',
    options: [],
  },
  countUnits: {
    aliases: ['units', 'people'],
    forms: [[]],
    needs: 'nothing',
    example: 'countUnits()',
    options: [],
  },
  countDistinct: {
    aliases: ['distinct', 'nunique'],
    forms: [['column']],
    needs: 'a column',
    example: 'countDistinct(age)',
    options: ['maxValues'],
  },
  sum: { ...value, aliases: ['total'], example: 'sum(income)' },
  mean: { ...value, aliases: ['avg', 'average'], example: 'mean(age)' },
  moment: {
    ...value,
    aliases: ['rawmoment'],
    forms: [['column', 'number']],
    needs: 'a column and an order',
    example: 'moment(age, 2)',
  },
  variance: { ...value, aliases: ['var'], example: 'variance(age)' },
  standardDeviation: { ...value, aliases: ['sd', 'std', 'stddev'], example: 'sd(age)' },
  covariance: { ...pair, aliases: ['cov', 'covar'], example: 'covariance(age, income)' },
  correlation: { ...pair, aliases: ['corr', 'cor'], example: 'correlation([age, income, educ])' },
  linearRegression: {
    aliases: ['regression', 'ols', 'lm'],
    forms: [
      ['column', 'columns'],
      ['column', 'column'],
    ],
    needs: 'a target and a list of predictors',
    example: 'linearRegression(income, [age, educ])',
    options: ['lower', 'upper', 'intercept', 'ridge'],
  },
  quantile: {
    ...ranked,
    chosen: true,
    aliases: [],
    forms: [['column', 'number']],
    needs: 'a column and a rank from 0 to 1',
    example: 'quantile(income, 0.9)',
  },
  median: { ...ranked, chosen: true, aliases: [], example: 'median(income)' },
  min: { ...ranked, chosen: true, aliases: ['minimum'], example: 'min(income)' },
  max: { ...ranked, chosen: true, aliases: ['maximum'], example: 'max(income)' },
  quantiles: {
    ...ranked,
    aliases: [],
    forms: [
      ['column', 'numbers'],
      ['column', 'number'],
    ],
    needs: 'a column and a list of ranks from 0 to 1',
    example: 'quantiles(income, [0.25, 0.5, 0.75])',
  },
  interquartileRange: { ...ranked, aliases: ['iqr'], example: 'iqr(income)' },
  cumulativeDistribution: { ...ranked, aliases: ['cdf', 'ecdf'], example: 'cdf(income)' },
  bounds: {
    aliases: [],
    forms: [['column']],
    needs: 'a column',
    example: 'bounds(income)',
    options: ['smallest', 'largest', 'confidence'],
  },
  histogram: {
    aliases: ['hist'],
    forms: [['column']],
    needs: 'a column',
    example: 'histogram(income, edges=0:100000:10000)',
    options: ['edges', 'values'],
  },
  topValues: {
    aliases: ['top', 'topk'],
    forms: [['column', 'number']],
    needs: 'a column and how many',
    example: 'topValues(educ, 3)',
    options: ['values'],
  },
  topCategories: {
    aliases: ['topnames'],
    forms: [['column', 'number']],
    needs: 'a column and how many',
    example: 'topCategories(educ, 3)',
    options: ['values'],
    chosen: true,
  },
  contingencyTable: {
    aliases: ['crosstab', 'crosstable', 'histogram2d'],
    forms: [['axes']],
    needs: 'a list of axes',
    example: 'contingencyTable([educ, married])',
    options: ['margins'],
  },
}

/** The options of every statistic. */
const everywhere: readonly Option[] = [
  'epsilon',
  'delta',
  'rho',
  'weight',
  'accuracy',
  'expects',
  'among',
  'mechanism',
  'as',
]

/** What a person wrote between the parentheses. */
interface Written {
  readonly column?: string
  readonly number?: string
}

/** What people ask for in words of other programs, and how it is said here, of their column. */
const elsewhere: readonly (readonly [RegExp, (written: Written, word: string) => string])[] = [
  [/^mode$/, ({ column = 'educ' }) => `topValues(${quoted(column)}, 1)`],
  [/^(percentiles?|p\d+)$/, percentile],
  [/^(quartiles?)$/, ({ column = 'income' }) => `quantiles(${quoted(column)}, [0.25, 0.5, 0.75])`],
  [/^(deciles?)$/, ({ column = 'income' }) => `quantiles(${quoted(column)}, 0.1:0.9:0.1)`],
  [
    /^(range|minmax)$/,
    ({ column = 'income' }) =>
      `min(${quoted(column)}), max(${quoted(column)}), or for bounds(${quoted(column)})`,
  ],
  [/^(table|pivot|xtabs)$/, () => 'contingencyTable([educ, married])'],
]

/** percentile(age, 90) and p90(age) are quantile(age, 0.9). */
function percentile({ column = 'income', number }: Written, word: string): string {
  const text = number ?? word.replace(/\D/g, '')
  const hundredths = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (hundredths > 0 && hundredths < 1) return `quantile(${quoted(column)}, ${hundredths})`
  if (hundredths >= 0 && hundredths <= 100)
    return `quantile(${quoted(column)}, ${Number(`${text}e-2`)})`
  return `quantile(${quoted(column)}, 0.9), or quantiles(${quoted(column)}, [0.25, 0.5, 0.75])`
}

export function kindOf(name: StatisticName): StatisticKind {
  return catalogue[name]
}

/** Small letters alone; - and _ do not matter. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[_-]/g, '')
}

export function statisticNamed(text: string): StatisticName | undefined {
  const word = bare(text)
  return statisticNames.find(
    (name) => name.toLowerCase() === word || kindOf(name).aliases.includes(word),
  )
}

function isName(name: string): name is StatisticName {
  return Object.hasOwn(catalogue, name)
}

/** The names that a person may write. */
const statisticNames: readonly StatisticName[] = Object.keys(catalogue).filter(isName)

/** The way out of a name that is none. */
export function insteadOf(text: string, written: Written = {}): string {
  const word = bare(text)
  const said = elsewhere.find(([words]) => words.test(word))
  if (said !== undefined) return `Ask for ${said[1](written, word)}`
  const names = statisticNames.flatMap((name) => [name, ...kindOf(name).aliases])
  const near = didYouMean(text, names)
  return near.startsWith('Did') ? near : knownStatistics
}

export const knownStatistics: string = `Known: ${statisticNames.join(', ')}`

export function optionsOf(statistic: StatisticName): readonly Option[] {
  const { options, chosen = false } = kindOf(statistic)
  return [...options, ...everywhere.filter((option) => !chosen || option !== 'mechanism')]
}

export function optionNamed(text: string, statistic: StatisticName): Option | undefined {
  return optionsOf(statistic).find((option) => option.toLowerCase() === bare(text))
}

/** Whether its bounds are a list, one for each of its columns. */
export function hasSeveralColumns(statistic: StatisticName): boolean {
  return kindOf(statistic).forms.some((form) => form.includes('columns'))
}
