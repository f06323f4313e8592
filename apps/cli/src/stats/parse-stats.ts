/**
 * The language of --stats:
 *
 *     mean(age), variance(age, epsilon=0.2), histogram(income, edges=0:100000:10000, weight=2)
 *
 * A list of statistics, each of a column, with options. It names things; what they mean for a schema is
 * settled in ask-stats.ts.
 */

import { didYouMean } from '../did-you-mean.ts'
import { readEdges, readList } from './lists.ts'
import {
  type Columns,
  checkSeveral,
  columnsText,
  isSeveral,
  parseColumns,
  type SeveralName,
  severalExamples,
} from './parse-columns.ts'
import { quotes, TokenReader, type Word } from './scan.ts'

type StatisticName =
  | 'count'
  | 'units'
  | 'sum'
  | 'mean'
  | 'variance'
  | 'sd'
  | 'histogram'
  | SeveralName

/** One statistic as it was asked for. */
export interface StatItem {
  /** Names the answer: `mean(age)`, or what `as=` says. */
  readonly name: string
  readonly statistic: StatisticName
  readonly column?: Word
  /** Of statistics of several columns: each is one, or a list of them. */
  readonly columns?: readonly Columns[]
  readonly at: number
  /** Decimals, as they were written. */
  readonly epsilon?: string
  readonly delta?: string
  readonly rho?: string
  readonly weight?: number
  readonly accuracy?: number
  readonly expects?: number
  readonly among?: number
  readonly lower?: number
  readonly upper?: number
  readonly ridge?: number
  readonly mechanism?: 'laplace' | 'geometric' | 'gaussian'
  readonly edges?: readonly number[]
  readonly values?: readonly Word[]
}

type Option = Exclude<keyof StatItem, 'name' | 'statistic' | 'column' | 'columns' | 'at'> | 'as'

const statistics: Readonly<
  Record<StatisticName, { aliases: readonly string[]; options: readonly Option[] }>
> = {
  count: { aliases: [], options: [] },
  units: { aliases: ['countunits', 'people'], options: [] },
  sum: { aliases: ['total'], options: ['lower', 'upper'] },
  mean: { aliases: ['avg', 'average'], options: ['lower', 'upper'] },
  variance: { aliases: ['var'], options: ['lower', 'upper'] },
  sd: { aliases: ['std', 'stddev', 'standarddeviation'], options: ['lower', 'upper'] },
  histogram: { aliases: ['hist'], options: ['edges', 'values'] },
  covariance: { aliases: ['cov', 'covar'], options: [] },
  correlation: { aliases: ['cor', 'corr'], options: [] },
  regression: { aliases: ['linearregression', 'ols'], options: ['ridge'] },
}
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
const mechanisms = ['laplace', 'geometric', 'gaussian'] as const

/** What people ask for that is not there, and is none of the others misspelt. */
const notYet = /^(median|quantiles?|percentiles?|quartiles?|mode|min|minimum|max|maximum|range)$/i

/** The names that a person may write. */
const statisticNames: readonly string[] = Object.keys(statistics)

/**
 * Reads the list.
 *
 * @throws DitherError "invalid_parameter" that says at which character, and what was meant
 */
export function parseStats(text: string): StatItem[] {
  const reader = new TokenReader(text, '--stats')
  if (reader.peek().kind === 'end') {
    throw reader.error(
      'nothing is asked for',
      'Write statistics, as in: mean(age), histogram(income, edges=0:100:10)',
    )
  }
  const items: StatItem[] = []
  do {
    const item = parseItem(reader)
    if (items.some(({ name }) => name === item.name)) {
      throw reader.error(`${item.name} is asked for twice`, 'Name one of them: as=NAME', item.at)
    }
    items.push(item)
  } while (reader.takeMark(','))
  if (reader.peek().kind !== 'end')
    throw reader.error(`expected "," or the end, found ${reader.found()}`)
  return items
}

