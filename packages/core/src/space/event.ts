import type { KeyReach, StatedNeighbours } from './key-reach.ts'
import type { Neighbours } from './neighbours.ts'

/** What a release cost, as frozen, versioned, serialisable data. Exact numbers are strings ("7/20"). */
export type Event =
  | DiscreteLaplaceEvent
  | DiscreteGaussianEvent
  | JointLaplaceEvent
  | JointGaussianEvent
  | ExponentialEvent
  | RandomisedResponseEvent
  | RandomisedBitsEvent
  | UniformNoiseEvent
  | StaircaseEvent
  | BoundedLaplaceEvent
  | TruncatedGeometricEvent
  | PermuteAndFlipEvent
  | NoisyMaxEvent
  | TopKEvent
  | PrivateSelectionEvent
  | SparseVectorEvent
  | StabilityHistogramEvent
  | OptimalSelectionEvent
  | ComposedEvent
  | ParallelEvent

interface EventBase {
  readonly version: 1
  readonly neighbours: Neighbours
}

/** One vector with discrete Laplace noise on every coordinate: epsilon = sensitivity / scale. */
export interface DiscreteLaplaceEvent extends EventBase {
  readonly kind: 'discreteLaplace'
  /** L1. */
  readonly sensitivity: string
  readonly scale: string
}

/** One vector with discrete Gaussian noise on every coordinate: rho = sensitivity^2 / (2 variance). */
export interface DiscreteGaussianEvent extends EventBase {
  readonly kind: 'discreteGaussian'
  /** L2. */
  readonly sensitivitySquared: string
  readonly variance: string
  /** The number of coordinates that take noise. */
  readonly dimension: number
  /** The (epsilon, delta) that the variance was calibrated for; a pricer proves it again before use. */
  readonly claim?: { readonly epsilon: string; readonly delta: string }
}

/** Several vectors, each with its own Laplace scale: epsilon = max over cases of the sum of l1 / scale. */
export interface JointLaplaceEvent extends EventBase {
  readonly kind: 'jointLaplace'
  readonly scales: readonly string[]
  /** `worstCases[i][j]`: the L1 change of vector j in case i. */
  readonly worstCases: readonly (readonly string[])[]
}

/** Several vectors, each with its own variance: rho = max over cases of the sum of l2^2 / (2 variance). */
export interface JointGaussianEvent extends EventBase {
  readonly kind: 'jointGaussian'
  readonly variances: readonly string[]
  /** `worstCases[i][j]`: the squared L2 change of vector j in case i. */
  readonly worstCases: readonly (readonly string[])[]
  /** The number of coordinates that take noise, over all vectors. */
  readonly dimension: number
  readonly claim?: { readonly epsilon: string; readonly delta: string }
}

/** One choice by the exponential mechanism: epsilon as stated, rho = epsilon^2 / 8. */
export interface ExponentialEvent extends EventBase {
  readonly kind: 'exponential'
  readonly epsilon: string
  /** L-infinity, of the scores. */
  readonly sensitivity: string
  /** Whether all scores were promised to move one way between neighbours. */
  readonly monotone: boolean
}

/** One choice by permute-and-flip, or one a group: epsilon as stated, rho = epsilon^2 / 2 and no less. */
export interface PermuteAndFlipEvent extends EventBase {
  readonly kind: 'permuteAndFlip'
  readonly epsilon: string
  /** L-infinity, of the scores; of several choices, added up. */
  readonly sensitivity: string
  /** Whether all scores were promised to move one way between neighbours. */
  readonly monotone: boolean
}

/** One answer out of `categories`, true with chance p, else any other alike: epsilon = ln(p (categories - 1) / (1 - p)). */
export interface RandomisedResponseEvent extends EventBase {
  readonly kind: 'randomisedResponse'
  readonly categories: number
  readonly p: string
}

/** One vector of bits, each reported as 1 with chance p where it is 1, q where it is 0; at most `ones` are 1. */
export interface RandomisedBitsEvent extends EventBase {
  readonly kind: 'randomisedBits'
  readonly length: number
  readonly ones: number
  readonly p: string
  readonly q: string
}

/** One choice of the largest score with Laplace noise: epsilon as stated, rho = epsilon^2 / 2. */
export interface NoisyMaxEvent extends EventBase {
  readonly kind: 'noisyMax'
  readonly epsilon: string
  /** L-infinity, of the scores. */
  readonly sensitivity: string
  /** Whether all scores were promised to move one way between neighbours. */
  readonly monotone: boolean
}

