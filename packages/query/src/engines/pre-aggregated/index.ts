/** Totals that an owner computed elsewhere: `@dither/query/pre-aggregated`. */

export { preAggregated } from './pre-aggregated.ts'
export type { GroupTotals, PreAggregated, Whole } from './totals.ts'
