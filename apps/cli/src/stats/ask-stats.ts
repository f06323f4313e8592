/** Turns what --stats and --group-by name into questions about a table. */

import { DitherError } from '@dither/core'
import type { Ask, Column, GroupedTable, Statistic, Table } from '@dither/query'
import { didYouMean } from '../did-you-mean.ts'
import { askSeveral } from './ask-several.ts'
import { parseGroups } from './parse-groups.ts'
import type { StatItem } from './parse-stats.ts'
import { syntaxError, type Word } from './scan.ts'

/**
 * One question a statistic, by the name of its answer.
 *
 * @param options.groupBy the text of --group-by
 * @throws DitherError at the place in the text where the mistake is
 */
export function askStats(
  table: Table,
  items: readonly StatItem[],
  options: {
    readonly groupBy?: string
    readonly mechanism?: StatItem['mechanism']
    /** Of wanted and expected errors. */
    readonly confidence?: number
  } = {},
): Record<string, Statistic> {
  const { columns } = table.schema
  const asker = options.groupBy === undefined ? table : grouped(table, options.groupBy)
  const questions: Record<string, Statistic> = {}
  for (const item of items) {
    for (const word of [item.column ?? [], item.columns ?? []].flat(2))
      columnOf(columns, word, '--stats')
    try {
      questions[item.name] = ask(asker, columns, withOptions(item, options))
    } catch (error) {
      throw inWordsOfStats(error, item)
    }
  }
  return questions
}

function ask(
  asker: Table | GroupedTable,
  columns: Readonly<Record<string, Column>>,
  item: AskedItem,
): Statistic {
  const { statistic, lower, upper } = item
  const column = item.column?.text ?? ''
  const how = howOf(item)
  const bounded = {
    ...how,
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
  }
  switch (statistic) {
    case 'count':
      return item.column === undefined ? asker.count(how) : asker.count(column, how)
    case 'units':
      return asker.countUnits(how)
    case 'sum':
      return asker.sum(column, bounded)
    case 'mean':
      return asker.mean(column, bounded)
    case 'variance':
      return asker.variance(column, bounded)
    case 'sd':
      return asker.standardDeviation(column, bounded)
    case 'histogram':
      return askHistogram(asker, columns, item, how)
    case 'covariance':
    case 'correlation':
    case 'regression':
      return askSeveral(asker, statistic, item, how)
  }
}

/** Errors of the fluent face, in the words of --stats. */
function inWordsOfStats(error: unknown, item: StatItem): unknown {
  if (!(error instanceof DitherError)) return error
  const { statistic, lower, upper, column } = item
  const name = column?.text ?? ''
  if (error.code === 'missing_bound' && item.columns !== undefined)
    return new DitherError('missing_bound', `${item.name} has a column without bounds`, {
      ...error.detail,
      wayOut: 'Write lower and upper into the schema',
    })
  if (error.code === 'missing_bound') {
    const none = lower === undefined && upper === undefined
    const what = none ? 'no bounds' : lower === undefined ? 'no lower bound' : 'no upper bound'
    const bounds = `lower=${lower ?? 0}, upper=${upper ?? 100}`
    return new DitherError('missing_bound', `${name} has ${what}`, {
      ...error.detail,
      wayOut: `Write lower and upper into the schema, or ${statistic}(${quoted(name)}, ${bounds})`,
    })
  }
  if (error.detail.parameter === 'budget.delta') {
    return syntaxError(
      '--stats',
      item.at,
      `Gaussian noise of ${item.name} needs a delta or a rho`,
      'Add delta=1e-6, or use rho=0.1 in place of epsilon',
    )
  }
  return error
}

