/** Where bulk noise goes. */
import { DitherError } from '../../error.ts'

/** The arrays that the kernels write: every entry is an exact integer. */
export type NoiseArray = Int32Array | Float64Array

/** The largest magnitude that every entry of `out` can hold exactly, in both signs. */
function largestEntry(out: NoiseArray): number {
  return out instanceof Int32Array ? 0x7fff_ffff : Number.MAX_SAFE_INTEGER
}

/**
 * The value as an entry of `out`.
 *
 * @throws DitherError "unsupported" if it does not fit. `fillNoise` refuses the scales at which
 * this has a probability above 2^-367 a draw.
 */
export function checkFits(value: bigint, out: NoiseArray): number {
  const entry = Number(value)
  if (Math.abs(entry) <= largestEntry(out)) return entry
  throw new DitherError('unsupported', 'a draw does not fit the array', {
    parameter: 'out',
    wayOut: 'Draw one by one: a bigint holds any draw.',
  })
}

/** @throws DitherError "unsupported" if the value is not a safe integer */
export function safeNumber(value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new DitherError('unsupported', 'a draw is not a safe integer', {
    wayOut: 'Use draw: a bigint holds any draw.',
  })
}
