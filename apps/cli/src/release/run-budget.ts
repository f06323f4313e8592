/** What one run may spend: one budget for all statistics, or each its own. */

import {
  approximateLoss,
  type BudgetOptions,
  composeLosses,
  DitherError,
  epsilonBudget,
  type Loss,
  pureLoss,
  zcdpLoss,
} from '@dither/core'
import type { Budget, SharedBudget } from '@dither/query'
import { usageError } from '../failure.ts'
import type { StatItem } from '../stats/parse-stats.ts'

export interface RunBudget {
  /** Nothing beyond this is spent. */
  readonly cap: BudgetOptions
  /** Shared by all statistics, or the error that is wanted of each; left out where each has its own. */
  readonly common?: SharedBudget
  /** What the statistics ask for together, where each has its own. */
  readonly own?: Loss
  /** What choosing the keys may cost, where they are private: out of the cap, besides the rest. */
  readonly keys?: { readonly epsilon: string; readonly delta: string }
}

/** The words after --epsilon, --delta, --rho and --accuracy; decimals, as they were written. */
export interface BudgetWords {
  readonly epsilon?: string
  readonly delta?: string
  readonly rho?: string
  readonly accuracy?: string
  readonly share?: 'weight' | 'wanted errors' | 'relative error'
  /** Of wanted errors. */
  readonly confidence?: number
  readonly privateKeys?: boolean
}

/**
 * With private keys, these take as much of the epsilon as one statistic of weight 1, and all of the delta.
 *
 * @throws DitherError "missing_budget", "invalid_parameter"
 */
export function runBudget(words: BudgetWords, items: readonly StatItem[]): RunBudget {
  if (!words.privateKeys) return answersBudget(words, items)
  const { epsilon, delta, ...rest } = words
  if (epsilon === undefined || delta === undefined)
    throw usageError(
      '--private-keys stands without --epsilon or --delta',
      'Say both: with probability delta a key that one person alone has may be shown, so 1e-9, not 1e-3',
    )
  const { numerator, denominator } = epsilonBudget(epsilon)
  const units = (numerator * unitsOfOne) / denominator
  const keys = units / BigInt(items.length + 1)
  const answers = answersBudget({ ...rest, epsilon: decimal(units - keys) }, items)
  if (answers.own !== undefined)
    throw usageError(
      '--private-keys stands beside budgets of single statistics',
      'Leave those out, and say weight= instead',
    )
  return { ...answers, cap: { epsilon, delta }, keys: { epsilon: decimal(keys), delta } }
}

/** Budgets count in units of 1e-12. */
const unitsOfOne = 10n ** 12n

function decimal(units: bigint): string {
  const digits = String(units % unitsOfOne).padStart(12, '0')
  return `${units / unitsOfOne}.${digits}`.replace(/\.?0+$/, '')
}

function answersBudget(words: BudgetWords, items: readonly StatItem[]): RunBudget {
  const { epsilon, delta, rho } = words
  for (const [name, word] of Object.entries({ epsilon, delta, rho }))
    if (word?.trim() === '') throw usageError(`--${name} is empty`, 'Say a number, as in 0.5')
  const common = commonBudget(words)
  const wanted = wantedErrors(words, items, common)
  if (wanted !== undefined) return wanted
  const own = items.filter((item) => item.epsilon !== undefined || item.rho !== undefined)
  const without = items.find((item) => !own.includes(item))
  if (without === undefined) {
    checkKinds(own)
    const sum = composeLosses(own.map(lossOf))
    return { cap: common ?? capOf(sum), own: sum }
  }
  if (own.length > 0) {
    throw usageError(
      `${own[0]?.name} has a budget of its own and ${without.name} has none`,
      'Give one to every statistic, or --epsilon to all and weight= to some',
    )
  }
  if (common === undefined) {
    throw new DitherError('missing_budget', 'nothing says what the answers may cost', {
      parameter: '--epsilon',
      wayOut:
        'Say --epsilon 1, or --epsilon 1 --delta 1e-6, or --rho 0.1; dither --help says what it means',
    })
  }
  const { share } = words
  return { cap: common, common: share === undefined ? common : { ...common, share } }
}

/** The least for each wanted error, within the budget; nothing where none is wanted, or the budget is shared by them. */
function wantedErrors(
  { accuracy, share, confidence = 0.95 }: BudgetWords,
  items: readonly StatItem[],
  cap: Budget | undefined,
): RunBudget | undefined {
  if (accuracy !== undefined && share !== undefined)
    throw usageError('--accuracy stands beside --share', 'Leave one out')
  if (share !== undefined) return undefined
  if (accuracy === undefined && items.every((item) => item.accuracy === undefined)) return undefined
  if (cap === undefined)
    throw new DitherError('missing_budget', 'nothing says what the answers may cost at most', {
      parameter: '--epsilon',
      wayOut: 'Say --epsilon 1 too: only what the wanted errors take is spent',
    })
  if (accuracy === undefined) return { cap }
  const value = Number(accuracy)
  if (accuracy.trim() !== '' && value > 0 && Number.isFinite(value))
    return { cap, common: { accuracy: value, confidence } }
  throw usageError(`--accuracy is ${accuracy}, must be a number more than 0`, 'As in 2.5')
}

function commonBudget({ epsilon, delta, rho }: BudgetWords): Budget | undefined {
  if (rho !== undefined) {
    if (epsilon === undefined && delta === undefined) return { rho }
    throw usageError('--rho stands beside --epsilon or --delta', 'Leave one out')
  }
  if (epsilon !== undefined) return delta === undefined ? { epsilon } : { epsilon, delta }
  if (delta === undefined) return undefined
  throw usageError('--delta stands alone', 'Say --epsilon too')
}

/** rho and epsilon count differently, and no budget holds both. */
function checkKinds(items: readonly StatItem[]): void {
  const [first] = items
  const other = items.find(({ rho }) => (rho === undefined) !== (first?.rho === undefined))
  if (first === undefined || other === undefined) return
  const [word, otherWord] = first.rho === undefined ? ['epsilon', 'rho'] : ['rho', 'epsilon']
  throw usageError(
    `${first.name} has a budget of ${word}, ${other.name} one of ${otherWord}`,
    'Give all of them epsilon, or all rho',
  )
}

function capOf(loss: Loss): BudgetOptions {
  switch (loss.kind) {
    case 'pure':
      return { epsilon: loss.exact.epsilon }
    case 'approximate':
      return { epsilon: loss.exact.epsilon, delta: loss.exact.delta }
    case 'zcdp':
      return { rho: loss.exact.rho }
  }
}

function lossOf({ epsilon = '0', delta, rho }: StatItem): Loss {
  if (rho !== undefined) return zcdpLoss(rho)
  return delta === undefined ? pureLoss(epsilon) : approximateLoss(epsilon, delta)
}

/** "--epsilon is 1", as it was written. */
export function wordsText({
  epsilon,
  delta,
  rho,
}: Pick<BudgetWords, 'epsilon' | 'delta' | 'rho'>): string {
  return Object.entries({ epsilon, delta, rho })
    .flatMap(([name, word]) => (word === undefined ? [] : [`--${name} is ${word}`]))
    .join(', ')
}
