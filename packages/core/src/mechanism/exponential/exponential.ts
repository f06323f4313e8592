/** The exponential mechanism: a private choice among public candidates. */
import type { Rational, RationalLike } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { type ExponentialEvent, exponentialEvent } from '../../space/events/choice.ts'
import { type PureLoss, pureLoss, type ZcdpLoss, zcdpLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { scale as scaleOf } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readable } from '../readable.ts'
import { type Candidates, readRuns, readScores, type Score, type ScoreRun } from './candidates.ts'
import { exponentialChoice } from './exponential-choice.ts'
import {
  exponentialAccuracy,
  exponentialEpsilon,
  exponentialRho,
  exponentialScale,
  type ScoreAccuracy,
  type ScoreChange,
} from './exponential-scale.ts'

/** How sharply the best is preferred: by what it may cost, by scale, or by how far it may be off. */
export type ExponentialOptions = ScoreChange &
  (
    | { readonly epsilon: RationalLike }
    | { readonly scale: RationalLike }
    | (ScoreAccuracy & { readonly accuracy: RationalLike })
  )

/** How neighbours' scores differ: as the mechanism was made for, unless said. */
export type ExponentialChange = Partial<ScoreChange> & { readonly neighbours?: Neighbours }

/** A choice at one scale; made by `exponential`. */
export interface Exponential {
  readonly kind: 'exponential'
  /** Exact, in units of the score: candidates weigh e^(score / scale). */
  readonly scale: Rational
  /** The place of the chosen candidate, from 0; one score for each. */
  readonly invoke: (scores: readonly Score[], options?: InvokeOptions) => number
  /** The same, for candidates in runs of equal score: their number costs no time, the runs do. */
  readonly invokeRuns: (runs: readonly ScoreRun[], options?: InvokeOptions) => bigint
  /** epsilon = 2 sensitivity / scale, or sensitivity / scale where scores are monotone. */
  readonly loss: (change?: ExponentialChange) => PureLoss
  /** rho = epsilon^2 / 8. */
  readonly zcdpLoss: (change?: ExponentialChange) => ZcdpLoss
  /** What a release costs, as data. */
  readonly event: (change?: ExponentialChange) => ExponentialEvent
  /** With the confidence, the chosen score is within this of the best. */
  readonly accuracy: (options: ScoreAccuracy) => number
}

/**
 * Chooses one of n candidates, each with probability proportional to e^(score / scale), exactly.
 *
 * Neighbours: inputs with the same candidates in the same order, whose scores each differ by at most
 * `sensitivity` (L-infinity, up or down). `monotone: true` promises besides that all of them rise or
 * stay, or all fall or stay.
 * Loss: pure DP, epsilon = 2 sensitivity / scale, or sensitivity / scale where scores are monotone; zCDP,
 * rho = epsilon^2 / 8. [exponential.proof.md]
 * Law: Pr[i] = e^(score_i / scale) / (the sum over all), for scores however far apart; by `epsilon`
 * that is e^(epsilon score_i / (2 sensitivity)), without the 2 where scores are monotone.
 *
 * The number of candidates is public; scores, and how many of them are equal, are not. Time follows the
 * number of runs and of distinct scores, not the choice.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range, if there is no candidate, or
 *   if a score is neither a bigint nor a rational; such an error names no score
 * @see [MT07], [CR21]
 */
export function exponential(options: ExponentialOptions): Exponential {
  readOptions(
    'exponential',
    options,
    'sensitivity monotone epsilon scale candidates confidence accuracy',
  )
  const scale = 'scale' in options ? scaleOf(options.scale) : exponentialScale(options)
  const changeOf = ({ sensitivity, monotone }: ExponentialChange): Required<ScoreChange> => ({
    sensitivity: sensitivity ?? options.sensitivity,
    monotone: monotone ?? options.monotone ?? false,
  })
  const epsilonOf = (change: ExponentialChange): Rational =>
    exponentialEpsilon({ scale, ...changeOf(change) })
  epsilonOf({})
  const choose = (candidates: Candidates, bits: BitSource = secureBits()): bigint => {
    bits.dropIfStale?.()
    return exponentialChoice(candidates, scale).draw(bits)
  }
  return readable({
    kind: 'exponential',
    scale,
    invoke: (scores: readonly Score[], { bits }: InvokeOptions = {}) =>
      Number(choose(readScores(scores), bits)),
    invokeRuns: (runs: readonly ScoreRun[], { bits }: InvokeOptions = {}) =>
      choose(readRuns(runs), bits),
    loss: (change: ExponentialChange = {}) => pureLoss(epsilonOf(change)),
    zcdpLoss: (change: ExponentialChange = {}) => zcdpLoss(exponentialRho(epsilonOf(change))),
    event: (change: ExponentialChange = {}) =>
      exponentialEvent({
        epsilon: epsilonOf(change),
        ...changeOf(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      }),
    accuracy: (wanted: ScoreAccuracy) => exponentialAccuracy({ scale, ...wanted }),
  })
}
