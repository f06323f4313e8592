/** What one run may spend: one budget for all statistics, or each its own. */

import {
  approximateLoss,
  type BudgetOptions,
  composeLosses,
  DitherError,
  type Loss,
  pureLoss,
  zcdpLoss,
} from '@dither/core'
import type { Budget } from '@dither/query'
import { usageError } from '../failure.ts'
import type { StatItem } from '../stats/parse-stats.ts'

export interface RunBudget {
  /** Nothing beyond this is spent. */
  readonly cap: BudgetOptions
  /** Shared by all statistics; left out where each has its own. */
  readonly common?: Budget
  /** What the statistics ask for together, where each has its own. */
  readonly own?: Loss
}

/** The words after --epsilon, --delta and --rho; decimals, as they were written. */
export interface BudgetWords {
  readonly epsilon?: string
  readonly delta?: string
  readonly rho?: string
}

/** @throws DitherError "missing_budget", "invalid_parameter" */
export function runBudget(words: BudgetWords, items: readonly StatItem[]): RunBudget {
  const common = commonBudget(words)
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
  return { cap: common, common }
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
export function wordsText({ epsilon, delta, rho }: BudgetWords): string {
  return Object.entries({ epsilon, delta, rho })
    .flatMap(([name, word]) => (word === undefined ? [] : [`--${name} is ${word}`]))
    .join(', ')
}
