/** Whether a draw of the envelope becomes a draw of the Gaussian. */
import type { BitSource } from '../bits.ts'
import { isBelowExp } from '../lazy-uniform/lazy-uniform.ts'
import { type above, below, quickCompareExp, undecided } from '../lazy-uniform/quick-compare.ts'
import { nextCentre } from '../uniform/next-centre.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import type { GaussianPlan } from './gaussian-plan.ts'

/** Sixteen times the proved bound on the relative error of gamma + 1. [discrete-gaussian.proof.md] */
const gammaMargin = 1 / powerOfTwo(45)

/**
 * True with probability e^(-(y - variance/t)^2 / (2 variance)), exactly.
 *
 * @param quick y + 1/2, as `quickMagnitude` gives it
 */
export function acceptQuick(plan: GaussianPlan, quick: number, bits: BitSource): boolean {
  const word = nextCentre(bits)
  const verdict = compareGamma(plan, quick - 0.5 - plan.centre, word, bits.wordBits)
  if (verdict !== undecided) return verdict === below
  return decideExactly(plan, BigInt(quick - 0.5), word, bits)
}

/** The same for y of any size. */
export function acceptLarge(plan: GaussianPlan, y: bigint, bits: BitSource): boolean {
  const word = nextCentre(bits)
  const verdict = compareGamma(plan, Number(y) - plan.centre, word, bits.wordBits)
  if (verdict !== undecided) return verdict === below
  return decideExactly(plan, y, word, bits)
}

function compareGamma(
  plan: GaussianPlan,
  distance: number,
  centre: number,
  wordBits: number,
): typeof undecided | typeof below | typeof above {
  const gamma = distance * distance * plan.halfPrecision
  return quickCompareExp(centre, 1 / powerOfTwo(wordBits), gamma, (gamma + 1) * gammaMargin) // (1)
}

function decideExactly(plan: GaussianPlan, y: bigint, word: number, bits: BitSource): boolean {
  const { numerator, denominator } = plan.variance
  const t = plan.envelopeScale
  // (2) gamma = (y t d - n)^2 / (2 n d t^2) for variance n/d
  const distance = y * t * denominator - numerator
  const uniform = { prefix: BigInt(word - 0.5), known: bits.wordBits }
  return isBelowExp(uniform, distance * distance, 2n * numerator * denominator * t * t, bits)
}