/** Several choices from one list, each of what is left: they cost as many times what one costs. */
export interface TopKEvent extends EventBase {
  readonly kind: 'topK'
  /** How many. */
  readonly first: number
  /** The law of each choice: rho = epsilon^2 / 8 of one by the exponential mechanism, else epsilon^2 / 2. */
  readonly choice: 'exponential' | 'permuteAndFlip'
  /** Of one choice. */
  readonly epsilon: string
  /** L-infinity, of the scores. */
  readonly sensitivity: string
  /** Whether all scores were promised to move one way between neighbours. */
  readonly monotone: boolean
}

/**
 * One of a geometric number of runs of one mechanism: the best, for three times the epsilon of a run; or the first
 * whose score reaches a public threshold, for twice that.
 */
export interface PrivateSelectionEvent extends EventBase {
  readonly kind: 'privateSelection'
  readonly choice: 'best' | 'firstAbove'
  /** What one run costs: it must have a pure loss. */
  readonly run: Event
}

/**
 * One stream of the sparse vector technique: epsilon = sensitivity / thresholdScale + sides * most *
 * sensitivity / queryScale + most * sensitivity / valueScale, sides being 2, or 1 where monotone.
 */
export interface SparseVectorEvent extends EventBase {
  readonly kind: 'sparseVector'
  /** Of every answer of the stream. */
  readonly sensitivity: string
  /** Whether all answers were promised to move one way between neighbours. */
  readonly monotone: boolean
  /** How many answers were told to be above, at most. */
  readonly most: number
  readonly thresholdScale: string
  readonly queryScale: string
  /** Where values were released. */
  readonly valueScale?: string
}

/** Uniform noise from -radius to radius on every coordinate: epsilon = 0, delta = sensitivity / (2 radius + 1). */
export interface UniformNoiseEvent extends EventBase {
  readonly kind: 'uniformNoise'
  /** L1. */
  readonly sensitivity: string
  readonly radius: string
}

/** Staircase noise on one integer: epsilon for each width, or part of it, of the sensitivity. */
export interface StaircaseEvent extends EventBase {
  readonly kind: 'staircase'
  readonly sensitivity: string
  readonly epsilon: string
  readonly width: string
  /** How far the top stair reaches from 0. */
  readonly step: string
}

/** Discrete Laplace noise on one integer, renormalised within bounds: at least sensitivity / scale. */
export interface BoundedLaplaceEvent extends EventBase {
  readonly kind: 'boundedLaplace'
  readonly sensitivity: string
  readonly scale: string
  readonly lower: string
  readonly upper: string
}

/** The truncated geometric mechanism on one integer: epsilon = sensitivity ln(1 / alpha). */
export interface TruncatedGeometricEvent extends EventBase {
  readonly kind: 'truncatedGeometric'
  readonly sensitivity: string
  readonly alpha: string
  readonly lower: string
  readonly upper: string
}

/**
 * Counts by key with noise, released with their keys where they reach `threshold`: the loss of the noise, and
 * the chance that a key which only one neighbour has is released, as delta.
 */
export interface StabilityHistogramEvent extends EventBase {
  readonly kind: 'stabilityHistogram'
  readonly neighbours: StatedNeighbours
  /** Of the counts; its sensitivity is that of the reach. */
  readonly noise: DiscreteLaplaceEvent | DiscreteGaussianEvent
  /** A whole number; of counts less what was asked of a key beforehand. */
  readonly threshold: string
  readonly reach: KeyReach
}

/** Keys, each kept with the largest chance that (epsilon, delta) allows where its count moves by 1. */
export interface OptimalSelectionEvent extends EventBase {
  readonly kind: 'optimalSelection'
  readonly neighbours: StatedNeighbours
  /** Of one key whose count moves by 1. */
  readonly epsilon: string
  readonly delta: string
  readonly reach: KeyReach
}

/** Events that happened together. */
export interface ComposedEvent extends EventBase {
  readonly kind: 'composed'
  readonly events: readonly Event[]
}

/**
 * Events of parts of the data, which happened together: the answer of each depends on its own part alone.
 *
 * Whatever one unit changes costs no more than changes that the events allow in `most` of the parts.
 */
export interface ParallelEvent extends EventBase {
  readonly kind: 'parallel'
  /** One a part. */
  readonly events: readonly Event[]
  /** In how many parts one unit can make a difference, at the worst; at least 1. */
  readonly most: number
}
