import { DitherError } from '@dither/core'
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import type { Facts } from './facts.ts'
import type { Meaning } from './meaning.ts'

/** A public value that stands in the plan. Numbers are finite. */
export function literal({ value }: Extract<Expression, { kind: 'literal' }>): Meaning {
  return {
    operands: [],
    facts: () => factsOfValue(value),
    value: () => (typeof value === 'number' ? value + 0 : value),
    print: () => printValue(value),
  }
}

/** @throws DitherError "invalid_parameter" for NaN, an infinity, or text that is not Unicode */
export function factsOfValue(value: Value): Facts {
  switch (typeof value) {
    case 'number':
      checkFinite('a literal', value)
      return {
        type: 'number',
        lower: value + 0,
        upper: value + 0,
        nullable: false,
        integral: Number.isInteger(value),
      }
    case 'string':
      if (/\p{Surrogate}/u.test(value))
        throw new DitherError('invalid_parameter', 'a literal text holds half a character', {
          parameter: 'literal',
          wayOut: 'Take away the unpaired surrogate',
        })
      return { type: 'text', values: [value], nullable: false }
    case 'boolean':
      return { type: 'boolean', nullable: false }
    default:
      return { type: 'null', nullable: true }
  }
}

/** @throws DitherError "invalid_parameter" */
export function checkFinite(parameter: string, value: number): void {
  if (!Number.isFinite(value))
    throw new DitherError('invalid_parameter', `${parameter} is ${value}, must be finite`, {
      parameter,
      wayOut: 'For NULL use literal(null)',
    })
}

/** A value as SQL writes it; what a terminal cannot show is escaped. */
export function printValue(value: Value): string {
  switch (typeof value) {
    case 'number':
      return String(value + 0)
    case 'string':
      return `'${escapeText(value).replaceAll("'", "''")}'`
    case 'boolean':
      return value ? 'true' : 'false'
    default:
      return 'null'
  }
}

/** Backslashes and control characters as `\\` and `\u{…}`, so that different texts print differently. */
export function escapeText(text: string): string {
  return text.replace(/[\\\p{Control}\p{Format}\p{Surrogate}\u2028\u2029]/gu, (character) =>
    character === '\\' ? '\\\\' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
