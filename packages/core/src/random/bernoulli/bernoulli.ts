/** Biased coins with exact rational bias. */
import type { Rational, RationalLike } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { sampled, wrongParameter } from '../check-parameter.ts'
import { isBelow } from '../lazy-uniform/lazy-uniform.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'

/**
 * True with probability p, exactly.
 *
 * Compares one uniform real with p, a word at a time: mostly one word.
 *
 * @param p in [0, 1]
 * @throws DitherError "invalid_parameter" if p is out of range
 */
export function bernoulli(p: RationalLike, bits: BitSource = secureBits()): boolean {
  const exact = sampled('p', p)
  if (exact.numerator < 0n || exact.numerator > exact.denominator)
    throw wrongParameter('p', p, 'must be in [0, 1]')
  bits.dropIfStale?.()
  const uniform = { prefix: BigInt(bits.next()), known: bits.wordBits }
  return isBelow(uniform, (precision) => encloseRational(exact, precision), bits)
}

/** 2^precision p, floored and raised. */
function encloseRational(p: Rational, precision: number): { low: bigint; high: bigint } {
  const scaled = p.numerator << BigInt(precision)
  const low = scaled / p.denominator
  return { low, high: low * p.denominator === scaled ? low : low + 1n }
}
