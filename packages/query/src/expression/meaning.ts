/** The four things that every kind of expression says of itself, given its operands. */
import { DitherError } from '@dither/core'
import type { Temporal } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import {
  type BooleanFacts,
  type Facts,
  kindOfFacts,
  type NumberFacts,
  noNumber,
  type TextFacts,
} from './facts.ts'

export interface Meaning {
  readonly operands: readonly Expression[]
  /** The type and range rule; it must cover every value that `value` can give. */
  facts(...operands: readonly Operand[]): Facts
  /** Total: whatever the operands hold, it gives a number that is not NaN, a text, a boolean or NULL. */
  value(...operands: readonly Value[]): Value
  /** Canonical text, in parentheses where it is not one word or one call. */
  print(...operands: readonly string[]): string
}

/** An operand whose facts are known; `text` prints it for an error message. */
export interface Operand {
  readonly facts: Facts
  text(): string
}

/** @throws DitherError "wrong_type" */
export function asNumber({ facts, text }: Operand): NumberFacts {
  if (facts.type === 'number' && facts.temporal === undefined) return facts
  if (facts.type === 'null') return noNumber
  if (facts.type === 'number')
    throw wrongType(
      text(),
      kindOfFacts(facts),
      'a number',
      'Take a part of it, such as its year, or what has elapsed since another',
    )
  throw wrongType(
    text(),
    facts.type,
    'a number',
    `Write cast(${text()} as number) to read it as one`,
  )
}

/** @throws DitherError "wrong_type" */
export function asBoolean({ facts, text }: Operand): BooleanFacts {
  if (facts.type === 'boolean') return facts
  if (facts.type === 'null') return { type: 'boolean', nullable: true }
  throw wrongType(text(), facts.type, 'true or false', 'Compare it with something')
}

/** A number, a date, a time or a timestamp. @throws DitherError "wrong_type" */
export function asOrdered({ facts, text }: Operand): NumberFacts {
  return facts.type === 'number' ? facts : asNumber({ facts, text })
}

/** @throws DitherError "wrong_type" */
export function asTemporal({ facts, text }: Operand, temporal: Temporal): NumberFacts {
  if (facts.type === 'null') return { ...noNumber, temporal }
  if (facts.type === 'number' && facts.temporal === temporal) return facts
  throw wrongType(text(), kindOfFacts(facts), `a ${temporal}`, 'Cast it')
}

/** @throws DitherError "wrong_type" */
export function asText({ facts, text }: Operand): TextFacts {
  if (facts.type === 'text') return facts
  if (facts.type === 'null') return { type: 'text', values: [], nullable: true }
  throw wrongType(
    text(),
    kindOfFacts(facts),
    'a text',
    `Write cast(${text()} as text) to read it as one`,
  )
}

export function wrongType(
  parameter: string,
  type: string,
  wanted: string,
  wayOut: string,
): DitherError {
  const is = type === 'null' ? 'NULL without a type' : `a ${type}`
  return new DitherError('wrong_type', `${parameter} is ${is}, must be ${wanted}`, {
    parameter,
    wayOut,
  })
}
