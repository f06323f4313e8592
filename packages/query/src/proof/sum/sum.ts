/** Sums of a bounded column. */
import type { LatticeColumn } from '../../plan/bounded-plan.ts'
import type { Aggregate } from '../../plan/plan.ts'
import { originSteps } from '../lattice/lattice.ts'
import type { Needs, Reason } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { type ValueColumn, valueColumn } from '../value-column.ts'
import { larger, smaller } from '../worst-cases/cell-ranges.ts'

type SumAggregate = Extract<Aggregate, { kind: 'sum' | 'mean' | 'variance' | 'standardDeviation' }>

/**
 * One vector: the sum of the steps of every cell, re-centred exactly before the noise. [sum.proof.md]
 */
export function sum(aggregate: SumAggregate, setting: Setting): Needs {
  const { column, steps, reason, byGroup } = valueColumn(aggregate, false, setting)
  const recentre = originSteps(column.lattice) // (1)
  if (byGroup !== undefined) return sumByGroup(column, byGroup, reason)
  return {
    vectors: [{ what: 'sum' }],
    shares: ['1'],
    columns: [{ column, steps: { ...steps, recentre } }],
    reasons: [
      reason,
      {
        rule: 'S9',
        text: 'The sum of steps from the centre is brought back to 0 before the noise',
      },
    ],
  }
}

/** Each group's sum is brought back to 0 by its own origin. */
function sumByGroup(column: LatticeColumn, byGroup: readonly ValueColumn[], reason: Reason): Needs {
  const centres = byGroup.map(({ column: { lattice } }) => originSteps(lattice))
  const ends = (side: 'low' | 'high') =>
    byGroup.map(({ steps }, i) => steps[side] + (centres[i] ?? 0n))
  const least = ends('low').reduce(smaller)
  const most = ends('high').reduce(larger)
  const { nullable } = column
  return {
    vectors: [{ what: 'sum', recentres: Object.freeze(centres.map(String)) }],
    shares: ['1'],
    // What a value adds lies between the least and the most that one can add in any group (2).
    columns: [{ column, steps: { low: 0n, high: most - least, recentre: least, nullable } }],
    reasons: [
      reason,
      {
        rule: 'S9',
        text: "Each group's sum of steps from its centre is brought back to 0 before the noise",
      },
    ],
  }
}
