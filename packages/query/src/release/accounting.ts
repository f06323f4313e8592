/** The kinds of events that questions have, with their prices. */
import {
  type Accounting,
  accountingOf,
  composedKind,
  discreteGaussianKind,
  discreteLaplaceKind,
  exponentialKind,
  jointGaussianKind,
  jointLaplaceKind,
  optimalSelectionKind,
  parallelKind,
  permuteAndFlipKind,
  stabilityHistogramKind,
  topKKind,
} from '@dither/core/account'

/** Prices and budgets of releases: the same as for all kinds of events, but a page loads these alone. */
export const accounting: Accounting = accountingOf({
  composed: composedKind,
  discreteGaussian: discreteGaussianKind,
  discreteLaplace: discreteLaplaceKind,
  exponential: exponentialKind,
  jointGaussian: jointGaussianKind,
  jointLaplace: jointLaplaceKind,
  optimalSelection: optimalSelectionKind,
  parallel: parallelKind,
  permuteAndFlip: permuteAndFlipKind,
  stabilityHistogram: stabilityHistogramKind,
  topK: topKKind,
})
