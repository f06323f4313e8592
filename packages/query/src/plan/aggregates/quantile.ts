/** What a quantile is as a question. */
import { DitherError } from '@dither/core'
import { type Columns, factsOf } from '../../expression/facts-of.ts'
import { printValue } from '../../expression/literal.ts'
import { wrongType } from '../../expression/meaning.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { listAt, numberAt } from '../../expression/read-expression.ts'
import type { Fields } from '../../schema/fields.ts'
import type { QuantileAggregate } from '../plan.ts'
import { equallySpaced, listed } from '../quantile-candidates.ts'
import { boundsOf, printWithin, readBounded } from './bounded.ts'

export function readQuantile(fields: Fields, path: string): QuantileAggregate {
  return Object.freeze({
    kind: 'quantile',
    ...readBounded(fields, path),
    at: numberAt(fields.get('at'), `${path}.at`),
    ...(fields.has('candidates') ? { candidates: readCandidates(fields.get('candidates')) } : {}),
  })
}

export function readCandidates(value: unknown): number | readonly number[] {
  const path = 'aggregate.candidates'
  return Array.isArray(value) ? listAt(value, path, numberAt) : numberAt(value, path)
}

/**
 * The public candidates of a quantile, in increasing order: the listed ones, or equally spaced ones
 * between its bounds.
 *
 * @throws DitherError "missing_bound", "wrong_type", "invalid_parameter"
 */
export function candidatesOf(aggregate: QuantileAggregate, columns: Columns): readonly number[] {
  const { of, at, candidates } = aggregate
  if (!(at >= 0 && at <= 1))
    throw new DitherError('invalid_parameter', `at is ${at}, must be from 0 to 1`, {
      parameter: 'aggregate.at',
      wayOut: 'The median is at 0.5',
    })
  const facts = factsOf(of, columns)
  if (facts.type !== 'number')
    throw wrongType(printExpression(of), facts.type, 'a number, to take its quantile', 'Count it')
  if (typeof candidates === 'object') return listed(aggregate, candidates)
  const { lower, upper } = boundsOf(aggregate, columns)
  return equallySpaced(lower, upper, facts.integral, candidates)
}

export function printQuantile(aggregate: QuantileAggregate): string {
  const { of, at } = aggregate
  return `quantile(${printExpression(of)}, ${at})${printWithin(aggregate)}${printCandidates(aggregate)}`
}

/** Nothing where the question leaves them out. */
export function printCandidates({ candidates }: Pick<QuantileAggregate, 'candidates'>): string {
  if (candidates === undefined) return ''
  return typeof candidates === 'number'
    ? ` among ${candidates} candidates`
    : ` among (${candidates.map(printValue).join(', ')})`
}
