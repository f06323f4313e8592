/** What a quantile, or several out of a tree, is as a question. */
import { DitherError } from '@dither/core'
import { type Columns, factsOf } from '../../expression/facts-of.ts'
import { printValue } from '../../expression/literal.ts'
import { wrongType } from '../../expression/meaning.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { listAt, numberAt } from '../../expression/read-expression.ts'
import type { Fields } from '../../schema/fields.ts'
import type { QuantileAggregate, TreeAggregate } from '../plan.ts'
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

function readCandidates(value: unknown): number | readonly number[] {
  const path = 'aggregate.candidates'
  return Array.isArray(value) ? listAt(value, path, numberAt) : numberAt(value, path)
}

/**
 * The public candidates of a quantile, in increasing order: the listed ones, or equally spaced ones
 * between its bounds.
 *
 * @throws DitherError "missing_bound", "wrong_type", "invalid_parameter"
 */
export function candidatesOf(
  aggregate: QuantileAggregate | TreeAggregate,
  columns: Columns,
): readonly number[] {
  const { of, at = [], candidates } = aggregate
  for (const rank of typeof at === 'number' ? [at] : at)
    if (!(rank >= 0 && rank <= 1))
      throw new DitherError('invalid_parameter', `at is ${rank}, must be from 0 to 1`, {
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

export function readTree(kind: TreeAggregate['kind'], fields: Fields, path: string): TreeAggregate {
  return Object.freeze({
    kind,
    ...readBounded(fields, path),
    ...(kind === 'quantiles' ? { at: listAt(fields.get('at'), `${path}.at`, numberAt) } : {}),
    ...(fields.has('candidates') ? { candidates: readCandidates(fields.get('candidates')) } : {}),
  })
}

/** @returns the number of its cells */
export function checkTree(aggregate: TreeAggregate, columns: Columns): number {
  if (aggregate.kind === 'quantiles' && (aggregate.at ?? []).length === 0)
    throw new DitherError('invalid_parameter', 'at is empty, must list at least one rank', {
      parameter: 'aggregate.at',
      wayOut: 'Say [0.25, 0.5, 0.75]',
    })
  return candidatesOf(aggregate, columns).length + 1
}

export function printTree(aggregate: TreeAggregate): string {
  const { kind, of, at } = aggregate
  const ranks = at === undefined ? '' : `, [${at.join(', ')}]`
  return `${kind}(${printExpression(of)}${ranks})${printWithin(aggregate)}${printCandidates(aggregate)}`
}

export function printQuantile(aggregate: QuantileAggregate): string {
  const { of, at } = aggregate
  return `quantile(${printExpression(of)}, ${at})${printWithin(aggregate)}${printCandidates(aggregate)}`
}

/** Nothing where the question leaves them out. */
function printCandidates({ candidates }: Pick<QuantileAggregate, 'candidates'>): string {
  if (candidates === undefined) return ''
  return typeof candidates === 'number'
    ? ` among ${candidates} candidates`
    : ` among (${candidates.map(printValue).join(', ')})`
}
