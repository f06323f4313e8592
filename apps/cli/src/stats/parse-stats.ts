/**
 * The language of --stats:
 *
 *     mean(age), quantile(income, 0.9, epsilon=0.2), correlation([age, income]), histogram(income, edges=0:100:10)
 *
 * A list of statistics, each of columns (and numbers), with options. It names things; what they mean for a
 * schema is settled in ask-stats.ts.
 */

import { didYouMean } from '@dither/query'
import {
  numberOf,
  numbersIn,
  readEdges,
  readItems,
  readList,
  readNumber,
  readPoint,
  readPoints,
} from './lists.ts'
import { type Point, quotes, TokenReader, type Word } from './scan.ts'
import {
  hasSeveralColumns,
  insteadOf,
  kindOf,
  knownStatistics,
  type Option,
  optionNamed,
  optionsOf,
  type Part,
  type StatisticName,
  statisticNamed,
} from './statistics.ts'

/** A column, or an axis of a table of counts with its bins. */
export interface Axis extends Word {
  readonly edges?: readonly Point[]
  readonly values?: readonly Word[]
}

/** One statistic as it was asked for. */
export interface StatItem {
  /** Names the answer: `mean(age)`, or what `as=` says. */
  readonly name: string
  readonly statistic: StatisticName
  readonly at: number
  /** Its columns, and lists of columns, in order. */
  readonly columns: readonly (Axis | readonly Axis[])[]
  /** A rank, several, an order, or how many. */
  readonly numbers: readonly number[]
  /** Decimals, as they were written. */
  readonly epsilon?: string
  readonly delta?: string
  readonly rho?: string
  readonly weight?: number
  readonly accuracy?: number
  readonly expects?: number
  readonly among?: number
  readonly lower?: Point
  readonly upper?: Point
  /** Of several columns, in their order. */
  readonly lowers?: readonly Point[]
  readonly uppers?: readonly Point[]
  readonly mechanism?: 'auto' | 'laplace' | 'geometric' | 'gaussian'
  readonly edges?: readonly Point[]
  readonly values?: readonly Word[]
  /** How many, or which. */
  readonly candidates?: number | readonly Point[]
  readonly maxValues?: number
  readonly margins?: 'all' | readonly (readonly string[])[]
  readonly intercept?: boolean
  readonly ridge?: number
  readonly smallest?: number
  readonly largest?: number
  readonly confidence?: number
}

const mechanisms = ['auto', 'laplace', 'geometric', 'gaussian'] as const

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
    if (items.length > 0 && reader.peek().kind === 'end') break
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
  const { text: word, at } = reader.expectName('a statistic', knownStatistics)
  const statistic = statisticNamed(word)
  if (statistic === undefined)
    throw reader.error(`unknown statistic "${word}"`, insteadOf(word, ahead(reader)), at)
  reader.expectMark('(', `As in ${kindOf(statistic).example}`)
  const bare = startsOption(reader)
  const given = parseArguments(reader)
  const taken = fitted(reader, given, statistic, word)
  const { as, ...options } = parseOptions(reader, statistic, word, bare)
  return { name: as ?? `${word}(${textOf(given)})`, statistic, at, ...taken, ...options }
}

/** What stands between the parentheses that come next, as far as it is a column and a number. */
function ahead(reader: TokenReader): { readonly column?: string; readonly number?: string } {
  const [open, column, comma, number] = [0, 1, 2, 3].map((i) => reader.peek(i))
  const named = column?.kind === 'word' || column?.kind === 'name'
  if (open?.text !== '(' || !named || startsOption(reader, 1)) return {}
  const more = comma?.text === ',' && number?.kind === 'word' && numberOf(number.text) !== undefined
  return { column: column.text, ...(more ? { number: number.text } : {}) }
}

/** A word, or a list of words. */
type Argument = Axis | readonly Axis[]

/** As it is written, without the bins of axes. */
function textOf(given: readonly Argument[]): string {
  const text = (one: Argument): string =>
    'text' in one ? one.text : `[${one.map(({ text }) => text).join(', ')}]`
  return given.map(text).join(', ')
}

/** All that stands before the first option; count(*) counts rows. */
function parseArguments(reader: TokenReader): Argument[] {
  if (reader.takeMark('*')) return []
  const given: Argument[] = []
  for (;;) {
    const { kind, text, at } = reader.peek()
    if (kind === 'mark' && (text === '[' || text === '(')) given.push(readAxes(reader))
    else if ((kind === 'word' || kind === 'name') && !startsOption(reader)) {
      reader.take()
      given.push({ text, at })
    } else return given
    const comma = reader.peek().text === ',' && reader.peek().kind === 'mark'
    if (!comma || startsOption(reader, 1)) return given
    if (reader.peek(1).text === ')') return given
    reader.take()
  }
}

function startsOption(reader: TokenReader, ahead = 0): boolean {
  const [word, equals] = [reader.peek(ahead), reader.peek(ahead + 1)]
  return word.kind === 'word' && equals.kind === 'mark' && equals.text === '='
}

/** A list of columns; one may say its bins: [educ, age edges=0:100:10]. */
function readAxes(reader: TokenReader): Axis[] {
  const wayOut = 'As in [age, income]'
  return readItems(reader, () => readAxis(reader, wayOut), wayOut) ?? []
}

function readAxis(reader: TokenReader, wayOut: string): Axis {
  const { text, at } = reader.expectName('a column', wayOut)
  let axis: Axis = { text, at }
  while (startsOption(reader)) {
    const option = reader.take()
    reader.expectMark('=')
    if (option.text === 'edges') axis = { ...axis, edges: readEdges(reader) }
    else if (option.text === 'values') axis = { ...axis, values: readList(reader, 'values') }
    else
      throw reader.error(
        `unknown option "${option.text}" of an axis`,
        didYouMean(option.text, ['edges', 'values']),
        option.at,
      )
  }
  return axis
}

