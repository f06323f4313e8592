/** Means of a bounded column. */
import type { Aggregate } from '../../plan/plan.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { valueColumn } from '../value-column.ts'

type MeanAggregate = Extract<Aggregate, { kind: 'sum' | 'mean' | 'variance' | 'standardDeviation' }>

/**
 * A centred sum, divided by the public number of rows, or by a noisy one. [mean.proof.md]
 *
 * With a noisy count N the error is about (noise of sum - t noise of N) / N for a mean t steps from the
 * centre. The variance a s^-2 + b (1 - s)^-2 is smallest at s : 1 - s = a^(1/3) : b^(1/3); at the reference
 * point, t = 0.35 of the half width, that is 2/3 : 1/3.
 */
export function mean(aggregate: MeanAggregate, setting: Setting): Needs {
  const { column, steps, reason } = valueColumn(aggregate, false, setting)
  if (setting.publicRows && !steps.nullable)
    // (1)
    return {
      vectors: [{ what: 'sum' }],
      shares: ['1'],
      columns: [{ column, steps }],
      reasons: [reason, { rule: 'S9', text: 'The centred sum is divided by the public size' }],
    }
  return {
    vectors: [{ what: 'sum' }, { what: steps.nullable ? 'count' : 'rows' }], // (2)
    shares: ['2/3', '1/3'],
    columns: [{ column, steps }],
    reasons: [
      reason,
      {
        rule: 'S9',
        text: `The noisy centred sum is divided by the noisy number of ${steps.nullable ? 'values that are not NULL' : 'rows'}`,
      },
    ],
  }
}
