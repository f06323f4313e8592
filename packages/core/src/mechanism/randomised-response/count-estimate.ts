/** Counts of true answers, estimated from counts of randomised ones. */
import {
  add,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  smallestInteger,
  subtract,
  toNumber,
} from '@dither/math'
import { confidence as confidenceOf, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { bitChances } from '../../space/response-chances.ts'
import { binomialWindow } from './binomial-window.ts'

const one = rational(1)

/** How many truly hold a value, as far as randomised reports tell. */
export interface CountEstimate {
  /** Unbiased: (count - reports q) / (p - q). May be below 0 or above the number of reports. */
  readonly value: number
  /** An unbiased estimate of the variance of `value`, which is never 0. */
  readonly variance: number
  /**
   * Whole numbers from 0 to the number of reports that a two-sided test at this confidence does not
   * refuse: holds the true count at least so often. The test is that of the exact law, in doubles.
   */
  readonly interval: (options: {
    readonly confidence: RationalLike
  }) => readonly [low: number, high: number]
}

/**
 * Estimates a count from the reports of independent respondents. Post-processing: costs nothing.
 *
 * Someone who holds the value reports it with chance p, anyone else with chance q < p.
 *
 * @param options.count how many reported the value
 * @param options.reports how many reported at all
 * @throws DitherError "invalid_parameter" unless 0 <= count <= reports and 0 < q < p < 1
 */
export function countEstimate(options: {
  readonly count: number
  readonly reports: number
  readonly p: RationalLike
  readonly q: RationalLike
}): CountEstimate {
  readOptions('countEstimate', options)
  const { count, reports } = options
  const { p, q } = bitChances(options)
  if (!Number.isSafeInteger(reports) || reports < 0)
    throw wrongParameter('reports', reports, 'must be a whole number, at least 0')
  if (!Number.isSafeInteger(count) || count < 0 || count > reports)
    throw wrongParameter('count', count, `must be a whole number from 0 to ${reports}`)
  const n = rational(reports)
  const gap = subtract(p, q)
  const value = divide(subtract(rational(count), multiply(n, q)), gap)
  const spread = add(
    multiply(value, coinVariance(p)),
    multiply(subtract(n, value), coinVariance(q)),
  )
  const chances = { p: toNumber(p), q: toNumber(q) }
  return Object.freeze({
    value: toNumber(value),
    variance: toNumber(divide(spread, multiply(gap, gap))),
    interval: ({ confidence }: { readonly confidence: RationalLike }) => {
      const side = toNumber(subtract(one, confidenceOf(confidence))) / 2
      // The more hold the value, the more report it: both conditions hold from some true count on.
      const lower = firstWhere((held) => atLeast(held, count, reports, chances) > side, reports)
      const beyond = firstWhere(
        (held) => 1 - atLeast(held, count + 1, reports, chances) <= side,
        reports,
      )
      const low = Math.min(lower, reports)
      return Object.freeze([low, Math.max(beyond - 1, low)] as const)
    },
  })
}

function coinVariance(p: Rational): Rational {
  return multiply(p, subtract(one, p))
}

/** The first true count in [0, reports] where the condition holds, or reports + 1. */
function firstWhere(condition: (held: number) => boolean, reports: number): number {
  const past = BigInt(reports) + 1n
  return Number(smallestInteger((held) => held === past || condition(Number(held)), 0n, past))
}

/** Pr[count or more reports] where `held` of the respondents hold the value. */
function atLeast(
  held: number,
  count: number,
  reports: number,
  { p, q }: { readonly p: number; readonly q: number },
): number {
  const holders = binomialWindow(held, p)
  const others = binomialWindow(reports - held, q)
  const above = Float64Array.from(others.mass)
  for (let j = above.length - 2; j >= 0; j--) above[j] = (above[j] ?? 0) + (above[j + 1] ?? 0)
  let total = 0
  holders.mass.forEach((mass, j) => {
    const wanted = count - holders.from - j - others.from
    total += mass * (wanted <= 0 ? 1 : (above[wanted] ?? 0))
  })
  return total
}
