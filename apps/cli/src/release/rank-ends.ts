/** What to know of a min and a max. */

import type { Statistic } from '@dither/query'
import { quoted } from '../stats/scan.ts'

/** Of a min or a max: that it is no end of the data, and what is nearer to one. */
export function rankEnds(plan: Readonly<Record<string, Statistic>>): string | undefined {
  const near = Object.values(plan).flatMap(({ question: { aggregate } }) => {
    if (aggregate.kind !== 'quantile' || (aggregate.at !== 0 && aggregate.at !== 1)) return []
    const name = aggregate.of.kind === 'column' ? quoted(aggregate.of.name) : 'a column'
    return [`quantile(${name}, ${aggregate.at === 0 ? 0.01 : 0.99})`]
  })
  if (near.length === 0) return undefined
  const all = [...new Set(near)]
  return `min and max choose a value that few rows lie beyond, perhaps far outside the data; ${all.join(', ')} ${all.length === 1 ? 'comes' : 'come'} nearer`
}
