/** Whether a question makes sense against a schema. Whether it is safe is for `proof` to say. */
import { DitherError } from '@dither/core'
import type { Expression } from '../expression/expression.ts'
import { type Facts, isEmpty } from '../expression/facts.ts'
import { type Columns, factsOf, rangeOf, typeOf } from '../expression/facts-of.ts'
import { checkFinite, factsOfValue, printValue } from '../expression/literal.ts'
import { wrongType } from '../expression/meaning.ts'
import { printExpression } from '../expression/print-expression.ts'
import { didYouMean } from '../schema/did-you-mean.ts'
import type { Schema } from '../schema/schema.ts'
import { columnsOfRelation } from './columns-of-relation.ts'
import type { Aggregate, Bins, Bounded, GroupKey, QuantileAggregate, Question } from './plan.ts'
import { equallySpaced, listed } from './quantile-candidates.ts'
import { readQuestion } from './read-question.ts'

/** How many cells, groups times bins, one question may have. */
export const mostCells = 1_000_000

/**
 * Checks a question: its columns, types, keys, edges, bounds and budget.
 *
 * A listed value that the schema rules out is refused: one outside a list of categories or the bounds of
 * a number. Nothing is known, or checked, of texts without a public list.
 *
 * @returns the columns that its expressions may read, as `columnsOfRelation` gives them
 * @throws DitherError "unknown_column", "wrong_type", "missing_bound", "invalid_parameter",
 *   "unsafe_question", "unsupported"
 */
export function checkQuestion(question: Question, schema: Schema): Columns {
  readQuestion(question)
  const columns = columnsOfRelation(question.from, schema)
  for (const [index, key] of question.groupBy.entries()) {
    checkKey(key, columns)
    if (question.groupBy.findIndex((other) => sameName(other.name, key.name)) !== index)
      throw new DitherError('invalid_parameter', `groupBy has two keys ${key.name}`, {
        parameter: `groupBy[${index}].name`,
        wayOut: 'Give one of them another name',
      })
  }
  const bins = checkAggregate(question.aggregate, columns)
  const cells = question.groupBy.reduce((product, key) => product * key.values.length, bins)
  if (cells > mostCells)
    throw new DitherError(
      'unsupported',
      `the question has ${cells} cells, must have at most ${mostCells}`,
      { parameter: 'groupBy', wayOut: 'Take fewer keys, or fewer values a key' },
    )
  if (question.aggregate.kind === 'quantile' && question.mechanism !== undefined)
    throw new DitherError(
      'invalid_parameter',
      `mechanism is ${question.mechanism}, a quantile is chosen and takes no noise`,
      { parameter: 'mechanism', wayOut: 'Leave it out' },
    )
  if (question.mechanism === 'gaussian' && question.budget !== undefined)
    checkGaussianBudget(question.budget)
  return columns
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function checkGaussianBudget(budget: object): void {
  if ('delta' in budget || 'rho' in budget) return
  throw new DitherError(
    'invalid_parameter',
    'budget.delta is missing, must be there for Gaussian noise',
    { parameter: 'budget.delta', wayOut: 'Give { epsilon, delta } or { rho }' },
  )
}

function checkKey(key: GroupKey, columns: Columns): void {
  checkValues(`groupBy ${key.name}`, key.of, key.values, columns)
}

function checkValues(
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
  const refuse = (rule: string, wayOut: string): DitherError =>
    new DitherError('invalid_parameter', `${printValue(value)} ${rule}`, {
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
      `is not between the bounds of ${text}, ${lower} and ${upper}`,
      'Leave it out, or widen the bounds in the schema: values beyond them count as the bound',
    )
  if (integral && !Number.isInteger(value))
    throw refuse(
      `is not a whole number, as all of ${text} are`,
      'Cut numbers by edges, or round it',
    )
}

/** @returns the number of bins, those besides counted */
function checkAggregate(aggregate: Aggregate, columns: Columns): number {
  switch (aggregate.kind) {
    case 'count':
      return 1
    case 'countValues':
      typeOf(aggregate.of, columns)
      return 1
    case 'histogram':
      return checkBins(aggregate.of, aggregate.bins, columns)
    case 'quantile':
      return candidatesOf(aggregate, columns).length + 1
    case 'sum':
    case 'mean':
    case 'variance':
    case 'standardDeviation':
      boundsOf(aggregate, columns)
      return 1
    case 'covariance':
    case 'correlation':
      for (const side of [aggregate.left, aggregate.right])
        boundsOf({ ...side, kind: aggregate.kind }, columns)
      return 1
  }
}

function checkBins(of: Expression, bins: Bins, columns: Columns): number {
  const type = typeOf(of, columns)
  const what = `histogram of ${printExpression(of)}`
  if (bins.kind === 'values') {
    checkValues(what, of, bins.values, columns)
    return bins.values.length + 1
  }
  if (type !== 'number')
    throw wrongType(printExpression(of), type, 'a number, to be cut by edges', 'List values')
  const rule = (text: string): DitherError =>
    new DitherError('invalid_parameter', `edges of ${what} ${text}`, {
      parameter: 'edges',
      wayOut: 'Values outside the edges have bins of their own',
    })
  if (bins.edges.length < 2) throw rule('must be at least two')
  for (const [i, edge] of bins.edges.entries()) {
    checkFinite(`edges[${i}]`, edge)
    const before = bins.edges[i - 1]
    if (before !== undefined && before >= edge)
      throw rule(`must increase, but ${edge} follows ${before}`)
  }
  return bins.edges.length + 2
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

/** An aggregate with bounds: what adds numbers up, and quantiles. */
export type NumericAggregate = Extract<Aggregate, { readonly lower?: number }>

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
      `lower of ${text} is ${lower}, must be at most upper, which is ${upper}`,
      { parameter: 'aggregate.lower' },
    )
  return { lower, upper }
}
