/** From noisy integers to a released answer: post-processing, so it costs nothing. */
import type { Event, Loss } from '@dither/core'
import { factsOf } from '../../expression/facts-of.ts'
import { checkQuestion } from '../../plan/check-question.ts'
import type { Proof } from '../../proof/proof.ts'
import { settingOf } from '../../proof/setting.ts'
import { valueColumn } from '../../proof/value-column.ts'
import { binLabels, releasedBins } from './bins.ts'
import type { NoisyCell, NoisyPart } from './cell.ts'
import { dressedColumn } from './column.ts'
import { releasedCount } from './count.ts'
import { releasedMean } from './mean.ts'
import type { Noise } from './noise.ts'
import type { Released, ReleasedBins, ReleasedScalar } from './released.ts'
import { releasedSum } from './sum.ts'
import { releasedTable } from './table.ts'
import { releasedVariance } from './variance.ts'

export interface NoisyAnswer {
  readonly proof: Proof
  /** `vectors[j][cell]`: exact integers with their noise. */
  readonly vectors: readonly (readonly bigint[])[]
  /** The noise of each vector. */
  readonly noises: readonly Noise[]
  readonly event: Event
  readonly loss: Loss
}

/** The answer with its error and its cost, in the shape of its question. */
export function dress(answer: NoisyAnswer): Released {
  const { proof, event, loss } = answer
  const { groupBy } = proof.question
  const keyAxes = proof.bounded.axes.slice(0, groupBy.length)
  const groups = keyAxes.reduce(
    (n, axis) => n * (axis.kind === 'values' ? axis.values.length : 1),
    1,
  )
  const answers = answersOf(answer, groups)
  const [only] = answers
  if (groupBy.length === 0 && only !== undefined) return only
  return releasedTable(groupBy, keyAxes, answers, { event, loss })
}

function answersOf(answer: NoisyAnswer, groups: number): (ReleasedScalar | ReleasedBins)[] {
  const { question, bounded } = answer.proof
  const { aggregate } = question
  const columns = checkQuestion(question, bounded.schema)
  const setting = settingOf(question, bounded.schema, columns)
  const cells = Array.from({ length: groups }, (_, group) => cellAt(answer, group))
  switch (aggregate.kind) {
    case 'count':
    case 'countValues':
      return cells.map(releasedCount)
    case 'sum': {
      const column = dressedColumn(valueColumn(aggregate, false, setting))
      return cells.map((cell) => releasedSum(cell, column, setting.publicRows))
    }
    case 'mean': {
      const column = dressedColumn(valueColumn(aggregate, false, setting))
      return cells.map((cell) => releasedMean(cell, column))
    }
    case 'variance':
    case 'standardDeviation': {
      const column = dressedColumn(valueColumn(aggregate, true, setting))
      const root = aggregate.kind === 'standardDeviation'
      return cells.map((cell) => releasedVariance(cell, column, root))
    }
    case 'histogram':
      return histograms(answer, groups, factsOf(aggregate.of, columns).nullable)
  }
}

function histograms(
  { proof, vectors, noises, event, loss }: NoisyAnswer,
  groups: number,
  nullable: boolean,
): ReleasedBins[] {
  const axis = proof.bounded.axes.at(-1)
  const [counts] = vectors
  const [noise] = noises
  if (axis === undefined || counts === undefined || noise === undefined) return []
  const labels = binLabels(axis, nullable)
  return Array.from({ length: groups }, (_, group) => {
    const own = counts.slice(group * labels.length, (group + 1) * labels.length)
    return releasedBins(labels, own, noise, { event, loss })
  })
}

function cellAt({ proof, vectors, noises, event, loss }: NoisyAnswer, cell: number): NoisyCell {
  const parts = proof.vectors.flatMap(({ what }, j): [string, NoisyPart][] => {
    const value = vectors[j]?.[cell]
    const noise = noises[j]
    return value === undefined || noise === undefined ? [] : [[what, { value, noise }]]
  })
  const size = BigInt(proof.bounded.schema.publicSize ?? 0)
  return { parts: Object.fromEntries(parts), size, event, loss }
}
