/** Hadamard randomised response: one bit of a category's Hadamard code, randomised. */
import { add, divide, type Rational, rational } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { uniformBits } from '../../random/uniform/uniform-bits.ts'
import type { RandomisedResponseEvent } from '../../space/events/randomised-response.ts'
import type { PureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type AnswerOdds, answerOdds } from '../randomised-response/answer-odds.ts'
import { type CountEstimate, countEstimate } from '../randomised-response/count-estimate.ts'
import { randomisedResponse } from '../randomised-response/randomised-response.ts'
import { readable } from '../readable.ts'
import { codeCategories } from './code-size.ts'
import { isMinus, walshHadamard } from './walsh-hadamard.ts'

/** How many categories there are, and what an answer may cost. */
export type HadamardBitOptions = AnswerOdds & { readonly categories: number }

/** One randomised answer: a row of the Hadamard matrix, and the sign that the category seems to have there. */
export interface HadamardBitReport {
  readonly row: number
  readonly sign: 1 | -1
}

/** Answers of one bit at one price; made by `hadamardBit`. */
export interface HadamardBit {
  readonly kind: 'hadamardBit'
  readonly categories: number
  /** A power of two, at least the number of categories. */
  readonly rows: number
  /** The chance that an answer supports the category of its person: e^epsilon / (e^epsilon + 1). */
  readonly p: Rational
  /** The chance that it supports any other: 1/2. */
  readonly q: Rational
  /** A randomised answer for a category from 0 to categories - 1. */
  readonly invoke: (category: number, options?: InvokeOptions) => HadamardBitReport
  /** Whether the category has the sign of a report in its row. */
  readonly supports: (report: HadamardBitReport, category: number) => boolean
  /** How many reports support each category, by one fast transform. */
  readonly support: (reports: Iterable<HadamardBitReport>) => number[]
  /** Between any two categories. */
  readonly loss: () => PureLoss
  /** What an answer costs, as data: what randomised response of one bit costs. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => RandomisedResponseEvent
  /** How many truly hold each category, from how many of the reports support it. */
  readonly estimate: (counts: readonly number[], reports: number) => readonly CountEstimate[]
}

/**
 * Answers with a random row of a Hadamard matrix, and with the sign of the category's column in it: truly with
 * chance p, else the other sign.
 *
 * Neighbours: any two categories of the one person who answers (local privacy).
 * Loss: pure DP, epsilon = ln(p / (1 - p)), rounded up. [hadamard-response.proof.md]
 * Law: the row is uniform, and tells nothing; any other category is supported with chance exactly 1/2. One bit besides
 * the row is cheap to send and is as good as any for epsilon up to about 1; beyond, its variance stays above 1 a
 * report, and `hadamardResponse` or `localHashing` are better.
 *
 * One person who answers again pays again.
 *
 * @throws DitherError "invalid_parameter" if a parameter, or a category, is out of its range; such an error
 *   names no category
 * @see [ASZ19], [WBLJ17]
 */
export function hadamardBit(options: HadamardBitOptions): HadamardBit {
  readOptions('hadamardBit', options, 'epsilon odds categories')
  const { categories, check } = codeCategories(options.categories)
  const odds = answerOdds(options)
  const p = divide(odds, add(odds, rational(1)))
  const q = rational('1/2')
  const coin = randomisedResponse({ categories: 2, p })
  const rowBits = 32 - Math.clz32(categories - 1)
  const rows = 2 ** rowBits
  return readable({
    kind: 'hadamardBit',
    categories,
    rows,
    p,
    q,
    invoke: (category: number, { bits = secureBits() }: InvokeOptions = {}) => {
      const x = check(category)
      bits.dropIfStale?.()
      // (1) Drawn without looking at the category.
      const row = uniformBits(rowBits, bits)
      const sign = coin.invoke(isMinus(row, x) ? 1 : 0, { bits }) === 1 ? -1 : 1
      return Object.freeze({ row, sign } as const)
    },
    supports: ({ row, sign }: HadamardBitReport, category: number) =>
      isMinus(row, check(category)) === (sign === -1),
    support: (reports: Iterable<HadamardBitReport>) => {
      const sums = Array.from({ length: rows }, () => 0)
      let n = 0
      for (const { row, sign } of reports) {
        if (!Number.isInteger(row) || row < 0 || row >= rows || (sign !== 1 && sign !== -1))
          throw wrongParameter('report', 'not one', `must have a row below ${rows} and a sign`)
        sums[row] = (sums[row] ?? 0) + sign
        n++
      }
      // Of n reports, those that support a category less those that do not: one entry of the transform.
      return walshHadamard(sums)
        .slice(0, categories)
        .map((excess) => (n + excess) / 2)
    },
    loss: coin.loss,
    event: coin.event,
    estimate: (counts: readonly number[], reports: number) => {
      if (counts.length !== categories)
        throw wrongParameter('counts', counts.length, `must be ${categories} counts`)
      return counts.map((count) => countEstimate({ count, reports, p, q }))
    },
  })
}
