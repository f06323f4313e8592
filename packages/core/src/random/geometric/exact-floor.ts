/** floor(scale E) for any U, by exact comparisons. */
import { type Rational, smallestInteger } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { isBelowExp, type LazyUniform } from '../lazy-uniform/lazy-uniform.ts'

/**
 * floor(s E) for E = -ln U: the largest k >= 0 with U < e^(-k/s). All comparisons are with the same
 * U. [geometric.proof.md]
 *
 * @param guess where to begin; any value is correct, a near one is quick
 */
export function exactFloor(
  scale: Rational,
  uniform: LazyUniform,
  guess: bigint,
  bits: BitSource,
): bigint {
  const { numerator, denominator } = scale
  const reaches = (k: bigint): boolean => isBelowExp(uniform, k * denominator, numerator, bits)
  let low = guess > 0n ? guess : 0n
  let high = low
  let step = 1n
  while (low > 0n && !reaches(low)) {
    high = low
    low = low > step ? low - step : 0n // (1) U < e^0 always
    step *= 2n
  }
  if (high === low) {
    high = low + 1n
    while (reaches(high)) {
      low = high
      step *= 2n
      high = low + step
    }
  }
  // (2) U < e^(-low/s), and not U < e^(-high/s).
  return smallestInteger((k) => k >= high || !reaches(k), low + 1n, high) - 1n
}
