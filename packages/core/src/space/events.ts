/** The constructors of events, and the reader of stored ones. */
import { formatRational, type Rational, type RationalLike } from '@dither/math'
import type {
  ComposedEvent,
  DiscreteGaussianEvent,
  DiscreteLaplaceEvent,
  Event,
  ExponentialEvent,
  JointGaussianEvent,
  JointLaplaceEvent,
  NoisyMaxEvent,
  OptimalSelectionEvent,
  ParallelEvent,
  PermuteAndFlipEvent,
  PrivateSelectionEvent,
  RandomisedBitsEvent,
  RandomisedResponseEvent,
  SparseVectorEvent,
  StabilityHistogramEvent,
  TopKEvent,
} from './event.ts'
import { type IntegerNoiseEvents, integerNoiseEvents } from './integer-noise-events.ts'
import type { JointSensitivity, VectorChange } from './joint-sensitivity.ts'
import { type KeyReach, keyChange, readKeyReach, statedNeighbours } from './key-reach.ts'
import { type Neighbours, sameNeighbours } from './neighbours.ts'
import {
  deltaBudget,
  epsilon,
  epsilonBudget,
  scale,
  sensitivity,
  wrongParameter,
} from './parameter.ts'
import {
  type BitChances,
  bitChances,
  categoryChance,
  categoryNumber,
  readSize,
} from './response-chances.ts'

/** An (epsilon, delta) that noise was calibrated for. */
export interface Claim {
  readonly epsilon: RationalLike
  readonly delta: RationalLike
}

/**
 * What a release cost, as frozen data. Parameters are exact: a number means its shortest decimal.
 *
 * Neighbours: as stated; `unstated` unless said. A claim is carried, not believed: a pricer proves it.
 *
 * @throws DitherError "invalid_parameter"
 */
