/** Permute-and-flip: a private choice among public candidates, nearer to the best. */
import type { Rational, RationalLike } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { type PermuteAndFlipEvent, permuteAndFlipEvent } from '../../space/events/choice.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { scale as scaleOf } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { readRuns, readScores, type Score, type ScoreRun } from '../exponential/candidates.ts'
import {
  exponentialEpsilon,
  type ScoreAccuracy,
  type ScoreChange,
} from '../exponential/exponential-scale.ts'
import { readable } from '../readable.ts'
import { permuteAndFlipChoice } from './permute-and-flip-choice.ts'
import { permuteAndFlipAccuracy, permuteAndFlipScale } from './permute-and-flip-scale.ts'

/** How sharply the best is preferred: by what it may cost, by scale, or by how far it may be off. */
export type PermuteAndFlipOptions = ScoreChange &
  (
    | { readonly epsilon: RationalLike }
    | { readonly scale: RationalLike }
    | (ScoreAccuracy & { readonly accuracy: RationalLike })
  )

/** How neighbours' scores differ: as the mechanism was made for, unless said. */
export type PermuteAndFlipChange = Partial<ScoreChange> & { readonly neighbours?: Neighbours }

/** A choice at one scale; made by `permuteAndFlip`. */
export interface PermuteAndFlip {
  readonly kind: 'permuteAndFlip'
  /** Exact, in units of the score: a candidate accepts with probability e^(-(best - score) / scale). */
  readonly scale: Rational
  /** The place of the chosen candidate, from 0; one score for each. */
  readonly invoke: (scores: readonly Score[], options?: InvokeOptions) => number
  /** The same for whole numbers from -2^52 to 2^52, faster; others are refused. */
  readonly invokeIntegers: (scores: ArrayLike<number>, options?: InvokeOptions) => number
  /** The same, for candidates in runs of equal score: 2^31 of them at most, 2 bits of chance for each. */
  readonly invokeRuns: (runs: readonly ScoreRun[], options?: InvokeOptions) => bigint
  /** epsilon = 2 sensitivity / scale, or sensitivity / scale where scores are monotone. */
  readonly loss: (change?: PermuteAndFlipChange) => PureLoss
  /** What a release costs, as data. */
  readonly event: (change?: PermuteAndFlipChange) => PermuteAndFlipEvent
  /** With the confidence, the chosen score is within this of the best. */
  readonly accuracy: (options: ScoreAccuracy) => number
}

/**
 * Chooses one of n candidates by permute-and-flip, exactly: candidates are asked in random order, each accepts
 * with probability e^(-(best - score) / scale), and the first that accepts is chosen.
 *
 * Neighbours: inputs with the same candidates in the same order, whose scores each differ by at most
 * `sensitivity` (L-infinity, up or down). `monotone: true` promises besides that all of them rise or
 * stay, or all fall or stay.
 * Loss: pure DP, epsilon = 2 sensitivity / scale, or sensitivity / scale where scores are monotone: that of the
 * exponential mechanism, which is farther from the best. Under zCDP only rho = epsilon^2 / 2, four
 * times as much: take `exponential` there. [permute-and-flip.proof.md]
 * Law: that of the largest score + scale * E, with a standard exponential E for each candidate. [DKS21]
 *
 * The number of candidates is public; scores, and how many of them are equal, are not. Time follows the scores,
 * not the choice.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range, if there is no candidate or there
 *   are more than 2^31, or if a score is not exact; such an error names no score
 * @see [MS20]
 */
export function permuteAndFlip(options: PermuteAndFlipOptions): PermuteAndFlip {
  readOptions(
    'permuteAndFlip',
    options,
    'sensitivity monotone epsilon scale candidates confidence accuracy',
  )
  const scale = 'scale' in options ? scaleOf(options.scale) : permuteAndFlipScale(options)
  const changeOf = ({ sensitivity, monotone }: PermuteAndFlipChange): Required<ScoreChange> => ({
    sensitivity: sensitivity ?? options.sensitivity,
    monotone: monotone ?? options.monotone ?? false,
  })
  const epsilonOf = (change: PermuteAndFlipChange): Rational =>
    exponentialEpsilon({ scale, ...changeOf(change) })
  epsilonOf({})
  const choice = permuteAndFlipChoice(scale)
  return readable({
    kind: 'permuteAndFlip',
    scale,
    invoke: (scores: readonly Score[], { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      return Number(choice.draw(readScores(scores), bits))
    },
    invokeIntegers: (scores: ArrayLike<number>, { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      return choice.drawIntegers(scores, bits)
    },
    invokeRuns: (runs: readonly ScoreRun[], { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      return choice.draw(readRuns(runs), bits)
    },
    loss: (change: PermuteAndFlipChange = {}) => pureLoss(epsilonOf(change)),
    event: (change: PermuteAndFlipChange = {}) =>
      permuteAndFlipEvent({
        epsilon: epsilonOf(change),
        ...changeOf(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      }),
    accuracy: (wanted: ScoreAccuracy) => permuteAndFlipAccuracy({ scale, ...wanted }),
  })
}
