/** Report noisy max and min: which candidate is best, by scores with noise. */
import {
  add,
  divide,
  exactDouble,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  toNumberUp,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type ExponentialEvent,
  exponentialEvent,
  type NoisyMaxEvent,
  noisyMaxEvent,
  type PermuteAndFlipEvent,
  permuteAndFlipEvent,
} from '../../space/events/choice.ts'
import { type PureLoss, pureLoss, type ZcdpLoss, zcdpLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import { scale as scaleOf } from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { readScores, type Score } from '../exponential/candidates.ts'
import {
  exponentialAccuracy,
  exponentialEpsilon,
  exponentialRho,
  exponentialScale,
  type ScoreAccuracy,
  type ScoreChange,
} from '../exponential/exponential-scale.ts'
import { permuteAndFlipAccuracy } from '../permute-and-flip/permute-and-flip-scale.ts'
import { readable } from '../readable.ts'
import { noisyOrder, type ScoreNoise } from './noisy-order.ts'

/** Which noise, and what a choice may cost or at which scale it is made. */
export type NoisyMaxOptions = ScoreChange & {
  /** Exponential unless said: nearest to the best. */
  readonly noise?: ScoreNoise
} & ({ readonly epsilon: RationalLike } | { readonly scale: RationalLike })

/** How neighbours' scores differ: as the mechanism was made for, unless said. */
export type NoisyMaxChange = Partial<ScoreChange> & { readonly neighbours?: Neighbours }

/** A choice at one scale; made by `noisyMax` and `noisyMin`. */
export interface NoisyMax {
  /** Its name. */
  readonly kind: 'noisyMax' | 'noisyMin'
  /** The law of the noise. */
  readonly noise: ScoreNoise
  /** Exact, in units of the score. */
  readonly scale: Rational
  /** The place of the chosen candidate, from 0; one score for each. */
  readonly invoke: (scores: readonly Score[], options?: InvokeOptions) => number
  /** epsilon = 2 sensitivity / scale, or sensitivity / scale where scores are monotone. */
  readonly loss: (change?: NoisyMaxChange) => PureLoss
  /** rho = epsilon^2 / 8 with Gumbel noise, epsilon^2 / 2 with the others. */
  readonly zcdpLoss: (change?: NoisyMaxChange) => ZcdpLoss
  /**
   * What a release costs, as data. With exponential noise the choice has the law of permute-and-flip, with
   * Gumbel noise that of the exponential mechanism, and their events.
   */
  readonly event: (
    change?: NoisyMaxChange,
  ) => NoisyMaxEvent | PermuteAndFlipEvent | ExponentialEvent
  /** With the confidence, the chosen score is within this of the best. */
  readonly accuracy: (options: ScoreAccuracy) => number
}

/**
 * Chooses the candidate whose score is the largest after fresh noise on each, exactly; only its place is told.
 *
 * Neighbours: inputs with the same candidates in the same order, whose scores each differ by at most
 * `sensitivity` (L-infinity, up or down). `monotone: true` promises besides that all of them rise or
 * stay, or all fall or stay.
 * Loss: pure DP, epsilon = 2 sensitivity / scale, or sensitivity / scale where scores are monotone, however many
 * candidates there are; zCDP, rho = epsilon^2 / 2, or epsilon^2 / 8 with Gumbel noise. [noisy-max.proof.md]
 * Noise: continuous, so that no two are equal; compared by as many of its bits as that takes. Exponential
 * noise comes nearest to the best, Gumbel noise costs least under zCDP, Laplace noise is for comparison with others.
 *
 * The noisy score of the winner is not a private release at this price: take `noisyMaxWithValue`.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range, if there is no candidate, or
 *   if a score is neither a bigint nor a rational; such an error names no score
 * @see [DR14] section 3.3, [DKS21]
 */
export function noisyMax(options: NoisyMaxOptions): NoisyMax {
  return choiceOf('noisyMax', options)
}

/** The same for the smallest score: `noisyMax` of the scores with their signs changed. */
export function noisyMin(options: NoisyMaxOptions): NoisyMax {
  return choiceOf('noisyMin', options)
}

function choiceOf(kind: NoisyMax['kind'], options: NoisyMaxOptions): NoisyMax {
  readOptions(kind, options, 'noise sensitivity monotone epsilon scale')
  const noise = readWord(
    'noise',
    options.noise ?? 'exponential',
    'exponential',
    'laplace',
    'gumbel',
  )
  const scale = 'scale' in options ? scaleOf(options.scale) : exponentialScale(options)
  const changeOf = ({ sensitivity, monotone }: NoisyMaxChange): Required<ScoreChange> => ({
    sensitivity: sensitivity ?? options.sensitivity,
    monotone: monotone ?? options.monotone ?? false,
  })
  const epsilonOf = (change: NoisyMaxChange): Rational =>
    exponentialEpsilon({ scale, ...changeOf(change) })
  epsilonOf({})
  return readable({
    kind,
    noise,
    scale,
    invoke: (scores: readonly Score[], { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      const candidates = readScores(kind === 'noisyMax' ? scores : scores.map(opposite))
      return noisyOrder(candidates, scale, noise, 1, bits)[0] ?? 0
    },
    loss: (change: NoisyMaxChange = {}) => pureLoss(epsilonOf(change)),
    zcdpLoss: (change: NoisyMaxChange = {}) => {
      const epsilon = epsilonOf(change)
      if (noise === 'gumbel') return zcdpLoss(exponentialRho(epsilon))
      return zcdpLoss(divide(multiply(epsilon, epsilon), rational(2))) // [BS16, proposition 1.4]
    },
    event: (change: NoisyMaxChange = {}) =>
      eventOf[noise]({
        epsilon: epsilonOf(change),
        ...changeOf(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      }),
    accuracy: (wanted: ScoreAccuracy) => accuracyOf[noise]({ scale, ...wanted }),
  })
}

const eventOf = {
  exponential: permuteAndFlipEvent,
  laplace: noisyMaxEvent,
  gumbel: exponentialEvent,
}

const accuracyOf = {
  exponential: permuteAndFlipAccuracy,
  laplace: laplaceAccuracy,
  gumbel: exponentialAccuracy,
}

/** scale (ln(candidates / failure) + ln(1 / failure)), rounded up: the winner's noise, and the best one's. */
function laplaceAccuracy(options: ScoreAccuracy & { readonly scale: RationalLike }): number {
  const winner = exponentialAccuracy(options)
  const best = exponentialAccuracy({ ...options, candidates: 1 })
  return toNumberUp(add(exactDouble(winner), exactDouble(best)))
}

function opposite(score: Score): Score {
  return typeof score === 'bigint' ? -score : negate(score)
}
