/** What a sketch in randomised unary costs, exactly; and how finely it may count for a budget. */
import {
  add,
  divide,
  floor,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
} from '@dither/math'
import { type KeyReach, keyChange, type StatedNeighbours } from '../../space/key-reach.ts'
import { exactParameter, scale as positive } from '../../space/parameter.ts'
import { lnUp, oddsBelow } from '../randomised-response/response-odds.ts'

const one = rational(1)

/** `alpha`: bits are reported truly with odds alpha + 1. `levelsPerCount`: unary digits for every count. */
export interface SketchNumbers {
  readonly alpha: RationalLike
  readonly levelsPerCount: RationalLike
}

/** Whose counts move how: a reach, and the relation. */
export type SketchChange = KeyReach & { readonly neighbours: StatedNeighbours }

/**
 * keys (m ln(alpha + 1) + ln(1 + v alpha)), rounded up, where `keys` counts may move, each by at most d, and
 * levelsPerCount d = m + v with m whole and 0 <= v < 1. [sparse-histogram.proof.md]
 */
export function sketchEpsilon(
  { alpha, levelsPerCount }: SketchNumbers,
  { neighbours, ...reach }: SketchChange,
): Rational {
  const slope = positive(alpha, 'alpha')
  const { keys, most } = movement(reach, neighbours)
  const moved = multiply(positive(levelsPerCount, 'levelsPerCount'), rational(most))
  const whole = rational(floor(moved))
  // (1) Whole digits at full odds, and the part of one that rounding moves.
  const full = multiply(whole, lnUp(add(slope, one)))
  const part = lnUp(add(one, multiply(subtract(moved, whole), slope)))
  return multiply(rational(keys), add(full, part))
}

/** The levels per count, hardly below the most, for which `sketchEpsilon` is at most epsilon. */
export function sketchLevels(
  epsilon: Rational,
  alpha: RationalLike,
  { neighbours, ...reach }: SketchChange,
): Rational {
  const slope = exactParameter('alpha', alpha)
  const { keys, most } = movement(reach, neighbours)
  const share = divide(epsilon, rational(keys))
  const full = lnUp(add(slope, one))
  const whole = rational(floor(divide(share, full)))
  const rest = subtract(share, multiply(whole, full))
  // (2) 1 + v alpha = odds, whose logarithm is at most what the whole digits leave.
  const part = rest.numerator === 0n ? rational(0) : divide(subtract(oddsBelow(rest), one), slope)
  return divide(add(whole, part), rational(most))
}

/** The odds of best error are near e^share, and between 4 and 7. */
export function usualAlpha(epsilon: Rational, { neighbours, ...reach }: SketchChange): Rational {
  const share = divide(epsilon, rational(movement(reach, neighbours).keys))
  const within = [6, 5, 4].find((alpha) => {
    const full = lnUp(rational(alpha + 1))
    return full.numerator * share.denominator <= share.numerator * full.denominator
  })
  return rational(within ?? 3)
}

/** How many counts may move, and each by how much. */
function movement(
  reach: KeyReach,
  neighbours: StatedNeighbours,
): { readonly keys: bigint; readonly most: bigint } {
  const { keys, l1 } = keyChange(reach, neighbours)
  return { keys, most: l1 / keys }
}
