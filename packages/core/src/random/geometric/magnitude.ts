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
 * G + 1/2 as a number below 2^52, or `noFloor`; then ask `exactMagnitude` with the same pair of words.
 * The lowest bit of `second` takes no part: it is free for a sign.
 */
export function quickMagnitude(
  plan: GeometricPlan,
  first: number,
  second: number,
  bits: BitSource,
): number {
  if (!plan.quick) return noFloor
  const { dropped, step, unit } = wordPair(bits.wordBits)
  const high = quickFloor(plan.high, first * step + (second >>> dropped), unit)
  if (plan.lowBits === 0 || high === noFloor) return high
  return (high - 0.5) * powerOfTwo(plan.lowBits) + drawSmallLowPart(plan, bits) + 0.5
}

/** G for any scale and any pair of words. */
export function exactMagnitude(
  plan: GeometricPlan,
  first: number,
  second: number,
  bits: BitSource,
): bigint {
  const high = exactHigh(plan, first, second, bits)
  if (plan.lowBits === 0) return high
  return (high << BigInt(plan.lowBits)) | drawLowPart(plan, bits)
}

function exactHigh(plan: GeometricPlan, first: number, second: number, bits: BitSource): bigint {
  const { dropped, step, known, unit } = wordPair(bits.wordBits)
  const prefix = first * step + (second >>> dropped)
  const quick = quickFloor(plan.high, prefix, unit)
  if (quick !== noFloor) return BigInt(quick - 0.5)
  const uniform = { prefix: BigInt(prefix), known }
  const guess = Math.max(0, Math.floor(plan.high * -ln((prefix + 0.5) * unit)))
  return exactFloor(plan.highScale, uniform, BigInt(guess), bits)
}