/** What was given, by what the statistic takes. */
function fitted(
  reader: TokenReader,
  given: readonly Argument[],
  statistic: StatisticName,
  word: string,
): Pick<StatItem, 'columns' | 'numbers'> {
  const { forms, needs, example } = kindOf(statistic)
  const form = forms.find(
    (parts) => parts.length === given.length && parts.every((part, i) => fits(part, given[i])),
  )
  if (form === undefined) {
    const { text, at } = reader.peek()
    const most = Math.max(...forms.map(({ length }) => length))
    const extra = given[most]
    if (most === 0) {
      const [first] = given.flat()
      throw reader.error(
        `${word} takes no column`,
        `It counts privacy units: ${word}()`,
        first?.at ?? at,
      )
    }
    if (extra !== undefined && 'text' in extra && optionNamed(extra.text, statistic) !== undefined)
      throw reader.error(
        `the option "${extra.text}" has no value`,
        `As in ${extra.text}=…`,
        extra.at,
      )
    if (extra !== undefined)
      throw reader.error(`${word} takes ${needs}`, `As in ${example}`, placeOf(extra))
    if (given.length === 0 && startsOption(reader))
      throw reader.error(
        `expected a column before the option "${text}"`,
        `As in ${example.replace(/\)$/, ', epsilon=0.5)')}, or count(epsilon=0.5)`,
      )
    throw reader.error(`${word} needs ${needs}`, `As in ${example}`, at)
  }
  const columns: (Axis | readonly Axis[])[] = []
  const numbers: number[] = []
  for (const [i, part] of form.entries()) {
    const argument = given[i] ?? []
    if (part === 'number' || part === 'numbers')
      numbers.push(...[argument].flat().flatMap((one) => numbersIn(reader, one, word)))
    else columns.push(argument)
    const [binned] = [argument].flat().filter((axis) => 'edges' in axis || 'values' in axis)
    if (part !== 'axes' && binned !== undefined)
      throw reader.error(`only axes of a contingencyTable have bins`, undefined, binned.at)
  }
  return { columns, numbers }
}

function placeOf(argument: Argument): number {
  return 'text' in argument ? argument.at : (argument[0]?.at ?? 0)
}

function fits(part: Part, argument: Argument | undefined): boolean {
  if (argument === undefined) return false
  switch (part) {
    case 'column':
    case 'number':
      return 'text' in argument
    case 'columns':
    case 'axes':
    case 'numbers':
      return !('text' in argument)
  }
}

type Options = Omit<StatItem, 'name' | 'statistic' | 'columns' | 'numbers' | 'at'> & {
  readonly as?: string
}

/** @param bare whether an option comes first, so that no comma stands before it */
function parseOptions(
  reader: TokenReader,
  statistic: StatisticName,
  word: string,
  bare: boolean,
): Options {
  const known = optionsOf(statistic)
  let options: Options = {}
  const seen = new Set<Option>()
  while (!reader.takeMark(')')) {
    if (!bare || seen.size > 0) {
      if (reader.peek().kind === 'word')
        throw reader.error(`expected ",", found ${reader.found()}`, quotes)
      reader.expectMark(',', 'A statistic ends with ")"; its options stand after commas')
    }
    const { text, at } = reader.expectName('an option', `Known for ${word}: ${known.join(', ')}`)
    const key = optionNamed(text, statistic)
    if (key === undefined)
      throw reader.error(`unknown option "${text}" of ${word}`, didYouMean(text, known), at)
    if (seen.has(key)) throw reader.error(`${key} is given twice`, 'Leave one out', at)
    seen.add(key)
    reader.expectMark('=', `As in ${key}=…`)
    options = { ...options, ...readOption(reader, key, statistic) }
  }
  return options
}

function readOption(reader: TokenReader, key: Option, statistic: StatisticName): Options {
  switch (key) {
    case 'epsilon':
    case 'delta':
    case 'rho':
      return { [key]: reader.expectName(`a number for ${key}`).text }
    case 'weight':
    case 'accuracy':
    case 'expects':
    case 'among':
    case 'maxValues':
    case 'ridge':
    case 'smallest':
    case 'largest':
    case 'confidence':
      return { [key]: readNumber(reader, key) }
    case 'lower':
    case 'upper':
      return hasSeveralColumns(statistic)
        ? { [`${key}s`]: readPoints(reader, key) }
        : { [key]: readPoint(reader, key) }
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
    case 'candidates': {
      const one = reader.peek().kind === 'word' && numberOf(reader.peek().text)
      if (typeof one !== 'number') return { candidates: readPoints(reader, key) }
      reader.take()
      return { candidates: one }
    }
    case 'margins':
      return { margins: readMargins(reader) }
    case 'intercept': {
      const { text, at } = reader.expectName('true or false')
      if (text === 'true' || text === 'false') return { intercept: text === 'true' }
      throw reader.error(`intercept is "${text}", must be true or false`, undefined, at)
    }
  }
}

/** all, or lists of axes: [educ, [educ, married]]. */
function readMargins(reader: TokenReader): 'all' | string[][] {
  const wayOut = 'As in margins=all, or margins=[educ, [educ, married]]'
  const margin = (): string[] => readList(reader, 'margins').map(({ text }) => text)
  const margins = readItems(reader, margin, wayOut)
  if (margins !== undefined) return margins
  const { text, at } = reader.expectName('all, or a list of margins', wayOut)
  if (text === 'all') return 'all'
  throw reader.error(`margins is "${text}", must be all or a list`, wayOut, at)
}
