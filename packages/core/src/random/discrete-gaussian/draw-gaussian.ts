/** One draw of discrete Gaussian noise from a plan. */
import type { BitSource } from '../bits.ts'
import { exactMagnitude, quickMagnitude } from '../geometric/magnitude.ts'
import { acceptGaussian } from './accept-gaussian.ts'
import type { GaussianPlan } from './gaussian-plan.ts'

/** X with Pr[X = x] proportional to e^(-x^2 / (2 variance)), exactly. [discrete-gaussian.proof.md] */
export function drawGaussian(plan: GaussianPlan, bits: BitSource): bigint {
  for (;;) {
    const first = bits.next()
    const second = bits.next()
    const negative = (second & 1) === 1
    const quick = quickMagnitude(plan.envelope, first, second, bits)
    if (quick >= 0) {
      if (quick === 0 && negative) continue // (1) zero has one sign
      if (acceptGaussian(plan, quick, bits)) return BigInt(negative ? -quick : quick)
      continue
    }
    const magnitude = exactMagnitude(plan.envelope, first, second, bits)
    if (magnitude === 0n && negative) continue // (1)
    if (acceptGaussian(plan, magnitude, bits)) return negative ? -magnitude : magnitude
  }
}
