import type { BoundedLaplaceEvent } from './events/bounded-laplace.ts'
import type { BoundedNoiseEvent } from './events/bounded-noise.ts'
import type { CanonicalNoiseEvent } from './events/canonical-noise.ts'
import type { CategoricalExponentialEvent } from './events/categorical-exponential.ts'
import type { ExponentialEvent, NoisyMaxEvent, PermuteAndFlipEvent } from './events/choice.ts'
import type { ComposedEvent } from './events/composed.ts'
import type { DiscreteGaussianEvent } from './events/discrete-gaussian.ts'
import type { DiscreteLaplaceEvent } from './events/discrete-laplace.ts'
import type { GaussianEvent, LaplaceEvent } from './events/ideal-noise.ts'
import type { JointGaussianEvent } from './events/joint-gaussian.ts'
import type { JointLaplaceEvent } from './events/joint-laplace.ts'
import type { NormNoiseEvent } from './events/norm-noise.ts'
import type { OptimalSelectionEvent } from './events/optimal-selection.ts'
import type { ParallelEvent } from './events/parallel.ts'
import type { PrivateSelectionEvent } from './events/private-selection.ts'
import type { ProposeTestReleaseEvent } from './events/propose-test-release.ts'
import type { RandomisedBitsEvent } from './events/randomised-bits.ts'
import type { RandomisedResponseEvent } from './events/randomised-response.ts'
import type { PoissonSampledEvent, SampledWithoutReplacementEvent } from './events/sampled.ts'
import type { SelfComposedEvent } from './events/self-composed.ts'
import type { SmoothSensitivityEvent } from './events/smooth-sensitivity.ts'
import type { SparseHistogramEvent } from './events/sparse-histogram.ts'
import type { SparseVectorEvent } from './events/sparse-vector.ts'
import type { StabilityHistogramEvent } from './events/stability-histogram.ts'
import type { StaircaseEvent } from './events/staircase.ts'
import type { ApproximateEvent, NonPrivateEvent, ZcdpEvent } from './events/stated-loss.ts'
import type { TopKEvent } from './events/top-k.ts'
import type { TreeEvent } from './events/tree.ts'
import type { TruncatedGeometricEvent } from './events/truncated-geometric.ts'
import type { UniformNoiseEvent } from './events/uniform-noise.ts'
import type { WeightedSelectionEvent } from './events/weighted-selection.ts'

/** What a release cost, as frozen, versioned, serialisable data. Exact numbers are strings ("7/20"). */
export type Event =
  | ApproximateEvent
  | BoundedLaplaceEvent
  | BoundedNoiseEvent
  | CanonicalNoiseEvent
  | CategoricalExponentialEvent
  | ComposedEvent
  | DiscreteGaussianEvent
  | DiscreteLaplaceEvent
  | ExponentialEvent
  | GaussianEvent
  | JointGaussianEvent
  | JointLaplaceEvent
  | LaplaceEvent
  | NoisyMaxEvent
  | NonPrivateEvent
  | NormNoiseEvent
  | OptimalSelectionEvent
  | ParallelEvent
  | PermuteAndFlipEvent
  | PoissonSampledEvent
  | PrivateSelectionEvent
  | ProposeTestReleaseEvent
  | RandomisedBitsEvent
  | RandomisedResponseEvent
  | SampledWithoutReplacementEvent
  | SelfComposedEvent
  | SmoothSensitivityEvent
  | SparseHistogramEvent
  | SparseVectorEvent
  | StabilityHistogramEvent
  | StaircaseEvent
  | TopKEvent
  | TreeEvent
  | TruncatedGeometricEvent
  | UniformNoiseEvent
  | WeightedSelectionEvent
  | ZcdpEvent
