/** Turns what --stats and --group-by name into questions about a table. */

import { DitherError } from '@dither/core'
import {
  type Ask,
  type AskMatrix,
  type AskPrivateKeys,
  type AxisAsk,
  type Bounds,
  type Column,
  didYouMean,
  type GroupedTable,
  type PrivatelyGroupedTable,
  type Statistic,
  type Table,
  type Temporal,
  temporalFromText,
} from '@dither/query'
import { inWordsOfStats } from './in-words-of-stats.ts'
import { numberOf } from './lists.ts'
import { parseGroups } from './parse-groups.ts'
import type { Axis, StatItem } from './parse-stats.ts'
import { type Point, syntaxError, type Word } from './scan.ts'

type Asker = Table | GroupedTable
/** Of keys that are private, one cell a key is all there is. */
type AnyAsker = Asker | PrivatelyGroupedTable
type Columns = Readonly<Record<string, Column>>

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
    /** What choosing the keys of --group-by may cost, where they are private. */
    readonly privateKeys?: AskPrivateKeys
    readonly mechanism?: StatItem['mechanism']
    /** Of wanted and expected errors. */
    readonly confidence?: number
  } = {},
): Record<string, Statistic> {
  const { columns } = table.schema
  const { groupBy, privateKeys } = options
  const asker = groupBy === undefined ? table : grouped(table, groupBy, privateKeys)
  const questions: Record<string, Statistic> = {}
  for (const item of items) {
    for (const column of item.columns.flat()) columnOf(columns, column, '--stats')
    try {
      questions[item.name] = ask(asker, columns, item, options)
    } catch (error) {
      throw inWordsOfStats(error, item, columns)
    }
  }
  return questions
}

interface ForAll {
  readonly mechanism?: StatItem['mechanism']
  readonly confidence?: number
}

function ask(asker: AnyAsker, columns: Columns, item: StatItem, forAll: ForAll): Statistic {
  const { confidence } = forAll
  const mechanism = item.mechanism ?? forAll.mechanism
  const how = { ...priceOf(item), ...given({ confidence, mechanism }) }
  const [first = '', second = ''] = item.columns.map((one) => ('text' in one ? one.text : ''))
  const [number = 0] = item.numbers
  const bounds = boundsOf(columns[first], item)
  switch (item.statistic) {
    case 'count':
      return item.columns.length === 0 ? asker.count(how) : asker.count(first, how)
    case 'countUnits':
      return asker.countUnits(how)
    case 'sum':
      return asker.sum(first, { ...how, ...bounds })
    case 'mean':
      return asker.mean(first, { ...how, ...bounds })
    case 'moment':
      return asker.moment(first, number, { ...how, ...bounds })
    case 'variance':
      return asker.variance(first, { ...how, ...bounds })
    case 'standardDeviation':
      return asker.standardDeviation(first, { ...how, ...bounds })
    case 'covariance':
    case 'correlation':
      return askPairs(asker, columns, item, how, [first, second])
    case 'linearRegression': {
      const [, predictors = []] = item.columns
      const { intercept, ridge } = item
      return asker.linearRegression(first, namesOf(predictors), {
        ...how,
        ...boundsByName(columns, item),
        ...given({ intercept, ridge }),
      })
    }
    default:
      return askOfMany(inListedCells(asker, item), columns, item, forAll)
  }
}

/** @throws DitherError for a statistic that needs more than one cell a key, of private keys */
function inListedCells(asker: AnyAsker, { at, name }: StatItem): Asker {
  if (asker.kind !== 'privatelyGroupedTable') return asker
  throw syntaxError(
    '--stats',
    at,
    `${name} cannot be asked by private keys`,
    'Ask for count() first: the keys that it shows are public then, as in --group-by "city=[Ulm, Bonn]"',
  )
}

