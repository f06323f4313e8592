/** Why a question is safe: a pure function of the question and the schema. */

import type { Columns } from '../expression/facts-of.ts'
import type { BoundedPlan } from '../plan/bounded-plan.ts'
import { cellCount } from '../plan/cells.ts'
import { checkQuestion, mostCells } from '../plan/check-question.ts'
import { largestBlock, mergedLength } from '../plan/merged.ts'
import type { Question } from '../plan/plan.ts'
import { readQuestion } from '../plan/read-question.ts'
import type { Schema } from '../schema/schema.ts'
import { bounds } from './bounds/bounds.ts'
import { contingencyTable } from './contingency-table/contingency-table.ts'
import { count } from './count/count.ts'
import { covariance } from './covariance/covariance.ts'
import { countDistinct, distinctSensitivity } from './distinct/distinct.ts'
import { histogram, topValues } from './histogram/histogram.ts'
import { keyAxis } from './key-axis.ts'
import { matrix } from './matrix/matrix.ts'
import { mean } from './mean/mean.ts'
import type { NeededVector, Needs } from './needs.ts'
import { keyReachOf, movedKeys } from './private-keys/key-reach-of.ts'
import type { NoisedVector, Proof } from './proof.ts'
import { quantile } from './quantile/quantile.ts'
import { selectionOf, selectionReason } from './quantile/selection.ts'
import { reasonsOf } from './reasons.ts'
import { regression } from './regression/regression.ts'
import { type Setting, settingOf, unitBound } from './setting.ts'
import { sum } from './sum/sum.ts'
import { categorySelection, topCategories } from './top-categories/top-categories.ts'
import { tree } from './tree/tree.ts'
import { variance } from './variance/variance.ts'
import type { Vector } from './worst-cases/cell-ranges.ts'
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
  const keys = question.privateKeys && keyReachOf(setting)
  const cells = keys === undefined ? BigInt(cellCount(bounded.axes)) : movedKeys(keys, setting)
  const vectors = needs.vectors.map((vector) => noisedVector(vector, question, needs))
  const sensitivity =
    needs.distinct === undefined
      ? worstCases({
          neighbours: setting.neighbours,
          unit: setting.unit,
          cells,
          present: setting.present,
          vectors: vectors.map((vector) => boundedVector(vector, bounded)),
          columns: (needs.columns ?? []).map(({ steps }) => steps),
          products: needs.products ?? [],
        })
      : distinctSensitivity(needs.distinct, setting, cells)
  const selection =
    selectionOf(question, setting, cells) ?? categorySelection(question, setting, cells)
  return Object.freeze({
    version: 1,
    question,
    neighbours: setting.neighbours,
    bounded,
    vectors: Object.freeze(vectors),
    sensitivity,
    shares: Object.freeze([...needs.shares]),
    ...(selection === undefined ? {} : { selection }),
    ...(keys === undefined ? {} : { keys }),
    steps: Object.freeze([
      ...reasonsOf(question, setting, needs, bounded, cells, sensitivity),
      ...(selection === undefined ? [] : [Object.freeze(selectionReason(selection))]),
    ]),
  })
}

function needsOf({ aggregate, groupBy }: Question, setting: Setting): Needs {
  switch (aggregate.kind) {
    case 'count':
    case 'countValues':
      return count(aggregate, setting)
    case 'countDistinct':
      return countDistinct(aggregate, setting, BigInt(cellCount(groupBy.map(keyAxis))))
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
    case 'covarianceMatrix':
    case 'correlationMatrix':
      return matrix(aggregate, setting)
    case 'linearRegression':
      return regression(aggregate, setting)
    case 'bounds':
      return bounds(aggregate, setting)
    case 'topValues':
      return topValues(aggregate, setting)
    case 'topCategories':
      return topCategories(aggregate, setting)
    case 'contingencyTable':
      return contingencyTable(aggregate, setting)
    case 'histogram':
      return histogram(aggregate, setting)
    case 'quantile':
      return quantile(aggregate, setting)
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return tree(aggregate, setting)
  }
}

function boundedPlan(question: Question, needs: Needs, setting: Setting): BoundedPlan {
  const { groupBy, from, privateKeys } = question
  const listed = privateKeys === undefined ? groupBy.map(keyAxis) : []
  const axes = [...listed, ...(needs.axes ?? [])]
  const found = Object.freeze({
    of: Object.freeze(groupBy.map(({ of }) => of)),
    most: mostCells,
  })
  return Object.freeze({
    schema: setting.schema,
    from,
    unit: unitBound(setting.schema, from),
    axes: Object.freeze(axes),
    columns: Object.freeze((needs.columns ?? []).map(({ column }) => column)),
    ...(needs.products === undefined ? {} : { products: Object.freeze([...needs.products]) }),
    ...(needs.distinct === undefined ? {} : { distinct: needs.distinct }),
    ...(privateKeys === undefined ? {} : { keys: found }),
  })
}

function noisedVector(
  { what, column = 0, product = 0, merged, recentres }: NeededVector,
  { groupBy }: Question,
  { columns = [] }: Needs,
): NoisedVector {
  if (what === 'product') return Object.freeze({ what, product })
  if (what === 'distinct') return Object.freeze({ what })
  if (what === 'rows' || what === 'units')
    return Object.freeze({
      what,
      ...(merged === undefined
        ? {}
        : { merged: Object.freeze([...groupBy.map(() => 'each' as const), ...merged]) }),
    })
  if (recentres !== undefined) return Object.freeze({ what, column, recentres: recentres })
  const recentre = what === 'sum' ? (columns[column]?.steps.recentre ?? 0n) : 0n
  return Object.freeze({
    what,
    column,
    ...(recentre === 0n ? {} : { recentre: String(recentre) }),
  })
}

/** The vector as the worst cases see it. */
function boundedVector({ merged, what, ...of }: NoisedVector, { axes }: BoundedPlan): Vector {
  if (what === 'distinct') throw new RangeError('distinct values have worst cases of their own')
  const vector = { ...of, what }
  if (merged === undefined) return vector
  const coordinates = BigInt(mergedLength(axes, merged))
  return { ...vector, block: largestBlock(axes, merged), coordinates }
}
