import type { EventKinds } from './event-kind.ts'
import { categoricalExponentialKind } from './kinds/categorical-exponential.ts'
import { exponentialKind, noisyMaxKind, permuteAndFlipKind, topKKind } from './kinds/choice.ts'
import { proposeTestReleaseKind, smoothSensitivityKind } from './kinds/data-dependent.ts'
import { boundedNoiseKind, canonicalNoiseKind } from './kinds/ended-noise.ts'
import { discreteGaussianKind, jointGaussianKind } from './kinds/gaussian.ts'
import { gaussianKind, laplaceKind, treeKind } from './kinds/ideal-noise.ts'
import {
  boundedLaplaceKind,
  staircaseKind,
  truncatedGeometricKind,
  uniformNoiseKind,
} from './kinds/integer-noise.ts'
import { discreteLaplaceKind, jointLaplaceKind } from './kinds/laplace.ts'
import { normNoiseKind } from './kinds/norm-noise.ts'
import {
  optimalSelectionKind,
  stabilityHistogramKind,
  weightedSelectionKind,
} from './kinds/private-keys.ts'
import { privateSelectionKind } from './kinds/private-selection.ts'
import { randomisedBitsKind, randomisedResponseKind } from './kinds/randomised-response.ts'
import { poissonSampledKind, sampledWithoutReplacementKind } from './kinds/sampled.ts'
import { sparseHistogramKind } from './kinds/sparse-histogram.ts'
import { sparseVectorKind } from './kinds/sparse-vector.ts'
import { approximateKind, nonPrivateKind, zcdpKind } from './kinds/stated-loss.ts'
import { composedKind, parallelKind, selfComposedKind } from './kinds/together.ts'

/** All kinds of events that there are. */
export const everyKind: Required<EventKinds> = {
  approximate: approximateKind,
  boundedLaplace: boundedLaplaceKind,
  boundedNoise: boundedNoiseKind,
  canonicalNoise: canonicalNoiseKind,
  categoricalExponential: categoricalExponentialKind,
  composed: composedKind,
  discreteGaussian: discreteGaussianKind,
  discreteLaplace: discreteLaplaceKind,
  exponential: exponentialKind,
  gaussian: gaussianKind,
  jointGaussian: jointGaussianKind,
  jointLaplace: jointLaplaceKind,
  laplace: laplaceKind,
  noisyMax: noisyMaxKind,
  nonPrivate: nonPrivateKind,
  normNoise: normNoiseKind,
  optimalSelection: optimalSelectionKind,
  parallel: parallelKind,
  permuteAndFlip: permuteAndFlipKind,
  poissonSampled: poissonSampledKind,
  privateSelection: privateSelectionKind,
  proposeTestRelease: proposeTestReleaseKind,
  randomisedBits: randomisedBitsKind,
  randomisedResponse: randomisedResponseKind,
  sampledWithoutReplacement: sampledWithoutReplacementKind,
  selfComposed: selfComposedKind,
  smoothSensitivity: smoothSensitivityKind,
  sparseHistogram: sparseHistogramKind,
  sparseVector: sparseVectorKind,
  stabilityHistogram: stabilityHistogramKind,
  staircase: staircaseKind,
  topK: topKKind,
  tree: treeKind,
  truncatedGeometric: truncatedGeometricKind,
  uniformNoise: uniformNoiseKind,
  weightedSelection: weightedSelectionKind,
  zcdp: zcdpKind,
}
