import type { Expression } from './expression.ts'
import { either } from './facts.ts'
import { factsOfValue, printValue } from './literal.ts'
import { type Meaning, wrongType } from './meaning.ts'

/** Puts a public value of the same type in the place of NULL. */
export function impute({ of, value }: Extract<Expression, { kind: 'impute' }>): Meaning {
  return {
    operands: [of],
    facts: (x) => {
      const stand = factsOfValue(value)
      const both = stand.type === 'null' ? undefined : either(x.facts, stand)
      if (both === undefined || both.type === 'null')
        throw wrongType(
          printValue(value),
          stand.type,
          `like ${x.text()}, to stand for NULL`,
          'Change it',
        )
      return { ...both, nullable: false }
    },
    value: (x) => (x === null ? (typeof value === 'number' ? value + 0 : value) : x),
    print: (x) => `coalesce(${x}, ${printValue(value)})`,
  }
}
