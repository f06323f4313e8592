/** Why a question is safe: a pure function of the question and the schema. */

import { compareText } from '../expression/compare.ts'
import type { Columns } from '../expression/facts-of.ts'
import type { Axis, BoundedPlan } from '../plan/bounded-plan.ts'
import { checkQuestion } from '../plan/check-question.ts'
import type { GroupKey, Question } from '../plan/plan.ts'
import { readQuestion } from '../plan/read-question.ts'
import type { Schema } from '../schema/schema.ts'
import { count } from './count/count.ts'
import { covariance } from './covariance/covariance.ts'
import { histogram, histogramAxis } from './histogram/histogram.ts'
import { mean } from './mean/mean.ts'
import type { Needs } from './needs.ts'
import type { NoisedVector, Proof } from './proof.ts'
import { quantile, quantileAxis } from './quantile/quantile.ts'
import { selectionOf, selectionReason } from './quantile/selection.ts'
import { reasonsOf } from './reasons.ts'
import { type Setting, settingOf, unitBound } from './setting.ts'
import { sum } from './sum/sum.ts'
import { variance } from './variance/variance.ts'
import { worstCases } from './worst-cases/worst-cases.ts'

/**
 * The bounded plan of a question, its exact joint sensitivity, and the rules that gave them.
 *
 * Promise: run on neighbouring tables with the same order key, the plan gives integer vectors whose
 * difference costs no more than one of the worst cases. [worst-cases.proof.md]
 *
 * @throws DitherError "missing_bound", "unknown_column", "wrong_type", "unsafe_question",
 *   "invalid_parameter", "unsupported"
 */
export function prove(asked: Question, schema: Schema): Proof {
  const question = readQuestion(asked)
  const columns: Columns = checkQuestion(question, schema)
  const setting = settingOf(question, schema, columns)
  const needs = needsOf(question, setting)
  const bounded = boundedPlan(question, needs, setting)
  const cells = bounded.axes.reduce((product, axis) => product * sizeOf(axis), 1n)
  const sensitivity = worstCases({
    neighbours: setting.neighbours,
    unit: setting.unit,
    cells,
    present: setting.present,
    vectors: needs.vectors,
    ...(needs.steps === undefined ? {} : { steps: needs.steps }),
    ...(needs.other === undefined ? {} : { other: needs.other.steps }),
  })
  const selection = selectionOf(question, setting, cells)
  const vectors = needs.vectors.map((what) => noisedVector(what, needs))
  return Object.freeze({
    version: 1,
    question,
    neighbours: setting.neighbours,
    bounded,
    vectors: Object.freeze(vectors),
    sensitivity,
    shares: Object.freeze([...needs.shares]),
    ...(selection === undefined ? {} : { selection }),
    steps: Object.freeze([
      ...reasonsOf(question, setting, needs, bounded, cells, sensitivity),
      ...(selection === undefined ? [] : [Object.freeze(selectionReason(selection))]),
    ]),
  })
}

function needsOf({ aggregate }: Question, setting: Setting): Needs {
  switch (aggregate.kind) {
    case 'count':
    case 'countValues':
      return count(aggregate, setting)
    case 'sum':
      return sum(aggregate, setting)
    case 'mean':
      return mean(aggregate, setting)
    case 'variance':
    case 'standardDeviation':
      return variance(aggregate, setting)
    case 'covariance':
    case 'correlation':
      return covariance(aggregate, setting)
    case 'histogram':
      return histogram(aggregate, setting)
    case 'quantile':
      return quantile(aggregate, setting)
  }
}

function boundedPlan(question: Question, needs: Needs, setting: Setting): BoundedPlan {
  const { aggregate, groupBy, from } = question
  const axes = groupBy.map(keyAxis)
  if (aggregate.kind === 'histogram') axes.push(histogramAxis(aggregate, setting))
  if (aggregate.kind === 'quantile') axes.push(quantileAxis(aggregate, setting))
  return Object.freeze({
    schema: setting.schema,
    from,
    unit: unitBound(setting.schema),
    axes: Object.freeze(axes),
    columns: Object.freeze(
      [needs.column, needs.other?.column].filter((column) => column !== undefined),
    ),
    ...(needs.other === undefined
      ? {}
      : { products: Object.freeze([Object.freeze({ left: 0, right: 1 })]) }),
  })
}

/** Rows with another key are dropped; the keys are in order, as the answer's rows are (S5, S12). */
function keyAxis({ of, values }: GroupKey): Axis {
  return Object.freeze({
    kind: 'values',
    of,
    values: Object.freeze([...values].sort(compareKeys)),
    rest: false,
  })
}

function compareKeys(a: number | string | boolean, b: number | string | boolean): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return Number(a) - Number(b)
}

/** The number of positions on an axis, as every engine numbers them. */
function sizeOf(axis: Axis): bigint {
  if (axis.kind === 'values') return BigInt(axis.values.length + (axis.rest ? 1 : 0))
  return BigInt(axis.edges.length + (axis.underflow ? 1 : 0) + (axis.overflow ? 1 : 0)) // null included
}

function noisedVector(what: NoisedVector['what'], { steps }: Needs): NoisedVector {
  if (what === 'rows' || what === 'units') return Object.freeze({ what })
  if (what === 'product') return Object.freeze({ what, product: 0 })
  if (what === 'otherSum' || what === 'otherSquare') return Object.freeze({ what, column: 1 })
  const recentre = what === 'sum' && steps !== undefined && steps.recentre !== 0n
  return Object.freeze({
    what,
    column: 0,
    ...(recentre ? { recentre: String(steps.recentre) } : {}),
  })
}