function quoted(name: string): string {
  return /^[^\s"'()[\],=*]+$/.test(name) ? name : `"${name}"`
}

function askHistogram(
  asker: Table | GroupedTable,
  columns: Readonly<Record<string, Column>>,
  item: StatItem,
  how: Ask,
): Statistic {
  const column = item.column?.text ?? ''
  const { edges, values } = item
  if (edges !== undefined && values !== undefined) {
    throw syntaxError('--stats', item.at, `${item.name} has both edges and values`, 'Leave one out')
  }
  if (edges !== undefined) return asker.histogram(column, { ...how, edges })
  if (values === undefined) {
    if (columns[column]?.type === 'number') {
      throw syntaxError(
        '--stats',
        item.at,
        `histogram(${column}) needs edges`,
        `As in histogram(${column}, edges=0:100:10)`,
      )
    }
    return asker.histogram(column, how)
  }
  const read = values.map((word) => readValue(columns[column], word, '--stats'))
  const numbers = read.filter((value) => typeof value === 'number')
  return numbers.length === read.length
    ? asker.histogram(column, { ...how, values: numbers })
    : asker.histogram(column, { ...how, values: read })
}

function howOf(item: AskedItem): Ask {
  const { epsilon, delta, rho, weight, mechanism, accuracy, expects, among, confidence } = item
  const rest = {
    ...(weight === undefined ? {} : { weight }),
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(expects === undefined ? {} : { expects }),
    ...(among === undefined ? {} : { among }),
    ...(mechanism === undefined ? {} : { mechanism }),
  }
  if (rho !== undefined) {
    if (epsilon === undefined && delta === undefined) return { ...rest, rho }
    throw syntaxError(
      '--stats',
      item.at,
      `${item.name} has rho besides epsilon or delta`,
      'Leave one out',
    )
  }
  if (epsilon !== undefined) return { ...rest, epsilon, ...(delta === undefined ? {} : { delta }) }
  if (delta === undefined) return rest
  throw syntaxError('--stats', item.at, `${item.name} has delta without epsilon`, 'Say both')
}

/** A statistic with what is said of all of them. */
type AskedItem = StatItem & { readonly confidence?: number }

function withOptions(
  item: StatItem,
  {
    mechanism,
    confidence,
  }: { readonly mechanism?: StatItem['mechanism']; readonly confidence?: number },
): AskedItem {
  return {
    ...item,
    ...(item.mechanism === undefined && mechanism !== undefined ? { mechanism } : {}),
    ...(confidence === undefined ? {} : { confidence }),
  }
}

function grouped(table: Table, text: string): GroupedTable {
  const { columns } = table.schema
  const [first, ...rest] = parseGroups(text).map(({ column, values }) => {
    const described = columnOf(columns, column, '--group-by')
    return values === undefined
      ? column.text
      : {
          name: column.text,
          of: column.text,
          values: values.map((word) => readValue(described, word, '--group-by')),
        }
  })
  if (first === undefined) throw syntaxError('--group-by', 0, 'names no column')
  return table.groupBy(first, ...rest)
}

function columnOf(columns: Readonly<Record<string, Column>>, word: Word, option: string): Column {
  const column = Object.hasOwn(columns, word.text) ? columns[word.text] : undefined
  if (column !== undefined) return column
  throw new DitherError(
    'unknown_column',
    `${option}, character ${word.at + 1}: the schema has no column "${word.text}"`,
    { parameter: option, wayOut: didYouMean(word.text, Object.keys(columns)) },
  )
}

/** A word as a value of a column: a number, true or false, or text. */
function readValue(
  column: Column | undefined,
  word: Word,
  option: string,
): number | string | boolean {
  if (column?.type === 'integer' || column?.type === 'number') {
    const value = Number(word.text)
    if (word.text.trim() !== '' && Number.isFinite(value)) return value
    throw syntaxError(option, word.at, `"${word.text}" is not a number`)
  }
  if (column?.type !== 'boolean') return word.text
  if (word.text === 'true' || word.text === 'false') return word.text === 'true'
  throw syntaxError(option, word.at, `"${word.text}" is neither true nor false`)
}
