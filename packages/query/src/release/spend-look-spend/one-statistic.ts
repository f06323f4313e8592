/** Whether two releases of one question have the same exact integers, whatever keys they drew (S5). */
import { cellCount } from '../../plan/cells.ts'
import { rowsPerUnit } from '../../plan/relation-rows.ts'
import type { Proof } from '../../proof/proof.ts'

/**
 * Whether no unit has more than is kept of it, as far as the plan says, so that the order in which its cells
 * and values are kept decides nothing. [weighted-noise.proof.md]
 */
export function isOneStatistic({ question, bounded }: Proof): boolean {
  if (bounded.keys !== undefined) return false // which keys are shown was drawn
  const { privacyUnit } = bounded.schema
  if (privacyUnit.kind !== 'id') return true // a row is in one cell, with one value
  const { maxRows, maxGroups, maxRowsTotal } = privacyUnit
  const rows = rowsPerUnit(question.from) ?? Number.POSITIVE_INFINITY
  if (bounded.distinct !== undefined) return rows <= bounded.distinct.maxValues // (1)
  const pairs = Math.min(rows, cellCount(bounded.axes))
  const kept = Math.min(rows, maxRows * pairs)
  return maxGroups >= pairs && (pairs === 1 || (maxRowsTotal ?? kept) >= kept) // (2)
}
