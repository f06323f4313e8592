/** One draw of discrete Laplace noise from a plan. */
import type { BitSource } from '../bits.ts'
import type { GeometricPlan } from '../geometric/geometric-plan.ts'
import { exactMagnitude, quickMagnitude } from '../geometric/magnitude.ts'
import { noFloor } from '../geometric/quick-floor.ts'
import { signedInteger } from '../geometric/signed-integer.ts'
import { nextCentre } from '../uniform/next-centre.ts'
import { prefixCentre } from '../uniform/word-pair.ts'

/** X with Pr[X = x] proportional to e^(-|x|/scale), exactly. [discrete-laplace.proof.md] */
export function drawLaplace(plan: GeometricPlan, bits: BitSource): bigint {
  for (;;) {
    const value = tryLaplace(plan, bits)
    if (value !== undefined) return value
  }
}

/** One try: a geometric magnitude with a fair sign, or undefined for zero with a minus. */
export function tryLaplace(plan: GeometricPlan, bits: BitSource): bigint | undefined {
  const first = nextCentre(bits)
  const second = nextCentre(bits)
  const sign = second & 1
  const centre = prefixCentre(first, second, bits.wordBits)
  const quick = quickMagnitude(plan, centre, bits) // |X| + 1/2
  if (quick === noFloor) {
    const magnitude = exactMagnitude(plan, centre, bits)
    if (magnitude === 0n && sign === 1) return undefined // (1) zero has one sign
    return sign === 1 ? -magnitude : magnitude
  }
  // (2) quick < sign only for zero with a minus. No branch here follows an accepted |X|.
  if (quick < sign) return undefined
  return signedInteger(quick, sign)
}
