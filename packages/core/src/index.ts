/** The calculus of privacy: exact samplers, mechanisms, losses and budgets. */

// Errors
export { DitherError, type ErrorCode, type ErrorDetail } from './error.ts'
// Mechanisms
export type { Clamp, ClampOptions } from './mechanism/clamp.ts'
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
export type { InvokeOptions } from './mechanism/invoke-options.ts'
export { calibrateJointLaplace } from './mechanism/joint-laplace/calibrate-joint-laplace.ts'
export { type JointLaplace, jointLaplace } from './mechanism/joint-laplace/joint-laplace.ts'
