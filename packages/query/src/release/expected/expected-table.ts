/** Of tables of counts over several axes. */
import type { ContingencyTable } from '../../plan/plan.ts'
import { keptAxes } from '../../proof/contingency-table/contingency-table.ts'
import { axisLabels } from '../released/contingency-table/contingency-answer.ts'
import { cellError } from '../released/contingency-table/contingency-table.ts'
import type { ExpectedAccuracy } from './expected-accuracy.ts'
import type { Expecting } from './expecting.ts'

export function expectedTable(
  { noises, setting }: Expecting,
  aggregate: ContingencyTable,
  confidence: number,
): ExpectedAccuracy {
  const sizes = aggregate.axes.map((axis) => axisLabels(axis, setting).length)
  const margins = keptAxes(aggregate)
  const [all = []] = margins
  const error = cellError({ margins, noises }, sizes, all, margins.length === 1)
  const cells = sizes.reduce((a, b) => a * b, 1)
  return {
    confidence,
    value: error(confidence, 1),
    ...(cells > 1 ? { simultaneous: error(confidence, cells) } : {}),
    per: 'answer',
    assumes: '',
  }
}
