/** A named function of values. */
import { DitherError } from '@dither/core'
import type { Expression } from './expression.ts'
import { functions } from './functions/functions.ts'
import type { Meaning } from './meaning.ts'

export function call({ name, operands }: Extract<Expression, { kind: 'call' }>): Meaning {
  const rule = functions[name]
  const [least, most] = rule.operands
  return {
    operands,
    facts: (...given) => {
      if (given.length >= least && given.length <= most) return rule.facts(...given)
      throw new DitherError(
        'invalid_parameter',
        `${name} has ${given.length} operands, must have ${least === most ? least : `${least} to ${most}`}`,
        { parameter: name },
      )
    },
    value: rule.value,
    // `coalesce(x, v)` is what impute prints.
    print: (...texts) => `${name === 'coalesce' ? 'first_known' : name}(${texts.join(', ')})`,
  }
}
