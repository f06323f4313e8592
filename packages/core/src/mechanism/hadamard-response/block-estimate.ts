/** How many hold a category, from where in its block the answers fell. */
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
import { confidence as confidenceOf } from '../../space/parameter.ts'
import { binomialWindow } from '../randomised-response/binomial-window.ts'
import { type CountEstimate, countEstimate } from '../randomised-response/count-estimate.ts'

const one = rational(1)

/** Of all reports: those in the category's block, and of these how many more are its own than are not. */
export interface BlockCounts {
  readonly excess: number
  readonly inBlock: number
  readonly reports: number
}

/**
 * Estimates the number of holders: excess (odds + 2 blocks - 1) / (odds - 1), unbiased, and so is the variance.
 * [hadamard-response.proof.md]
 */
export function blockEstimate(
  { excess, inBlock, reports }: BlockCounts,
  { odds, blocks }: { readonly odds: Rational; readonly blocks: number },
): CountEstimate {
  const weights = add(odds, rational(2 * blocks - 1))
  const perReport = divide(weights, subtract(odds, one))
  const value = multiply(rational(excess), perReport)
  const square = multiply(rational(inBlock), multiply(perReport, perReport))
  // Of reports that fell in the block, a holder's is one of the category's own with chance odds / (odds + 1), any other's with 1/2.
  const within = countEstimate({
    count: (inBlock + excess) / 2,
    reports: inBlock,
    p: divide(odds, add(odds, one)),
    q: '1/2',
  })
  const reach = toNumber(divide(add(odds, one), weights))
  return Object.freeze({
    value: toNumber(value),
    variance: toNumber(subtract(square, value)),
    interval: ({ confidence }: { readonly confidence: RationalLike }) => {
      const level = confidenceOf(confidence)
      if (blocks === 1) return within.interval({ confidence: level })
      const half = divide(add(one, level), rational(2))
      const [fewest, most] = within.interval({ confidence: half })
      return holders(fewest, most, { reports, reach, side: toNumber(subtract(one, half)) / 2 })
    },
  })
}

/** All numbers of holders of whom so many may have reported in the block, by a test with `side` on either side. */
function holders(
  fewest: number,
  most: number,
  of: { readonly reports: number; readonly reach: number; readonly side: number },
): readonly [number, number] {
  const { reports, reach, side } = of
  // The more hold the category, the more report in the block.
  const low = firstWhere((n) => 1 - atMost(fewest - 1, n, reach) > side, reports)
  const beyond = firstWhere((n) => atMost(most, n, reach) <= side, reports)
  const lower = Math.min(low, reports)
  return Object.freeze([lower, Math.max(lower, beyond - 1)] as const)
}

/** The first number in [0, reports] where the condition holds, or reports + 1. */
function firstWhere(condition: (n: number) => boolean, reports: number): number {
  const past = BigInt(reports) + 1n
  return Number(smallestInteger((n) => n === past || condition(Number(n)), 0n, past))
}

/** Pr[k or fewer of n coins of chance p]. */
function atMost(k: number, n: number, p: number): number {
  const { from, mass } = binomialWindow(n, p)
  let total = 0
  for (let j = 0; j < mass.length && from + j <= k; j++) total += mass[j] ?? 0
  return total
}
