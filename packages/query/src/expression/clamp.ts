import { DitherError } from '@dither/core'
import type { Expression } from './expression.ts'
import { isEmpty } from './facts.ts'
import { checkFinite } from './literal.ts'
import { asNumber, type Meaning } from './meaning.ts'

/** The nearest number in [lower, upper], both finite. NULL stays NULL. */
export function clamp({ of, lower, upper }: Extract<Expression, { kind: 'clamp' }>): Meaning {
  const into = (x: number): number => Math.min(Math.max(x, lower), upper) + 0
  return {
    operands: [of],
    facts: (x) => {
      checkFinite('clamp.lower', lower)
      checkFinite('clamp.upper', upper)
      if (lower > upper)
        throw new DitherError(
          'invalid_parameter',
          `clamp.lower is ${lower}, must be at most clamp.upper, which is ${upper}`,
          { parameter: 'clamp.lower', wayOut: 'Swap them' },
        )
      const facts = asNumber(x)
      if (isEmpty(facts)) return facts
      return {
        type: 'number',
        lower: into(facts.lower),
        upper: into(facts.upper),
        nullable: facts.nullable,
        integral: facts.integral && Number.isInteger(lower) && Number.isInteger(upper),
      }
    },
    value: (x) => (typeof x === 'number' ? into(x) : null),
    print: (x) => `clamp(${x}, ${lower}, ${upper})`,
  }
}
