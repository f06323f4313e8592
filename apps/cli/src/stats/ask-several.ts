/** Questions about several columns. */

import type { Ask, GroupedTable, Statistic, Table } from '@dither/query'
import { type Columns, isList, type SeveralName } from './parse-columns.ts'
import type { StatItem } from './parse-stats.ts'

/** What `checkSeveral` let through. */
export function askSeveral(
  asker: Table | GroupedTable,
  statistic: SeveralName,
  { columns: [first, second] = [], ridge }: StatItem,
  how: Ask,
): Statistic {
  const left = namesOf(first)
  const right = namesOf(second)
  if (statistic === 'regression') {
    const penalty = ridge === undefined ? {} : { ridge }
    return asker.linearRegression(left[0] ?? '', right, { ...how, ...penalty })
  }
  if (first === undefined || !isList(first))
    return asker[statistic](left[0] ?? '', right[0] ?? '', how)
  return second === undefined ? asker[statistic](left, how) : asker[statistic](left, right, how)
}

function namesOf(columns: Columns | undefined): readonly string[] {
  if (columns === undefined) return []
  return isList(columns) ? columns.map(({ text }) => text) : [columns.text]
}