function parseItem(reader: TokenReader): StatItem {
  const { text, at } = reader.expectName('a statistic', `Known: ${statisticNames.join(', ')}`)
  const statistic = statisticOf(text)
  if (statistic === undefined) {
    const known = `Known: ${statisticNames.join(', ')}`
    if (notYet.test(text)) throw reader.error(`there is no ${text} yet`, known, at)
    throw reader.error(`unknown statistic "${text}"`, didYouMean(text, statisticNames), at)
  }
  reader.expectMark('(', `As in ${example(statistic)}`)
  if (isSeveral(statistic)) {
    const columns = parseColumns(reader, example(statistic))
    checkSeveral(reader, statistic, columns, at)
    const { as, ...options } = parseOptions(reader, statistic)
    const name = as ?? `${statistic}(${columns.map(columnsText).join(', ')})`
    return { name, statistic, at, columns, ...options }
  }
  const column = parseColumn(reader)
  if (column === undefined && statistic !== 'count' && statistic !== 'units') {
    throw reader.error(`${statistic} needs a column`, `As in ${example(statistic)}`)
  }
  if (column !== undefined && statistic === 'units') {
    throw reader.error('units takes no column', 'It counts privacy units: units()', column.at)
  }
  const { as, ...options } = parseOptions(reader, statistic)
  return {
    name: as ?? `${statistic}(${column?.text ?? ''})`,
    statistic,
    at,
    ...(column === undefined ? {} : { column }),
    ...options,
  }
}

/** The column, if one comes; count(*) counts rows. */
function parseColumn(reader: TokenReader): Word | undefined {
  const token = reader.peek()
  if (reader.takeMark('*')) return undefined
  if (token.kind !== 'word' && token.kind !== 'name') return undefined
  const next = reader.take()
  if (next.kind === 'word' && reader.peek().text === '=' && reader.peek().kind === 'mark') {
    throw reader.error(
      `expected a column before the option "${next.text}"`,
      'As in mean(age, epsilon=0.5), or count(*, epsilon=0.5)',
      next.at,
    )
  }
  return { text: next.text, at: next.at }
}

type Options = Omit<StatItem, 'name' | 'statistic' | 'column' | 'columns' | 'at'> & {
  readonly as?: string
}

function parseOptions(reader: TokenReader, statistic: StatisticName): Options {
  const known = [...statistics[statistic].options, ...everywhere]
  let options: Options = {}
  while (!reader.takeMark(')')) {
    if (reader.peek().kind === 'word')
      throw reader.error(`expected ",", found ${reader.found()}`, quotes)
    reader.expectMark(',', 'A statistic ends with ")"; its options stand after commas')
    const { text, at } = reader.expectName(
      'an option',
      `Known for ${statistic}: ${known.join(', ')}`,
    )
    const key = known.find((name) => name === text.toLowerCase())
    if (key === undefined) {
      throw reader.error(`unknown option "${text}" of ${statistic}`, didYouMean(text, known), at)
    }
    if (key in options) throw reader.error(`${key} is given twice`, 'Leave one out', at)
    reader.expectMark('=', `As in ${key}=…`)
    options = { ...options, ...readOption(reader, key) }
  }
  return options
}

function readOption(reader: TokenReader, key: Option): Options {
  switch (key) {
    case 'epsilon':
    case 'delta':
    case 'rho':
      return { [key]: reader.expectName(`a number for ${key}`).text }
    case 'weight':
    case 'accuracy':
    case 'expects':
    case 'among':
    case 'lower':
    case 'upper':
    case 'ridge':
      return { [key]: readNumber(reader, key) }
    case 'as':
      return { as: reader.expectName('a name').text }
    case 'mechanism': {
      const { text, at } = reader.expectName('a mechanism', `Known: ${mechanisms.join(', ')}`)
      const mechanism = mechanisms.find((name) => name === text.toLowerCase())
      if (mechanism !== undefined) return { mechanism }
      throw reader.error(`unknown mechanism "${text}"`, didYouMean(text, mechanisms), at)
    }
    case 'edges':
      return { edges: readEdges(reader) }
    case 'values':
      return { values: readList(reader, 'values') }
  }
}

function readNumber(reader: TokenReader, key: string): number {
  const { text, at } = reader.expectName(`a number for ${key}`)
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw reader.error(`${key} is "${text}", must be a number`, undefined, at)
  }
  return value
}

function statisticOf(text: string): StatisticName | undefined {
  const word = text.toLowerCase().replace(/[_-]/g, '')
  for (const [name, { aliases }] of Object.entries(statistics)) {
    if (name === word || aliases.includes(word)) return statisticNamed(name)
  }
  return undefined
}

function statisticNamed(name: string): StatisticName | undefined {
  switch (name) {
    case 'count':
    case 'units':
    case 'sum':
    case 'mean':
    case 'variance':
    case 'sd':
    case 'histogram':
    case 'covariance':
    case 'correlation':
    case 'regression':
      return name
    default:
      return undefined
  }
}

function example(statistic: StatisticName): string {
  if (isSeveral(statistic)) return severalExamples[statistic]
  if (statistic === 'histogram') return 'histogram(income, edges=0:100000:10000)'
  return statistic === 'count' || statistic === 'units' ? `${statistic}()` : `${statistic}(age)`
}
