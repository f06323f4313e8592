/** How far estimates of a sketch are off, from public numbers alone. */
import {
  compare,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumber,
  toNumberUp,
} from '@dither/math'
import { confidence as confidenceOf } from '../../space/parameter.ts'
import { type DigitErrors, unaryError, unaryTails } from './unary-estimate.ts'

/** The public numbers of a sketch. */
export interface SketchShape {
  readonly alpha: Rational
  readonly levelsPerCount: Rational
  readonly most: bigint
  readonly total: bigint
  readonly cells: number
}

/** How far one estimate may be off, from public numbers alone. */
export function sketchAccuracy(shape: SketchShape, confidence: RationalLike): number {
  const allowed = toNumber(subtract(rational(1), confidenceOf(confidence))) - strayChance
  // More digits than there are cannot be wrong.
  const levels = toNumber(multiply(shape.levelsPerCount, rational(shape.most)))
  let digits = 0
  for (const tail of unaryTails(digitErrors(shape))) {
    if (tail <= allowed || digits > levels) break
    digits++
  }
  // Rounding to whole digits moves a count by less than one of them.
  const reach = divide(rational(digits + 1), shape.levelsPerCount)
  return toNumberUp(compare(reach, rational(shape.most)) < 0 ? reach : rational(shape.most))
}

/** Bounds the mean of |estimate - count|, in counts. */
export function sketchError(shape: SketchShape): number {
  // Rounding moves a count by at most half a digit on average.
  const mean = (unaryError(digitErrors(shape)) + 0.5) / toNumber(shape.levelsPerCount)
  return Math.min(mean, toNumber(rational(shape.most)))
}

/** That more bits are set than `digitErrors` takes has less chance than this. */
const strayChance = 1e-12
const lnStray = 27.64

/** A 1 is read wrongly where it was flipped; a 0 also where another key set it and it was not flipped. */
function digitErrors({ alpha, levelsPerCount, total, cells }: SketchShape): DigitErrors {
  const flip = 1 / (toNumber(alpha) + 2)
  // The digits of all keys are on average that many; Bernstein's bound on their rounding [Ben62].
  const mean = toNumber(multiply(levelsPerCount, rational(total)))
  const set = mean + lnStray / 3 + Math.sqrt((lnStray / 3) ** 2 + 2 * lnStray * mean)
  const load = Math.min(1, set / cells)
  return { ones: flip, zeros: flip + load * (1 - 2 * flip) }
}
