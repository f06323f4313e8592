/** The calculus of privacy: exact samplers, mechanisms, losses and budgets. */

// Errors

export { DitherError, type ErrorCode, type ErrorDetail } from './error.ts'

// Random: bits, and draws that are exact

export { bernoulli } from './random/bernoulli/bernoulli.ts'
export { bernoulliExp } from './random/bernoulli/bernoulli-exp.ts'
export type { BitSource } from './random/bits.ts'
export type { NoiseOutput } from './random/bulk/fill-noise.ts'
export type { NoiseArray } from './random/bulk/noise-array.ts'
export {
  type DiscreteGaussianSampler,
  discreteGaussianSampler,
  drawDiscreteGaussian,
  fillDiscreteGaussian,
} from './random/discrete-gaussian/discrete-gaussian.ts'
export {
  type DiscreteLaplaceSampler,
  discreteLaplaceSampler,
  drawDiscreteLaplace,
  fillDiscreteLaplace,
} from './random/discrete-laplace/discrete-laplace.ts'
export { geometric } from './random/geometric/geometric.ts'
export { permutation } from './random/permutation/permutation.ts'
export { secureBits } from './random/secure-bits/secure-bits.ts'
export { uniformBelow } from './random/uniform/uniform-below.ts'

// Space: events, losses, neighbours, parameters, sensitivities

export {
  type Domain,
  domains,
  type GridDomain,
  type IntegerDomain,
  isMember,
  isSubdomain,
  type Member,
  type Row,
  type TableDomain,
  type VectorDomain,
  type VectorsDomain,
} from './space/domain.ts'
export type { Event } from './space/event.ts'
export type { BoundedLaplaceEvent } from './space/events/bounded-laplace.ts'
export type {
  ChoiceOptions,
  ExponentialEvent,
  NoisyMaxEvent,
  PermuteAndFlipEvent,
} from './space/events/choice.ts'
export type { ComposedEvent } from './space/events/composed.ts'
export type { DiscreteGaussianEvent } from './space/events/discrete-gaussian.ts'
export type { DiscreteLaplaceEvent } from './space/events/discrete-laplace.ts'
export type { Claim } from './space/events/fields.ts'
export type { GaussianEvent, LaplaceEvent } from './space/events/ideal-noise.ts'
export type { JointGaussianEvent } from './space/events/joint-gaussian.ts'
export type { JointLaplaceEvent } from './space/events/joint-laplace.ts'
export type { NormNoiseEvent } from './space/events/norm-noise.ts'
export type { OptimalSelectionEvent } from './space/events/optimal-selection.ts'
export type { ParallelEvent } from './space/events/parallel.ts'
export type { PrivateSelectionEvent } from './space/events/private-selection.ts'
export type { ProposeTestReleaseEvent } from './space/events/propose-test-release.ts'
export type { RandomisedBitsEvent } from './space/events/randomised-bits.ts'
export type { RandomisedResponseEvent } from './space/events/randomised-response.ts'
export type { PoissonSampledEvent, SampledWithoutReplacementEvent } from './space/events/sampled.ts'
export type { SelfComposedEvent } from './space/events/self-composed.ts'
export type { SmoothSensitivityEvent } from './space/events/smooth-sensitivity.ts'
export type { SparseVectorEvent } from './space/events/sparse-vector.ts'
export type { StabilityHistogramEvent } from './space/events/stability-histogram.ts'
export type { StaircaseEvent } from './space/events/staircase.ts'
export type { ApproximateEvent, NonPrivateEvent, ZcdpEvent } from './space/events/stated-loss.ts'
export type { TopKEvent } from './space/events/top-k.ts'
export type { TreeEvent } from './space/events/tree.ts'
export type { TruncatedGeometricEvent } from './space/events/truncated-geometric.ts'
export type { UniformNoiseEvent } from './space/events/uniform-noise.ts'
export type { WeightedSelectionEvent } from './space/events/weighted-selection.ts'
export {
  isCovered,
  type JointSensitivity,
  jointSensitivity,
  type VectorChange,
  vectorChange,
  withoutCoveredCases,
} from './space/joint-sensitivity.ts'
export type { KeyReach, StatedNeighbours } from './space/key-reach.ts'
export {
  type ApproximateLoss,
  approximateLoss,
  compareLosses,
  composeLosses,
  type Loss,
  type PureLoss,
  pureLoss,
  type ZcdpLoss,
  zcdpLoss,
} from './space/loss.ts'
export type { LossOf, Measure } from './space/measure.ts'
export { type Distance, isMetricOn, type Metric, neighboursOf } from './space/metric.ts'
export { isNeighbours, type Neighbours, sameNeighbours } from './space/neighbours.ts'
export {
  confidence,
  type Delta,
  delta,
  deltaBudget,
  type Epsilon,
  epsilon,
  epsilonBudget,
  type Rho,
  rho,
  rhoBudget,
  type Scale,
  scale,
  sensitivity,
} from './space/parameter.ts'
export type { BitChances } from './space/response-chances.ts'
export { zcdpDelta, zcdpEpsilon } from './space/zcdp-conversion.ts'

