/** How long a stream is, and how neighbouring streams differ. */
import type { Rational, RationalLike } from '@dither/math'
import { scale, wrongParameter } from '../../space/parameter.ts'

/** How long a stream is, and how neighbouring streams differ. */
export interface StreamChange {
  /** How many counts a stream takes, at most; at most 65,536. */
  readonly steps: number
  /** By how much neighbours' counts differ in one step; 1 unless said. */
  readonly sensitivity?: RationalLike
  /** In how many steps they differ, at most; 1 unless said. */
  readonly maxSteps?: number
}

const mostSteps = 65_536

/** Checks both. */
export function readStreamChange(options: StreamChange): {
  readonly steps: number
  readonly change: Rational
  readonly maxSteps: bigint
} {
  const steps = wholeUpTo('steps', options.steps, mostSteps)
  return {
    steps,
    change: scale(options.sensitivity ?? 1, 'sensitivity'),
    maxSteps: BigInt(wholeUpTo('maxSteps', options.maxSteps ?? 1, steps)),
  }
}

/** A step of the stream, from 1. */
export function readStep(step: number, steps: number): number {
  return wholeUpTo('step', step, steps)
}

function wholeUpTo(name: string, value: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value
  throw wrongParameter(name, value, `must be a whole number from 1 to ${most}`)
}
