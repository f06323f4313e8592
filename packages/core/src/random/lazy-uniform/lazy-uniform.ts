/** A uniform real number whose bits are drawn only when a comparison needs them. */
import { expFixed } from '@dither/math'
import type { BitSource } from '../bits.ts'

/** U, uniform in [0, 1), of which `known` bits are drawn: U lies in [prefix, prefix + 1] / 2^known. */
export interface LazyUniform {
  prefix: bigint
  known: number
}

/**
 * A real number y in [0, 1] as an enclosure to any precision: low <= 2^precision y <= high, where
 * (high - low) / 2^precision tends to 0.
 */
export type Enclosure = (precision: number) => { readonly low: bigint; readonly high: bigint }

/** Bits of y beyond those known of U, so that the enclosure's own width seldom matters. */
const guardBits = 32

/**
 * Whether U < y: true with probability y, exactly, and the same answer for the same U whatever was
 * asked of it before. Draws more bits of U while the known ones do not decide. [lazy-uniform.proof.md]
 */
export function isBelow(uniform: LazyUniform, y: Enclosure, bits: BitSource): boolean {
  for (;;) {
    const { low, high } = y(uniform.known + guardBits)
    const shift = BigInt(guardBits)
    if ((uniform.prefix + 1n) << shift <= low) return true // (1) U <= (prefix + 1) / 2^known <= y
    if (uniform.prefix << shift >= high) return false // (2) U >= prefix / 2^known >= y
    reveal(uniform, bits)
  }
}

/** Whether U < e^(-numerator/denominator), for numerator >= 0 and denominator > 0. */
export function isBelowExp(
  uniform: LazyUniform,
  numerator: bigint,
  denominator: bigint,
  bits: BitSource,
): boolean {
  return isBelow(uniform, (precision) => expFixed(numerator, denominator, precision), bits)
}

/** Draws one more word of U. */
export function reveal(uniform: LazyUniform, bits: BitSource): void {
  uniform.prefix = (uniform.prefix << BigInt(bits.wordBits)) | BigInt(bits.next()) // (3)
  uniform.known += bits.wordBits
}
