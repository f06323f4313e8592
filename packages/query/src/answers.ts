/** What is done with answers: `@dither/query/answers`. Apart, since a page that only asks should not load it. */

export {
  absolute,
  type ComputedOf,
  clamped,
  dividedBy,
  entryOf,
  minus,
  type Operand,
  plus,
  squareRoot,
  times,
  total,
} from './release/arithmetic/arithmetic.ts'
export { combined } from './release/spend-look-spend/combined.ts'
export { type Rounds, type RoundsOptions, rounds } from './release/spend-look-spend/rounds.ts'
export {
  type Measured,
  type Remeasured,
  type SpendLookSpend,
  type SpendLookSpendOptions,
  spendLookSpend,
} from './release/spend-look-spend/spend-look-spend.ts'
