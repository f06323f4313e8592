/** Above threshold, and the sparse vector technique: which answers of a stream are high. */
import { type Rational, type RationalLike, rational, subtract, toNumberUp } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { DitherError } from '../../error.ts'
import type { BitSource } from '../../random/bits.ts'
import {
  type DiscreteLaplaceSampler,
  discreteLaplaceSampler,
} from '../../random/discrete-laplace/discrete-laplace.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import type { SparseVectorEvent } from '../../space/event.ts'
import { events } from '../../space/events.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  confidence as confidenceOf,
  scale,
  sensitivity as sensitivityOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'
import {
  readScales,
  type SparseVectorChange,
  type SparseVectorScales,
  sparseVectorEpsilon,
  splitSparseVector,
} from './sparse-vector-scales.ts'

/** What may be asked, and what it may cost or which noises it takes. */
export type SparseVectorOptions = {
  /** No answer of the stream changes by more between neighbours. */
  readonly sensitivity: RationalLike
  /** Between neighbours, all answers rise or stay, or all fall or stay; false unless said. */
  readonly monotone?: boolean
  /** How many answers are told to be above before the stream ends; 1 unless said: above threshold. */
  readonly most?: number
} & (
  | {
      readonly epsilon: RationalLike
      /** The part of epsilon that is spent on values of what is above; 0 unless said: none is released. */
      readonly valueShare?: RationalLike
    }
  | {
      /** In units of the answers; with `value`, values of what is above are released. */
      readonly scales: {
        readonly threshold: RationalLike
        readonly query: RationalLike
        readonly value?: RationalLike
      }
    }
)

/** How neighbours' answers differ: as the mechanism was made for, unless said. */
export interface SparseVectorStreamChange {
  /** No answer changes by more. */
  readonly sensitivity?: RationalLike
  /** All answers rise or stay, or all fall or stay. */
  readonly monotone?: boolean
  /** The relation of neighbours. */
  readonly neighbours?: Neighbours
}

/** What is told about one answer. */
export interface SparseVectorAnswer {
  /** Whether it is above the threshold, both with noise. */
  readonly above: boolean
  /** The answer with fresh noise, where it is above and values are released. */
  readonly value?: bigint
}

/** One stream of answers: all of it together costs what the mechanism costs, once. */
export interface SparseVectorStream {
  /**
   * Tells whether an answer is above the threshold.
   *
   * The next question may be chosen by what was told so far, and by nothing else that is private.
   *
   * @throws DitherError "budget_exceeded" after `most` answers were above, "invalid_parameter" if it
   *   is no bigint
   */
  readonly next: (answer: bigint) => SparseVectorAnswer
  /** How many more may be told to be above. */
  readonly left: () => number
}

