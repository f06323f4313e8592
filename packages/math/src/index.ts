/** Exact and certified arithmetic. Knows no privacy. */

// Certified intervals
export { expInterval } from './certified/exp.ts'
export { expFixed } from './certified/exp-fixed.ts'
export type { Interval } from './certified/interval.ts'
export { lnInterval } from './certified/ln.ts'
export { bitLength, floorSqrt, gcd } from './rational/integer.ts'
// Rationals
export {
  absolute,
  add,
  ceiling,
  compare,
  divide,
  equals,
  floor,
  floorLog2,
  formatRational,
  integerPower,
  isRational,
  maximum,
  minimum,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  roundHalfUp,
  sign,
  subtract,
} from './rational/rational.ts'
// Rounding
export { decimalDown, decimalUp } from './rounding/decimal.ts'
export { toNumber, toNumberDown, toNumberUp } from './rounding/directed.ts'
export { exactDouble, nextDown, nextUp } from './rounding/double.ts'
export { sqrtDown, sqrtUp } from './rounding/square-root.ts'
// Searches
export { bisect, smallestInteger } from './search/monotone.ts'
// Functions of doubles, with stated error bounds
export { exp, expm1 } from './special/exp.ts'
export { ln, log1p } from './special/ln.ts'
