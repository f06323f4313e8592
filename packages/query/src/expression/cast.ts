/**
 * Casts, total in every engine: what cannot be read is NULL.
 *
 * to number: text by the grammar of cells; true is 1, false is 0. to integer: the same, then rounded
 * half up. to boolean: text by the grammar; 1 is true, 0 is false, other numbers NULL. to
 * text: booleans as 'true' and 'false'; whole numbers of size at most 2^53 as digits; other numbers
 * NULL, since every engine prints fractions in its own way. to date, time or timestamp: text by the
 * grammar. A date, time or timestamp as number or integer is the number that it is.
 */
import {
  booleanFromNumber,
  booleanFromText,
  numberFromText,
  roundHalfUp,
  textFromNumber,
} from '../schema/grammar.ts'
import { type Temporal, temporalEnds, temporalFromText, temporals } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import { type Facts, isEmpty, kindOfFacts, type NumberFacts, noNumber } from './facts.ts'
import { type Meaning, type Operand, wrongType } from './meaning.ts'

type Cast = Extract<Expression, { kind: 'cast' }>

export function cast({ of, to }: Cast): Meaning {
  return {
    operands: [of],
    facts: (x) => {
      checkMoment(x, to)
      return factsOfCast(x.facts, to)
    },
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
    case 'date':
    case 'time':
    case 'timestamp':
      return typeof value === 'string' ? temporalFromText(to, value) : null
  }
}

/** Moments are read from text, and have no text or truth of their own. @throws DitherError "wrong_type" */
function checkMoment({ facts, text }: Operand, to: Cast['to']): void {
  const kind = kindOfFacts(facts)
  if (isTemporal(to) && kind !== 'text' && kind !== 'null')
    throw wrongType(text(), kind, `a text, to be read as a ${to}`, 'Convert it, or cast it to text')
  if (isTemporal(kind) && to !== 'number' && to !== 'integer')
    throw wrongType(text(), kind, `something else, to be cast to ${to}`, 'Take a part of it')
}

function isTemporal(kind: string): kind is Temporal {
  return temporals.some((temporal) => temporal === kind)
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
    case 'date':
    case 'time':
    case 'timestamp':
      return temporalFacts(facts, to)
  }
}

function numberFacts(facts: Facts): NumberFacts {
  switch (facts.type) {
    case 'number': {
      const { temporal: _, ...number } = facts
      return number
    }
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

function temporalFacts(facts: Facts, temporal: Temporal): NumberFacts {
  if (facts.type === 'null') return { ...noNumber, temporal }
  const lower = temporal === 'time' ? temporalEnds.time.first : Number.NEGATIVE_INFINITY
  const upper = temporal === 'time' ? temporalEnds.time.last : Number.POSITIVE_INFINITY
  return { type: 'number', lower, upper, nullable: true, integral: true, temporal }
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
