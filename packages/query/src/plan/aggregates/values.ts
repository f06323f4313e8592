/** Public values: of a key, or of a histogram. */
import { DitherError } from '@dither/core'
import type { Expression } from '../../expression/expression.ts'
import { type Facts, isEmpty } from '../../expression/facts.ts'
import { type Columns, factsOf, typeOf } from '../../expression/facts-of.ts'
import { factsOfValue, printValue } from '../../expression/literal.ts'
import { wrongType } from '../../expression/meaning.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { didYouMean } from '../../schema/did-you-mean.ts'
import { numberText } from '../../schema/temporal.ts'

/** @throws DitherError "wrong_type", "invalid_parameter" */
export function checkValues(
  what: string,
  of: Expression,
  values: readonly (number | string | boolean)[],
  columns: Columns,
): void {
  const type = typeOf(of, columns)
  const known = factsOf(of, columns)
  const missing = values.length === 0
  if (missing)
    throw new DitherError('invalid_parameter', `${what} has no values, must have at least one`, {
      parameter: what,
      wayOut: 'List the public values; rows with another value are left out',
    })
  const seen = new Set<unknown>()
  for (const value of values) {
    const facts = factsOfValue(value)
    if (facts.type !== type)
      throw wrongType(printValue(value), facts.type, `a ${type}, like ${what}`, 'Change it')
    if (seen.has(value))
      throw new DitherError('invalid_parameter', `${what} lists ${printValue(value)} twice`, {
        parameter: what,
        wayOut: 'List it once',
      })
    seen.add(value)
  }
  for (const value of values) checkPossible(value, of, known)
}

/** A value that no row can have is a slip, and would be paid for: its cell would be noise alone. */
function checkPossible(value: number | string | boolean, of: Expression, known: Facts): void {
  const text = printExpression(of)
  const numbers = (of: number): string =>
    numberText(of, known.type === 'number' ? known.temporal : undefined)
  const shown = typeof value === 'number' ? numbers(value) : printValue(value)
  const refuse = (rule: string, wayOut: string): DitherError =>
    new DitherError('invalid_parameter', `${shown} ${rule}`, {
      parameter: text,
      rule: 'S12',
      wayOut,
    })
  if (typeof value === 'string' && known.type === 'text') {
    if (known.values === undefined || known.values.includes(value)) return
    throw refuse(
      of.kind === 'column' ? `is not a category of ${text}` : `is not a value of ${text}`,
      didYouMean(value, known.values),
    )
  }
  if (typeof value !== 'number' || known.type !== 'number' || isEmpty(known)) return
  const { lower, upper, integral } = known
  if (value < lower || value > upper)
    throw refuse(
      `is not between the bounds of ${text}, ${numbers(lower)} and ${numbers(upper)}`,
      'Leave it out, or widen the bounds in the schema: values beyond them count as the bound',
    )
  if (integral && !Number.isInteger(value))
    throw refuse(
      `is not a whole number, as all of ${text} are`,
      'Cut numbers by edges, or round it',
    )
}
