import type { Expression } from './expression.ts'
import { meaningOf } from './meaning-of.ts'

/** The names of the columns that an expression reads, each once, in order of appearance. */
export function columnsOf(expression: Expression): readonly string[] {
  const names = new Set<string>()
  const visit = (part: Expression): void => {
    if (part.kind === 'column') names.add(part.name)
    else for (const operand of meaningOf(part).operands) visit(operand)
  }
  visit(expression)
  return [...names]
}
