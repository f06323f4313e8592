/** Optimised local hashing: a category is hashed to a few buckets, and the bucket is randomised. */
import { add, divide, multiply, type Rational, rational, roundHalfUp, subtract } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { drawIndexBelow } from '../../random/uniform/uniform-below.ts'
import type { RandomisedResponseEvent } from '../../space/events/randomised-response.ts'
import type { PureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type AnswerOdds, answerOdds } from '../randomised-response/answer-odds.ts'
import { type CountEstimate, countEstimate } from '../randomised-response/count-estimate.ts'
import { randomisedResponse } from '../randomised-response/randomised-response.ts'
import { readable } from '../readable.ts'
import { bucketOf, collisionChance, type HashLine, usualField } from './public-hash.ts'

/** How many categories there are, what an answer may cost, and into how many buckets they are hashed: round(odds) + 1 unless said. */
export type LocalHashingOptions = AnswerOdds & {
  readonly categories: number
  readonly buckets?: number
}

/** One randomised answer: a public hash function, and the bucket that it seems to lead to. */
export interface LocalHashReport extends HashLine {
  readonly bucket: number
}

/** Local hashing at one price; made by `localHashing`. */
export interface LocalHashing {
  readonly kind: 'localHashing'
  readonly categories: number
  readonly buckets: number
  /** The chance that an answer supports the category of its person, exact. */
  readonly p: Rational
  /** The chance that it supports any other, exact: near 1 / buckets. */
  readonly q: Rational
  /** A randomised answer for a category from 0 to categories - 1. */
  readonly invoke: (category: number, options?: InvokeOptions) => LocalHashReport
  /** Whether the hash function of a report leads from the category to its bucket. */
  readonly supports: (report: LocalHashReport, category: number) => boolean
  /** How many reports support each category; takes time by reports times categories. */
  readonly support: (reports: Iterable<LocalHashReport>) => number[]
  /** Between any two categories. */
  readonly loss: () => PureLoss
  /** What an answer costs, as data: what randomised response over the buckets costs. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => RandomisedResponseEvent
  /** How many truly hold each category, from how many of the reports support it. */
  readonly estimate: (counts: readonly number[], reports: number) => readonly CountEstimate[]
}

/** More buckets than this are of no use. */
const mostBuckets = 65_536

/**
 * Answers with a fresh random hash function, and with the bucket of the category under it: truly with chance p, else
 * with any other bucket alike. Reports stay short, whatever the number of categories.
 *
 * Neighbours: any two categories of the one person who answers (local privacy).
 * Loss: pure DP, epsilon = ln(p (buckets - 1) / (1 - p)), rounded up. [local-hashing.proof.md]
 * Law: the hash function is uniform, and tells nothing; any other category is supported with exactly chance q.
 * With round(e^epsilon) + 1 buckets the variance is about 4 e^epsilon / (e^epsilon - 1)^2 for each report: that of
 * optimised unary encoding. Two buckets are binary local hashing.
 *
 * One person who answers again pays again.
 *
 * @throws DitherError "invalid_parameter" if a parameter, or a category, is out of its range; such an error
 *   names no category
 * @see [WBLJ17]
 */
export function localHashing(options: LocalHashingOptions): LocalHashing {
  readOptions('localHashing', options, 'epsilon odds categories buckets')
  return localHashingOver(usualField, options)
}

/** The same over any prime field, which bounds the categories: so that tests reach every hash function. */
export function localHashingOver(field: number, options: LocalHashingOptions): LocalHashing {
  const { categories } = options
  if (!Number.isInteger(categories) || categories < 2 || categories > field)
    throw wrongParameter('categories', categories, `must be a whole number from 2 to ${field}`)
  const odds = answerOdds(options)
  const buckets = bucketNumber(options.buckets ?? usualBuckets(odds), field)
  const p = divide(odds, add(odds, rational(buckets - 1)))
  const response = randomisedResponse({ categories: buckets, p })
  const shared = collisionChance(buckets, field)
  // (1) Another category shares the bucket, and the bucket is told; or it has one of the others.
  const q = add(multiply(shared, p), multiply(subtract(rational(1), shared), response.q))
  const check = (category: number): number => {
    if (Number.isInteger(category) && category >= 0 && category < categories) return category
    throw wrongParameter('category', 'not one', `must be a whole number below ${categories}`)
  }
  const supports = ({ bucket, ...line }: LocalHashReport, category: number): boolean =>
    bucketOf(line, category, buckets, field) === bucket
  return readable({
    kind: 'localHashing',
    categories,
    buckets,
    p,
    q,
    invoke: (category: number, { bits = secureBits() }: InvokeOptions = {}) => {
      const x = check(category)
      bits.dropIfStale?.()
      // (2) Drawn without looking at the category.
      const line = { slope: drawIndexBelow(field, bits), offset: drawIndexBelow(field, bits) }
      const bucket = response.invoke(bucketOf(line, x, buckets, field), { bits })
      return Object.freeze({ ...line, bucket })
    },
    supports: (report: LocalHashReport, category: number) => supports(report, check(category)),
    support: (reports: Iterable<LocalHashReport>) => {
      const counts = Array.from({ length: categories }, () => 0)
      for (const report of reports)
        for (let category = 0; category < categories; category++)
          if (supports(report, category)) counts[category] = (counts[category] ?? 0) + 1
      return counts
    },
    loss: response.loss,
    event: response.event,
    estimate: (counts: readonly number[], reports: number) => {
      if (counts.length !== categories)
        throw wrongParameter('counts', counts.length, `must be ${categories} counts`)
      return counts.map((count) => countEstimate({ count, reports, p, q }))
    },
  })
}

function usualBuckets(odds: Rational): number {
  const nearest = roundHalfUp(odds) + 1n
  return nearest < mostBuckets ? Math.max(2, Number(nearest)) : mostBuckets
}

function bucketNumber(buckets: number, field: number): number {
  const most = Math.min(mostBuckets, field)
  if (Number.isInteger(buckets) && buckets >= 2 && buckets <= most) return buckets
  throw wrongParameter('buckets', buckets, `must be a whole number from 2 to ${most}`)
}
