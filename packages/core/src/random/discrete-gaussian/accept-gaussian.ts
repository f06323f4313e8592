/** Whether a draw of the envelope becomes a draw of the Gaussian. */
import type { BitSource } from '../bits.ts'
import { isBelowExp } from '../lazy-uniform/lazy-uniform.ts'
import { below, quickCompareExp, undecided } from '../lazy-uniform/quick-compare.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import type { GaussianPlan } from './gaussian-plan.ts'

/** Sixteen times the proved bound on the relative error of gamma + 1. [discrete-gaussian.proof.md] */
const gammaMargin = 1 / powerOfTwo(45)

/** True with probability e^(-(y - variance/t)^2 / (2 variance)), exactly, for y = `magnitude`. */
export function acceptGaussian(
  plan: GaussianPlan,
  magnitude: number | bigint,
  bits: BitSource,
): boolean {
  const word = bits.next()
  const distance = Number(magnitude) - plan.centre
  const gamma = distance * distance * plan.halfPrecision
  const unit = 1 / powerOfTwo(bits.wordBits)
  const verdict = quickCompareExp(word, unit, gamma, (gamma + 1) * gammaMargin) // (1)
  return verdict === undecided
    ? decideExactly(plan, BigInt(magnitude), word, bits)
    : verdict === below
}

function decideExactly(plan: GaussianPlan, y: bigint, word: number, bits: BitSource): boolean {
  const { numerator, denominator } = plan.variance
  const t = plan.envelopeScale
  // (2) gamma = (y t d - n)^2 / (2 n d t^2) for variance n/d
  const distance = y * t * denominator - numerator
  const uniform = { prefix: BigInt(word), known: bits.wordBits }
  return isBelowExp(uniform, distance * distance, 2n * numerator * denominator * t * t, bits)
}
