/** What was spent: events, their price, privacy filters and the keepers of budgets. */

// Events

export type {
  BoundedLaplaceEvent,
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
  StaircaseEvent,
  TopKEvent,
  TruncatedGeometricEvent,
  UniformNoiseEvent,
} from '../space/event.ts'
export { type ChoiceOptions, type Claim, events } from '../space/events.ts'
export type { KeyReach, StatedNeighbours } from '../space/key-reach.ts'
export { readEvent } from '../space/read-event.ts'
export { type PriceOptions, priceEvent } from './price-event.ts'

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
export { memoryBudgetStore } from './memory-budget-store.ts'
export { type PrivacyFilter, privacyFilter } from './privacy-filter.ts'