/** What is cut into more cells than one. */
function askOfMany(asker: Asker, columns: Columns, item: StatItem, forAll: ForAll): Statistic {
  const price = priceOf(item)
  const noise = item.mechanism ?? forAll.mechanism
  const { confidence } = forAll
  /** Of what is chosen there is no noise. */
  const chosen = { ...price, ...given({ confidence }) }
  const how = { ...chosen, ...given({ mechanism: noise }) }
  const [first = ''] = item.columns.map((one) => ('text' in one ? one.text : ''))
  const [number = 0] = item.numbers
  const candidates = (): Candidates => candidatesOf(columns[first], item)
  switch (item.statistic) {
    case 'countDistinct':
      return asker.countDistinct(first, { ...how, ...given({ maxValues: item.maxValues }) })
    case 'quantile':
      return asker.quantile(first, number, { ...chosen, ...candidates() })
    case 'median':
      return asker.median(first, { ...chosen, ...candidates() })
    case 'min':
      return asker.min(first, { ...chosen, ...candidates() })
    case 'max':
      return asker.max(first, { ...chosen, ...candidates() })
    case 'quantiles':
      return asker.quantiles(first, item.numbers, { ...how, ...candidates() })
    case 'interquartileRange':
      return asker.interquartileRange(first, { ...how, ...candidates() })
    case 'cumulativeDistribution':
      return asker.cumulativeDistribution(first, { ...how, ...candidates() })
    case 'bounds': {
      const { smallest, largest, confidence: sure } = item
      const own = given({ smallest, largest, confidence: sure })
      return asker.bounds(first, { ...price, ...given({ mechanism: noise }), ...own })
    }
    case 'histogram':
      return askHistogram(asker, columns, item, how)
    case 'topValues': {
      const values = item.values && { values: valuesIn(columns, first, item.values) }
      return asker.topValues(first, number, { ...how, ...values })
    }
    case 'topCategories': {
      const values = item.values && { values: valuesIn(columns, first, item.values) }
      return asker.topCategories(first, number, { ...chosen, ...values })
    }
    case 'contingencyTable': {
      const axes = item.columns.flat().map((axis) => axisIn(columns, axis))
      return asker.contingencyTable(axes, { ...how, ...given({ margins: item.margins }) })
    }
    default:
      throw new RangeError('a statistic is asked by no case')
  }
}

/** The fields that are there. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> }
function given(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function askPairs(
  asker: AnyAsker,
  known: Columns,
  item: StatItem,
  how: Ask,
  [left, right]: readonly [string, string],
): Statistic {
  const { statistic, columns } = item
  const covariance = statistic === 'covariance'
  const [rows = [], others] = columns
  const bounds = boundsByName(known, item)
  if ('text' in rows) {
    const of = bounds.bounds ?? {}
    const both = { ...how, bounds: [of[left] ?? {}, of[right] ?? {}] } as const
    return covariance ? asker.covariance(left, right, both) : asker.correlation(left, right, both)
  }
  const options = { ...how, ...bounds }
  if (others === undefined)
    return covariance
      ? asker.covariance(namesOf(rows), options)
      : asker.correlation(namesOf(rows), options)
  return covariance
    ? asker.covariance(namesOf(rows), namesOf(others), options)
    : asker.correlation(namesOf(rows), namesOf(others), options)
}

function namesOf(columns: Axis | readonly Axis[]): string[] {
  return [columns].flat().map(({ text }) => text)
}

/** lower=[…] and upper=[…], one number for each column as they are named. */
function boundsByName(columns: Columns, item: StatItem): Pick<AskMatrix, 'bounds'> {
  const names = [...new Set(item.columns.flat().map(({ text }) => text))]
  const { lowers, uppers } = item
  for (const [word, list] of Object.entries({ lower: lowers, upper: uppers })) {
    if (list === undefined || list.length === names.length) continue
    throw syntaxError(
      '--stats',
      item.at,
      `${word} of ${item.name} lists ${list.length} of ${names.length} numbers`,
      `One for each column: ${word}=[${names.map((name) => `${word} of ${name}`).join(', ')}]`,
    )
  }
  if (lowers === undefined && uppers === undefined) return {}
  const one = (name: string, i: number): Bounds =>
    boundsOf(columns[name], given({ lower: lowers?.[i], upper: uppers?.[i] }))
  return { bounds: Object.fromEntries(names.map((name, i) => [name, one(name, i)])) }
}

type Candidates =
  | { readonly candidates: readonly number[] }
  | ({ readonly candidates?: number } & Bounds)

function candidatesOf(column: Column | undefined, item: StatItem): Candidates {
  const { candidates, lower, upper } = item
  if (typeof candidates !== 'object') return { ...given({ candidates }), ...boundsOf(column, item) }
  if (lower === undefined && upper === undefined)
    return { candidates: candidates.map((point) => numberAt(column, point)) }
  throw syntaxError(
    '--stats',
    item.at,
    `${item.name} has both bounds and a list of candidates`,
    'Leave out lower and upper, or say how many candidates lie between them',
  )
}

function boundsOf(
  column: Column | undefined,
  { lower, upper }: { readonly lower?: Point; readonly upper?: Point },
): Bounds {
  return {
    ...(lower === undefined ? {} : { lower: numberAt(column, lower) }),
    ...(upper === undefined ? {} : { upper: numberAt(column, upper) }),
  }
}

/** The number that a date, time or timestamp is in its column. */
function numberAt(column: Column | undefined, point: Point): number {
  if (typeof point === 'number') return point
  const type = temporalOf(column)
  const value = type === undefined ? null : temporalFromText(type, point.text)
  if (value !== null) return value
  const what = `a ${type ?? 'number'}`
  throw syntaxError('--stats', point.at, `"${point.text}" is not ${what}`)
}

