/** What the odds of two laws add to a moment of theirs: never less than nothing, and no difference of near numbers. */
import { expm1, ln, log1p } from '@dither/math'
import { expUp, lnDown, lnOnePlusUp, lnSumUp, lnUp, roomUp } from './log-sum.ts'

/**
 * ln of (L^a - 1 - a (L - 1)) / (a - 1) for L = 1 + m, rounded up; at order a = 1 of its limit, L ln L - (L - 1).
 *
 * The function falls for m < 0 and rises for m > 0: m that is rounded away from 0 is safe. [renyi.proof.md]
 *
 * @param order a, at least 1, finite
 * @param m at least -1
 */
export function lnExcessUp(order: number, m: number): number {
  if (m === 0) return Number.NEGATIVE_INFINITY
  if (m <= -1) return 0
  const size = Math.abs(m)
  if (size * Math.max(order, 2) <= 0.5)
    return roomUp(lnUp(order / 2) + 2 * lnUp(size) + lnUp(nearExcess(order, m)) + 2 ** -46)
  const more = order - 1
  const grown = more * log1p(m)
  if (grown > 40) return roomUp(roomUp(order * log1p(m)) - lnDown(more)) // (1)
  const first = (1 + m) * (more === 0 ? log1p(m) : expm1(grown) / more)
  const error = Math.abs(first) * (Math.abs(grown) + 8) * 2 ** -47 + size * 2 ** -50
  return lnUp(first - m + error) // (2)
}

/** The same for large odds, from ln L >= 100, off by at most 2^-48 of itself: L - 1 is L then, but for e^-100. */
export function lnLargeExcessUp(order: number, lnOdds: number): number {
  const more = order - 1
  const grown = more * lnOdds
  if (grown > 40) return roomUp(roomUp(order * lnOdds) - lnDown(more))
  const mean = more === 0 ? lnOdds : expm1(grown) / more
  return roomUp(roomUp(lnOdds) + ln(mean * (1 + 2 ** -40) - 1 + 2 ** -50))
}

/** (3) The binomial series over its third term, from that on; a term is at most a quarter of the one before. */
function nearExcess(order: number, m: number): number {
  let term = 1
  let sum = 1
  for (let k = 2; k < 64 && Math.abs(term) > 2 ** -60; k++) {
    term *= ((order - k) * m) / (k + 1)
    sum += term
  }
  return sum
}

/** One class of outputs: its chance under Q, at least, and m = P / Q - 1, away from 0. */
export interface OddsClass {
  readonly chance: number
  readonly m: number
}

/**
 * The Rényi divergence D_a(P || Q) from its classes of outputs, rounded up. At order Infinity, of the largest odds.
 *
 * D_a = ln(1 + (a - 1) E) / (a - 1), where E is the mean under Q of `lnExcessUp`'s function, as Q and P both have mass 1.
 */
export function classDivergence(order: number, classes: readonly OddsClass[]): number {
  if (order === Number.POSITIVE_INFINITY)
    return Math.max(
      0,
      ...classes.map(({ chance, m }) => (chance > 0 && m > 0 ? roomUp(log1p(m)) : 0)),
    )
  return divergenceOf(
    order,
    classes.flatMap(({ chance, m }) =>
      chance > 0 && m !== 0 ? [roomUp(lnUp(chance) + lnExcessUp(order, m))] : [],
    ),
  )
}

/** ln(1 + (a - 1) E) / (a - 1) from the logarithms of what E adds up. */
function divergenceOf(order: number, terms: readonly number[]): number {
  return divergenceFrom(order, lnSumUp(terms))
}

/** The same from ln E. */
export function divergenceFrom(order: number, lnMean: number): number {
  if (lnMean === Number.NEGATIVE_INFINITY) return 0
  if (order === 1) return expUp(lnMean)
  const more = order - 1
  return (lnOnePlusUp(roomUp(lnMean + lnUp(more))) / more) * (1 + 2 ** -50) + Number.MIN_VALUE
}
