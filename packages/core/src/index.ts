/** The calculus of privacy: exact samplers, mechanisms, losses and budgets. */

// Errors
export { DitherError, type ErrorCode, type ErrorDetail } from './error.ts'
// Mechanisms
export {
  discreteLaplaceQuantile,
  discreteLaplaceScale,
} from './mechanism/discrete-laplace/discrete-laplace-quantile.ts'
export { calibrateJointLaplace } from './mechanism/joint-laplace/calibrate-joint-laplace.ts'
// Random
export type { BitSource } from './random/bits.ts'
// Space: events, loss, neighbours, parameters, sensitivity
export type {
  ComposedEvent,
  DiscreteGaussianEvent,
  DiscreteLaplaceEvent,
  Event,
  JointGaussianEvent,
  JointLaplaceEvent,
} from './space/event.ts'
export { type Claim, events } from './space/events.ts'
export {
  isCovered,
  type JointSensitivity,
  jointSensitivity,
  type VectorChange,
  vectorChange,
  withoutCoveredCases,
} from './space/joint-sensitivity.ts'
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
export { readEvent } from './space/read-event.ts'
