/** Tables of counts over several axes, with some of their margins. */
import { factsOf } from '../../expression/facts-of.ts'
import type { Merge, Merged } from '../../plan/bounded-plan.ts'
import type { ContingencyAxis, ContingencyTable } from '../../plan/plan.ts'
import { histogramAxis } from '../histogram/histogram.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'

/** One vector for the table, and one a margin: the rows of every cell. [contingency-table.proof.md] */
export function contingencyTable(aggregate: ContingencyTable, setting: Setting): Needs {
  const { axes, margins } = aggregate
  const own = axes.map((axis) => positionsOf(axis, setting))
  const vectors = keptAxes(aggregate).map((kept) => ({
    what: 'rows' as const,
    merged: own.map((positions, at) => (kept.includes(at) ? positions : 'all')) satisfies Merged,
  }))
  return {
    vectors,
    shares: vectors.map(() => `1/${vectors.length}`),
    axes: axes.map(({ of, bins }) => histogramAxis({ kind: 'histogram', of, bins }, setting)),
    reasons: [
      { rule: 'S12', text: 'Every cell is released, empty or not; the cells are public' },
      ...(margins.length === 0
        ? []
        : [
            {
              rule: 'S13',
              text: `${margins.length} margins are measured too, and fitted to the cells by least squares: all margins are sums of the released cells`,
            },
          ]),
    ],
  }
}

/** Which axes each vector keeps: the table all of them, then the margins. */
export function keptAxes({ axes, margins }: ContingencyTable): readonly (readonly number[])[] {
  return [axes.map((_, at) => at), ...margins]
}

/** All positions of an axis; without that of NULL, and in order, where numbers are cut and none is NULL. */
export function positionsOf({ of, bins }: ContingencyAxis, { columns }: Setting): Merge {
  return bins.kind === 'edges' && !factsOf(of, columns).nullable ? { blocks: 1 } : 'each'
}
