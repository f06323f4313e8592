/** From a value to its step on a public lattice (S8). */
import type { Lattice } from '../plan/bounded-plan.ts'

/**
 * The step of a number: clamp(floor((x - origin) * 2^exponent + 0.5), low, high), an integer.
 *
 * Four IEEE double operations in this order, each rounded to nearest; every engine does the same, so
 * all agree bit for bit. Privacy needs the clamp alone, which comes last: whatever rounding does,
 * low <= step <= high. Infinities clamp.
 *
 * @param x never NaN
 */
export function latticeStep(lattice: Lattice, x: number): number {
  const step = Math.floor((x - lattice.origin) * powerOfTwo(lattice.exponent) + 0.5)
  if (step > lattice.high) return lattice.high
  return step >= lattice.low ? step + 0 : lattice.low
}

/** 2^exponent exactly, for -1022 <= exponent <= 1023. */
export function powerOfTwo(exponent: number): number {
  if (!(Number.isInteger(exponent) && exponent >= -1022 && exponent <= 1023))
    throw new RangeError(`exponent is ${exponent}, must be an integer in [-1022, 1023]`)
  const bits = new BigUint64Array([BigInt(exponent + 1023) << 52n])
  return new Float64Array(bits.buffer)[0] ?? 1
}
