/** How much of what a unit brings should count: found out privately, and put into a table. */
import type { ReleasedQuantile } from '../release/released/released.ts'
import type { Statistic } from '../release/statistic.ts'
import type { ColumnKinds } from '../schema/schema-input.ts'
import type { Limits } from '../schema/with-limits.ts'
import type { AskQuantile } from './ask.ts'
import type { Of } from './key.ts'
import type { Table } from './table.ts'

/** What is counted of each unit, and how far it is told apart. */
export interface AskLimits<Columns extends ColumnKinds> {
  /** What will be grouped by: how many of its values does a unit have? One group unless said. */
  readonly by?: Of<Columns>
  /** The share of units that bring no more than the limit; 0.95 unless said. */
  readonly share?: number
  /** The most rows, and groups, that are told apart; 1000 and 100 unless said. */
  readonly mostRows?: number
  readonly mostGroups?: number
}

/** Two questions of a plan. */
export interface LimitQuestions {
  /** How many rows most units have at most. */
  readonly rows: Statistic<'quantile'>
  /** How many groups. */
  readonly groups: Statistic<'quantile'>
}

/** The questions whose answers `limitsOf` makes limits of. */
export function limitQuestions<Columns extends ColumnKinds>(
  table: Pick<Table<Columns>, 'perUnit'>,
  { by, share = 0.95, mostRows = 1000, mostGroups = 100 }: AskLimits<Columns>,
): LimitQuestions {
  const units = table.perUnit({
    rows: (unit) => unit.count({ upper: mostRows }),
    groups: (unit) =>
      by === undefined ? unit.count({ upper: 1 }) : unit.countDistinct(by, { upper: mostGroups }),
  })
  return Object.freeze({
    rows: units.quantile('rows', share, wholeNumbers(mostRows)),
    groups: units.quantile('groups', share, wholeNumbers(by === undefined ? 1 : mostGroups)),
  })
}

/** All whole numbers; at least three, as a choice takes. */
function wholeNumbers(most: number): AskQuantile {
  return { candidates: Array.from({ length: Math.max(most, 2) + 1 }, (_, i) => i) }
}

/**
 * Limits for `table.withLimits`, of the answers to `contributionLimits`: as many rows in all, in whatever
 * groups, and as many groups. Post-processing: free.
 */
export function limitsOf(found: {
  readonly rows: Pick<ReleasedQuantile, 'value'>
  readonly groups: Pick<ReleasedQuantile, 'value'>
}): Required<Limits> {
  const rows = Math.max(1, Math.round(found.rows.value))
  const groups = Math.max(1, Math.round(found.groups.value))
  return Object.freeze({ maxRows: rows, maxGroups: groups, maxRowsTotal: rows })
}
