/** The low bits of a geometric integer. */
import type { BitSource } from '../bits.ts'
import { isBelowExp } from '../lazy-uniform/lazy-uniform.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import { uniformBigBits, uniformBits } from '../uniform/uniform-bits.ts'
import type { GeometricPlan } from './geometric-plan.ts'

/** More than 1 + 2^-52: covers the rounding of `high` and of two operations. */
const upward = 1.000001

/** L in [0, 2^lowBits) with Pr[L = l] proportional to e^(-l/scale). [low-bit-split.proof.md] */
export function drawLowPart(plan: GeometricPlan, bits: BitSource): bigint {
  for (;;) {
    const low = uniformBigBits(plan.lowBits, bits)
    if (accepts(plan, low, bits)) return low
  }
}

/** `drawLowPart` as a number, for a quick plan. */
export function drawSmallLowPart(plan: GeometricPlan, bits: BitSource): number {
  for (;;) {
    const low = uniformBits(plan.lowBits, bits)
    if (accepts(plan, low, bits)) return low
  }
}

/** True with probability e^(-low/scale). */
function accepts(plan: GeometricPlan, low: bigint | number, bits: BitSource): boolean {
  const word = bits.next()
  const range = powerOfTwo(bits.wordBits)
  // (1) U <= (word + 1) / range <= 1 - 1/highScale < e^(-1/highScale) < e^(-low/scale)
  if (word + 1 + Math.ceil((range / plan.high) * upward) <= range) return true
  const { numerator, denominator } = plan.scale
  const uniform = { prefix: BigInt(word), known: bits.wordBits }
  return isBelowExp(uniform, BigInt(low) * denominator, numerator, bits)
}
