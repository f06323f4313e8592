/** Runs of a private mechanism, of which one is released: their number, their price, their scores. */
import {
  add,
  compare,
  divide,
  isRational,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  subtract,
  toNumberDown,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import { epsilonBudget, exactParameter, scale, wrongParameter } from '../../space/parameter.ts'
import type { Score } from '../exponential/candidates.ts'

const one = rational(1)

/** How many runs there are on average, and what all of them or each may cost. */
export type PrivateRunsOptions = {
  /** On average, at least 1; how many there are is drawn anew each time, geometric. */
  readonly runs: RationalLike
} & ({ readonly epsilon: RationalLike } | { readonly runEpsilon: RationalLike })

/** What one run gives: all of it is private at the price of a run. */
export interface PrivateRun<Output> {
  /** How good it is; exact. */
  readonly score: Score
  /** What it is. */
  readonly output: Output
}

/** `times`: how many times the loss of a run the whole costs. */
export function readRuns(
  options: PrivateRunsOptions,
  times: Rational,
): { readonly runs: Rational; readonly stop: Rational; readonly runEpsilon: Rational } {
  const runs = scale(options.runs, 'runs')
  if (compare(runs, one) < 0) throw wrongParameter('runs', options.runs, 'must be at least 1')
  const runEpsilon =
    'epsilon' in options
      ? divide(epsilonBudget(options.epsilon), times)
      : epsilonBudget(options.runEpsilon, 'runEpsilon')
  return { runs, stop: reciprocal(runs), runEpsilon }
}

/** (3) share / (share + stop (1 - share)). */
export function chanceOf(share: RationalLike, stop: Rational): number {
  const top = exactParameter('share', share)
  if (compare(top, rational(0)) < 0 || compare(top, one) > 0)
    throw wrongParameter('share', share, 'must be from 0 to 1')
  if (top.numerator === 0n) return 0
  return toNumberDown(divide(top, add(top, multiply(stop, subtract(one, top)))))
}

/** The error names no score: it is private (S15). */
export function exactScore(score: Score, name = 'score'): Rational {
  if (typeof score === 'bigint') return rational(score)
  if (isRational(score)) return score
  throw new DitherError('invalid_parameter', `${name} must be a bigint or a reduced rational`, {
    parameter: name,
    wayOut: 'Take scores on a lattice, or rational(…) of them',
  })
}
