/** A public clamp of released integers: post-processing, so it costs nothing. */
import { ceiling, floor, type RationalLike } from '@dither/math'
import { exactParameter, wrongParameter } from '../space/parameter.ts'

/** Both bounds belong to the range. */
export interface Clamp {
  readonly lower: bigint
  readonly upper: bigint
}

/** Public bounds as they are given; one alone clamps one side only. */
export interface ClampOptions {
  readonly lower?: RationalLike
  readonly upper?: RationalLike
}

/** Reads a clamp to whole numbers. @throws DitherError "invalid_parameter" if no whole number is between */
export function readClamp(options: ClampOptions): Partial<Clamp> {
  const lower =
    options.lower === undefined ? undefined : ceiling(exactParameter('lower', options.lower))
  const upper =
    options.upper === undefined ? undefined : floor(exactParameter('upper', options.upper))
  if (lower !== undefined && upper !== undefined && lower > upper)
    throw wrongParameter('lower', lower, `must be at most upper, ${upper}`)
  return Object.freeze({
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
  })
}

/** The nearest whole number in the range. */
export function clampTo(value: bigint, { lower, upper }: Partial<Clamp>): bigint {
  if (lower !== undefined && value < lower) return lower
  return upper !== undefined && value > upper ? upper : value
}
