/** Above threshold, and the sparse vector technique: which answers of a stream are high. */
import { type Rational, type RationalLike, rational, subtract, toNumberUp } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import { type SparseVectorEvent, sparseVectorEvent } from '../../space/events/sparse-vector.ts'
import { type PureLoss, pureLoss } from '../../space/loss.ts'
import type { Neighbours } from '../../space/neighbours.ts'
import {
  confidence as confidenceOf,
  scale,
  sensitivity as sensitivityOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'
import { readable } from '../readable.ts'
import {
  readScales,
  type SparseVectorChange,
  type SparseVectorScales,
  sparseVectorEpsilon,
  splitSparseVector,
} from './sparse-vector-scales.ts'
import { type Noises, type SparseVectorStream, streamOf, whole } from './sparse-vector-stream.ts'

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
  readOptions('sparseVector', options, 'sensitivity monotone most epsilon valueShare scales')
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
  return readable({
    kind: 'sparseVector',
    scales,
    most,
    start: (threshold: bigint, { bits = secureBits() }: InvokeOptions = {}) =>
      streamOf(noises, most, whole('threshold', threshold), bits),
    loss: (change: SparseVectorStreamChange = {}) =>
      pureLoss(sparseVectorEpsilon(scales, changeOf(change))),
    event: (change: SparseVectorStreamChange = {}) =>
      sparseVectorEvent({
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