export const events: IntegerNoiseEvents & {
  /** One vector with discrete Laplace noise; `sensitivity` in L1. */
  readonly discreteLaplace: (options: {
    readonly scale: RationalLike
    readonly sensitivity: RationalLike
    readonly neighbours?: Neighbours
  }) => DiscreteLaplaceEvent
  /** One vector with discrete Gaussian noise; `sensitivitySquared` in L2. */
  readonly discreteGaussian: (options: {
    readonly variance: RationalLike
    readonly sensitivitySquared: RationalLike
    readonly dimension?: number
    readonly claim?: Claim
    readonly neighbours?: Neighbours
  }) => DiscreteGaussianEvent
  /** Several vectors, each with its own Laplace scale. */
  readonly jointLaplace: (options: {
    readonly scales: readonly RationalLike[]
    readonly sensitivity: JointSensitivity
    readonly neighbours?: Neighbours
  }) => JointLaplaceEvent
  /** Several vectors, each with its own variance; `dimension` counts coordinates with noise. */
  readonly jointGaussian: (options: {
    readonly variances: readonly RationalLike[]
    readonly sensitivity: JointSensitivity
    readonly dimension: number
    readonly claim?: Claim
    readonly neighbours?: Neighbours
  }) => JointGaussianEvent
  /** One choice by the exponential mechanism; `sensitivity` in L-infinity, of the scores. */
  readonly exponential: (options: ChoiceOptions) => ExponentialEvent
  /** One choice by permute-and-flip; `sensitivity` in L-infinity, of the scores. */
  readonly permuteAndFlip: (options: ChoiceOptions) => PermuteAndFlipEvent
  /** One randomised answer out of `categories`, true with chance p. */
  readonly randomisedResponse: (options: {
    readonly categories: number
    readonly p: RationalLike
    readonly neighbours?: Neighbours
  }) => RandomisedResponseEvent
  /** One randomised vector of bits, of which at most `ones` are 1. */
  readonly randomisedBits: (
    options: BitChances & {
      readonly length: number
      readonly ones: number
      readonly neighbours?: Neighbours
    },
  ) => RandomisedBitsEvent
  /** One choice of the largest score with Laplace noise; `sensitivity` in L-infinity, of the scores. */
  readonly noisyMax: (options: ChoiceOptions) => NoisyMaxEvent
  /** `first` choices from one list, each of what is left; `epsilon` of one. */
  readonly topK: (options: ChoiceOptions & Pick<TopKEvent, 'first' | 'choice'>) => TopKEvent
  /** One of a geometric number of runs; its neighbours are those of a run. */
  readonly privateSelection: (
    run: Event,
    choice: PrivateSelectionEvent['choice'],
  ) => PrivateSelectionEvent
  /** One stream of the sparse vector technique; `sensitivity` of every answer. */
  readonly sparseVector: (options: {
    readonly sensitivity: RationalLike
    readonly monotone?: boolean
    readonly most: number
    readonly scales: {
      readonly threshold: RationalLike
      readonly query: RationalLike
      readonly value?: RationalLike
    }
    readonly neighbours?: Neighbours
  }) => SparseVectorEvent
  /** Noisy counts by key, released where they reach the threshold, a whole number. */
  readonly stabilityHistogram: (options: {
    readonly noise:
      | { readonly scale: RationalLike }
      | { readonly variance: RationalLike; readonly claim?: Claim }
    readonly threshold: bigint
    readonly reach: KeyReach
    readonly neighbours: Neighbours
  }) => StabilityHistogramEvent
  /** Optimal selection of keys; `epsilon` and `delta` of one key whose count moves by 1. */
  readonly optimalSelection: (options: {
    readonly epsilon: RationalLike
    readonly delta: RationalLike
    readonly reach: KeyReach
    readonly neighbours: Neighbours
  }) => OptimalSelectionEvent
  /** Events that happened together; `neighbours` is for an empty list, which states none itself. */
  readonly composed: (parts: readonly Event[], neighbours?: Neighbours) => ComposedEvent
  /** Events of parts of the data, of which one unit makes a difference in at most `most`; 1 unless said. */
  readonly parallel: (
    parts: readonly Event[],
    options?: { readonly most?: number; readonly neighbours?: Neighbours },
  ) => ParallelEvent
} = Object.freeze({
  ...integerNoiseEvents,
  discreteLaplace: (options) =>
    Object.freeze({
      version: 1,
      kind: 'discreteLaplace',
      neighbours: options.neighbours ?? 'unstated',
      sensitivity: formatRational(sensitivity(options.sensitivity)),
      scale: formatRational(scale(options.scale)),
    }),
  discreteGaussian: (options) =>
    Object.freeze({
      version: 1,
      kind: 'discreteGaussian',
      neighbours: options.neighbours ?? 'unstated',
      sensitivitySquared: formatRational(
        sensitivity(options.sensitivitySquared, 'sensitivitySquared'),
      ),
      variance: formatRational(scale(options.variance, 'variance')),
      dimension: dimension(options.dimension ?? 1),
      ...claimed(options.claim),
    }),
  jointLaplace: (options) => {
    const scales = noiseOf('scales', options.scales)
    const worstCases = cases(options.sensitivity, scales, 'l1')
    return Object.freeze({
      version: 1,
      kind: 'jointLaplace',
      neighbours: options.neighbours ?? 'unstated',
      scales: Object.freeze(scales.map(formatRational)),
      worstCases,
    })
  },
  jointGaussian: (options) => {
    const variances = noiseOf('variances', options.variances)
    const worstCases = cases(options.sensitivity, variances, 'l2Squared')
    return Object.freeze({
      version: 1,
      kind: 'jointGaussian',
      neighbours: options.neighbours ?? 'unstated',
      variances: Object.freeze(variances.map(formatRational)),
      worstCases,
      dimension: dimension(options.dimension),
      ...claimed(options.claim),
    })
  },
  exponential: (options) => Object.freeze(choice('exponential', options)),
  permuteAndFlip: (options) => Object.freeze(choice('permuteAndFlip', options)),
  noisyMax: (options) => Object.freeze(choice('noisyMax', options)),
  topK: (options) => {
    if (options.choice !== 'exponential' && options.choice !== 'permuteAndFlip')
      throw wrongParameter('choice', options.choice, 'must be exponential or permuteAndFlip')
    const first = atLeastOne('first', options.first)
    return Object.freeze({ ...choice('topK', options), first, choice: options.choice })
  },
  privateSelection: (run, choice) => {
    if (choice !== 'best' && choice !== 'firstAbove')
      throw wrongParameter('choice', choice, 'must be best or firstAbove')
    const { neighbours } = run
    return Object.freeze({ version: 1, kind: 'privateSelection', neighbours, choice, run })
  },
  randomisedResponse: (options) => {
    const categories = categoryNumber(options.categories)
    return Object.freeze({
      version: 1,
      kind: 'randomisedResponse',
      neighbours: options.neighbours ?? 'unstated',
      categories,
      p: formatRational(categoryChance(categories, options.p)),
    })
  },
  randomisedBits: (options) => {
    const { p, q } = bitChances(options)
    return Object.freeze({
      version: 1,
      kind: 'randomisedBits',
      neighbours: options.neighbours ?? 'unstated',
      ...readSize(options),
      p: formatRational(p),
      q: formatRational(q),
    })
  },
  sparseVector: ({ scales, ...options }) =>
    Object.freeze({
      version: 1,
      kind: 'sparseVector',
      neighbours: options.neighbours ?? 'unstated',
      sensitivity: formatRational(sensitivity(options.sensitivity)),
      monotone: options.monotone ?? false,
      most: atLeastOne('most', options.most),
      thresholdScale: formatRational(scale(scales.threshold, 'thresholdScale')),
      queryScale: formatRational(scale(scales.query, 'queryScale')),
      ...(scales.value === undefined
        ? {}
        : { valueScale: formatRational(scale(scales.value, 'valueScale')) }),
    }),
  stabilityHistogram: ({ noise, threshold, ...options }) => {
    const reach = readKeyReach(options.reach)
    const neighbours = statedNeighbours(options.neighbours)
    const { l1, l2Squared, keys } = keyChange(reach, neighbours)
    return Object.freeze({
      version: 1,
      kind: 'stabilityHistogram',
      neighbours,
      noise:
        'scale' in noise
          ? events.discreteLaplace({ ...noise, sensitivity: l1, neighbours })
          : events.discreteGaussian({
              ...noise,
              sensitivitySquared: l2Squared,
              dimension: Number(keys),
              neighbours,
            }),
      threshold: String(threshold),
      reach,
    })
  },
  optimalSelection: (options) =>
    Object.freeze({
      version: 1,
      kind: 'optimalSelection',
      neighbours: statedNeighbours(options.neighbours),
      epsilon: formatRational(epsilonBudget(options.epsilon)),
      delta: formatRational(deltaBudget(options.delta)),
      reach: readKeyReach(options.reach),
    }),
  composed: (parts, neighbours) =>
    Object.freeze({
      version: 1,
      kind: 'composed',
      neighbours: sameNeighbours([
        ...parts.map((part) => part.neighbours),
        ...(neighbours === undefined ? [] : [neighbours]),
      ]),
      events: Object.freeze([...parts]),
    }),
  parallel: (parts, { most = 1, neighbours } = {}) => {
    return Object.freeze({
      version: 1,
      kind: 'parallel',
      neighbours: events.composed(parts, neighbours).neighbours,
      events: Object.freeze([...parts]),
      most: atLeastOne('most', most),
    })
  },
})

