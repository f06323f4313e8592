/** The mechanisms that a page seldom needs: the rest of the catalogue. */

// Local privacy: randomised response

export {
  type HadamardBit,
  type HadamardBitOptions,
  type HadamardBitReport,
  hadamardBit,
} from './hadamard-response/hadamard-bit.ts'
export {
  type HadamardResponse,
  type HadamardResponseOptions,
  hadamardResponse,
} from './hadamard-response/hadamard-response.ts'
export {
  type LocalHashing,
  type LocalHashingOptions,
  type LocalHashReport,
  localHashing,
} from './local-hashing/local-hashing.ts'
export type { HashLine } from './local-hashing/public-hash.ts'
export type { AnswerOdds } from './randomised-response/answer-odds.ts'
export { type CountEstimate, countEstimate } from './randomised-response/count-estimate.ts'
export {
  type BitNoise,
  type RandomisedBit,
  type RandomisedBits,
  type RandomisedBitsOptions,
  randomisedBit,
  randomisedBits,
} from './randomised-response/randomised-bits.ts'
export {
  type RandomisedResponse,
  type RandomisedResponseOptions,
  randomisedResponse,
} from './randomised-response/randomised-response.ts'
export {
  type UnaryEncoding,
  type UnaryEncodingOptions,
  unaryEncoding,
} from './randomised-response/unary-encoding.ts'

// Local privacy: one person's category, by distances

export {
  type CategoricalExponential,
  type CategoricalExponentialOptions,
  categoricalExponential,
  type DistanceNoise,
  type HierarchicalExponentialOptions,
  hierarchicalExponential,
} from './hierarchical-exponential/categorical-exponential.ts'
export type { CategoryDistances, Hierarchy } from './hierarchical-exponential/category-distances.ts'

// Selection: which candidate is best, which answers are high

export {
  type NoisyMax,
  type NoisyMaxChange,
  type NoisyMaxOptions,
  noisyMax,
  noisyMin,
} from './noisy-max/noisy-max.ts'
export {
  type ChosenValue,
  type NoisyMaxWithValue,
  type NoisyMaxWithValueOptions,
  noisyMaxWithValue,
} from './noisy-max/noisy-max-with-value.ts'
export type { ScoreNoise } from './noisy-max/noisy-order.ts'
export {
  type FirstAbove,
  type FirstAboveOptions,
  firstAbove,
} from './private-selection/first-above.ts'
export type { PrivateRun, PrivateRunsOptions } from './private-selection/private-runs.ts'
export { type PrivateSelection, privateSelection } from './private-selection/private-selection.ts'
export {
  type SparseVector,
  type SparseVectorOptions,
  type SparseVectorStreamChange,
  sparseVector,
} from './sparse-vector/sparse-vector.ts'
export type { SparseVectorScales } from './sparse-vector/sparse-vector-scales.ts'
export type {
  SparseVectorAnswer,
  SparseVectorStream,
} from './sparse-vector/sparse-vector-stream.ts'
export { type TopK, type TopKChange, type TopKOptions, topK } from './top-k/top-k.ts'

// The oracle of the samplers' tests

export { cksDiscreteGaussian, cksDiscreteLaplace } from '../random/cks/cks.ts'

// The laws of choices, and the classical Gaussian, by themselves

export { exponentialProbability } from './exponential/exponential-law.ts'
export {
  continuousGaussianDelta,
  continuousGaussianDeviation,
  continuousGaussianEpsilon,
} from './gaussian-calibration/continuous-gaussian.ts'
export { permuteAndFlipProbability } from './permute-and-flip/permute-and-flip-law.ts'

// Noise on integers

export {
  type BestNoise,
  type BestNoiseOptions,
  bestNoise,
  type NoiseBudget,
  type NoiseCandidate,
  type NoiseName,
} from './best-noise/best-noise.ts'
export type { VectorSensitivity } from './best-noise/norms.ts'
export {
  type BoundedLaplace,
  type BoundedLaplaceOptions,
  boundedLaplace,
} from './bounded-laplace/bounded-laplace.ts'
export {
  type BoundedNoise,
  type BoundedNoiseOptions,
  boundedNoise,
} from './bounded-noise/bounded-noise.ts'
export {
  type FoldedLaplace,
  type FoldedLaplaceOptions,
  foldedLaplace,
} from './folded-laplace/folded-laplace.ts'
export { endedMeasurement, shapedMeasurement } from './integer-measurements.ts'
export type { BoundsOptions } from './read-bounds.ts'
export { type Snapping, type SnappingOptions, snapping } from './snapping/snapping.ts'
export type { StaircaseError } from './staircase/best-step.ts'
export { type Staircase, type StaircaseOptions, staircase } from './staircase/staircase.ts'
export { type Stairs, staircaseProbability, staircaseTail } from './staircase/staircase-law.ts'
export {
  type TruncatedGeometric,
  type TruncatedGeometricOptions,
  truncatedGeometric,
} from './truncated-geometric/truncated-geometric.ts'
export {
  type UniformNoise,
  type UniformNoiseOptions,
  uniformNoise,
} from './uniform-noise/uniform-noise.ts'
export {
  type NormChange,
  type VectorNoise,
  type VectorNoiseOptions,
  type VectorNorm,
  vectorNoise,
} from './vector-noise/vector-noise.ts'
export type { IntegerChange } from './whole-change.ts'

