/** A number with public bounds: what sums, means and quantiles are of. */
import { DitherError } from '@dither/core'
import { type Columns, factsOf, rangeOf } from '../../expression/facts-of.ts'
import { wrongType } from '../../expression/meaning.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { numberAt, readExpression } from '../../expression/read-expression.ts'
import type { Fields } from '../../schema/fields.ts'
import { numberText } from '../../schema/temporal.ts'
import type { Aggregate, Bounded } from '../plan.ts'

/**
 * The public bounds of what is summed: the ones that the question states, else the range that the
 * schema gives the expression.
 *
 * @throws DitherError "missing_bound", "wrong_type", "invalid_parameter"
 */
export function boundsOf(
  aggregate: Bounded & { readonly kind: Aggregate['kind'] },
  columns: Columns,
): { readonly lower: number; readonly upper: number } {
  const text = printExpression(aggregate.of)
  const facts = factsOf(aggregate.of, columns)
  if (facts.type !== 'number')
    throw wrongType(text, facts.type, `a number, to take its ${aggregate.kind}`, 'Count it instead')
  const range = rangeOf(aggregate.of, columns) ?? facts
  const lower = aggregate.lower ?? range.lower
  const upper = aggregate.upper ?? range.upper
  for (const [side, bound] of Object.entries({ lower, upper }))
    if (!Number.isFinite(bound))
      throw new DitherError('missing_bound', `${text} has no ${side} bound`, {
        parameter: `aggregate.${side}`,
        rule: 'S8',
        wayOut: `Give { ${side} } here or in the schema, or clamp it`,
      })
  if (lower > upper)
    throw new DitherError(
      'invalid_parameter',
      `lower of ${text} is ${numberText(lower, facts.temporal)}, must be at most upper, which is ${numberText(upper, facts.temporal)}`,
      { parameter: 'aggregate.lower' },
    )
  return { lower, upper }
}

export function readBounded(fields: Fields, path: string): Bounded {
  return Object.freeze({
    of: readExpression(fields.get('of'), `${path}.of`),
    ...bound(fields, 'lower', path),
    ...bound(fields, 'upper', path),
  })
}

function bound<const Key extends 'lower' | 'upper'>(
  fields: Fields,
  key: Key,
  path: string,
): { readonly [K in Key]?: number } {
  const value = fields.get(key)
  const found: { [K in Key]?: number } = {}
  if (value !== undefined) found[key] = numberAt(value, `${path}.${key}`)
  return found
}

/** The expression, and the bounds that the question states. */
export function printBounded(value: Bounded): string {
  return `${printExpression(value.of)}${printWithin(value)}`
}

export function printWithin({ lower, upper }: Bounded): string {
  if (lower === undefined && upper === undefined) return ''
  return ` within [${lower ?? '…'}, ${upper ?? '…'}]`
}
