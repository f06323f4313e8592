/** One draw of discrete Gaussian noise from a plan. */
import type { BitSource } from '../bits.ts'
import { exactMagnitude, quickMagnitude } from '../geometric/magnitude.ts'
import { noFloor } from '../geometric/quick-floor.ts'
import { signedInteger } from '../geometric/signed-integer.ts'
import { nextCentre } from '../uniform/next-centre.ts'
import { prefixCentre } from '../uniform/word-pair.ts'
import { acceptLarge, acceptQuick } from './accept-gaussian.ts'
import type { GaussianPlan } from './gaussian-plan.ts'

/** X with Pr[X = x] proportional to e^(-x^2 / (2 variance)), exactly. [discrete-gaussian.proof.md] */
export function drawGaussian(plan: GaussianPlan, bits: BitSource): bigint {
  for (;;) {
    const value = tryGaussian(plan, bits)
    if (value !== undefined) return value
  }
}

/** One try: a draw y of the discrete Laplace envelope that is accepted, or undefined. */
export function tryGaussian(plan: GaussianPlan, bits: BitSource): bigint | undefined {
  const first = nextCentre(bits)
  const second = nextCentre(bits)
  const sign = second & 1
  const centre = prefixCentre(first, second, bits.wordBits)
  const quick = quickMagnitude(plan.envelope, centre, bits) // |y| + 1/2
  if (quick === noFloor) {
    const magnitude = exactMagnitude(plan.envelope, centre, bits)
    if (magnitude === 0n && sign === 1) return undefined // (1) zero has one sign
    if (!acceptLarge(plan, magnitude, bits)) return undefined
    return sign === 1 ? -magnitude : magnitude
  }
  // (2) quick < sign only for zero with a minus. No branch here follows an accepted |y|.
  if (quick < sign) return undefined
  if (!acceptQuick(plan, quick, bits)) return undefined
  return signedInteger(quick, sign)
}
