/** One draw of discrete Laplace noise from a plan. */
import type { BitSource } from '../bits.ts'
import type { GeometricPlan } from '../geometric/geometric-plan.ts'
import { integerOf } from '../geometric/integer-of.ts'
import { exactMagnitude, quickMagnitude } from '../geometric/magnitude.ts'
import { noFloor } from '../geometric/quick-floor.ts'

/** X with Pr[X = x] proportional to e^(-|x|/scale), exactly. [discrete-laplace.proof.md] */
export function drawLaplace(plan: GeometricPlan, bits: BitSource): bigint {
  for (;;) {
    const value = tryLaplace(plan, bits)
    if (value !== undefined) return value
  }
}

/** One try: a geometric magnitude with a fair sign, or undefined for zero with a minus. */
export function tryLaplace(plan: GeometricPlan, bits: BitSource): bigint | undefined {
  const first = bits.next()
  const second = bits.next()
  const sign = second & 1
  const quick = quickMagnitude(plan, first, second, bits) // |X| + 1/2
  if (quick === noFloor) {
    const magnitude = exactMagnitude(plan, first, second, bits)
    if (magnitude === 0n && sign === 1) return undefined // (1) zero has one sign
    return sign === 1 ? -magnitude : magnitude
  }
  // (2) quick < sign only for zero with a minus. No branch here follows an accepted |X|.
  if (quick < sign) return undefined
  return integerOf((1 - 2 * sign) * (quick - 0.5))
}
