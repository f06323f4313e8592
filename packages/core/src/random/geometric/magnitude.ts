/** The two ways to a geometric integer from a pair of words: quick in doubles, or exact. */
import { ln } from '@dither/math'
import type { BitSource } from '../bits.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import { wordPair } from '../uniform/word-pair.ts'
import { exactFloor } from './exact-floor.ts'
import type { GeometricPlan } from './geometric-plan.ts'
import { drawLowPart, drawSmallLowPart } from './low-part.ts'
import { noFloor, quickFloor } from './quick-floor.ts'

/**
 * G + 1/2 as a number below 2^52, or `noFloor`; then ask `exactMagnitude` with the same centre.
 *
 * @param centre prefix + 1/2, for the prefix of a `wordPair`
 */
export function quickMagnitude(plan: GeometricPlan, centre: number, bits: BitSource): number {
  if (!plan.quick) return noFloor
  const high = quickFloor(plan.high, centre, wordPair(bits.wordBits).unit)
  if (plan.lowBits === 0 || high === noFloor) return high
  return (high - 0.5) * powerOfTwo(plan.lowBits) + drawSmallLowPart(plan, bits) + 0.5
}

/** G for any scale and any prefix. */
export function exactMagnitude(plan: GeometricPlan, centre: number, bits: BitSource): bigint {
  const high = exactHigh(plan, centre, bits)
  if (plan.lowBits === 0) return high
  return (high << BigInt(plan.lowBits)) | drawLowPart(plan, bits)
}

function exactHigh(plan: GeometricPlan, centre: number, bits: BitSource): bigint {
  const { known, unit } = wordPair(bits.wordBits)
  const quick = quickFloor(plan.high, centre, unit)
  if (quick !== noFloor) return BigInt(quick - 0.5)
  const uniform = { prefix: BigInt(centre - 0.5), known }
  const guess = Math.max(0, Math.floor(plan.high * -ln(centre * unit)))
  return exactFloor(plan.highScale, uniform, BigInt(guess), bits)
}
