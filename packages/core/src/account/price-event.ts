/** What an event costs, computed again from its data. */
import {
  add,
  compare,
  divide,
  floor,
  maximum,
  minimum,
  multiply,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import { DitherError } from '../error.ts'
import { boundedLaplaceEpsilon } from '../mechanism/bounded-laplace/bounded-laplace-epsilon.ts'
import { exponentialRho } from '../mechanism/exponential/exponential-scale.ts'
import { gaussianEpsilon } from '../mechanism/gaussian-calibration/calibrate-gaussian.ts'
import {
  type GaussianQuestion,
  gaussianRho,
} from '../mechanism/gaussian-calibration/gaussian-question.ts'
import { provesGaussian } from '../mechanism/gaussian-calibration/proves-gaussian.ts'
import { selectionLoss } from '../mechanism/optimal-selection/selection-price.ts'
import { bitsEpsilon, categoryEpsilon } from '../mechanism/randomised-response/response-odds.ts'
import { readScales, sparseVectorEpsilon } from '../mechanism/sparse-vector/sparse-vector-scales.ts'
import { stabilityDelta } from '../mechanism/stability-histogram/stability-threshold.ts'
import { staircaseEpsilon } from '../mechanism/staircase/staircase-law.ts'
import { truncatedGeometricEpsilon } from '../mechanism/truncated-geometric/truncated-geometric-epsilon.ts'
import { uniformDelta } from '../mechanism/uniform-noise/uniform-delta.ts'
import type { Event } from '../space/event.ts'
import type { DiscreteGaussianEvent } from '../space/events/discrete-gaussian.ts'
import type { JointGaussianEvent } from '../space/events/joint-gaussian.ts'
import type { OptimalSelectionEvent } from '../space/events/optimal-selection.ts'
import type { ParallelEvent } from '../space/events/parallel.ts'
import type { PrivateSelectionEvent } from '../space/events/private-selection.ts'
import type { SparseVectorEvent } from '../space/events/sparse-vector.ts'
import type { StabilityHistogramEvent } from '../space/events/stability-histogram.ts'
import type { TopKEvent } from '../space/events/top-k.ts'
import { approximateLoss, composeLosses, type Loss, pureLoss, zcdpLoss } from '../space/loss.ts'
import { sameNeighbours } from '../space/neighbours.ts'
import { deltaBudget } from '../space/parameter.ts'
import { zcdpEpsilon } from '../space/zcdp-conversion.ts'

/** In which measure, and for approximate the delta for Gaussian parts that carry no claim. */
export interface PriceOptions {
  readonly measure: 'pure' | 'approximate' | 'zcdp'
  readonly delta?: RationalLike
}

const nothing = rational(0)
const one = rational(1)
const two = rational(2)

/**
 * The loss of an event, in the wanted measure, from the data of the event alone.
 *
 * Neighbours: those that the event states. A claim of (epsilon, delta) is proved again, or refused. In
 * the approximate measure, Gaussian parts without a claim are added up in zCDP and converted once, at
 * `delta`; a single such event is priced by the sharper analytic proof. Where no part has a delta the
 * approximate price is a pure loss. [price-event.proof.md]
 *
 * @throws DitherError "mixed_neighbours" if parts state different relations, "unsupported" if the
 *   event has no finite loss in that measure, "invalid_parameter" if a claim is not proved
 */
export function priceEvent(event: Event, options: PriceOptions): Loss {
  const parts = flatten(event)
  if (options.measure !== 'approximate')
    return total(
      parts.map((part) => price(part, options)),
      options.measure,
    )
  const apart = parts.flatMap(noiseAndKeys)
  const unclaimed = apart.filter(isUnclaimed)
  const priced = apart.filter((part) => !isUnclaimed(part)).map((part) => price(part, options))
  if (unclaimed.length === 0) return total(priced, 'approximate')
  return total([...priced, convert(unclaimed, options.delta)], 'approximate')
}

type Part = Exclude<Event, { readonly kind: 'composed' }> | NewKeys

/** The keys of a histogram that one neighbour alone has, without the noise of its counts. */
interface NewKeys {
  readonly kind: 'newKeys'
  readonly histogram: StabilityHistogramEvent
}
type GaussianEvent = DiscreteGaussianEvent | JointGaussianEvent

/** (1) The parts of a composed event, all of one relation. */
function flatten(event: Event): readonly Part[] {
  if (event.kind !== 'composed') return [event]
  sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
  return event.events.flatMap(flatten)
}

function price(part: Part, options: PriceOptions): Loss {
  const { measure } = options
  switch (part.kind) {
    case 'discreteLaplace':
      return pure(divide(rational(part.sensitivity), rational(part.scale)), measure)
    case 'jointLaplace':
      return pure(worst(part.worstCases, part.scales), measure)
    case 'permuteAndFlip':
      return pure(rational(part.epsilon), measure) // (6)
    case 'randomisedResponse':
      return pure(categoryEpsilon(part), measure)
    case 'randomisedBits':
      return pure(bitsEpsilon(part), measure)
    case 'noisyMax':
      return pure(rational(part.epsilon), measure)
    case 'topK':
      return topK(part, measure)
    case 'privateSelection':
      return pure(privateSelection(part), measure)
    case 'sparseVector':
      return pure(sparseVector(part), measure)
    case 'staircase':
      return pure(staircaseEpsilon(part), measure)
    case 'boundedLaplace':
      return pure(boundedLaplaceEpsilon(part), measure)
    case 'truncatedGeometric':
      return pure(truncatedGeometricEpsilon(part), measure)
    case 'uniformNoise':
      return uniform(uniformDelta(part), measure)
    case 'exponential':
      return exponential(rational(part.epsilon), measure)
    case 'discreteGaussian':
    case 'jointGaussian':
      return gaussian(part, measure)
    case 'parallel':
      return parallel(part, options)
    case 'optimalSelection':
      return selection(part, measure)
    case 'stabilityHistogram':
      throw withDelta(part)
    case 'newKeys':
      return newKeys(part.histogram)
    default:
      return unknown(part)
  }
}

function pure(epsilon: Rational, measure: PriceOptions['measure']): Loss {
  if (measure === 'zcdp') return zcdpLoss(divide(multiply(epsilon, epsilon), two)) // [BS16, 1.4]
  return pureLoss(epsilon)
}

/** (8) Noise with an end: answers that only one neighbour can give have a delta and no other price. */
function uniform(delta: Rational, measure: PriceOptions['measure']): Loss {
  if (delta.numerator === 0n) return pure(nothing, measure)
  if (measure === 'approximate') return approximateLoss(nothing, delta)
  throw new DitherError('unsupported', `uniformNoise has no ${measure} loss`, {
    parameter: 'measure',
    wayOut: 'Use a budget with delta, or Laplace noise',
  })
}

/** (5) The dearest parts, as many as one unit may be in; each of their measure's numbers by itself. */
function parallel({ neighbours, events, most }: ParallelEvent, options: PriceOptions): Loss {
  sameNeighbours([neighbours, ...events.map((part) => part.neighbours)])
  const losses = events.map((event) => priceEvent(event, options))
  const worst = (numbers: readonly Rational[]): Rational =>
    [...numbers]
      .sort((a, b) => compare(b, a))
      .slice(0, most)
      .reduce(add, nothing)
  if (options.measure === 'zcdp')
    return zcdpLoss(worst(losses.map((loss) => (loss.kind === 'zcdp' ? loss.exact.rho : nothing))))
  const epsilon = worst(losses.map((loss) => (loss.kind === 'zcdp' ? nothing : loss.exact.epsilon)))
  const failures = losses.flatMap((loss) => (loss.kind === 'approximate' ? [loss.exact.delta] : []))
  if (failures.length === 0) return pureLoss(epsilon)
  return approximateLoss(epsilon, minimum(one, worst(failures)))
}

/** As many times what one choice costs. */
function topK(event: TopKEvent, measure: PriceOptions['measure']): Loss {
  const epsilon = rational(event.epsilon)
  const times = rational(BigInt(event.first))
  if (measure !== 'zcdp') return pureLoss(multiply(times, epsilon))
  const { rho } =
    event.choice === 'exponential'
      ? { rho: exponentialRho(epsilon) }
      : { rho: divide(multiply(epsilon, epsilon), two) }
  return zcdpLoss(multiply(times, rho))
}

/** Three times the pure loss of a run for the best, twice for the first above a threshold. */
function privateSelection({ neighbours, choice, run }: PrivateSelectionEvent): Rational {
  sameNeighbours([neighbours, run.neighbours])
  const loss = priceEvent(run, { measure: 'pure' })
  const times = choice === 'firstAbove' ? two : rational(3)
  return multiply(times, loss.kind === 'pure' ? loss.exact.epsilon : nothing)
}

/** The whole stream, from the scales of its noises. */
function sparseVector(event: SparseVectorEvent): Rational {
  const { most, monotone, thresholdScale: threshold, queryScale: query, valueScale: value } = event
  return sparseVectorEpsilon(
    readScales({ threshold, query, ...(value === undefined ? {} : { value }) }),
    { sensitivity: rational(event.sensitivity), monotone, most },
  )
}

/** (9) The noise is priced with other noise, the keys by themselves. */
function noiseAndKeys(part: Part): readonly Part[] {
  return part.kind === 'stabilityHistogram'
    ? [part.noise, { kind: 'newKeys', histogram: part }]
    : [part]
}

/** (10) The noise and its sensitivity are read from one event, of which both were made. */
function newKeys({ noise, threshold, reach, neighbours }: StabilityHistogramEvent): Loss {
  const { high } = stabilityDelta({
    noise: noise.kind === 'discreteLaplace' ? { scale: noise.scale } : { variance: noise.variance },
    threshold: BigInt(threshold),
    reach,
    neighbours,
  })
  return approximateLoss(nothing, high)
}

function selection(part: OptimalSelectionEvent, measure: PriceOptions['measure']): Loss {
  if (measure !== 'approximate') throw withDelta(part)
  const { epsilon, delta } = selectionLoss(
    { epsilon: rational(part.epsilon), delta: rational(part.delta) },
    part.reach,
    part.neighbours,
  )
  return approximateLoss(epsilon, delta)
}

function withDelta({ kind }: Part): DitherError {
  return new DitherError('unsupported', `${kind} events have a delta, must be priced with one`, {
    parameter: 'measure',
    wayOut: 'Use a budget with epsilon and delta, or public keys',
  })
}

/** Its losses lie in a range of length epsilon, so rho is a quarter of what pure DP alone gives. */
function exponential(epsilon: Rational, measure: PriceOptions['measure']): Loss {
  return measure === 'zcdp' ? zcdpLoss(exponentialRho(epsilon)) : pureLoss(epsilon)
}

function gaussian(event: GaussianEvent, measure: PriceOptions['measure']): Loss {
  if (measure === 'zcdp') return zcdpLoss(rhoOf(event))
  if (measure === 'pure' || event.claim === undefined)
    throw new DitherError('unsupported', `${event.kind} noise has no ${measure} loss`, {
      parameter: 'measure',
      wayOut: 'Use a budget with delta or rho, or Laplace noise',
    })
  const epsilon = rational(event.claim.epsilon)
  const delta = rational(event.claim.delta)
  // (2) The claim is data from anywhere: what counts is the proof.
  if (!provesGaussian(questionOf(event), epsilon, delta))
    throw new DitherError('invalid_parameter', `claim of a ${event.kind} event is not proved`, {
      parameter: 'claim',
      wayOut: 'Take the variances that calibration gives, or leave the claim out',
    })
  return approximateLoss(epsilon, delta)
}

/** (3) One conversion for all; it is valid for any zCDP mechanism. */
function convert(parts: readonly GaussianEvent[], delta: RationalLike | undefined): Loss {
  if (delta === undefined)
    throw new DitherError('unsupported', 'delta is missing, must be given for Gaussian noise', {
      parameter: 'delta',
      wayOut: 'Give a delta, or an event that claims (epsilon, delta)',
    })
  const failure = deltaBudget(delta)
  const [only] = parts
  if (parts.length === 1 && only !== undefined)
    return approximateLoss(gaussianEpsilon(questionOf(only), failure), failure)
  const rho = parts.map(rhoOf).reduce(add, nothing)
  return approximateLoss(zcdpEpsilon({ rho, delta: failure }), failure)
}

function isUnclaimed(part: Part): part is GaussianEvent {
  return (
    (part.kind === 'discreteGaussian' || part.kind === 'jointGaussian') && part.claim === undefined
  )
}

/** The sensitivity may be any rational; (4) integers move by a whole squared distance. */
function questionOf(event: GaussianEvent): GaussianQuestion {
  if (event.kind === 'jointGaussian')
    return {
      variances: event.variances.map((variance) => rational(variance)),
      squares: event.worstCases.map((sizes) => sizes.map((size) => BigInt(size))),
      dimension: event.dimension,
    }
  return {
    variances: [rational(event.variance)],
    squares: [[floor(rational(event.sensitivitySquared))]],
    dimension: event.dimension,
  }
}

function rhoOf(event: GaussianEvent): Rational {
  if (event.kind === 'jointGaussian') return gaussianRho(questionOf(event))
  const mu = divide(rational(event.sensitivitySquared), rational(event.variance))
  return divide(mu, two)
}

/** The largest over the cases of the sum of size / scale; 0 / 0 is 0. */
function worst(cases: readonly (readonly string[])[], scales: readonly string[]): Rational {
  const costs = cases.map((sizes) =>
    sizes
      .map((size, j) => (size === '0' ? nothing : divide(rational(size), rational(scales[j] ?? 0))))
      .reduce(add, nothing),
  )
  return maximum(nothing, ...costs)
}

/** Nothing released costs nothing. */
function total(losses: readonly Loss[], measure: PriceOptions['measure']): Loss {
  return losses.length === 0 ? pure(nothing, measure) : composeLosses(losses)
}

function unknown(_event: never): never {
  throw new DitherError('unsupported', 'event has a kind that is not known here')
}
