/** Integers of a given number of random bits, from words of any width. */
import type { BitSource } from '../bits.ts'
import { powerOfTwo } from './power-of-two.ts'

/**
 * A uniform integer in [0, 2^count), count at most 52.
 *
 * Takes ceil(count / wordBits) words; the surplus low bits of the last one are lost. Bits of a
 * uniform word are independent, so what is kept is uniform.
 */
export function uniformBits(count: number, bits: BitSource): number {
  const width = bits.wordBits
  let value = 0
  let missing = count
  while (missing > width) {
    value = value * powerOfTwo(width) + bits.next()
    missing -= width
  }
  if (missing === 0) return value
  return value * powerOfTwo(missing) + (bits.next() >>> (width - missing))
}

/** A uniform integer in [0, 2^count) for any count. */
export function uniformBigBits(count: number, bits: BitSource): bigint {
  let value = 0n
  let missing = count
  while (missing > 0) {
    const taken = Math.min(missing, 32)
    value = (value << BigInt(taken)) | BigInt(uniformBits(taken, bits))
    missing -= taken
  }
  return value
}
