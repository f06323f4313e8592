/** Cuts the text of --stats and --group-by into words and punctuation, each with its place. */

import { DitherError } from '@dither/core'

export interface Token {
  /** `name` was in quotes and is taken as it stands. */
  readonly kind: 'word' | 'name' | 'mark' | 'end'
  readonly text: string
  /** Characters before it. */
  readonly at: number
}

/** A word of an option, still text, and its place. */
export interface Word {
  readonly text: string
  readonly at: number
  /** Whether it stood in quotes. */
  readonly quoted?: true
}

/** A number, or the text of a date, time or timestamp, which its column makes a number of. */
export type Point = number | Word

const marks = '()[],=*'

/** The way out where a name falls apart. */
export const quotes = 'Names with spaces stand in quotes: mean("hours a week")'

/** A name as it is written in --stats. */
export function quoted(name: string): string {
  return /^[^\s"'()[\],=*]+$/.test(name) ? name : `"${name}"`
}

/** @throws DitherError "invalid_parameter" for a quote that does not end */
function scan(text: string, option: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const letter = text.charAt(at)
    if (/\s/.test(letter)) {
      at += 1
    } else if (letter === '"' || letter === "'") {
      const end = text.indexOf(letter, at + 1)
      if (end < 0) throw syntaxError(option, at, `the quote ${letter} has no end`)
      tokens.push({ kind: 'name', text: text.slice(at + 1, end), at })
      at = end + 1
    } else if (marks.includes(letter)) {
      tokens.push({ kind: 'mark', text: letter, at })
      at += 1
    } else {
      const start = at
      while (
        at < text.length &&
        !/[\s"']/.test(text.charAt(at)) &&
        !marks.includes(text.charAt(at))
      ) {
        at += 1
      }
      tokens.push({ kind: 'word', text: text.slice(start, at), at: start })
    }
  }
  tokens.push({ kind: 'end', text: '', at: text.length })
  return tokens
}

/** An error at a place in an option's text; characters are counted from 1. */
export function syntaxError(
  option: string,
  at: number,
  message: string,
  wayOut?: string,
): DitherError {
  return new DitherError('invalid_parameter', `${option}, character ${at + 1}: ${message}`, {
    parameter: option,
    ...(wayOut === undefined ? {} : { wayOut }),
  })
}

/** Walks over tokens. */
export class TokenReader {
  readonly option: string
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(text: string, option: string) {
    this.option = option
    this.#tokens = scan(text, option)
  }

  /** @param ahead how many tokens after the next one */
  peek(ahead = 0): Token {
    return this.#tokens[this.#next + ahead] ?? { kind: 'end', text: '', at: 0 }
  }

  take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.#next += 1
    return token
  }

  /** Takes the mark if it comes next. */
  takeMark(mark: string): boolean {
    const token = this.peek()
    if (token.kind !== 'mark' || token.text !== mark) return false
    this.#next += 1
    return true
  }

  expectMark(mark: string, wayOut?: string): void {
    if (!this.takeMark(mark)) throw this.error(`expected "${mark}", found ${this.found()}`, wayOut)
  }

  /** A word, or a name in quotes. */
  expectName(what: string, wayOut?: string): Token {
    const token = this.peek()
    if (token.kind !== 'word' && token.kind !== 'name') {
      throw this.error(`expected ${what}, found ${this.found()}`, wayOut)
    }
    return this.take()
  }

  error(message: string, wayOut?: string, at: number = this.peek().at): DitherError {
    return syntaxError(this.option, at, message, wayOut)
  }

  found(): string {
    const { kind, text } = this.peek()
    return kind === 'end' ? 'the end' : `"${text}"`
  }
}
