/** The first of several runs of a private mechanism that is good enough, for twice the price of one. */
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
import type { Score } from '../exponential/candidates.ts'
import { readable } from '../readable.ts'
import {
  chanceOf,
  exactScore,
  type PrivateRun,
  type PrivateRunsOptions,
  readRuns,
} from './private-runs.ts'

const two = rational(2)

/** How good a run must be, and what the search may cost. */
export type FirstAboveOptions = PrivateRunsOptions & {
  /** A run is good enough with at least this score: public. */
  readonly threshold: Score
}

/** Made by `firstAbove`. */
export interface FirstAbove {
  /** Its name. */
  readonly kind: 'firstAbove'
  /** How many runs there are at most on average, exactly. */
  readonly runs: Rational
  /** What one run may cost: half of the whole, exactly. */
  readonly runEpsilon: Rational
  /**
   * Runs until a score reaches the threshold, or a coin says stop: then there is nothing.
   *
   * @param run as for `privateSelection`
   */
  readonly invoke: <Output>(
    run: (options: InvokeOptions) => PrivateRun<Output>,
    options?: InvokeOptions,
  ) => PrivateRun<Output> | undefined
  /** Twice `runEpsilon`. */
  readonly loss: () => PureLoss
  /** What a release costs, as data, from the event of one run. */
  readonly event: (run: Event) => PrivateSelectionEvent
  /** The chance that one is found where a `share` of the runs are good enough, rounded down. */
  readonly chance: (share: RationalLike) => number
}

/**
 * Runs a private mechanism until its score reaches a public threshold, and releases that run alone, or nothing
 * once a coin that falls after each run says stop.
 *
 * Neighbours: as of the runs.
 * Loss: pure DP, twice that of one run, however many runs there are. [private-selection.proof.md]
 * Law: after each run that is not good enough the search ends with probability 1 / runs, independent of everything. How
 * many runs there were must not be told, nor how long it took.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range or a score is not exact; such an
 *   error names no score
 * @see [LT19] section 3
 */
export function firstAbove(options: FirstAboveOptions): FirstAbove {
  readOptions('firstAbove', options, 'runs epsilon runEpsilon threshold')
  const { runs, stop, runEpsilon } = readRuns(options, two)
  const threshold = exactScore(options.threshold, 'threshold')
  return readable({
    kind: 'firstAbove',
    runs,
    runEpsilon,
    invoke: <Output>(
      run: (options: InvokeOptions) => PrivateRun<Output>,
      { bits = secureBits() }: InvokeOptions = {},
    ): PrivateRun<Output> | undefined => {
      for (;;) {
        const next = run({ bits })
        if (compare(exactScore(next.score), threshold) >= 0) return next // (4)
        if (bernoulli(stop, bits)) return undefined // (5)
      }
    },
    loss: () => pureLoss(multiply(two, runEpsilon)),
    event: (run: Event) => privateSelectionEvent(run, 'firstAbove'),
    chance: (share: RationalLike) => chanceOf(share, stop),
  })
}
