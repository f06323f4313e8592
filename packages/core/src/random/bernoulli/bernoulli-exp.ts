/** Coins whose bias is an exponential. */
import { type Rational, type RationalLike, toNumber } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { sampled, wrongParameter } from '../check-parameter.ts'
import { isBelowExp } from '../lazy-uniform/lazy-uniform.ts'
import { below, quickCompareExp, relativeMargin, undecided } from '../lazy-uniform/quick-compare.ts'
import { secureBits } from '../secure-bits/secure-bits.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'

/**
 * True with probability e^(-x), exactly. [bernoulli-exp.proof.md]
 *
 * @param x at least 0
 * @throws DitherError "invalid_parameter" if x < 0
 */
export function bernoulliExp(x: RationalLike, bits: BitSource = secureBits()): boolean {
  const exact = sampled('x', x)
  if (exact.numerator < 0n) throw wrongParameter('x', x, 'must be at least 0')
  bits.dropIfStale?.()
  return drawBernoulliExp(exact, bits)
}

/** `bernoulliExp` without the checks at the door. */
export function drawBernoulliExp(x: Rational, bits: BitSource): boolean {
  const gamma = toNumber(x)
  const word = bits.next()
  const verdict = quickCompareExp(
    word + 0.5,
    1 / powerOfTwo(bits.wordBits),
    gamma,
    gamma * relativeMargin,
  )
  if (verdict !== undecided) return verdict === below
  const uniform = { prefix: BigInt(word), known: bits.wordBits }
  return isBelowExp(uniform, x.numerator, x.denominator, bits)
}
