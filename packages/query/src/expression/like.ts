import { DitherError } from '@dither/core'
import type { Expression } from './expression.ts'
import { printValue } from './literal.ts'
import { asText, type Meaning } from './meaning.ts'

const longestPattern = 1000
const mostWildcards = 10

/** Whether the whole text matches: in linear memory, and in time at most text times pattern. */
export function like({ of, pattern }: Extract<Expression, { kind: 'like' }>): Meaning {
  const tokens = tokensOf(pattern)
  return {
    operands: [of],
    facts: (x) => {
      checkPattern(pattern)
      return { type: 'boolean', nullable: asText(x).nullable }
    },
    value: (x) => (typeof x === 'string' && tokens !== undefined ? matches([...x], tokens) : null),
    print: (x) => `(${x} like ${printValue(pattern)})`,
  }
}

/** @throws DitherError "invalid_parameter" */
function checkPattern(pattern: string): void {
  const refuse = (rule: string, wayOut: string): DitherError =>
    new DitherError('invalid_parameter', `the pattern ${rule}`, { parameter: 'pattern', wayOut })
  if (/\p{Surrogate}/u.test(pattern))
    throw refuse('holds half a character', 'Take away the unpaired surrogate')
  const tokens = tokensOf(pattern)
  if (tokens === undefined)
    throw refuse('ends with a single backslash', 'Write two for a backslash itself')
  const wildcards = tokens.filter((token) => token === anyText).length
  if (pattern.length > longestPattern || wildcards > mostWildcards)
    throw refuse(
      `must have at most ${longestPattern} characters and ${mostWildcards} times %`,
      'Combine shorter conditions',
    )
}

const anyText = Symbol('%')
const anyCharacter = Symbol('_')
type Token = string | typeof anyText | typeof anyCharacter

/** Undefined where a backslash has nothing after it. */
function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  let escaped = false
  for (const character of pattern) {
    if (escaped) tokens.push(character)
    else if (character === '%') tokens.push(anyText)
    else if (character === '_') tokens.push(anyCharacter)
    else if (character !== '\\') tokens.push(character)
    escaped = !escaped && character === '\\'
  }
  return escaped ? undefined : tokens
}

/** Goes back to the last `%` alone: what an earlier one took does not matter. */
function matches(text: readonly string[], tokens: readonly Token[]): boolean {
  let [at, token] = [0, 0]
  let [backAt, backToken] = [0, -1]
  while (at < text.length) {
    const wanted = tokens[token]
    if (wanted === anyText) {
      backToken = token += 1
      backAt = at
    } else if (wanted !== undefined && (wanted === anyCharacter || wanted === text[at])) {
      at += 1
      token += 1
    } else if (backToken >= 0) {
      token = backToken
      at = backAt += 1
    } else return false
  }
  return tokens.slice(token).every((rest) => rest === anyText)
}
