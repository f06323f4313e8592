/** The four things that every kind of expression says of itself, given its operands. */
import { DitherError } from '@dither/core'
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import { type BooleanFacts, type Facts, type NumberFacts, noNumber } from './facts.ts'

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
  if (facts.type === 'number') return facts
  if (facts.type === 'null') return noNumber
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

export function wrongType(
  parameter: string,
  type: Facts['type'],
  wanted: string,
  wayOut: string,
): DitherError {
  const is = type === 'null' ? 'NULL without a type' : `a ${type}`
  return new DitherError('wrong_type', `${parameter} is ${is}, must be ${wanted}`, {
    parameter,
    wayOut,
  })
}
