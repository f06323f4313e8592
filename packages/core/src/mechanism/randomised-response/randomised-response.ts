/** Randomised response over categories, for people who trust nobody with their answer. */
import { add, divide, type Rational, type RationalLike, rational } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { drawIndexBelow } from '../../random/uniform/uniform-below.ts'
import {
  type RandomisedResponseEvent,
  randomisedResponseEvent,
} from '../../space/events/randomised-response.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { epsilonBudget, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { categoryChance, categoryNumber } from '../../space/response-chances.ts'
import { readable } from '../readable.ts'
import { type CountEstimate, countEstimate } from './count-estimate.ts'
import { categoryEpsilon, oddsBelow, otherChance } from './response-odds.ts'

/** How many categories, 2 unless said; and what an answer may cost, or the chance `p` that it is true. */
export type RandomisedResponseOptions = { readonly categories?: number } & (
  | { readonly epsilon: RationalLike }
  | { readonly p: RationalLike }
)

/** Randomised response over categories; made by `randomisedResponse`. */
export interface RandomisedResponse {
  readonly kind: 'randomisedResponse'
  readonly categories: number
  /** The chance of the true category. */
  readonly p: Rational
  /** The chance of each other category. */
  readonly q: Rational
  /** A randomised answer for a category from 0 to categories - 1. */
  readonly invoke: (category: number, options?: InvokeOptions) => number
  /** Between any two categories. */
  readonly loss: () => PureLoss
  /** What an answer costs, as data. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => RandomisedResponseEvent
  /** How many truly hold each category, from how many reported each. */
  readonly estimate: (counts: readonly number[]) => readonly CountEstimate[]
}

/**
 * Answers with the true category with chance p, else with one of the others, all alike.
 *
 * Neighbours: any two categories of the one person who answers (local privacy).
 * Loss: pure DP, epsilon = ln(p (categories - 1) / (1 - p)), rounded up. [randomised-response.proof.md]
 * By `epsilon`, p is a rational so close below e^epsilon / (e^epsilon + categories - 1) that the loss is at
 * most epsilon, and less by under 2^-50 of it.
 *
 * One person who answers again pays again. Two categories make the coin of Warner.
 *
 * @throws DitherError "invalid_parameter" if a parameter, or a category, is out of its range; such an error
 *   names no category
 * @see [War65], [KBR16]
 */
export function randomisedResponse(options: RandomisedResponseOptions): RandomisedResponse {
  readOptions('randomisedResponse', options, 'categories epsilon p')
  const categories = categoryNumber(options.categories ?? 2)
  const p = 'p' in options ? categoryChance(categories, options.p) : chanceFor(options, categories)
  const q = otherChance(categories, p)
  const invoke = (category: number, { bits = secureBits() }: InvokeOptions = {}): number => {
    if (!Number.isInteger(category) || category < 0 || category >= categories)
      throw wrongParameter('category', 'not one', `must be a whole number below ${categories}`)
    // (1) Both are drawn, whatever is used of them.
    const truth = bernoulli(p, bits)
    const other = 1 + drawIndexBelow(categories - 1, bits)
    return (category + (truth ? 0 : other)) % categories
  }
  return readable({
    kind: 'randomisedResponse',
    categories,
    p,
    q,
    invoke,
    loss: () => pureLoss(categoryEpsilon({ categories, p })),
    event: (change: { readonly neighbours?: Neighbours } = {}) =>
      randomisedResponseEvent({ categories, p, ...change }),
    estimate: (counts: readonly number[]) => {
      if (counts.length !== categories)
        throw wrongParameter('counts', counts.length, `must be ${categories} counts`)
      const reports = counts.reduce((sum, count) => sum + count, 0)
      return counts.map((count) => countEstimate({ count, reports, p, q }))
    },
  })
}

function chanceFor({ epsilon }: { readonly epsilon: RationalLike }, categories: number): Rational {
  const odds = oddsBelow(epsilonBudget(epsilon))
  return divide(odds, add(odds, rational(categories - 1)))
}
