/** Fields of noise on integers. */
import { ceiling, floor, formatRational, type Rational, type RationalLike } from '@dither/math'
import { exactParameter, wrongParameter } from '../parameter.ts'
import { type StoredEvent, storedText } from './stored-fields.ts'

/** Both included; they become the integers within. */
export interface Bounds {
  readonly lower: RationalLike
  readonly upper: RationalLike
}

/** Rounded inward; at least two integers must be left. */
export function writtenBounds({ lower, upper }: Bounds): {
  readonly lower: string
  readonly upper: string
} {
  const low = ceiling(exactParameter('lower', lower))
  const high = floor(exactParameter('upper', upper))
  if (low >= high) throw wrongParameter('lower', low, `must be less than upper, ${high}`)
  return { lower: String(low), upper: String(high) }
}

/** Of a stored event. */
export function storedBounds(data: StoredEvent): {
  readonly lower: string
  readonly upper: string
} {
  return { lower: storedText('lower', data['lower']), upper: storedText('upper', data['upper']) }
}

/** A whole number, at least `least`. */
export function writtenWhole(name: string, value: RationalLike, least: bigint): string {
  const exact: Rational = exactParameter(name, value)
  if (exact.denominator === 1n && exact.numerator >= least) return formatRational(exact)
  throw wrongParameter(name, exact, `must be a whole number, at least ${least}`)
}
