import type { Expression } from './expression.ts'
import type { Meaning } from './meaning.ts'

/** True or false, never NULL. */
export function isNull({ of }: Extract<Expression, { kind: 'isNull' }>): Meaning {
  return {
    operands: [of],
    facts: () => ({ type: 'boolean', nullable: false }),
    value: (x) => x === null,
    print: (x) => `(${x} is null)`,
  }
}
