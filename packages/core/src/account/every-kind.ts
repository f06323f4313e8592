import type { EventKinds } from './event-kind.ts'
import { categoricalExponentialKind } from './kinds/categorical-exponential.ts'
import { exponentialKind, noisyMaxKind, permuteAndFlipKind, topKKind } from './kinds/choice.ts'
import { discreteGaussianKind, jointGaussianKind } from './kinds/gaussian.ts'
import {
  boundedLaplaceKind,
  staircaseKind,
  truncatedGeometricKind,
  uniformNoiseKind,
} from './kinds/integer-noise.ts'
import { discreteLaplaceKind, jointLaplaceKind } from './kinds/laplace.ts'
import { optimalSelectionKind, stabilityHistogramKind } from './kinds/private-keys.ts'
import { privateSelectionKind } from './kinds/private-selection.ts'
import { randomisedBitsKind, randomisedResponseKind } from './kinds/randomised-response.ts'
import { sparseHistogramKind } from './kinds/sparse-histogram.ts'
import { sparseVectorKind } from './kinds/sparse-vector.ts'
import { composedKind, parallelKind } from './kinds/together.ts'

/** All kinds of events that there are. */
export const everyKind: Required<EventKinds> = {
  boundedLaplace: boundedLaplaceKind,
  categoricalExponential: categoricalExponentialKind,
  composed: composedKind,
  discreteGaussian: discreteGaussianKind,
  discreteLaplace: discreteLaplaceKind,
  exponential: exponentialKind,
  jointGaussian: jointGaussianKind,
  jointLaplace: jointLaplaceKind,
  noisyMax: noisyMaxKind,
  optimalSelection: optimalSelectionKind,
  parallel: parallelKind,
  permuteAndFlip: permuteAndFlipKind,
  privateSelection: privateSelectionKind,
  randomisedBits: randomisedBitsKind,
  randomisedResponse: randomisedResponseKind,
  sparseHistogram: sparseHistogramKind,
  sparseVector: sparseVectorKind,
  stabilityHistogram: stabilityHistogramKind,
  staircase: staircaseKind,
  topK: topKKind,
  truncatedGeometric: truncatedGeometricKind,
  uniformNoise: uniformNoiseKind,
}
