/** Exact and certified arithmetic. Knows no privacy. */

// Rationals: exact

export { bitLength, floorSqrt, gcd } from './rational/integer.ts'
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

// Rounding: with a direction

export { decimalDown, decimalUp } from './rounding/decimal.ts'
export { toNumber, toNumberDown, toNumberUp } from './rounding/directed.ts'
export { exactDouble, nextDown, nextUp } from './rounding/double.ts'
export { sqrtDown, sqrtUp } from './rounding/square-root.ts'

// Certified intervals: of any precision

export { piFixed } from './certified/constants.ts'
export { expInterval } from './certified/exp.ts'
export { expFixed } from './certified/exp-fixed.ts'
export type { Interval } from './certified/interval.ts'
export { lnInterval } from './certified/ln.ts'
export { normalCdfInterval, normalTailInterval } from './certified/normal.ts'
export { normalQuantileInterval } from './certified/normal-quantile.ts'

// Functions of doubles: with stated error bounds

export { binomialCdf, binomialTail, regularizedBeta, studentTail } from './special/beta.ts'
export { exp, expm1 } from './special/exp.ts'
export {
  chiSquareTail,
  lnGamma,
  regularizedGammaP,
  regularizedGammaQ,
} from './special/gamma.ts'
export { ln, log1p } from './special/ln.ts'
export { erfc, normalCdf, normalQuantile, normalTail } from './special/normal.ts'

// Fourier transforms: in doubles, with a stated error

export { fourier, fourierError, inverseFourier, opposites } from './fourier/fourier.ts'

// Linear algebra: in doubles, for estimates

export { inverse } from './linear/inverse.ts'
export { type Matrix, type SymmetricEigen, symmetricEigen } from './linear/symmetric-eigen.ts'

// Searches: along a monotone condition

export { bisect, smallestInteger } from './search/monotone.ts'

// Hypothesis tests

export { type ChiSquareResult, chiSquareTest } from './hypothesis/chi-square-test.ts'
export { clopperPearson } from './hypothesis/clopper-pearson.ts'
export { type SpearmanResult, spearman } from './hypothesis/spearman.ts'
