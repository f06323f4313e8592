/** Public moments, the time between two, and one type of moment as another. */
import { DitherError } from '@dither/core'
import { modulo } from '../schema/calendar.ts'
import { show } from '../schema/fields.ts'
import {
  microsecondsPerDay,
  type Temporal,
  temporalFromText,
  temporalText,
} from '../schema/temporal.ts'
import { dayOf, isMoment } from './date-part.ts'
import type { Expression } from './expression.ts'
import { isEmpty, noNumber } from './facts.ts'
import { asTemporal, type Meaning, wrongType } from './meaning.ts'

/** A public date, time or timestamp. */
export function moment({ type, text }: Extract<Expression, { kind: 'moment' }>): Meaning {
  const value = temporalFromText(type, text)
  return {
    operands: [],
    facts: () => {
      const number = checkMoment(type, text)
      return {
        type: 'number',
        lower: number,
        upper: number,
        nullable: false,
        integral: true,
        temporal: type,
      }
    },
    value: () => value,
    print: () => `${type} '${value === null ? 'unreadable' : temporalText(type, value)}'`,
  }
}

/** @throws DitherError "invalid_parameter" */
export function checkMoment(type: Temporal, text: string): number {
  const number = temporalFromText(type, text)
  if (number !== null) return number
  throw new DitherError('invalid_parameter', `${show(text)} is no ${type} as ISO 8601 text`, {
    parameter: type,
    wayOut: "Such as '2024-02-29', '23:59:59' or '2024-02-29T23:59:59Z'",
  })
}

const perDay = { day: 1, hour: 24, minute: 1440, second: 86_400 }

/** How many of the smallest steps of a type a unit has, or how many units one step has. */
export function elapsedFactor(
  unit: keyof typeof perDay,
  type: Temporal,
): { readonly operator: '*' | '/'; readonly factor: number } {
  return type === 'date'
    ? { operator: '*', factor: perDay[unit] }
    : { operator: '/', factor: microsecondsPerDay / perDay[unit] }
}

/** Of two moments of one type. Finite, since moments are; two roundings at most. */
export function elapsed({
  unit,
  of,
  since,
  type,
}: Extract<Expression, { kind: 'elapsed' }>): Meaning {
  const { operator, factor } = elapsedFactor(unit, type)
  const between = (x: number, y: number): number =>
    (operator === '*' ? (x - y) * factor : (x - y) / factor) + 0
  return {
    operands: [of, since],
    facts: (x, y) => {
      const [a, b] = [asTemporal(x, type), asTemporal(y, type)]
      if (isEmpty(a) || isEmpty(b)) return noNumber
      return {
        type: 'number',
        lower: between(a.lower, b.upper),
        upper: between(a.upper, b.lower),
        nullable: a.nullable || b.nullable,
        integral: type === 'date',
      }
    },
    value: (x, y) => (isMoment(type, x) && isMoment(type, y) ? between(x, y) : null),
    print: (x, y) => `${unit}s_between(${type} ${x}, ${y})`,
  }
}

/** A date as its midnight, a timestamp as its date or its time; nothing else has a conversion. */
export function convert({ of, from, to }: Extract<Expression, { kind: 'convert' }>): Meaning {
  const into = (x: number): number => {
    if (from === to || !Number.isFinite(x)) return x
    if (from === 'date') return x * microsecondsPerDay
    return to === 'date' ? dayOf(from, x) : modulo(x, microsecondsPerDay)
  }
  return {
    operands: [of],
    facts: (x) => {
      const facts = asTemporal(x, from)
      if (from !== to && (from === 'time' || (from === 'date' && to === 'time')))
        throw wrongType(x.text(), from, `a ${to}`, 'Timestamps have dates and times')
      if (isEmpty(facts)) return { ...facts, temporal: to }
      const cut = to === 'time' && from !== to
      return {
        ...facts,
        lower: cut ? 0 : into(facts.lower),
        upper: cut ? microsecondsPerDay - 1 : into(facts.upper),
        temporal: to,
      }
    },
    value: (x) => (isMoment(from, x) ? into(x) : null),
    print: (x) => `cast(${from} ${x} as ${to})`,
  }
}