/** What is said of a choice by scores; `sensitivity` in L-infinity. */
export interface ChoiceOptions {
  readonly epsilon: RationalLike
  readonly sensitivity: RationalLike
  readonly monotone?: boolean
  readonly neighbours?: Neighbours
}

function choice<Kind extends string>(
  kind: Kind,
  options: ChoiceOptions,
): Omit<ExponentialEvent, 'kind'> & { readonly kind: Kind } {
  return {
    version: 1,
    kind,
    neighbours: options.neighbours ?? 'unstated',
    epsilon: formatRational(epsilon(options.epsilon)),
    sensitivity: formatRational(sensitivity(options.sensitivity)),
    monotone: options.monotone ?? false,
  }
}

/** Scales or variances: at least 0, where 0 is for a vector that no unit can move and takes no noise. */
export function noiseOf(name: string, values: readonly RationalLike[]): readonly Rational[] {
  return values.map((value, j) => sensitivity(value, `${name}[${j}]`))
}

function cases(
  { worstCases }: JointSensitivity,
  noise: readonly Rational[],
  norm: keyof VectorChange,
): readonly (readonly string[])[] {
  return Object.freeze(
    worstCases.map((changes) => {
      if (changes.length !== noise.length)
        throw wrongParameter('sensitivity', changes.length, `must speak of ${noise.length} vectors`)
      return Object.freeze(
        changes.map((change, j) => {
          if (change[norm] > 0n && noise[j]?.numerator === 0n)
            throw wrongParameter(`vector ${j}`, 'without noise', 'must not be moved by any unit')
          return String(change[norm])
        }),
      )
    }),
  )
}

function dimension(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw wrongParameter('dimension', value, 'must be a whole number, at least 0')
  return value
}

function atLeastOne(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw wrongParameter(name, value, 'must be a whole number, at least 1')
}

function claimed(claim: Claim | undefined): {
  readonly claim?: DiscreteGaussianEvent['claim'] & {}
} {
  if (claim === undefined) return {}
  return {
    claim: Object.freeze({
      epsilon: formatRational(epsilonBudget(claim.epsilon)),
      delta: formatRational(deltaBudget(claim.delta)),
    }),
  }
}