function temporalOf(column: Column | undefined): Temporal | undefined {
  const type = column?.type
  return type === 'date' || type === 'time' || type === 'timestamp' ? type : undefined
}

function axisIn(columns: Columns, axis: Axis): AxisAsk<Record<string, Column['type']>> {
  const { text: of, edges, values } = axis
  if (edges !== undefined && values !== undefined)
    throw syntaxError('--stats', axis.at, `${of} has both edges and values`, 'Leave one out')
  if (edges !== undefined) return { of, edges: edges.map((edge) => numberAt(columns[of], edge)) }
  if (values !== undefined) return { of, values: valuesIn(columns, of, values) }
  const column = columns[of]
  if (column?.type === 'number') {
    const example = `As in [${of} edges=${tenBins(column)}]`
    throw syntaxError('--stats', axis.at, `${of} needs edges`, example)
  }
  return of
}

function askHistogram(asker: Asker, columns: Columns, item: StatItem, how: Ask): Statistic {
  const [column = ''] = item.columns.flat().map(({ text }) => text)
  const { edges, values } = item
  if (edges !== undefined && values !== undefined) {
    throw syntaxError('--stats', item.at, `${item.name} has both edges and values`, 'Leave one out')
  }
  if (edges !== undefined) {
    const numbers = edges.map((edge) => numberAt(columns[column], edge))
    return asker.histogram(column, { ...how, edges: numbers })
  }
  if (values === undefined) {
    const described = columns[column]
    if (described?.type === 'number')
      throw syntaxError(
        '--stats',
        item.at,
        `histogram(${column}) needs edges`,
        `As in histogram(${column}, edges=${tenBins(described)})`,
      )
    return asker.histogram(column, how)
  }
  const read = valuesIn(columns, column, values)
  const numbers = read.filter((value) => typeof value === 'number')
  return numbers.length === read.length
    ? asker.histogram(column, { ...how, values: numbers })
    : asker.histogram(column, { ...how, values: read })
}

/** from:to:step between the bounds of the schema, where these are there and the steps are short to write. */
function tenBins({ lower, upper }: { readonly lower?: number; readonly upper?: number }): string {
  const step = (upper ?? 0) / 10 - (lower ?? 0) / 10
  const short = String(step).length <= 8 && (lower ?? 0) + 10 * step === upper
  return step > 0 && short ? `${lower}:${upper}:${step}` : '0:100:10'
}

function valuesIn(
  columns: Columns,
  column: string,
  words: readonly Word[],
): (number | string | boolean)[] {
  return words.map((word) => readValue(columns[column], word, '--stats'))
}

function priceOf(item: StatItem): Ask {
  const { name, at, epsilon, delta, rho, weight, accuracy, expects, among } = item
  const rest = given({ weight, accuracy, expects, among })
  if (rho !== undefined) {
    if (epsilon === undefined && delta === undefined) return { ...rest, rho }
    throw syntaxError('--stats', at, `${name} has rho besides epsilon or delta`, 'Leave one out')
  }
  if (epsilon !== undefined) return { ...rest, epsilon, ...given({ delta }) }
  if (delta === undefined) return rest
  throw syntaxError('--stats', at, `${name} has delta without epsilon`, 'Say both')
}

function grouped(
  table: Table,
  text: string,
  privateKeys: AskPrivateKeys | undefined,
): GroupedTable | PrivatelyGroupedTable {
  const { columns } = table.schema
  if (privateKeys !== undefined) {
    const [first, ...rest] = parseGroups(text).map(({ column, values }) => {
      columnOf(columns, column, '--group-by')
      if (values === undefined) return column.text
      throw syntaxError(
        '--group-by',
        column.at,
        `the values of ${column.text} are listed, beside --private-keys`,
        'Leave out the list, or --private-keys: listed keys cost nothing',
      )
    })
    if (first === undefined) throw syntaxError('--group-by', 0, 'names no column')
    return table.groupByPrivateKeys([first, ...rest], privateKeys)
  }
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

function columnOf(columns: Columns, word: Word, option: string): Column {
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
    const value = numberOf(word.text)
    if (value !== undefined) return value
    throw syntaxError(option, word.at, `"${word.text}" is not a number`)
  }
  const temporal = temporalOf(column)
  if (temporal !== undefined) {
    const value = numberOf(word.text) ?? temporalFromText(temporal, word.text)
    if (value !== null) return value
    throw syntaxError(option, word.at, `"${word.text}" is not a ${temporal}`)
  }
  if (column?.type !== 'boolean') return word.text
  if (word.text === 'true' || word.text === 'false') return word.text === 'true'
  throw syntaxError(option, word.at, `"${word.text}" is neither true nor false`)
}
