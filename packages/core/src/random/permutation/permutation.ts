/** Random orders. */
import type { BitSource } from '../bits.ts'
import { wrongParameter } from '../check-parameter.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'
import { drawIndexBelow } from '../uniform/uniform-below.ts'

/**
 * A uniform permutation of 0, …, n - 1: each of the n! orders has probability 1/n!, exactly.
 *
 * Fisher-Yates, inside out: value i goes to a uniform position j <= i, and what was there moves to i.
 *
 * @param n an integer in [0, 2^32 - 1]
 * @throws DitherError "invalid_parameter" if n is out of range
 */
export function permutation(n: number, bits: BitSource = secureBits()): Uint32Array {
  if (!Number.isInteger(n) || n < 0 || n > 0xffff_ffff)
    throw wrongParameter('n', n, 'must be an integer in [0, 2^32 - 1]')
  bits.dropIfStale?.()
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const j = drawIndexBelow(i + 1, bits) // (1) i + 1 choices, all alike
    order[i] = order[j] ?? 0
    order[j] = i
  }
  return order
}
