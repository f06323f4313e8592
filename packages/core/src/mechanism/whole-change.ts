/** By how much neighbouring integers differ, and in which relation. */
import { floor, type RationalLike } from '@dither/math'
import type { Neighbours } from '../space/neighbours.ts'
import { sensitivity as sensitivityOf, wrongParameter } from '../space/parameter.ts'

/** Sensitivity in units of the input; the one that the mechanism was made with unless said. */
export interface IntegerChange {
  readonly sensitivity?: RationalLike
  readonly neighbours?: Neighbours
}

/** The whole part of a sensitivity: integers differ by no more. */
export function wholeSensitivity(value: RationalLike | undefined): bigint {
  if (value === undefined)
    throw wrongParameter('sensitivity', 'missing', 'must be given', 'Say how far neighbours differ')
  return floor(sensitivityOf(value))
}

/** A sensitivity that noise is made for: its whole part is at least 1. */
export function someSensitivity(value: RationalLike): bigint {
  const whole = wholeSensitivity(value)
  if (whole < 1n) throw wrongParameter('sensitivity', value, 'must be at least 1')
  return whole
}
