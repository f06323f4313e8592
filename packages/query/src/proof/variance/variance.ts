/** Variances and standard deviations of a bounded column. */
import type { Aggregate } from '../../plan/plan.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { valueColumn } from '../value-column.ts'

type VarianceAggregate = Extract<
  Aggregate,
  { kind: 'sum' | 'mean' | 'variance' | 'standardDeviation' }
>

/**
 * Centred squares and a centred sum, divided by the public number of rows, or by a noisy one.
 * [variance.proof.md]
 *
 * The shares are in proportion to (coefficient * sensitivity)^(2/3), the least variance, at the
 * reference point: a mean a quarter of the half width from the centre, a standard deviation of half
 * of it. Public size: the coefficients are 1 and 2 * 1/4, the sensitivities M^2 and 2 M: 1 : 1. Noisy
 * count: M^2, M^2 / 2 and (1/4 - 1/16) M^2: about 1/2 : 1/3 : 1/6.
 */
export function variance(aggregate: VarianceAggregate, setting: Setting): Needs {
  const { column, steps, reason } = valueColumn(aggregate, true, setting)
  if (setting.publicRows && !steps.nullable)
    return {
      vectors: [{ what: 'square' }, { what: 'sum' }],
      shares: ['1/2', '1/2'],
      columns: [{ column, steps }],
      reasons: [
        reason,
        { rule: 'S9', text: 'Centred squares and the centred sum are divided by the public size' },
      ],
    }
  return {
    vectors: [{ what: 'square' }, { what: 'sum' }, { what: steps.nullable ? 'count' : 'rows' }],
    shares: ['1/2', '1/3', '1/6'],
    columns: [{ column, steps }],
    reasons: [
      reason,
      {
        rule: 'S9',
        text: `Noisy centred squares and sum are divided by the noisy number of ${steps.nullable ? 'values that are not NULL' : 'rows'}`,
      },
    ],
  }
}
