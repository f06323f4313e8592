/** The best of several runs of a private mechanism, for three times the price of one. */
import { compare, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { bernoulli } from '../../random/bernoulli/bernoulli.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import type { Event } from '../../space/event.ts'
import {
  type PrivateSelectionEvent,
  privateSelectionEvent,
} from '../../space/events/private-selection.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import { readOptions } from '../../space/read-options.ts'
import { readable } from '../readable.ts'
import {
  chanceOf,
  exactScore,
  type PrivateRun,
  type PrivateRunsOptions,
  readRuns,
} from './private-runs.ts'

const three = rational(3)

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
export function privateSelection(options: PrivateRunsOptions): PrivateSelection {
  readOptions('privateSelection', options, 'runs epsilon runEpsilon')
  const { runs, stop, runEpsilon } = readRuns(options, three)
  return readable({
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
    event: (run: Event) => privateSelectionEvent(run, 'best'),
    chanceOfTop: (share: RationalLike) => chanceOf(share, stop),
  })
}
