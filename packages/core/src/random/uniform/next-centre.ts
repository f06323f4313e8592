/** The next word as a number whose storage does not depend on it. */
import type { BitSource } from '../bits.ts'

/**
 * The next word plus 1/2; its place in the buffer is zeroed.
 *
 * For secrets whose time matters: an engine hands over a small integer at once, but puts a word from 2^31 on
 * in memory first, which takes some nanoseconds. A fraction goes one way whatever its size.
 */
export function nextCentre(bits: BitSource): number {
  const { words } = bits
  let at = bits.position
  if (at >= words.length) {
    bits.refill()
    at = bits.position
  }
  const centre = (words[at] ?? 0) + 0.5
  words[at] = 0
  bits.position = at + 1
  return centre
}
