/** Functions that choose among values of one type. */
import { compareValues, mustAgree } from '../compare.ts'
import {
  either,
  type Facts,
  isEmpty,
  kindOfFacts,
  measureOfEither,
  type NumberFacts,
  noNumber,
  sameMeasure,
} from '../facts.ts'
import { asOrdered, type Operand, wrongType } from '../meaning.ts'
import type { FunctionRule } from './function-rule.ts'

const most = 100

function extreme(kind: 'least' | 'greatest'): FunctionRule {
  const pick = kind === 'least' ? Math.min : Math.max
  return {
    operands: [2, most],
    facts: (...operands) => {
      const all = operands.map(asOrdered)
      return all.reduce((x, y, index): NumberFacts => {
        if (!sameMeasure(x, y)) throw mustBeLike(operands[index], x)
        const temporal = measureOfEither(x, y)
        const measure = temporal === undefined ? {} : { temporal }
        if (isEmpty(x) || isEmpty(y)) return { ...noNumber, ...measure }
        return {
          type: 'number',
          lower: pick(x.lower, y.lower),
          upper: pick(x.upper, y.upper),
          nullable: x.nullable || y.nullable,
          integral: x.integral && y.integral,
          ...measure,
        }
      })
    },
    value: (...values) => {
      const numbers = values.filter((value) => typeof value === 'number')
      return numbers.length < values.length || numbers.length === 0 ? null : pick(...numbers) + 0
    },
  }
}

function mustBeLike(operand: Operand | undefined, facts: Facts): Error {
  const text = operand?.text() ?? 'an operand'
  const kind = operand === undefined ? 'null' : kindOfFacts(operand.facts)
  return wrongType(text, kind, `a ${kindOfFacts(facts)}, like those before it`, 'Cast it')
}

export const choiceFunctions: Readonly<
  Record<'least' | 'greatest' | 'coalesce' | 'nullIf', FunctionRule>
> = Object.freeze({
  /** NULL if one of them is. */
  least: extreme('least'),
  greatest: extreme('greatest'),
  /** The first that is not NULL. */
  coalesce: {
    operands: [1, most],
    facts: (...operands) => {
      const facts = operands
        .map((operand) => operand.facts)
        .reduce((all, next, index) => {
          const both = either(all, next)
          if (both === undefined) throw mustBeLike(operands[index], all)
          return both
        })
      if (facts.type === 'null') return facts
      return { ...facts, nullable: operands.every((operand) => operand.facts.nullable) }
    },
    value: (...values) => values.find((value) => value !== null) ?? null,
  },
  /** NULL where the two are equal, else the first. */
  nullIf: {
    operands: [2, 2],
    facts: (x, y) => {
      if (x === undefined || y === undefined) return { type: 'null', nullable: true }
      mustAgree(x, y)
      return { ...x.facts, nullable: true }
    },
    value: (x = null, y = null) => (compareValues(x, y) === 0 ? null : x),
  },
})
