/** Hadamard response: one short number, more likely from the half of a block that is the category's own. */
import {
  add,
  divide,
  floor,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { uniformBits } from '../../random/uniform/uniform-bits.ts'
import {
  type RandomisedResponseEvent,
  randomisedResponseEvent,
} from '../../space/events/randomised-response.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { type AnswerOdds, answerOdds } from '../randomised-response/answer-odds.ts'
import type { CountEstimate } from '../randomised-response/count-estimate.ts'
import { lnUp } from '../randomised-response/response-odds.ts'
import { readable } from '../readable.ts'
import { blockEstimate } from './block-estimate.ts'
import { codeCategories } from './code-size.ts'
import { isMinus, walshHadamard } from './walsh-hadamard.ts'

/**
 * How many categories there are, what an answer may cost, and in how many blocks the answers lie, a power of two: the
 * largest that is at most the odds, and at most twice the categories, unless said.
 */
export type HadamardResponseOptions = AnswerOdds & {
  readonly categories: number
  readonly blocks?: number
}

/** Hadamard response at one price; made by `hadamardResponse`. */
export interface HadamardResponse {
  readonly kind: 'hadamardResponse'
  readonly categories: number
  readonly blocks: number
  /** Answers are whole numbers below this: blocks times the size of one, a power of two. */
  readonly answers: number
  /** The chance that an answer supports the category of its person, exact. */
  readonly p: Rational
  /** The chance that it supports another of the same block, exact. */
  readonly qWithin: Rational
  /** The chance that it supports one of another block, exact; nobody's where there is one block. */
  readonly qBeyond: Rational
  /** A randomised answer for a category from 0 to categories - 1. */
  readonly invoke: (category: number, options?: InvokeOptions) => number
  /** Whether an answer is one of the category's own. */
  readonly supports: (answer: number, category: number) => boolean
  /** Between any two categories. */
  readonly loss: () => PureLoss
  /** What an answer costs, as data: what a coin of the same odds costs. */
  readonly event: (change?: { readonly neighbours?: Neighbours }) => RandomisedResponseEvent
  /** How many truly hold each category, from how often each answer was given, by one fast transform a block. */
  readonly estimate: (counts: readonly number[]) => readonly CountEstimate[]
}

/**
 * Answers with a whole number below `answers`: each of the category's own, half a block, is `odds` times as likely as
 * each other.
 *
 * Neighbours: any two categories of the one person who answers (local privacy).
 * Loss: pure DP, epsilon = ln(odds), rounded up. [hadamard-response.proof.md]
 * Law: uniform over all answers with chance 2 blocks / (odds + 2 blocks - 1), else uniform over the category's own.
 * A report is short, servers transform counts in n log n, and at every epsilon the error is near the best.
 *
 * One person who answers again pays again.
 *
 * @throws DitherError "invalid_parameter" if a parameter, or a category, is out of its range; such an error
 *   names no category
 * @see [ASZ19]
 */
export function hadamardResponse(options: HadamardResponseOptions): HadamardResponse {
  readOptions('hadamardResponse', options, 'epsilon odds categories blocks')
  const { categories, check } = codeCategories(options.categories)
  const odds = answerOdds(options)
  const blocks = blockNumber(options.blocks ?? usualBlocks(odds, categories), categories)
  // A column of a block for each category, but for the first one, which is 1 everywhere.
  const columns = Math.ceil(categories / blocks)
  const blockBits = 32 - Math.clz32(columns)
  const size = 2 ** blockBits
  const answerBits = blockBits + 31 - Math.clz32(blocks)
  const answers = blocks * size
  // All weights over that of an answer which is not the category's own, and half a block: odds + 2 blocks - 1.
  const weights = add(odds, rational(2 * blocks - 1))
  const p = divide(odds, weights)
  const qBeyond = divide(rational(1), weights)
  const qWithin = divide(add(odds, rational(1)), multiply(rational(2), weights))
  const own = divide(subtract(odds, rational(1)), weights)
  const placeOf = (category: number): { readonly block: number; readonly column: number } => ({
    block: Math.floor(category / (size - 1)),
    column: 1 + (category % (size - 1)),
  })
  const epsilon = lnUp(odds)
  return readable({
    kind: 'hadamardResponse',
    categories,
    blocks,
    answers,
    p,
    qWithin,
    qBeyond,
    invoke: (category: number, { bits = secureBits() }: InvokeOptions = {}) => {
      const { block, column } = placeOf(check(category))
      bits.dropIfStale?.()
      // (1) Both are drawn, whatever is used of them.
      const truth = bernoulli(own, bits)
      const any = uniformBits(answerBits, bits)
      // (2) Of a uniform row: itself where the entry is 1, else its partner, in which one bit of the column is turned.
      const row = any & (size - 1)
      const turned = isMinus(row, column) ? row ^ (column & -column) : row
      return truth ? block * size + turned : any
    },
    supports: (answer: number, category: number) => {
      const { block, column } = placeOf(check(category))
      return Math.floor(answer / size) === block && !isMinus(answer & (size - 1), column)
    },
    loss: () => pureLoss(epsilon),
    event: (change: { readonly neighbours?: Neighbours } = {}) =>
      // (3) Of two categories, a coin of the same odds tells no less.
      randomisedResponseEvent({
        categories: 2,
        p: divide(odds, add(odds, rational(1))),
        ...change,
      }),
    estimate: (counts: readonly number[]) => {
      if (counts.length !== answers)
        throw wrongParameter('counts', counts.length, `must be ${answers} counts`)
      for (const count of counts)
        if (!Number.isSafeInteger(count) || count < 0)
          throw wrongParameter('count', count, 'must be a whole number, at least 0')
      const reports = counts.reduce((sum, count) => sum + count, 0)
      const excess = Array.from({ length: blocks }, (_, block) =>
        walshHadamard(counts.slice(block * size, (block + 1) * size)),
      )
      const chances = { odds, blocks }
      return Array.from({ length: categories }, (_, category) => {
        const { block, column } = placeOf(category)
        const [inBlock = 0, own = 0] = [excess[block]?.[0], excess[block]?.[column]]
        return blockEstimate({ excess: own, inBlock, reports }, chances)
      })
    },
  })
}

function usualBlocks(odds: Rational, categories: number): number {
  const most = Math.min(2 * categories, toNumber(rational(floor(odds))))
  let blocks = 1
  while (2 * blocks <= most) blocks *= 2
  return blocks
}

function blockNumber(blocks: number, categories: number): number {
  const isPower = Number.isInteger(blocks) && blocks >= 1 && (blocks & (blocks - 1)) === 0
  if (isPower && blocks <= 2 * categories) return blocks
  throw wrongParameter('blocks', blocks, `must be a power of two, at most ${2 * categories}`)
}
