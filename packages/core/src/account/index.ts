/** What was spent: events, their price, privacy filters and the keepers of budgets. */

// Events

export type { Event } from '../space/event.ts'
export type { BoundedLaplaceEvent } from '../space/events/bounded-laplace.ts'
export type { BoundedNoiseEvent } from '../space/events/bounded-noise.ts'
export type { CanonicalNoiseEvent } from '../space/events/canonical-noise.ts'
export type { CategoricalExponentialEvent } from '../space/events/categorical-exponential.ts'
export type {
  ChoiceOptions,
  ExponentialEvent,
  NoisyMaxEvent,
  PermuteAndFlipEvent,
} from '../space/events/choice.ts'
export type { ComposedEvent } from '../space/events/composed.ts'
export { composedEvent } from '../space/events/composed.ts'
export type { DiscreteGaussianEvent } from '../space/events/discrete-gaussian.ts'
export type { DiscreteLaplaceEvent } from '../space/events/discrete-laplace.ts'
export type { Claim } from '../space/events/fields.ts'
export type { GaussianEvent, LaplaceEvent } from '../space/events/ideal-noise.ts'
export type { JointGaussianEvent } from '../space/events/joint-gaussian.ts'
export type { JointLaplaceEvent } from '../space/events/joint-laplace.ts'
export type { NormNoiseEvent } from '../space/events/norm-noise.ts'
export type { OptimalSelectionEvent } from '../space/events/optimal-selection.ts'
export type { ParallelEvent } from '../space/events/parallel.ts'
export { parallelEvent } from '../space/events/parallel.ts'
export type { PrivateSelectionEvent } from '../space/events/private-selection.ts'
export type { RandomisedBitsEvent } from '../space/events/randomised-bits.ts'
export type { RandomisedResponseEvent } from '../space/events/randomised-response.ts'
export type {
  PoissonSampledEvent,
  SampledWithoutReplacementEvent,
} from '../space/events/sampled.ts'
export type { SelfComposedEvent } from '../space/events/self-composed.ts'
export type { SparseHistogramEvent } from '../space/events/sparse-histogram.ts'
export type { SparseVectorEvent } from '../space/events/sparse-vector.ts'
export type { StabilityHistogramEvent } from '../space/events/stability-histogram.ts'
export type { StaircaseEvent } from '../space/events/staircase.ts'
export type { ApproximateEvent, NonPrivateEvent, ZcdpEvent } from '../space/events/stated-loss.ts'
export type { TopKEvent } from '../space/events/top-k.ts'
export type { TreeEvent } from '../space/events/tree.ts'
export type { TruncatedGeometricEvent } from '../space/events/truncated-geometric.ts'
export type { UniformNoiseEvent } from '../space/events/uniform-noise.ts'
export type { WeightedSelectionEvent } from '../space/events/weighted-selection.ts'
export { events } from '../space/events.ts'
export type { KeyReach, StatedNeighbours } from '../space/key-reach.ts'
export { type Accounting, accountingOf } from './accounting.ts'
export type { EventKind, EventKinds, PriceOf, PriceOptions } from './event-kind.ts'
export { exponentialKind, permuteAndFlipKind, topKKind } from './kinds/choice.ts'
export { discreteGaussianKind, jointGaussianKind } from './kinds/gaussian.ts'
export { discreteLaplaceKind, jointLaplaceKind } from './kinds/laplace.ts'
export { optimalSelectionKind, stabilityHistogramKind } from './kinds/private-keys.ts'
export { composedKind, parallelKind } from './kinds/together.ts'
export { priceEvent } from './price-event.ts'
export { readEvent } from './read-event.ts'

// Accountants

export { type GaussianAccountant, gaussianOfPure, gdp } from './gaussian-dp/gaussian-dp.ts'
export { type GaussianLimit, gaussianLimit } from './gaussian-dp/gaussian-limit.ts'
export { groupEvent } from './group-privacy/group-event.ts'
export type { Certified } from './loss-distribution/certified.ts'
export {
  type LossDistribution,
  type LossDistributionOptions,
  pld,
} from './loss-distribution/loss-distribution.ts'
export {
  type ReplacedSample,
  type ReplacedSampleOptions,
  replacedSample,
} from './loss-distribution/replaced-sample.ts'
export {
  type ComposedPart,
  largestEpsilon,
  type OptimalComposition,
  optimalComposition,
} from './optimal-composition/optimal-composition.ts'
export { type PrivacyProfile, privacyProfile } from './privacy-profile/privacy-profile.ts'
export { defaultOrders } from './renyi/default-orders.ts'
export { eventCurve } from './renyi/event-curve.ts'
export { type RenyiAccountant, type RenyiLoss, rdp } from './renyi/rdp.ts'
export type { RenyiCurve } from './renyi/renyi-curve.ts'
export { type RunsLaw, repeatedSelection } from './renyi/repeated-selection.ts'

export {
  type DeltaSource,
  type TradeOff,
  type TradeOffPoint,
  tradeOff,
} from './trade-off/trade-off.ts'

// Calibration

export {
  type Calibrated,
  type CalibrationAccountant,
  type CalibrationOptions,
  type CalibrationTarget,
  calibrate,
} from './calibration/calibrate.ts'

// Amplification

export { shuffledClosedForm } from './shuffling/closed-form.ts'
export { type Shuffled, type ShuffleOptions, shuffled } from './shuffling/shuffled.ts'

// Budgets

export type { BudgetOptions, FilterRule } from './budget.ts'
export type {
  BudgetState,
  BudgetStore,
  Charge,
  ChargeReceipt,
  ChargeRequest,
} from './budget-store.ts'
export type { LedgerEntry, RandomnessMark } from './ledger-line.ts'
export { type DatasetBudgets, memoryBudgetStore } from './memory-budget-store.ts'
export { type PrivacyFilter, type Protects, privacyFilter } from './privacy-filter.ts'
export {
  type OdometerOptions,
  type PrivacyOdometer,
  privacyOdometer,
} from './privacy-odometer/privacy-odometer.ts'
export type { RenyiBudgetOptions, RenyiFilter } from './renyi-filter/renyi-filter.ts'

// For keepers of budgets: one line of a ledger, and the whole units that it counts in

export {
  type Amount,
  addAmounts,
  amountInWords,
  amountOf,
  type Budget,
  budget,
  isWithin,
  lossOf,
  remainingOf,
} from './budget.ts'
export { everyKind } from './every-kind.ts'
export { chargeLine, type LedgerLine, openLine } from './ledger-line.ts'
