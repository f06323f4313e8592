/** Lists inside --stats and --group-by: [a, b, c], (a, b, c), or from:to:step for numbers. */

import type { Point, Token, TokenReader, Word } from './scan.ts'

/** The most numbers that from:to:step may stand for. */
const longest = 10_000

/** Words between brackets or parentheses; a single word stands for itself. */
export function readList(reader: TokenReader, what: string): Word[] {
  const wayOut = `As in ${what}=[a, b, c]`
  const word = (): Word => wordOf(reader.expectName('a value', wayOut))
  return (
    readItems(reader, word, wayOut) ?? [wordOf(reader.expectName(`a list for ${what}`, wayOut))]
  )
}

function wordOf({ kind, text, at }: Token): Word {
  return { text, at, ...(kind === 'name' ? { quoted: true } : {}) }
}

/** What stands between brackets or parentheses, after commas; nothing where there are none. */
export function readItems<T>(reader: TokenReader, item: () => T, wayOut: string): T[] | undefined {
  const close = reader.takeMark('[') ? ']' : reader.takeMark('(') ? ')' : undefined
  if (close === undefined) return undefined
  const items: T[] = []
  while (!reader.takeMark(close)) {
    if (items.length > 0) {
      const apart = reader.peek().kind === 'word'
      reader.expectMark(',', apart ? 'Names with spaces stand in quotes' : wayOut)
    }
    if (items.length > 0 && reader.takeMark(close)) break
    items.push(item())
  }
  return items
}

/** The number that a text is, if it is one. */
export function numberOf(text: string): number | undefined {
  const value = Number(text)
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value
}

export function readNumber(reader: TokenReader, key: string): number {
  const { text, at } = reader.expectName(`a number for ${key}`)
  const value = numberOf(text)
  if (value !== undefined) return value
  throw reader.error(`${key} is "${text}", must be a number`, undefined, at)
}

/** A number, or a date; times stand in quotes, as their colons do not mean from:to:step. */
export function readPoint(reader: TokenReader, key: string): Point {
  const token = reader.peek()
  if (!isMoment(wordOf(token))) return readNumber(reader, key)
  reader.take()
  return wordOf(token)
}

/** A list of them; from:to:step stands for several numbers. */
export function readPoints(reader: TokenReader, key: string): Point[] {
  return readList(reader, key).flatMap((word) => pointsIn(reader, word, key))
}

function pointsIn(reader: TokenReader, word: Word, what: string): Point[] {
  return isMoment(word) ? [word] : numbersIn(reader, word, what)
}

/** Whether it looks like a date or a timestamp, or in quotes like a time. */
function isMoment({ text, quoted }: Word): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text) || (quoted === true && /^\d\d:\d\d/.test(text))
}

/** Edges, rising: a list, or from:to:step. */
export function readEdges(reader: TokenReader): Point[] {
  const start = reader.peek().at
  const edges = readList(reader, 'edges').flatMap((word) => {
    if (!isMoment(word) && /^[^:]+:[^:]+$/.test(word.text)) {
      throw reader.error(
        `edges=${word.text} has no step`,
        `As in edges=${word.text}:${tenth(word.text)}`,
        word.at,
      )
    }
    return pointsIn(reader, word, 'edges')
  })
  if (edges.length < 2)
    throw reader.error(
      'edges must hold at least two numbers',
      'As in edges=0:100000:10000, or edges=[0, 18, 65, 100]',
      start,
    )
  for (const [index, edge] of edges.slice(1).entries()) {
    const before = edges[index]
    if (typeof edge === 'number' && typeof before === 'number' && edge <= before)
      throw reader.error(`edges must rise, but ${edge} follows ${before}`, undefined, start)
  }
  return edges
}

/** A step that makes ten bins of from:to. */
function tenth(text: string): number {
  const [from = 0, to = 0] = text.split(':').map(Number)
  const step = Number(((to - from) / 10).toPrecision(3))
  return step > 0 ? step : 10
}

/** The number that a word is, or the numbers that from:to:step stands for. */
export function numbersIn(reader: TokenReader, word: Word, what: string): number[] {
  const parts = word.text.split(':')
  if (parts.length === 1) {
    const value = numberOf(word.text)
    if (value !== undefined) return [value]
    throw reader.error(`"${word.text}" in ${what} is not a number`, undefined, word.at)
  }
  const wayOut = 'As in 0:100000:10000, which is from 0 to 100000 in steps of 10000'
  const [from, to, step = { digits: 1n, places: 0 }] = parts.map(decimalOf)
  if (parts.length > 3 || from === undefined || to === undefined || step === undefined) {
    throw reader.error(`"${word.text}" is not from:to:step`, wayOut, word.at)
  }
  // In whole units of the finest decimal place, so that 0:1:0.1 has no rounding error.
  const places = Math.max(from.places, to.places, step.places)
  const units = (d: Decimal): bigint => d.digits * 10n ** BigInt(places - d.places)
  const span = units(to) - units(from)
  if (units(step) <= 0n || span <= 0n) {
    throw reader.error(`"${word.text}" does not rise`, wayOut, word.at)
  }
  const number = (n: bigint): number => Number(`${n}e-${places}`)
  if (span % units(step) !== 0n) {
    const below = number(units(from) + (span / units(step)) * units(step))
    const above = number(units(from) + (span / units(step) + 1n) * units(step))
    const spelled = (to: number): string => `${parts[0]}:${to}:${parts[2] ?? 1}`
    const ways = [...(span < units(step) ? [] : [spelled(below)]), spelled(above)]
    throw reader.error(
      `steps of ${parts[2] ?? 1} from ${parts[0]} do not end at ${parts[1]}`,
      `Write ${ways.join(' or ')}`,
      word.at,
    )
  }
  const count = span / units(step)
  if (count > BigInt(longest)) {
    throw reader.error(
      `"${word.text}" stands for more than ${longest} numbers`,
      'Take a larger step',
      word.at,
    )
  }
  return Array.from({ length: Number(count) + 1 }, (_, index) =>
    number(units(from) + BigInt(index) * units(step)),
  )
}

interface Decimal {
  readonly digits: bigint
  /** digits / 10^places */
  readonly places: number
}

function decimalOf(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim())
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole + fraction === '') return undefined
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`)
  const places = fraction.length - Number(exponent)
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 }
}
