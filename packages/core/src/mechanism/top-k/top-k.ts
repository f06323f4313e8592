/** The first k: a private choice of several among public candidates, in order. */
import {
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  sqrtDown,
  subtract,
} from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { type TopKEvent, topKEvent } from '../../space/events/top-k.ts'
import { type PureLoss, pureLoss, type ZcdpLoss, zcdpLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  confidence as confidenceOf,
  epsilonBudget,
  rhoBudget,
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { readScores, type Score } from '../exponential/candidates.ts'
import {
  exponentialAccuracy,
  exponentialEpsilon,
  exponentialScale,
  type ScoreAccuracy,
  type ScoreChange,
} from '../exponential/exponential-scale.ts'
import { noisyOrder } from '../noisy-max/noisy-order.ts'
import { permuteAndFlipChoice } from '../permute-and-flip/permute-and-flip-choice.ts'
import { permuteAndFlipAccuracy } from '../permute-and-flip/permute-and-flip-scale.ts'
import { readable } from '../readable.ts'

/** How many are chosen, how, and what all of it may cost or at which scale it is done. */
export type TopKOptions = ScoreChange & {
  /** How many: k. */
  readonly first: number
  /**
   * `exponential`, the law of each choice: drawn in one shot, with Gumbel noise once on each score. `permuteAndFlip`:
   * peeled, one choice after the other, each nearer to the best at the same epsilon; unless `rho` is
   * given, which buys less of it.
   */
  readonly choice?: 'exponential' | 'permuteAndFlip'
} & (
    | { readonly epsilon: RationalLike }
    | { readonly rho: RationalLike }
    | { readonly scale: RationalLike }
  )

/** How neighbours' scores differ: as the mechanism was made for, unless said. */
export type TopKChange = Partial<ScoreChange> & { readonly neighbours?: Neighbours }

/** A choice of several at one scale; made by `topK`. */
export interface TopK {
  /** Its name. */
  readonly kind: 'topK'
  /** How many are chosen. */
  readonly first: number
  /** The law of each choice. */
  readonly choice: 'exponential' | 'permuteAndFlip'
  /** Exact, in units of the score. */
  readonly scale: Rational
  /** The places of the chosen candidates, from 0, the first choice first; one score for each candidate. */
  readonly invoke: (scores: readonly Score[], options?: InvokeOptions) => readonly number[]
  /** epsilon = first * 2 sensitivity / scale, or first * sensitivity / scale where scores are monotone. */
  readonly loss: (change?: TopKChange) => PureLoss
  /** rho = first * e^2 / 8 for the exponential law, first * e^2 / 2 for permute-and-flip; e of one choice. */
  readonly zcdpLoss: (change?: TopKChange) => ZcdpLoss
  /** What a release costs, as data. */
  readonly event: (change?: TopKChange) => TopKEvent
  /** With the confidence, for all j at once: the j-th chosen score is within this of the j-th largest. */
  readonly accuracy: (options: ScoreAccuracy) => number
}

/**
 * Chooses `first` of n candidates, in order: each choice is made among those that are left.
 *
 * Neighbours: inputs with the same candidates in the same order, whose scores each differ by at most
 * `sensitivity` (L-infinity, up or down). `monotone: true` promises besides that all of them rise or
 * stay, or all fall or stay.
 * Loss: that of `first` choices [top-k.proof.md]: with e = 2 sensitivity / scale, or sensitivity / scale where scores are
 * monotone, pure DP with epsilon = first * e; zCDP with rho = first * e^2 / 8 for the exponential law, first * e^2 / 2
 * for permute-and-flip.
 * Law: of `exponential`, that of the largest score / scale + Gumbel noise, which is that of as many exponential
 * mechanisms in turn, exactly.
 *
 * By `rho` the law is exponential unless said; by `epsilon` or `scale`, permute-and-flip.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range, if there are fewer candidates than
 *   are wanted, or if a score is neither a bigint nor a rational; such an error names no score
 * @see [DR19], [DDR20]
 */
export function topK(options: TopKOptions): TopK {
  readOptions(
    'topK',
    options,
    'first choice sensitivity monotone epsilon rho scale',
    'Say how many as first, and give sensitivity with epsilon, rho or scale',
  )
  const { first } = options
  if (!Number.isSafeInteger(first) || first < 1)
    throw wrongParameter('first', first, 'must be a whole number, at least 1')
  const usual = 'rho' in options ? 'exponential' : 'permuteAndFlip'
  const choice = readWord('choice', options.choice ?? usual, 'exponential', 'permuteAndFlip')
  const times = rational(BigInt(first))
  const share = rational(choice === 'exponential' ? 8 : 2)
  const scale = scaleFor(options, times, share)
  const changeOf = ({ sensitivity, monotone }: TopKChange): Required<ScoreChange> => ({
    sensitivity: sensitivity ?? options.sensitivity,
    monotone: monotone ?? options.monotone ?? false,
  })
  const epsilonOf = (change: TopKChange): Rational =>
    exponentialEpsilon({ scale, ...changeOf(change) })
  epsilonOf({})
  return readable({
    kind: 'topK',
    first,
    choice,
    scale,
    invoke: (scores: readonly Score[], { bits = secureBits() }: InvokeOptions = {}) => {
      bits.dropIfStale?.()
      if (scores.length < first)
        throw wrongParameter('first', first, 'must be at most the number of candidates')
      return choice === 'exponential'
        ? noisyOrder(readScores(scores), scale, 'gumbel', first, bits)
        : peel(scores, scale, first, bits)
    },
    loss: (change: TopKChange = {}) => pureLoss(multiply(times, epsilonOf(change))),
    zcdpLoss: (change: TopKChange = {}) => {
      const epsilon = epsilonOf(change)
      return zcdpLoss(multiply(times, divide(multiply(epsilon, epsilon), share)))
    },
    event: (change: TopKChange = {}) =>
      topKEvent({
        first,
        choice,
        epsilon: epsilonOf(change),
        ...changeOf(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      }),
    accuracy: ({ candidates, confidence }: ScoreAccuracy) => {
      const failure = subtract(rational(1), confidenceOf(confidence))
      const each = { scale, candidates, confidence: subtract(rational(1), divide(failure, times)) }
      return choice === 'exponential' ? exponentialAccuracy(each) : permuteAndFlipAccuracy(each)
    },
  })
}

/** One choice after the other, each with coins of its own, among those that are left. */
function peel(
  scores: readonly Score[],
  scale: Rational,
  first: number,
  bits: BitSource,
): readonly number[] {
  const { draw } = permuteAndFlipChoice(scale)
  const left = [...scores.keys()]
  const rest = [...scores]
  const chosen: number[] = []
  for (let j = 0; j < first; j++) {
    const place = Number(draw(readScores(rest), bits)) // (1)
    chosen.push(...left.splice(place, 1))
    rest.splice(place, 1)
  }
  return chosen
}

/** The scale at which `first` choices cost the budget, and no more. */
function scaleFor(options: TopKOptions, times: Rational, share: Rational): Rational {
  if ('scale' in options) return scaleOf(options.scale)
  // (2) One choice costs epsilon / first, or e with first e^2 / share <= rho.
  const epsilon =
    'epsilon' in options
      ? divide(epsilonBudget(options.epsilon), times)
      : sqrtDown(divide(multiply(share, rhoBudget(options.rho)), times))
  return exponentialScale({ ...options, epsilon })
}
