/** The commonest of listed values by name: chosen by their counts, which take no noise and are not shown. */
import { printExpression } from '../../expression/print-expression.ts'
import type { Question, TopCategories } from '../../plan/plan.ts'
import { histogramAxis } from '../histogram/histogram.ts'
import type { Needs } from '../needs.ts'
import type { Selection } from '../proof.ts'
import type { Setting } from '../setting.ts'
import { rowsOf } from '../worst-cases/rows-of.ts'

/** One vector: the rows of every listed value, and of all else, which has no say. [top-categories.proof.md] */
export function topCategories({ of, values, number }: TopCategories, setting: Setting): Needs {
  return {
    vectors: [{ what: 'rows' }],
    shares: ['1'],
    axes: [histogramAxis({ kind: 'histogram', of, bins: { kind: 'values', values } }, setting)],
    reasons: [
      {
        rule: 'S18',
        text: `${number} of the ${values.length} listed values of ${printExpression(of)} are chosen by their numbers of rows, one after the other, each as the best of what is left; the numbers are not shown`,
      },
    ],
  }
}

/**
 * How far one unit moves the counts: L-infinity, added up over the groups. [top-categories.proof.md]
 *
 * @returns undefined for other questions
 */
export function categorySelection(
  { aggregate, groupBy }: Question,
  { unit, neighbours }: Setting,
  cells: bigint,
): Selection | undefined {
  if (aggregate.kind !== 'topCategories') return undefined
  const oneGroup = groupBy.length === 0
  const all = rowsOf(unit, cells)
  const inOne = unit.kind === 'id' && unit.maxRows < all ? unit.maxRows : all // (1)
  const oneSided = neighbours === 'add-remove'
  const sensitivity = oneGroup ? inOne : oneSided ? all : 2n * all // (2)
  return Object.freeze({
    at: '0',
    first: aggregate.number,
    sensitivity: String(sensitivity),
    monotone: oneSided && (unit.kind !== 'rows' || unit.rows === 1n), // (3)
  })
}
