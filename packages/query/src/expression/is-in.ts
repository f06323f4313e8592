import { DitherError } from '@dither/core'
import type { Expression } from './expression.ts'
import { kindOfFacts } from './facts.ts'
import { factsOfValue, printValue } from './literal.ts'
import { type Meaning, wrongType } from './meaning.ts'

/** Whether a value is in a public list of values of its type, none of them NULL. NULL stays NULL. */
export function isIn({ of, values }: Extract<Expression, { kind: 'isIn' }>): Meaning {
  return {
    operands: [of],
    facts: (x) => {
      if (values.length === 0)
        throw new DitherError('invalid_parameter', `${x.text()} is in an empty list`, {
          parameter: x.text(),
          wayOut: 'Give at least one value',
        })
      for (const value of values) {
        const { type } = factsOfValue(value)
        const kind = kindOfFacts(x.facts)
        if (type === 'null' || (type !== kind && x.facts.type !== 'null'))
          throw wrongType(printValue(value), type, `like ${x.text()}`, 'Take it off the list')
      }
      return { type: 'boolean', nullable: x.facts.nullable }
    },
    value: (x) => (x === null ? null : values.includes(x)),
    print: (x) => `(${x} in (${values.map(printValue).join(', ')}))`,
  }
}
