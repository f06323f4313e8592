/**
 * Casts, total in every engine: what cannot be read is NULL.
 *
 * to number: text by the grammar of cells; true is 1, false is 0. to integer: the same, then rounded
 * half up. to boolean: text by the grammar; 1 is true, 0 is false, other numbers NULL. to
 * text: booleans as 'true' and 'false'; whole numbers of size at most 2^53 as digits; other numbers
 * NULL, since every engine prints fractions in its own way.
 */
import {
  booleanFromNumber,
  booleanFromText,
  numberFromText,
  roundHalfUp,
  textFromNumber,
} from '../schema/grammar.ts'
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import { type Facts, isEmpty, type NumberFacts, noNumber } from './facts.ts'
import type { Meaning } from './meaning.ts'

type Cast = Extract<Expression, { kind: 'cast' }>

export function cast({ of, to }: Cast): Meaning {
  return {
    operands: [of],
    facts: (x) => factsOfCast(x.facts, to),
    value: (x) => castValue(x, to),
    print: (x) => `cast(${x} as ${to})`,
  }
}

function castValue(value: Value, to: Cast['to']): Value {
  switch (to) {
    case 'number':
      return toNumber(value)
    case 'integer': {
      const number = toNumber(value)
      return number === null ? null : roundHalfUp(number)
    }
    case 'boolean':
      if (typeof value === 'string') return booleanFromText(value)
      return typeof value === 'number' ? booleanFromNumber(value) : value
    case 'text':
      if (typeof value === 'boolean') return value ? 'true' : 'false'
      return typeof value === 'number' ? textFromNumber(value) : value
  }
}

function toNumber(value: Value): number | null {
  if (typeof value === 'string') return numberFromText(value)
  return typeof value === 'boolean' ? Number(value) : value
}

function factsOfCast(facts: Facts, to: Cast['to']): Facts {
  switch (to) {
    case 'number':
      return numberFacts(facts)
    case 'integer': {
      const { lower, upper, nullable } = numberFacts(facts)
      return {
        type: 'number',
        lower: roundHalfUp(lower),
        upper: roundHalfUp(upper),
        nullable,
        integral: true,
      }
    }
    case 'boolean':
      return { type: 'boolean', nullable: facts.type !== 'boolean' || facts.nullable }
    case 'text':
      return textFacts(facts)
  }
}

function numberFacts(facts: Facts): NumberFacts {
  switch (facts.type) {
    case 'number':
      return facts
    case 'null':
      return noNumber
    case 'boolean':
      return { type: 'number', lower: 0, upper: 1, nullable: facts.nullable, integral: true }
    case 'text':
      return {
        type: 'number',
        lower: Number.NEGATIVE_INFINITY,
        upper: Number.POSITIVE_INFINITY,
        nullable: true,
        integral: false,
      }
  }
}

function textFacts(facts: Facts): Facts {
  switch (facts.type) {
    case 'text':
      return facts
    case 'null':
      return { type: 'text', values: [], nullable: true }
    case 'boolean':
      return { type: 'text', values: ['false', 'true'], nullable: facts.nullable }
    case 'number': {
      const always =
        facts.integral && (isEmpty(facts) || Math.max(-facts.lower, facts.upper) <= 2 ** 53)
      return { type: 'text', nullable: facts.nullable || !always }
    }
  }
}
