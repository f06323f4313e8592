/** The best of several runs of a private mechanism, for three times the price of one. */
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
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { DitherError } from '../../error.ts'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import type { Event, PrivateSelectionEvent } from '../../space/event.ts'
import { events } from '../../space/events.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import { epsilonBudget, exactParameter, scale, wrongParameter } from '../../space/parameter.ts'
import type { Score } from '../exponential/candidates.ts'

const one = rational(1)
const three = rational(3)

/** How many runs there are on average, and what all of them or each may cost. */
export type PrivateSelectionOptions = {
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

/** Made by `privateSelection`. */
export interface PrivateSelection {
  /** Its name. */
  readonly kind: 'privateSelection'
  /** How many runs there are on average, exactly. */
  readonly runs: Rational
  /** What one run may cost: a third of the whole, exactly. */
  readonly runEpsilon: Rational
  /**
   * Runs a geometric number of times, and gives the run with the best score; of equal ones the first.
   *
   * @param run a fresh draw of one mechanism, whose score and output together are pure DP with `runEpsilon`; which
   *   candidate it tries must be drawn anew each time, too
   */
  readonly invoke: <Output>(
    run: (options: InvokeOptions) => PrivateRun<Output>,
    options?: InvokeOptions,
  ) => PrivateRun<Output>
  /** Three times `runEpsilon`. */
  readonly loss: () => PureLoss
  /** What a release costs, as data, from the event of one run. */
  readonly event: (run: Event) => PrivateSelectionEvent
  /** The chance that the best is among the best `share` of what a run may give, rounded down. */
  readonly chanceOfTop: (share: RationalLike) => number
}

/**
 * Runs a private mechanism a random number of times, and releases the best run alone: to choose among models,
 * bounds or bins by a private score.
 *
 * Neighbours: as of the runs.
 * Loss: pure DP, three times that of one run, however many runs there are. [private-selection.proof.md]
 * Law: the number of runs is K with Pr[K = k] = g (1 - g)^(k-1), g = 1 / runs, independent of everything; it must not be
 * told, nor how long it took.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range or a score is not exact; such an
 *   error names no score
 * @see [LT19] section 3, [PS22]
 */
export function privateSelection(options: PrivateSelectionOptions): PrivateSelection {
  const runs = scale(options.runs, 'runs')
  if (compare(runs, one) < 0) throw wrongParameter('runs', options.runs, 'must be at least 1')
  const stop = reciprocal(runs)
  const runEpsilon =
    'epsilon' in options
      ? divide(epsilonBudget(options.epsilon), three)
      : epsilonBudget(options.runEpsilon, 'runEpsilon')
  return Object.freeze({
    kind: 'privateSelection',
    runs,
    runEpsilon,
    invoke: <Output>(
      run: (options: InvokeOptions) => PrivateRun<Output>,
      { bits = secureBits() }: InvokeOptions = {},
    ): PrivateRun<Output> => {
      let best = run({ bits })
      let most = exactScore(best.score)
      // (1) The coin sees nothing of the runs.
      while (!bernoulli(stop, bits)) {
        const next = run({ bits })
        const score = exactScore(next.score)
        if (compare(score, most) <= 0) continue // (2)
        best = next
        most = score
      }
      return best
    },
    loss: () => pureLoss(multiply(three, runEpsilon)),
    event: (run: Event) => events.privateSelection(run),
    chanceOfTop: (share: RationalLike) => {
      const top = exactParameter('share', share)
      if (compare(top, rational(0)) < 0 || compare(top, one) > 0)
        throw wrongParameter('share', share, 'must be from 0 to 1')
      // (3) top / (top + stop (1 - top)): one less the mean of (1 - top)^K.
      return top.numerator === 0n
        ? 0
        : toNumberDown(divide(top, add(top, multiply(stop, subtract(one, top)))))
    },
  })
}

/** The error names no score: it is private (S15). */
function exactScore(score: Score): Rational {
  if (typeof score === 'bigint') return rational(score)
  if (isRational(score)) return score
  throw new DitherError('invalid_parameter', 'score must be a bigint or a reduced rational', {
    parameter: 'score',
    wayOut: 'Take scores on a lattice, or rational(…) of them',
  })
}
