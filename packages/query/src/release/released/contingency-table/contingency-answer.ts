/** From the noisy vectors of a table and its margins to the answer of one group. */
import { factsOf, temporalOf } from '../../../expression/facts-of.ts'
import type { ContingencyTable } from '../../../plan/plan.ts'
import { keptAxes, positionsOf } from '../../../proof/contingency-table/contingency-table.ts'
import { histogramAxis } from '../../../proof/histogram/histogram.ts'
import type { Setting } from '../../../proof/setting.ts'
import { type BinLabel, binLabels } from '../bins.ts'
import type { Dressing, NoisyVectors } from '../dress.ts'
import type { ReleasedContingencyTable } from '../released.ts'
import { releasedContingencyTable, type TableShape } from './contingency-table.ts'
import { product } from './fit.ts'

export function contingencyAnswer(
  { noises, event, loss }: Dressing,
  aggregate: ContingencyTable,
  setting: Setting,
): (vectors: NoisyVectors, group: number) => ReleasedContingencyTable {
  const axes = aggregate.axes.map((axis) => ({
    name: axis.name,
    labels: axisLabels(axis, setting),
  }))
  const margins = keptAxes(aggregate)
  const shape: TableShape = { axes, margins, noises, event, loss }
  const lengths = margins.map((kept) => product(kept.map((at) => axes[at]?.labels.length ?? 1)))
  return (vectors, group) =>
    releasedContingencyTable(
      shape,
      lengths.map((length, j) => (vectors[j] ?? []).slice(group * length, (group + 1) * length)),
    )
}

/** In the order in which the axis is released. */
export function axisLabels(axis: ContingencyTable['axes'][number], setting: Setting): BinLabel[] {
  const { of, bins } = axis
  const positions = histogramAxis({ kind: 'histogram', of, bins }, setting)
  const { columns } = setting
  const { nullable } = factsOf(of, columns)
  const labels = binLabels(positions, nullable, temporalOf(of, columns)).flatMap(
    (label) => label ?? [],
  )
  if (positionsOf(axis, setting) === 'each' || positions.kind !== 'edges') return labels
  const inner = labels.slice(0, positions.edges.length - 1)
  const [first, second] = labels.slice(positions.edges.length - 1)
  const below = positions.underflow ? first : undefined
  const above = positions.underflow ? second : first
  return [
    ...(below === undefined ? [] : [below]),
    ...inner,
    ...(above === undefined ? [] : [above]),
  ]
}
