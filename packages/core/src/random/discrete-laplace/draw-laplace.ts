/** One draw of discrete Laplace noise from a plan. */
import type { BitSource } from '../bits.ts'
import type { GeometricPlan } from '../geometric/geometric-plan.ts'
import { exactMagnitude, quickMagnitude } from '../geometric/magnitude.ts'

/** X with Pr[X = x] proportional to e^(-|x|/scale), exactly. [discrete-laplace.proof.md] */
export function drawLaplace(plan: GeometricPlan, bits: BitSource): bigint {
  for (;;) {
    const first = bits.next()
    const second = bits.next()
    const negative = (second & 1) === 1
    const quick = quickMagnitude(plan, first, second, bits)
    if (quick >= 0) {
      if (quick === 0 && negative) continue // (1) zero has one sign
      return BigInt(negative ? -quick : quick)
    }
    const magnitude = exactMagnitude(plan, first, second, bits)
    if (magnitude === 0n && negative) continue // (1)
    return negative ? -magnitude : magnitude
  }
}
