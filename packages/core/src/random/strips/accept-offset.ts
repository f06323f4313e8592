/** Acceptance of an offset that the first bits do not decide. */
import type { BitSource } from '../bits.ts'
import { isBelowExp } from '../lazy-uniform/lazy-uniform.ts'
import { below, quickCompareExp, relativeMargin, undecided } from '../lazy-uniform/quick-compare.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import { offsetExponent, type Strips } from './strips.ts'

/**
 * Whether U < rho(j W + offset) / rho(j W), where `drawn` holds the first `acceptBits` bits of U.
 * [strips.proof.md]
 */
export function acceptOffset(
  strips: Strips,
  j: number,
  offset: number,
  drawn: number,
  bits: BitSource,
): boolean {
  const { law, width, divisor, acceptBits } = strips
  if (offset === 0) return true
  // (1) Up to 52 bits of the same U.
  const more = Math.min(bits.wordBits, 52 - acceptBits)
  const prefix = drawn * powerOfTwo(more) + (bits.next() >>> (bits.wordBits - more))
  const known = acceptBits + more
  const gamma = offsetExponent(law, j * width, offset, divisor)
  const unit = 1 / powerOfTwo(known)
  const verdict = quickCompareExp(prefix + 0.5, unit, gamma, gamma * relativeMargin)
  if (verdict !== undecided) return verdict === below
  const uniform = { prefix: BigInt(prefix), known }
  const { numerator, denominator } = exactExponent(strips, j, BigInt(offset))
  return isBelowExp(uniform, numerator, denominator, bits)
}

function exactExponent(
  strips: Strips,
  j: number,
  offset: bigint,
): { numerator: bigint; denominator: bigint } {
  const { law, width } = strips
  if (law.kind === 'discreteLaplace')
    return { numerator: offset * law.scale.denominator, denominator: law.scale.numerator }
  // (2) (start + o)^2 - start^2 = o (2 start + o)
  const start = BigInt(j) * BigInt(width)
  return {
    numerator: offset * (2n * start + offset) * law.variance.denominator,
    denominator: 2n * law.variance.numerator,
  }
}