/** Made by `sparseVector`. */
export interface SparseVector {
  /** Its name. */
  readonly kind: 'sparseVector'
  /** Exact, in units of the answers. */
  readonly scales: SparseVectorScales
  /** How many answers are told to be above, at most. */
  readonly most: number
  /** Begins a stream, for answers that are compared with one public threshold. Each costs `loss` anew. */
  readonly start: (threshold: bigint, options?: InvokeOptions) => SparseVectorStream
  /** What a whole stream costs, however long it is. */
  readonly loss: (change?: SparseVectorStreamChange) => PureLoss
  /** What a whole stream costs, as data: charge it before the stream begins. */
  readonly event: (change?: SparseVectorStreamChange) => SparseVectorEvent
  /**
   * With the confidence, over the first `queries` answers at once: what is told to be above is at least
   * the threshold less this, and what is told to be below is less than the threshold and this.
   */
  readonly accuracy: (options: {
    readonly confidence: RationalLike
    readonly queries: number
  }) => number
  /** With the confidence, a released value is within this of its answer. */
  readonly valueAccuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Tells which answers of a stream are above a public threshold: however many are below, only those above
 * are paid for. With `most: 1` it is *above threshold*, with more the *sparse vector technique*.
 *
 * Neighbours: inputs on which each answer differs by at most `sensitivity`, for questions chosen by public
 * facts and by what the stream told before. `monotone: true` promises besides that all answers rise or
 * stay, or all fall or stay.
 * Loss: pure DP, for the whole stream, epsilon = sensitivity / threshold + 2 most sensitivity / query +
 * most sensitivity / value, in the scales of the noises; without the 2 where answers are monotone, and without the
 * last where no values are released. By `epsilon` exactly that. [sparse-vector.proof.md]
 * Noise: discrete Laplace, once on the threshold, anew on every answer that is compared, and anew on every
 * value that is released.
 *
 * Answers are integers: take them on a lattice, with their sensitivity in its steps. A threshold of
 * its own for each question: give the answer less that threshold, to a stream with threshold 0.
 *
 * @throws DitherError "invalid_parameter" if a parameter is out of its range
 * @see [LSL17] algorithm 7, [DR14] section 3.6
 */
export function sparseVector(options: SparseVectorOptions): SparseVector {
  const most = mostOf(options.most ?? 1)
  const changeOf = (change: SparseVectorStreamChange): SparseVectorChange => ({
    sensitivity: sensitivityOf(change.sensitivity ?? options.sensitivity),
    monotone: change.monotone ?? options.monotone ?? false,
    most,
  })
  scale(options.sensitivity, 'sensitivity')
  const scales = Object.freeze(
    'scales' in options ? readScales(options.scales) : splitSparseVector(options, changeOf({})),
  )
  const noises: Noises = {
    threshold: discreteLaplaceSampler(scales.threshold),
    query: discreteLaplaceSampler(scales.query),
    ...(scales.value === undefined ? {} : { value: discreteLaplaceSampler(scales.value) }),
  }
  return Object.freeze({
    kind: 'sparseVector',
    scales,
    most,
    start: (threshold: bigint, { bits = secureBits() }: InvokeOptions = {}) =>
      streamOf(noises, most, whole('threshold', threshold), bits),
    loss: (change: SparseVectorStreamChange = {}) =>
      pureLoss(sparseVectorEpsilon(scales, changeOf(change))),
    event: (change: SparseVectorStreamChange = {}) =>
      events.sparseVector({
        scales,
        ...changeOf(change),
        ...(change.neighbours === undefined ? {} : { neighbours: change.neighbours }),
      }),
    accuracy: (wanted: { readonly confidence: RationalLike; readonly queries: number }) => {
      const queries = mostOf(wanted.queries, 'queries')
      const failure = subtract(rational(1), confidenceOf(wanted.confidence))
      const reach = (noise: Rational, parts: number): bigint =>
        discreteLaplaceQuantile(noise, subtract(rational(1), share(failure, parts)))
      return toNumberUp(rational(reach(scales.threshold, 2) + reach(scales.query, 2 * queries)))
    },
    valueAccuracy: ({ confidence }: { readonly confidence: RationalLike }) => {
      if (scales.value === undefined)
        throw wrongParameter('valueShare', 0, 'must be more than 0 for values to be released')
      return toNumberUp(rational(discreteLaplaceQuantile(scales.value, confidence)))
    },
  })
}

interface Noises {
  readonly threshold: DiscreteLaplaceSampler
  readonly query: DiscreteLaplaceSampler
  readonly value?: DiscreteLaplaceSampler
}

function streamOf(
  noises: Noises,
  most: number,
  threshold: bigint,
  bits: BitSource,
): SparseVectorStream {
  const noisyThreshold = threshold + noises.threshold.draw(bits) // (1) Once, and never shown.
  let left = most
  return Object.freeze({
    next: (answer: bigint): SparseVectorAnswer => {
      if (left === 0) throw ended(most)
      // (2) A fresh draw for every comparison.
      const above = whole('answer', answer) + noises.query.draw(bits) >= noisyThreshold
      if (!above) return { above }
      left -= 1 // (3)
      // (4) A fresh draw: the noise of the comparison is never shown.
      return noises.value === undefined
        ? { above }
        : { above, value: answer + noises.value.draw(bits) }
    },
    left: () => left,
  })
}

function share(failure: Rational, parts: number): Rational {
  return rational({
    numerator: failure.numerator,
    denominator: failure.denominator * BigInt(parts),
  })
}

function mostOf(value: number, name = 'most'): number {
  if (!Number.isSafeInteger(value) || value < 1)
    throw wrongParameter(name, value, 'must be a whole number, at least 1')
  return value
}

/** The error names no value: answers are private (S15). */
function whole(name: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value
  throw new DitherError('invalid_parameter', `${name} must be a bigint`, {
    parameter: name,
    wayOut: 'Take answers on a lattice',
  })
}

function ended(most: number): DitherError {
  return new DitherError(
    'budget_exceeded',
    `most is ${most}: so many answers were above, and the stream has ended`,
    { parameter: 'most', wayOut: 'Begin another stream, and charge its event' },
  )
}
