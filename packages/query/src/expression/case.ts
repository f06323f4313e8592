import { DitherError } from '@dither/core'
import type { Expression } from './expression.ts'
import { either } from './facts.ts'
import { asBoolean, type Meaning, wrongType } from './meaning.ts'

type Branch = Extract<Expression, { kind: 'case' }>['branches'][number]

/** One branch of a case. */
export function branch(when: Expression, then: Expression): Branch {
  return Object.freeze({ when, then })
}

/** The value of the first branch whose condition is true (not NULL), else `otherwise`. */
export function caseOf({ branches, otherwise }: Extract<Expression, { kind: 'case' }>): Meaning {
  return {
    operands: [...branches.flatMap((branch) => [branch.when, branch.then]), otherwise],
    facts: (...operands) => {
      if (branches.length === 0)
        throw new DitherError('invalid_parameter', 'a case has no branch, must have at least one', {
          parameter: 'case',
        })
      for (let i = 0; i + 1 < operands.length; i += 2) {
        const condition = operands[i]
        if (condition !== undefined) asBoolean(condition)
      }
      const results = operands.filter((_, i) => i % 2 === 1 || i === operands.length - 1)
      return results
        .map((result) => result.facts)
        .reduce((all, next, i) => {
          const both = either(all, next)
          if (both !== undefined) return both
          const text = results[i]?.text() ?? 'case'
          throw wrongType(text, next.type, `a ${all.type}, like the branches before it`, 'Cast it')
        })
    },
    value: (...operands) => {
      for (let i = 0; i + 1 < operands.length; i += 2)
        if (operands[i] === true) return operands[i + 1] ?? null
      return operands.at(-1) ?? null
    },
    print: (...operands) => {
      let text = 'case'
      for (let i = 0; i + 1 < operands.length; i += 2)
        text += ` when ${operands[i]} then ${operands[i + 1]}`
      return `(${text} else ${operands.at(-1)} end)`
    },
  }
}
