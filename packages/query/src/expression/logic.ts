/** SQL's three-valued logic: NULL is "not known". */
import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import { asBoolean, type Meaning } from './meaning.ts'

export function logic({ operator, left, right }: Extract<Expression, { kind: 'logic' }>): Meaning {
  /** The value that decides alone: false for `and`, true for `or`. */
  const decisive = operator === 'or'
  return {
    operands: [left, right],
    facts: (x, y) => {
      const [a, b] = [asBoolean(x), asBoolean(y)]
      return { type: 'boolean', nullable: a.nullable || b.nullable }
    },
    value: (x, y) => {
      const [a, b] = [truth(x), truth(y)]
      if (a === decisive || b === decisive) return decisive
      return a === null || b === null ? null : !decisive
    },
    print: (x, y) => `(${x} ${operator} ${y})`,
  }
}

export function not({ of }: Extract<Expression, { kind: 'not' }>): Meaning {
  return {
    operands: [of],
    facts: (x) => asBoolean(x),
    value: (x) => (typeof x === 'boolean' ? !x : null),
    print: (x) => `(not ${x})`,
  }
}

function truth(value: Value): boolean | null {
  return typeof value === 'boolean' ? value : null
}
