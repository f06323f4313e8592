/** Whether a question makes sense against a schema. Whether it is safe is for `proof` to say. */
import { DitherError } from '@dither/core'
import type { Columns } from '../expression/facts-of.ts'
import type { Schema } from '../schema/schema.ts'
import { checkAggregate } from './aggregates/aggregates.ts'
import { checkKeyedBounds } from './aggregates/keyed-bounds.ts'
import { checkValues } from './aggregates/values.ts'
import { columnsOfRelation } from './columns-of-relation.ts'
import type { GroupKey, Question } from './plan.ts'
import { checkPrivateKeys } from './private-keys.ts'
import { readQuestion } from './read-question.ts'

/** How many cells, groups times bins, one question may have. */
export const mostCells = 2_000_000

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
    if (question.privateKeys === undefined) checkKey(key, columns)
    if (question.groupBy.findIndex((other) => sameName(other.name, key.name)) !== index)
      throw new DitherError('invalid_parameter', `groupBy has two keys ${key.name}`, {
        parameter: `groupBy[${index}].name`,
        wayOut: 'Give one of them another name',
      })
  }
  if (question.privateKeys !== undefined) checkPrivateKeys(question, columns)
  const bins = checkAggregate(question.aggregate, columns)
  checkKeyedBounds(question, columns)
  const cells = question.groupBy.reduce((product, key) => product * key.values.length, bins)
  if (cells > mostCells)
    throw new DitherError(
      'unsupported',
      `the question has ${cells} cells, must have at most ${mostCells}`,
      { parameter: 'groupBy', wayOut: 'Take fewer keys, or fewer values a key' },
    )
  if (isChosenKind(question.aggregate.kind) && question.mechanism !== undefined)
    throw new DitherError(
      'invalid_parameter',
      `mechanism is ${question.mechanism}, a ${question.aggregate.kind === 'quantile' ? 'quantile' : 'category'} is chosen and takes no noise`,
      { parameter: 'mechanism', wayOut: 'Leave it out' },
    )
  if (question.mechanism === 'gaussian' && question.budget !== undefined)
    checkGaussianBudget(question.budget)
  return columns
}

/** Whether the answer is one of public candidates, or several, and no noisy number. */
export function isChosenKind(kind: Question['aggregate']['kind']): boolean {
  return kind === 'quantile' || kind === 'topCategories'
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
