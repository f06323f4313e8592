/** From noisy integers to a released answer. */
import type { Event, Loss } from '@dither/core'
import { type Rational, rational } from '@dither/math'
import type { FoundKey } from '../../engines/engine.ts'
import type { Expression } from '../../expression/expression.ts'
import { type Columns, factsOf, temporalOf } from '../../expression/facts-of.ts'
import { boundEdges } from '../../plan/aggregates/bounds.ts'
import { candidatesOf } from '../../plan/aggregates/quantile.ts'
import type { Axis } from '../../plan/bounded-plan.ts'
import { edgePositions } from '../../plan/cells.ts'
import { checkQuestion } from '../../plan/check-question.ts'
import type { BoundsAggregate, GroupKey, TopValues } from '../../plan/plan.ts'
import { pairColumns } from '../../proof/covariance/covariance.ts'
import { matrixColumns } from '../../proof/matrix/matrix.ts'
import type { Proof } from '../../proof/proof.ts'
import { regressionColumns } from '../../proof/regression/regression.ts'
import { settingOf } from '../../proof/setting.ts'
import { valueColumn } from '../../proof/value-column.ts'
import { vectorName } from '../../proof/vector-words.ts'
import { numberText } from '../../schema/temporal.ts'
import { binLabels, releasedBins, releasedTop } from './bins.ts'
import { releasedBounds } from './bounds/bounds.ts'
import type { NoisyCell, NoisyPart } from './cell.ts'
import { dressedByGroup, dressedColumn } from './column.ts'
import { contingencyAnswer } from './contingency-table/contingency-answer.ts'
import { releasedCount } from './count.ts'
import { coversOf } from './covers.ts'
import { inUnit } from './in-unit.ts'
import { releasedMatrix } from './matrix.ts'
import { releasedMean } from './mean.ts'
import type { Noise } from './noise.ts'
import { releasedCorrelation, releasedCovariance } from './pair.ts'
import { releasedQuantile } from './quantile.ts'
import { releasedRegression } from './regression.ts'
import type { Released, ReleasedCell } from './released.ts'
import { covering } from './released-data.ts'
import { releasedSum } from './sum.ts'
import { combinationsOf, releasedTable } from './table.ts'
import { releasedTopCategories } from './top-categories.ts'
import { treeAnswer } from './tree/tree-answer.ts'
import { unitOf } from './value-unit.ts'
import { releasedVariance } from './variance.ts'

/** A question's answer, but for the noisy integers themselves. */
export interface Dressing {
  readonly proof: Proof
  /** The noise of each vector. */
  readonly noises: readonly Noise[]
  /** The scale of a choice; then the vectors are the places of the chosen candidates. */
  readonly choice?: Rational | undefined
  readonly event: Event
  readonly loss: Loss
}

/** `vectors[j][cell]`: exact integers with their noise. */
export type NoisyVectors = readonly (readonly bigint[])[]

/**
 * Makes the answer, with its error and its cost and in the shape of its question, of noisy integers:
 * post-processing, so it costs nothing.
 */
export function dresser(
  dressing: Dressing,
): (vectors: NoisyVectors, chosen?: readonly FoundKey[]) => Released {
  const { proof, event, loss } = dressing
  const { groupBy, aggregate } = proof.question
  const columns = checkQuestion(proof.question, proof.bounded.schema)
  const keyAxes = proof.bounded.axes
    .slice(0, groupBy.length)
    .map((axis, i) => keysInText(axis, groupBy[i], columns))
  const unit = unitOf(aggregate, columns)
  const listed = proof.keys === undefined ? combinationsOf(keyAxes) : []
  const inText = foundKeysInText(groupBy, columns)
  const answer = answerOf(dressing)
  const covers = coversOf(proof)
  return (vectors, chosen = []) => {
    const keys = proof.keys === undefined ? listed : inText(chosen)
    const answers = Array.from(keys, (_, group) => {
      const one = answer(vectors, group)
      return covering(unit === undefined ? one : inUnit(one, unit), covers(group))
    })
    const [only] = answers
    if (groupBy.length === 0 && only !== undefined) return only
    return covering(releasedTable(groupBy, keys, answers, { event, loss }), covers())
  }
}

/** A key's values as people read them. */
function keysInText(axis: Axis, key: GroupKey | undefined, columns: Columns): Axis {
  const type = key && temporalOf(key.of, columns)
  if (axis.kind !== 'values' || type === undefined) return axis
  const values = axis.values.map((value) =>
    typeof value === 'number' ? numberText(value, type) : value,
  )
  return { ...axis, values }
}

/** The same of combinations of private keys. */
function foundKeysInText(
  groupBy: readonly GroupKey[],
  columns: Columns,
): (keys: readonly FoundKey[]) => readonly FoundKey[] {
  const types = groupBy.map(({ of }) => temporalOf(of, columns))
  const text = (value: FoundKey[number], i: number): FoundKey[number] =>
    typeof value === 'number' && types[i] !== undefined ? numberText(value, types[i]) : value
  return (keys) => keys.map((key) => key.map(text))
}

type Answer = (vectors: NoisyVectors, group: number) => ReleasedCell

