/** What a person should know of a run beforehand, from the question and the schema alone. */

import type { Loss } from '@dither/core'
import { formatNumber } from '@dither/plot'
import type { Schema, Statistic } from '@dither/query'

/** One sentence each. @param budget of the whole run */
export function notesOf(
  plan: Readonly<Record<string, Statistic>>,
  schema: Schema,
  budget: Loss,
): string[] {
  return [...weakness(budget), ...Object.values(plan).flatMap((one) => emptyBins(one, schema))]
}

function weakness(budget: Loss): string[] {
  const notes: string[] = []
  if (budget.kind !== 'zcdp' && budget.epsilon > 5) {
    notes.push(`warning: epsilon ${budget.epsilon} protects poorly; 1 is common, 0.1 is strong`)
  }
  if (budget.kind === 'approximate' && budget.delta > 1e-3) {
    notes.push(
      `warning: delta ${budget.delta} is large: it should be far below one in the number of people, as in 1e-6`,
    )
  }
  return notes
}

/** Values beyond a bound count as the bound, so nobody is in a bin beyond it. */
function emptyBins({ question: { aggregate } }: Statistic, schema: Schema): string[] {
  if (aggregate.kind !== 'histogram' || aggregate.bins.kind !== 'edges') return []
  if (aggregate.of.kind !== 'column') return []
  const { name } = aggregate.of
  const column = schema.columns[name]
  if (column?.type !== 'integer' && column?.type !== 'number') return []
  const { lower, upper } = column
  const { edges } = aggregate.bins
  const notes: string[] = []
  if (upper !== undefined && edges.slice(0, -1).some((edge) => edge > upper)) {
    notes.push(
      `note: bins of ${name} above ${edgeText(upper)} can only hold noise: the schema's upper bound`,
    )
  }
  if (lower !== undefined && emptyBelow(edges, lower)) {
    notes.push(
      `note: bins of ${name} below ${edgeText(lower)} can only hold noise: the schema's lower bound`,
    )
  }
  return notes
}

function edgeText(bound: number): string {
  const [, fraction = ''] = String(bound).split('.')
  return formatNumber(bound, /^\d+$/.test(fraction) ? fraction.length : 0)
}

/** A bin holds its lower edge; its upper edge only if it is the last. */
function emptyBelow(edges: readonly number[], lower: number): boolean {
  return edges.slice(1, -1).some((edge) => edge <= lower) || (edges.at(-1) ?? lower) < lower
}
