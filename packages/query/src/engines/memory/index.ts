/** Rows in memory, or CSV in a text or a `File`: `@dither/query/memory`. */

export { preAggregated } from '../pre-aggregated/pre-aggregated.ts'
export type { GroupTotals, PreAggregated, Whole } from '../pre-aggregated/totals.ts'
export type { Several } from '../several-sources.ts'
export type { TextEncoding } from '../text-encoding.ts'
export { type MemoryOptions, type MemorySource, memory } from './memory.ts'
export type { RawRow } from './row-source.ts'
