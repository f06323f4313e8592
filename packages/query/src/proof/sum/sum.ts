/** Sums of a bounded column. */
import type { Aggregate } from '../../plan/plan.ts'
import { originSteps } from '../lattice/lattice.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { valueColumn } from '../value-column.ts'

type SumAggregate = Extract<Aggregate, { kind: 'sum' | 'mean' | 'variance' | 'standardDeviation' }>

/**
 * One vector: the sum of the steps of every cell, re-centred exactly before the noise. [sum.proof.md]
 */
export function sum(aggregate: SumAggregate, setting: Setting): Needs {
  const { column, steps, reason } = valueColumn(aggregate, false, setting)
  const recentre = originSteps(column.lattice) // (1)
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
