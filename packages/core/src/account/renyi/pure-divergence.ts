/** Rényi divergences of what has a largest loss, at every order. */
import {
  divide,
  expInterval,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { classDivergence, type OddsClass } from './excess.ts'

const one = rational(1)
const bits = 80
/** e^epsilon is not computed beyond this: the divergence is then bounded by epsilon. */
const mostEpsilon = rational(600)

/** The odds of two outputs, at most `most` and at least `least`, as certified numbers around 1. */
export interface OddsRange {
  readonly most: Rational
  readonly least: Rational
}

/**
 * The largest divergence of any laws whose odds lie in the range; rounded up.
 *
 * The moments are convex in the odds, whose mean is 1: no law has more than the one with both ends alone. [renyi.proof.md]
 */
export function rangeDivergence(order: number, range: OddsRange): number {
  return classDivergence(order, rangeClasses(range))
}

function rangeClasses({ most, least }: OddsRange): readonly OddsClass[] {
  const width = subtract(most, least)
  if (width.numerator === 0n) return []
  return [
    { chance: toNumberUp(divide(subtract(one, least), width)), m: away(subtract(most, one)) },
    { chance: toNumberUp(divide(subtract(most, one), width)), m: away(subtract(least, one)) },
  ]
}

/** e^epsilon and e^-epsilon, outward. */
export function pureOdds(epsilon: Rational): OddsRange | undefined {
  if (epsilon.numerator > mostEpsilon.numerator * epsilon.denominator) return undefined
  const { high } = expInterval(epsilon, bits)
  return { most: high, least: divide(one, high) }
}

/** The odds of what is done on a sample of this rate: 1 + rate (odds - 1). */
export function sampledOdds(range: OddsRange, rate: Rational): OddsRange {
  const mixed = (odds: Rational): Rational => subtract(one, multiply(rate, subtract(one, odds)))
  return { most: mixed(range.most), least: mixed(range.least) }
}

/** With the two laws exchanged. */
export function exchangedOdds({ most, least }: OddsRange): OddsRange {
  return { most: divide(one, least), least: divide(one, most) }
}

/** The double that is farther from 0. */
export function away(m: Rational): number {
  return m.numerator < 0n ? toNumberDown(m) : toNumberUp(m)
}
