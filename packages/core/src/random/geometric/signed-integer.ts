/** Quick magnitudes to bigints, in a time that does not follow their size. */
import { lowHalf } from '../bulk/write-integers.ts'

const integer = new BigInt64Array(1)
const halves = new Int32Array(integer.buffer)
const choice: [bigint, bigint] = [0n, 1n]

/**
 * The bigint of m for sign 0 and of -m for sign 1, from m + 1/2 < 2^52 as `quickMagnitude` gives it.
 *
 * `BigInt(m)` takes one way for small integers and another for doubles; this takes one, and is 20 ns
 * quicker. Engines also make 0n in another way than other bigints: so a bigint that is not zero is made in
 * any case, and 0n or this one taken by index, out of an array that stays: a fresh one is optimised into a
 * branch, and the time follows zero again. What it leaves in memory is no noise.
 */
export function signedInteger(quick: number, sign: number): bigint {
  const value = (1 - 2 * sign) * (quick - 0.5)
  const high = Math.floor(value / 4294967296)
  const low = (value - high * 4294967296) | 0
  const any = high | low
  const some = (any | -any) >>> 31 // (1) 0 for zero, else 1, without a comparison
  halves[lowHalf] = low | (1 - some)
  halves[1 - lowHalf] = high
  choice[1] = integer[0] ?? 0n
  const result = choice[some] ?? 0n
  integer[0] = 0n
  choice[1] = 1n
  return result
}
