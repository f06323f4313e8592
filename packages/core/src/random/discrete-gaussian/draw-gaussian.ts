/** One draw of discrete Gaussian noise from a plan. */
import type { BitSource } from '../bits.ts'
import { integerOf } from '../geometric/integer-of.ts'
import { exactMagnitude, quickMagnitude } from '../geometric/magnitude.ts'
import { noFloor } from '../geometric/quick-floor.ts'
import { acceptLarge, acceptQuick } from './accept-gaussian.ts'
import type { GaussianPlan } from './gaussian-plan.ts'

/** X with Pr[X = x] proportional to e^(-x^2 / (2 variance)), exactly. [discrete-gaussian.proof.md] */
export function drawGaussian(plan: GaussianPlan, bits: BitSource): bigint {
  for (;;) {
    const first = bits.next()
    const second = bits.next()
    const sign = second & 1
    const quick = quickMagnitude(plan.envelope, first, second, bits) // |y| + 1/2
    if (quick === noFloor) {
      const magnitude = exactMagnitude(plan.envelope, first, second, bits)
      if (magnitude === 0n && sign === 1) continue // (1) zero has one sign
      if (acceptLarge(plan, magnitude, bits)) return sign === 1 ? -magnitude : magnitude
      continue
    }
    // (2) quick < sign only for zero with a minus. No branch here follows an accepted |y|.
    if (quick < sign) continue
    if (acceptQuick(plan, quick, bits)) return integerOf((1 - 2 * sign) * (quick - 0.5))
  }
}
