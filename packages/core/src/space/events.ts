/** All constructors of events, by kind. Mechanisms take theirs from its own file. */
import { boundedLaplaceEvent } from './events/bounded-laplace.ts'
import { boundedNoiseEvent } from './events/bounded-noise.ts'
import { canonicalNoiseEvent } from './events/canonical-noise.ts'
import { categoricalExponentialEvent } from './events/categorical-exponential.ts'
import { exponentialEvent, noisyMaxEvent, permuteAndFlipEvent } from './events/choice.ts'
import { composedEvent } from './events/composed.ts'
import { discreteGaussianEvent } from './events/discrete-gaussian.ts'
import { discreteLaplaceEvent } from './events/discrete-laplace.ts'
import { gaussianEvent, laplaceEvent } from './events/ideal-noise.ts'
import { jointGaussianEvent } from './events/joint-gaussian.ts'
import { jointLaplaceEvent } from './events/joint-laplace.ts'
import { normNoiseEvent } from './events/norm-noise.ts'
import { optimalSelectionEvent } from './events/optimal-selection.ts'
import { parallelEvent } from './events/parallel.ts'
import { privateSelectionEvent } from './events/private-selection.ts'
import { proposeTestReleaseEvent } from './events/propose-test-release.ts'
import { randomisedBitsEvent } from './events/randomised-bits.ts'
import { randomisedResponseEvent } from './events/randomised-response.ts'
import { poissonSampledEvent, sampledWithoutReplacementEvent } from './events/sampled.ts'
import { selfComposedEvent } from './events/self-composed.ts'
import { smoothSensitivityEvent } from './events/smooth-sensitivity.ts'
import { sparseHistogramEvent } from './events/sparse-histogram.ts'
import { sparseVectorEvent } from './events/sparse-vector.ts'
import { stabilityHistogramEvent } from './events/stability-histogram.ts'
import { staircaseEvent } from './events/staircase.ts'
import { approximateEvent, nonPrivateEvent, zcdpEvent } from './events/stated-loss.ts'
import { topKEvent } from './events/top-k.ts'
import { treeEvent } from './events/tree.ts'
import { truncatedGeometricEvent } from './events/truncated-geometric.ts'
import { uniformNoiseEvent } from './events/uniform-noise.ts'
import { weightedSelectionEvent } from './events/weighted-selection.ts'

/**
 * What a release cost, as frozen data. Parameters are exact: a number means its shortest decimal.
 *
 * Neighbours: as stated; `unstated` unless said. A claim is carried, not believed: a pricer proves it.
 *
 * @throws DitherError "invalid_parameter"
 */
export const events: {
  readonly approximate: typeof approximateEvent
  readonly boundedLaplace: typeof boundedLaplaceEvent
  readonly boundedNoise: typeof boundedNoiseEvent
  readonly canonicalNoise: typeof canonicalNoiseEvent
  readonly categoricalExponential: typeof categoricalExponentialEvent
  readonly composed: typeof composedEvent
  readonly discreteGaussian: typeof discreteGaussianEvent
  readonly discreteLaplace: typeof discreteLaplaceEvent
  readonly exponential: typeof exponentialEvent
  readonly gaussian: typeof gaussianEvent
  readonly jointGaussian: typeof jointGaussianEvent
  readonly jointLaplace: typeof jointLaplaceEvent
  readonly laplace: typeof laplaceEvent
  readonly noisyMax: typeof noisyMaxEvent
  readonly nonPrivate: typeof nonPrivateEvent
  readonly normNoise: typeof normNoiseEvent
  readonly optimalSelection: typeof optimalSelectionEvent
  readonly parallel: typeof parallelEvent
  readonly permuteAndFlip: typeof permuteAndFlipEvent
  readonly poissonSampled: typeof poissonSampledEvent
  readonly privateSelection: typeof privateSelectionEvent
  readonly proposeTestRelease: typeof proposeTestReleaseEvent
  readonly randomisedBits: typeof randomisedBitsEvent
  readonly randomisedResponse: typeof randomisedResponseEvent
  readonly sampledWithoutReplacement: typeof sampledWithoutReplacementEvent
  readonly selfComposed: typeof selfComposedEvent
  readonly smoothSensitivity: typeof smoothSensitivityEvent
  readonly sparseHistogram: typeof sparseHistogramEvent
  readonly sparseVector: typeof sparseVectorEvent
  readonly stabilityHistogram: typeof stabilityHistogramEvent
  readonly staircase: typeof staircaseEvent
  readonly topK: typeof topKEvent
  readonly tree: typeof treeEvent
  readonly truncatedGeometric: typeof truncatedGeometricEvent
  readonly uniformNoise: typeof uniformNoiseEvent
  readonly weightedSelection: typeof weightedSelectionEvent
  readonly zcdp: typeof zcdpEvent
} = Object.freeze({
  approximate: approximateEvent,
  boundedLaplace: boundedLaplaceEvent,
  boundedNoise: boundedNoiseEvent,
  canonicalNoise: canonicalNoiseEvent,
  categoricalExponential: categoricalExponentialEvent,
  composed: composedEvent,
  discreteGaussian: discreteGaussianEvent,
  discreteLaplace: discreteLaplaceEvent,
  exponential: exponentialEvent,
  gaussian: gaussianEvent,
  jointGaussian: jointGaussianEvent,
  jointLaplace: jointLaplaceEvent,
  laplace: laplaceEvent,
  noisyMax: noisyMaxEvent,
  nonPrivate: nonPrivateEvent,
  normNoise: normNoiseEvent,
  optimalSelection: optimalSelectionEvent,
  parallel: parallelEvent,
  permuteAndFlip: permuteAndFlipEvent,
  poissonSampled: poissonSampledEvent,
  privateSelection: privateSelectionEvent,
  proposeTestRelease: proposeTestReleaseEvent,
  randomisedBits: randomisedBitsEvent,
  randomisedResponse: randomisedResponseEvent,
  sampledWithoutReplacement: sampledWithoutReplacementEvent,
  selfComposed: selfComposedEvent,
  smoothSensitivity: smoothSensitivityEvent,
  sparseHistogram: sparseHistogramEvent,
  sparseVector: sparseVectorEvent,
  stabilityHistogram: stabilityHistogramEvent,
  staircase: staircaseEvent,
  topK: topKEvent,
  tree: treeEvent,
  truncatedGeometric: truncatedGeometricEvent,
  uniformNoise: uniformNoiseEvent,
  weightedSelection: weightedSelectionEvent,
  zcdp: zcdpEvent,
})