// Proportions: counts with the noise behind the most powerful tests, and these tests

export {
  type BinomialInterval,
  type BinomialIntervalOptions,
  type BinomialTest,
  type BinomialTestOptions,
  binomialInterval,
  binomialTest,
  type NoisyProportion,
} from './canonical-noise/binomial-test.ts'
export type { CanonicalShape } from './canonical-noise/canonical-law.ts'
export {
  type CanonicalNoise,
  type CanonicalNoiseOptions,
  canonicalNoise,
} from './canonical-noise/canonical-noise.ts'

// Private keys: which are released, and how often they were counted

export type { KeyCounts } from './key-counts.ts'
export { keepProbability } from './optimal-selection/keep-probability.ts'
export {
  type OptimalSelection,
  type OptimalSelectionOptions,
  optimalSelection,
} from './optimal-selection/optimal-selection.ts'
export {
  type HistogramSketch,
  type HistogramSketchJSON,
  readHistogramSketch,
} from './sparse-histogram/histogram-sketch.ts'
export {
  type SparseHistogram,
  type SparseHistogramOptions,
  sparseHistogram,
} from './sparse-histogram/sparse-histogram.ts'
export type {
  HistogramNoise,
  StabilityHistogramOptions,
} from './stability-histogram/histogram-noise.ts'
export {
  type StabilityHistogram,
  stabilityHistogram,
} from './stability-histogram/stability-histogram.ts'
export {
  type CountNoise,
  stabilityDelta,
  stabilityThreshold,
  type ThresholdQuestion,
} from './stability-histogram/stability-threshold.ts'

// Noise that follows the data

export {
  type ProposeTestRelease,
  type ProposeTestReleaseOptions,
  proposeTestRelease,
} from './propose-test-release/propose-test-release.ts'
export {
  type StableMedianOptions,
  type StableQuery,
  stableMedian,
} from './propose-test-release/stable-query.ts'
export {
  type SampleAndAggregate,
  type SampleAndAggregateOptions,
  sampleAndAggregate,
} from './sample-and-aggregate/sample-and-aggregate.ts'
export {
  type IterativeSelection,
  type IterativeSelectionOptions,
  iterativeSelection,
} from './set-union/iterative-selection.ts'
export {
  type PolicySelection,
  type PolicySelectionOptions,
  policySelection,
} from './set-union/policy-selection.ts'
export { type SetUnion, type SetUnionMethod, setUnion } from './set-union/set-union.ts'
export {
  type CauchyAccuracyOptions,
  type CauchyNoise,
  type CauchyNoiseOptions,
  cauchyNoise,
} from './smooth-sensitivity/cauchy-noise.ts'
export {
  type SmoothMedian,
  type SmoothMedianOptions,
  smoothMedian,
} from './smooth-sensitivity/smooth-median.ts'
export type { SelectionBudget, SelectionNoise } from './weighted-selection/selection-noise.ts'
export type { UnitKeys } from './weighted-selection/unit-keys.ts'
export {
  type WeightedSelection,
  type WeightedSelectionOptions,
  weightedSelection,
} from './weighted-selection/weighted-selection.ts'
export {
  type WeightQuestion,
  weightedDelta,
  weightedThreshold,
} from './weighted-selection/weighted-threshold.ts'

// Streams: running totals of counts

export type {
  CountCheckpoint,
  CountStream,
  ResumeOptions,
  RunningCount,
} from './continual-count/count-stream.ts'
export {
  type SquareRootCounter,
  type SquareRootCounterOptions,
  squareRootCounter,
} from './continual-count/square-root-counter.ts'
export type { StreamChange } from './continual-count/stream-change.ts'
export {
  type TreeCounter,
  type TreeCounterOptions,
  treeCounter,
} from './continual-count/tree-counter.ts'
