/** Uniform integers below any bound, by rejection. */
import { bitLength } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { wrongParameter } from '../check-parameter.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'
import { uniformBigBits, uniformBits } from './uniform-bits.ts'

/**
 * A uniform integer in [0, n), exactly: every value has probability 1/n.
 *
 * Takes as many bits as n - 1 has and starts again while the value is not below n: at most two
 * rounds on average. Time depends on n and on the rejected values, not on the result.
 *
 * @throws DitherError "invalid_parameter" if n is no bigint, or n < 1
 */
export function uniformBelow(n: bigint, bits: BitSource = secureBits()): bigint {
  if (typeof n !== 'bigint')
    throw wrongParameter('n', n, 'must be a bigint', 'Give 5n rather than 5')
  if (n < 1n) throw wrongParameter('n', n, 'must be at least 1')
  bits.dropIfStale?.()
  return drawBelow(n, bits)
}

/** `uniformBelow` without the checks at the door. */
export function drawBelow(n: bigint, bits: BitSource): bigint {
  const count = bitLength(n - 1n)
  for (;;) {
    const value = uniformBigBits(count, bits)
    if (value < n) return value // (1)
  }
}

/** A uniform integer in [0, n) for n in [1, 2^32], as a number. */
export function drawIndexBelow(n: number, bits: BitSource): number {
  const count = n === 1 ? 0 : 32 - Math.clz32(n - 1)
  for (;;) {
    const value = uniformBits(count, bits)
    if (value < n) return value // (1)
  }
}