/** How the answer of one group is made. */
function answerOf(dressing: Dressing): Answer {
  const { question, bounded } = dressing.proof
  const { aggregate } = question
  const columns = checkQuestion(question, bounded.schema)
  const setting = settingOf(question, bounded.schema, columns)
  const ofCell =
    (made: (cell: NoisyCell, group: number) => ReleasedCell): Answer =>
    (vectors, group) =>
      made(cellAt(dressing, vectors, group), group)
  switch (aggregate.kind) {
    case 'count':
    case 'countValues':
    case 'countDistinct':
      return ofCell(releasedCount)
    case 'sum': {
      const column = dressedByGroup(valueColumn(aggregate, false, setting))
      return ofCell((cell, group) => releasedSum(cell, column(group), setting.publicRows))
    }
    case 'mean': {
      const column = dressedByGroup(valueColumn(aggregate, false, setting))
      return ofCell((cell, group) => releasedMean(cell, column(group)))
    }
    case 'variance':
    case 'standardDeviation': {
      const column = dressedByGroup(valueColumn(aggregate, true, setting))
      const root = aggregate.kind === 'standardDeviation'
      return ofCell((cell, group) => releasedVariance(cell, column(group), root))
    }
    case 'covariance':
    case 'correlation': {
      const pair = pairColumns(aggregate, setting)
      const [left, right] = [dressedColumn(pair.left), dressedColumn(pair.right)]
      const made = aggregate.kind === 'covariance' ? releasedCovariance : releasedCorrelation
      return ofCell((cell) => made(cell, left, right))
    }
    case 'covarianceMatrix':
    case 'correlationMatrix': {
      const made = matrixColumns(aggregate, setting)
      return ofCell((cell) => releasedMatrix(cell, aggregate, made))
    }
    case 'linearRegression': {
      const made = regressionColumns(aggregate, setting)
      return ofCell((cell) => releasedRegression(cell, aggregate, made))
    }
    case 'quantile': {
      const { proof, choice = rational(0), event, loss } = dressing
      const candidates = candidatesOf(aggregate, columns)
      return ([chosen = []], group) =>
        releasedQuantile(chosen[group], candidates, { proof, scale: choice, event, loss })
    }
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return treeAnswer(dressing, aggregate, setting)
    case 'bounds':
      return boundsAnswer(dressing, aggregate, boundEdges(aggregate, columns))
    case 'topValues':
      return topAnswer(dressing, aggregate, columns)
    case 'topCategories': {
      const { proof, choice = rational(0), event, loss } = dressing
      const names = aggregate.values.map((value) => nameOf(value, aggregate.of, columns))
      const { number } = aggregate
      return ([chosen = []], group) =>
        releasedTopCategories(chosen.slice(group * number, (group + 1) * number), names, {
          proof,
          scale: choice,
          event,
          loss,
        })
    }
    case 'contingencyTable':
      return contingencyAnswer(dressing, aggregate, setting)
    case 'histogram':
      return histogramOf(dressing, aggregate.of, columns)
  }
}

function nameOf(value: number | string | boolean, of: Expression, columns: Columns): string {
  return typeof value === 'number' ? numberText(value, temporalOf(of, columns)) : String(value)
}

function histogramOf(
  { proof, noises, event, loss }: Dressing,
  of: Expression,
  columns: Columns,
): Answer {
  const axis = proof.bounded.axes.at(-1)
  const [noise] = noises
  if (axis === undefined || noise === undefined)
    throw new RangeError('a histogram has an axis and a noise')
  const labels = binLabels(axis, factsOf(of, columns).nullable, temporalOf(of, columns))
  return ([counts = []], group) => {
    const own = counts.slice(group * labels.length, (group + 1) * labels.length)
    return releasedBins(labels, own, noise, { event, loss })
  }
}

function boundsAnswer(
  { proof, noises: [noise], event, loss }: Dressing,
  { confidence = 0.99 }: BoundsAggregate,
  edges: readonly number[],
): Answer {
  const axis = proof.bounded.axes.at(-1)
  if (axis?.kind !== 'edges' || noise === undefined)
    throw new RangeError('bounds have an axis and a noise')
  const shape = { edges, confidence, noise, event, loss }
  const { underflow, overflow, missing } = edgePositions(axis)
  return ([counts = []], group) => {
    const own = counts.slice(group * (missing + 1), (group + 1) * (missing + 1))
    // Where nothing can lie beyond the edges, no bin is there, and no noise.
    const at = (place: number | undefined) => (place === undefined ? 0n : (own[place] ?? 0n))
    return releasedBounds(shape, [at(underflow), ...own.slice(0, edges.length - 1), at(overflow)])
  }
}

function topAnswer(
  { proof, noises, event, loss }: Dressing,
  { of, number }: TopValues,
  columns: Columns,
): Answer {
  const axis = proof.bounded.axes.at(-1)
  const [noise] = noises
  if (axis === undefined || noise === undefined)
    throw new RangeError('top values have an axis and a noise')
  const labels = binLabels(axis, false, temporalOf(of, columns)).flatMap((label) => label ?? [])
  const listed = axis.kind === 'values' ? axis.values.length : labels.length
  return ([counts = []], group) => {
    const own = counts.slice(group * labels.length, (group + 1) * labels.length)
    return releasedTop(labels, own, noise, { number, listed }, { event, loss })
  }
}

function cellAt(
  { proof, noises, event, loss }: Dressing,
  vectors: NoisyVectors,
  cell: number,
): NoisyCell {
  const parts = proof.vectors.flatMap((vector, j): [string, NoisyPart][] => {
    const value = vectors[j]?.[cell]
    const noise = noises[j]
    return value === undefined || noise === undefined
      ? []
      : [[vectorName(vector), { value, noise }]]
  })
  const size = BigInt(proof.bounded.schema.publicSize ?? 0)
  return { parts: Object.fromEntries(parts), size, event, loss }
}