// Calculus: transformations, measurements and how they go together

export { chain, measureAfter } from './calculus/chain.ts'
export { compose } from './calculus/compose.ts'
export type { InvokeOptions } from './calculus/invoke-options.ts'
export {
  type Measurement,
  type MeasurementParts,
  measurement,
  postProcess,
} from './calculus/measurement.ts'
export {
  type Transformation,
  type TransformationParts,
  transformation,
} from './calculus/transformation.ts'

// Mechanisms

export type { Clamp, ClampOptions } from './mechanism/clamp.ts'
export {
  type DiscreteGaussian,
  type DiscreteGaussianOptions,
  discreteGaussian,
  type GaussianChange,
} from './mechanism/discrete-gaussian/discrete-gaussian.ts'
export {
  discreteGaussianQuantile,
  discreteGaussianVarianceFor,
} from './mechanism/discrete-gaussian/discrete-gaussian-quantile.ts'
export { discreteGaussianVariance } from './mechanism/discrete-gaussian/discrete-gaussian-variance.ts'
export {
  type DiscreteLaplace,
  type DiscreteLaplaceOptions,
  discreteLaplace,
  type LaplaceChange,
} from './mechanism/discrete-laplace/discrete-laplace.ts'
export { discreteLaplaceProbability } from './mechanism/discrete-laplace/discrete-laplace-law.ts'
export {
  discreteLaplaceQuantile,
  discreteLaplaceScale,
} from './mechanism/discrete-laplace/discrete-laplace-quantile.ts'
export { discreteLaplaceVariance } from './mechanism/discrete-laplace/discrete-laplace-variance.ts'
export type { Score, ScoreRun } from './mechanism/exponential/candidates.ts'
export {
  type Exponential,
  type ExponentialChange,
  type ExponentialOptions,
  exponential,
} from './mechanism/exponential/exponential.ts'
export {
  exponentialAccuracy,
  exponentialEpsilon,
  exponentialRho,
  exponentialScale,
  type ScoreAccuracy,
  type ScoreChange,
} from './mechanism/exponential/exponential-scale.ts'
export type { FloatGrid, ValueBounds } from './mechanism/float-grid.ts'
export { type Gaussian, type GaussianOptions, gaussian } from './mechanism/gaussian/gaussian.ts'
export type { GridNoise } from './mechanism/grid-noise.ts'
export {
  calibrateJointGaussian,
  type JointGaussianBudget,
} from './mechanism/joint-gaussian/calibrate-joint-gaussian.ts'
export { type JointGaussian, jointGaussian } from './mechanism/joint-gaussian/joint-gaussian.ts'
export { calibrateJointLaplace } from './mechanism/joint-laplace/calibrate-joint-laplace.ts'
export { type JointLaplace, jointLaplace } from './mechanism/joint-laplace/joint-laplace.ts'
export type { L2Sensitivity } from './mechanism/l2-sensitivity.ts'
export {
  type Laplace,
  type LaplaceGridChange,
  type LaplaceOptions,
  laplace,
} from './mechanism/laplace/laplace.ts'
export {
  exponentialMeasurement,
  gaussianMeasurement,
  gaussianVectorMeasurement,
  jointGaussianMeasurement,
  jointLaplaceMeasurement,
  laplaceMeasurement,
  laplaceVectorMeasurement,
  permuteAndFlipMeasurement,
} from './mechanism/measurements.ts'
export {
  type PermuteAndFlip,
  type PermuteAndFlipChange,
  type PermuteAndFlipOptions,
  permuteAndFlip,
} from './mechanism/permute-and-flip/permute-and-flip.ts'
export {
  permuteAndFlipAccuracy,
  permuteAndFlipScale,
} from './mechanism/permute-and-flip/permute-and-flip-scale.ts'

// Account: its types; the rest is in @dither/core/account

export type { BudgetOptions, FilterRule } from './account/budget.ts'
export type {
  BudgetState,
  BudgetStore,
  Charge,
  ChargeReceipt,
  ChargeRequest,
} from './account/budget-store.ts'
export type { PriceOptions } from './account/event-kind.ts'
export type { LedgerEntry, RandomnessMark } from './account/ledger-line.ts'
export type { PrivacyFilter } from './account/privacy-filter.ts'
