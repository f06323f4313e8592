/** What a linear regression is as a question. */
import { DitherError } from '@dither/core'
import type { Columns } from '../../expression/facts-of.ts'
import { numberAt } from '../../expression/read-expression.ts'
import type { Fields } from '../../schema/fields.ts'
import type { RegressionAggregate } from '../plan.ts'
import {
  checkLabelled,
  printLabelled,
  printOne,
  readLabelled,
  readLabelledList,
} from './labelled.ts'

/** What the constant of a line is called; no predictor may have its name. */
export const interceptLabel = 'intercept'

export function readRegression(fields: Fields, path: string): RegressionAggregate {
  const intercept = fields.get('intercept')
  if (typeof intercept !== 'boolean')
    throw wrongRegression(`${path}.intercept`, 'must be true or false', 'Give one of them')
  const predictors = readLabelledList(fields.get('predictors'), `${path}.predictors`)
  if (predictors.some(({ label }) => label === interceptLabel))
    throw wrongRegression(
      `${path}.predictors`,
      `has one named ${interceptLabel}, the name of the constant`,
      'Give it another label',
    )
  const ridge = fields.has('ridge') ? numberAt(fields.get('ridge'), `${path}.ridge`) : undefined
  if (ridge !== undefined && !(ridge >= 0))
    throw wrongRegression(`${path}.ridge`, `is ${ridge}, must be at least 0`, 'Try 0.001')
  return Object.freeze({
    kind: 'linearRegression',
    target: readLabelled(fields.get('target'), `${path}.target`),
    predictors,
    intercept,
    ...(ridge === undefined ? {} : { ridge }),
  })
}

/** @throws DitherError "missing_bound", "wrong_type", "invalid_parameter" */
export function checkRegression(
  { kind, target, predictors }: RegressionAggregate,
  columns: Columns,
): void {
  checkLabelled([...predictors, target], kind, columns)
}

export function printRegression(aggregate: RegressionAggregate): string {
  const { target, predictors, intercept, ridge } = aggregate
  const line = intercept ? '' : ', no intercept'
  const penalty = ridge === undefined ? '' : `, ridge ${ridge}`
  return `linearRegression(${printOne(target)}, [${printLabelled(predictors)}]${line}${penalty})`
}

function wrongRegression(parameter: string, message: string, wayOut: string): DitherError {
  return new DitherError('invalid_parameter', `${parameter} ${message}`, { parameter, wayOut })
}
