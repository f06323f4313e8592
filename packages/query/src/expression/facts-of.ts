/** Type and range of an expression, found together by one walk. */
import { DitherError } from '@dither/core'
import { didYouMean } from '../schema/did-you-mean.ts'
import type { Column } from '../schema/schema.ts'
import type { Temporal } from '../schema/temporal.ts'
import type { Expression } from './expression.ts'
import { type Facts, factsOfColumn, isEmpty, type NumberFacts } from './facts.ts'
import { wrongType } from './meaning.ts'
import { meaningOf } from './meaning-of.ts'
import { printExpression } from './print-expression.ts'

/** The columns that an expression may read: a schema's, with those derived so far. */
export type Columns = Readonly<Record<string, Column>>

/** How large one expression may be, so that no walk of it runs out of stack and no engine chokes. */
export const expressionLimits: Readonly<{ parts: number; depth: number }> = Object.freeze({
  parts: 10_000,
  depth: 200,
})

/**
 * Everything that is known about an expression's values before any row is seen.
 *
 * @throws DitherError "unknown_column", "wrong_type", "invalid_parameter", "unsupported" (too large)
 */
export function factsOf(expression: Expression, columns: Columns): Facts {
  checkSize(expression)
  return walk(expression, columns)
}

/**
 * The type of an expression's values.
 *
 * @throws DitherError as `factsOf`, and "wrong_type" for a bare NULL
 */
export function typeOf(expression: Expression, columns: Columns): 'number' | 'text' | 'boolean' {
  const { type } = factsOf(expression, columns)
  if (type !== 'null') return type
  throw wrongType(
    printExpression(expression),
    type,
    'of a known type',
    'Write cast(null as number), or another type',
  )
}

/** What the numbers of an expression stand for, where it is dates, times or timestamps. @throws as `factsOf` */
export function temporalOf(expression: Expression, columns: Columns): Temporal | undefined {
  const facts = factsOf(expression, columns)
  return facts.type === 'number' ? facts.temporal : undefined
}

/**
 * Finite bounds that every value of a numeric expression respects; NULL aside.
 *
 * Undefined when it is not a number, or when either side is unbounded (`factsOf` then knows the
 * other side). Where every value is NULL, [0, 0].
 *
 * @throws DitherError as `factsOf`
 */
export function rangeOf(expression: Expression, columns: Columns): NumberFacts | undefined {
  const facts = factsOf(expression, columns)
  if (facts.type !== 'number') return undefined
  if (isEmpty(facts)) return { ...facts, lower: 0, upper: 0 }
  return Number.isFinite(facts.lower) && Number.isFinite(facts.upper) ? facts : undefined
}

/** @throws DitherError "unknown_column" */
export function columnNamed(name: string, columns: Columns): Column {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column !== undefined) return column
  throw new DitherError('unknown_column', `there is no column ${name}`, {
    parameter: name,
    wayOut: didYouMean(name, Object.keys(columns)),
  })
}

function walk(expression: Expression, columns: Columns): Facts {
  if (expression.kind === 'column') return factsOfColumn(columnNamed(expression.name, columns))
  const meaning = meaningOf(expression)
  const operands = meaning.operands.map((operand) => ({
    facts: walk(operand, columns),
    text: () => printExpression(operand),
  }))
  return meaning.facts(...operands)
}

function checkSize(expression: Expression): void {
  const open: { part: Expression; depth: number }[] = [{ part: expression, depth: 1 }]
  let parts = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    parts += 1
    if (parts > expressionLimits.parts || next.depth > expressionLimits.depth) throw tooLarge()
    if (next.part.kind === 'column') continue
    for (const part of meaningOf(next.part).operands) open.push({ part, depth: next.depth + 1 })
  }
}

export function tooLarge(): DitherError {
  const { parts, depth } = expressionLimits
  return new DitherError(
    'unsupported',
    `an expression has more than ${parts} parts or ${depth} levels`,
    { parameter: 'expression', wayOut: 'Derive columns step by step' },
  )
}
