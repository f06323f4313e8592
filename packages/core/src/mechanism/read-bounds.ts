/** Public bounds that must both be given. */
import { ceiling, floor, type RationalLike } from '@dither/math'
import { exactParameter, wrongParameter } from '../space/parameter.ts'
import type { Clamp } from './clamp.ts'

/** Both belong to the range; fractions are rounded inward. */
export interface BoundsOptions {
  readonly lower: RationalLike
  readonly upper: RationalLike
}

/** Reads bounds to whole numbers. @throws DitherError "invalid_parameter" unless lower < upper then */
export function readBounds(options: BoundsOptions): Clamp {
  const lower = ceiling(exactParameter('lower', options.lower))
  const upper = floor(exactParameter('upper', options.upper))
  if (lower < upper) return { lower, upper }
  throw wrongParameter('lower', lower, `must be less than upper, ${upper}`)
}
