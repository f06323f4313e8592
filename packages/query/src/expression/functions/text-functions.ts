/**
 * Functions of text, by code point, never by language: letters are those of ASCII, spaces are U+0020.
 * (Tables of Unicode differ from engine to engine, and from year to year.)
 */
import { trimSpaces } from '../../schema/grammar.ts'
import type { Value } from '../../schema/value.ts'
import { type NumberFacts, noNumber, type TextFacts } from '../facts.ts'
import { asText, type Operand } from '../meaning.ts'
import type { FunctionRule } from './function-rule.ts'
import { publicText, publicWhole } from './public-operand.ts'

type Name =
  | 'lower'
  | 'upper'
  | 'trim'
  | 'length'
  | 'substring'
  | 'concat'
  | 'startsWith'
  | 'endsWith'
  | 'contains'
  | 'replace'

/** What grows no further: `concat` and `replace` are NULL for a longer text, so that none can fill a memory. */
export const longestBytes = 65_536
/** What `replace` may put in the place of a text. */
const longestReplacement = 100
/** The most that `substring` counts to. */
const longestSubstring = 1_000_000
/** How many values a list may have that comes of combining lists. */
const longestList = 10_000
/** How many letters the values of a list may have together that a function makes. */
const mostLetters = 1_000_000

/** Whether a text has at most `longestBytes` bytes in UTF-8. */
function isShort(text: string): boolean {
  if (text.length > longestBytes) return false
  if (text.length * 3 <= longestBytes) return true
  return new TextEncoder().encode(text).length <= longestBytes
}

/** Applies a function to texts, and to the public lists that their facts have. */
function textual(
  of: (...texts: readonly string[]) => string | null,
  count: number,
  check: (...operands: readonly Operand[]) => void = () => undefined,
  always = true,
): FunctionRule {
  return {
    operands: [count, count],
    facts: (...operands) => {
      check(...operands)
      return factsOfText(operands.map(asText), of, always)
    },
    value: (...values) => onTexts(values, of),
  }
}

/** @param always whether texts always give a text, whatever they are */
function factsOfText(
  facts: readonly TextFacts[],
  of: (...texts: readonly string[]) => string | null,
  always: boolean,
): TextFacts {
  const nullable = facts.some((one) => one.nullable)
  const lists = combined(facts)
  if (lists === undefined) return { type: 'text', nullable: nullable || !always }
  const values = new Set<string>()
  let [letters, missing] = [0, false]
  for (const texts of lists) {
    const text = of(...texts)
    if (text === null) missing = true
    else letters += text.length
    if (letters > mostLetters) return { type: 'text', nullable: nullable || !always }
    if (text !== null) values.add(text)
  }
  return { type: 'text', values: [...values], nullable: nullable || missing }
}

/** Every combination of the public values, if they are public and not too many. */
function combined(facts: readonly TextFacts[]): readonly (readonly string[])[] | undefined {
  let lists: readonly (readonly string[])[] = [[]]
  for (const { values } of facts) {
    if (values === undefined || lists.length * values.length > longestList) return undefined
    lists = lists.flatMap((before) => values.map((value) => [...before, value]))
  }
  return lists
}

function onTexts<T extends Value>(
  values: readonly Value[],
  of: (...texts: readonly string[]) => T,
): T | null {
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length < values.length ? null : of(...texts)
}

function condition(of: (text: string, part: string) => boolean): FunctionRule {
  return {
    operands: [2, 2],
    facts: (...operands) => ({
      type: 'boolean',
      nullable: operands.map(asText).some((facts) => facts.nullable),
    }),
    value: (...values) => onTexts(values, (text = '', part = '') => of(text, part)),
  }
}

export const textFunctions: Readonly<Record<Name, FunctionRule>> = Object.freeze({
  lower: textual((x = '') => x.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()), 1),
  upper: textual((x = '') => x.replace(/[a-z]+/g, (letters) => letters.toUpperCase()), 1),
  trim: textual((x = '') => trimSpaces(x), 1),
  length: {
    operands: [1, 1],
    facts: (x) => (x === undefined ? noNumber : factsOfLength(asText(x))),
    value: (x = null) => (typeof x === 'string' ? codePoints(x) : null),
  },
  /** From a place, counted from 1, so many characters; both whole numbers in the plan. */
  substring: {
    operands: [2, 3],
    facts: (x, start, length) => {
      if (x === undefined || start === undefined) return { type: 'text', nullable: true }
      const from = publicWhole(start, 1, longestSubstring)
      const count =
        length === undefined ? longestSubstring : publicWhole(length, 0, longestSubstring)
      return factsOfText([asText(x)], (text = '') => part(text, from, count), true)
    },
    value: (x = null, start = null, length = longestSubstring) =>
      typeof x === 'string' && typeof start === 'number' && typeof length === 'number'
        ? part(x, start, length)
        : null,
  },
  concat: {
    ...textual((...texts) => (texts.every(isShort) ? texts.join('') : null), 2, undefined, false),
    operands: [2, 100],
  },
  startsWith: condition((text, start) => text.startsWith(start)),
  endsWith: condition((text, end) => text.endsWith(end)),
  contains: condition((text, inner) => text.includes(inner)),
  /** Every occurrence from the left of one public text by another; of an empty one there is none. */
  replace: textual(
    (x = '', search = '', replacement = '') =>
      !isShort(x) || !isShort(replacement)
        ? null
        : search === ''
          ? x
          : x.replaceAll(search, () => replacement),
    3,
    (_, search, replacement) => {
      publicText(search, longestBytes)
      publicText(replacement, longestReplacement)
    },
    false,
  ),
})

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** By code point. */
function part(text: string, start: number, length: number): string {
  let result = ''
  let place = 1
  for (const character of text) {
    if (place >= start + length) break
    if (place >= start) result += character
    place += 1
  }
  return result
}

function factsOfLength({ values, nullable }: TextFacts): NumberFacts {
  if (values === undefined)
    return {
      type: 'number',
      lower: 0,
      upper: Number.POSITIVE_INFINITY,
      nullable,
      integral: true,
    }
  if (values.length === 0) return noNumber
  const lengths = values.map(codePoints)
  const [lower, upper] = [Math.min(...lengths), Math.max(...lengths)]
  return { type: 'number', lower, upper, nullable, integral: true }
}
