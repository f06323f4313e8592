/** Biased coins with exact rational bias. */
import { formatRational, type Rational } from '@dither/math'
import { DitherError } from '../../error.ts'
import type { BitSource } from '../bits.ts'
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
export function bernoulli(p: Rational, bits: BitSource = secureBits()): boolean {
  const { numerator, denominator } = p
  if (denominator <= 0n || numerator < 0n || numerator > denominator)
    throw new DitherError('invalid_parameter', `p is ${formatRational(p)}, must be in [0, 1]`, {
      parameter: 'p',
    })
  bits.dropIfStale?.()
  const uniform = { prefix: BigInt(bits.next()), known: bits.wordBits }
  return isBelow(uniform, (precision) => encloseRational(p, precision), bits)
}

/** 2^precision p, floored and raised. */
function encloseRational(p: Rational, precision: number): { low: bigint; high: bigint } {
  const scaled = p.numerator << BigInt(precision)
  const low = scaled / p.denominator
  return { low, high: low * p.denominator === scaled ? low : low + 1n }
}
