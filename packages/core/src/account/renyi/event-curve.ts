/** The Rényi divergences of an event, from its data alone. */
import {
  add,
  floor,
  multiply,
  type Rational,
  rational,
  reciprocal,
  sqrtDown,
  subtract,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { otherChance } from '../../mechanism/randomised-response/response-odds.ts'
import type { Event } from '../../space/event.ts'
import type {
  PoissonSampledEvent,
  SampledWithoutReplacementEvent,
} from '../../space/events/sampled.ts'
import { sameNeighbours } from '../../space/neighbours.ts'
import { everyKind } from '../every-kind.ts'
import { idealRho } from '../kinds/ideal-noise.ts'
import { noLoss } from '../kinds/pure.ts'
import { amplifiedEpsilon } from '../kinds/sampled.ts'
import { priceEvent } from '../price-event.ts'
import { kindOf } from '../price-with.ts'
import { classDivergence, type OddsClass } from './excess.ts'
import {
  boundedRangeDivergence,
  concentratedDivergence,
  discreteLaplaceClasses,
  laplaceDivergence,
  responseClasses,
} from './noise-divergence.ts'
import { curveOfLoss, priceIn, pureDivergence } from './priced-curve.ts'
import { exchangedOdds, pureOdds, rangeDivergence, sampledOdds } from './pure-divergence.ts'
import { chanceOfAny, leastOf, type RenyiCurve, renyiCurveOf } from './renyi-curve.ts'
import { sampledClassDivergence } from './sampled-classes.ts'
import { fixedSizeDivergence, poissonDivergence } from './sampled-divergence.ts'
import { sampledGaussianDivergence } from './sampled-gaussian.ts'

const nothing = rational(0)

type Divergence = (order: number) => number

/**
 * A bound on the Rényi divergence of what an event describes, at every order.
 *
 * Neighbours: those that the event states. Exact but for rounding for Gaussian, Laplace and discrete Laplace noise,
 * randomised response, the exponential mechanism's range, and all but the latter and Laplace noise on a Poisson sample; for other events an upper
 * bound from their price. [event-curve.proof.md]
 *
 * @throws DitherError "unsupported" if nothing is known of it
 */
export function eventCurve(event: Event): RenyiCurve {
  const classes = classesOf(event)
  if (classes !== undefined) return renyiCurveOf((order) => classDivergence(order, classes))
  switch (event.kind) {
    case 'laplace': {
      const epsilon = reciprocal(rational(event.noiseMultiplier))
      return renyiCurveOf((order) => laplaceDivergence(order, epsilon))
    }
    case 'exponential': {
      const epsilon = rational(event.epsilon)
      return renyiCurveOf((order) => boundedRangeDivergence(order, epsilon))
    }
    case 'zcdp': {
      const [rho, xi] = [rational(event.rho), rational(event.xi)]
      return renyiCurveOf((order) => concentratedDivergence(order, rho, xi))
    }
    case 'selfComposed':
      return together([{ curve: eventCurve(event.event), count: event.count }])
    case 'composed':
      sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
      return together(event.events.map((part) => ({ curve: eventCurve(part), count: 1 })))
    case 'parallel':
      sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
      return dearest(event.events.map(eventCurve), event.most)
    case 'poissonSampled':
      return poissonSampled(event)
    case 'sampledWithoutReplacement':
      return sampledWithoutReplacement(event)
    default:
      return priced(event)
  }
}

/** Of mechanisms whose outputs fall in a few classes by their odds. */
function classesOf(event: Event): readonly OddsClass[] | undefined {
  if (event.kind === 'discreteLaplace')
    return discreteLaplaceClasses(floor(rational(event.sensitivity)), rational(event.scale))
  if (event.kind !== 'randomisedResponse') return undefined
  const p = rational(event.p)
  return responseClasses(p, otherChance(event.categories, p))
}

/** (1) The divergences of all of them add up. */
function together(
  parts: readonly { readonly curve: RenyiCurve; readonly count: number }[],
): RenyiCurve {
  const sum: Divergence = (order) =>
    parts.reduce(
      (all, { curve, count }) => (all + curve.divergence(order) * count) * (1 + 2 ** -51),
      0,
    )
  return renyiCurveOf(sum, chanceOfAny(parts))
}

/** (2) The largest of them at each order, as many as one unit may be in. */
function dearest(curves: readonly RenyiCurve[], most: number): RenyiCurve {
  const worst: Divergence = (order) =>
    curves
      .map((curve) => curve.divergence(order))
      .sort((a, b) => b - a)
      .slice(0, most)
      .reduce((all, value) => (all + value) * (1 + 2 ** -51), 0)
  const [largest = nothing] = curves
    .map((curve) => curve.delta)
    .sort((a, b) => (subtract(b, a).numerator > 0n ? 1 : -1))
  const delta = chanceOfAny([{ curve: { delta: largest }, count: Math.min(most, curves.length) }])
  return renyiCurveOf(worst, delta)
}

/** (3) From the price: of a pure loss, of a rho, of both, or of (epsilon, delta). */
function priced(event: Event): RenyiCurve {
  const apart = kindOf(everyKind, event).apart?.(event)
  if (apart !== undefined) {
    const { divergence, delta } = eventCurve(apart.noise)
    const rest = curveOfLoss(apart.rest)
    return together([
      { curve: { divergence, delta }, count: 1 },
      { curve: rest, count: 1 },
    ])
  }
  const known = (['pure', 'zcdp'] as const).flatMap((measure) => priceIn(event, measure) ?? [])
  const [first, second] = known.map(curveOfLoss)
  if (first !== undefined)
    return second === undefined ? first : renyiCurveOf(leastOf(first.divergence, second.divergence))
  return curveOfLoss(priceEvent(event, { measure: 'approximate' }))
}

function poissonSampled({ rate, event }: PoissonSampledEvent): RenyiCurve {
  const share = rational(rate)
  const above = toNumberUp(share)
  if (above >= 1) return eventCurve(event)
  const rho = gaussianRho(event)
  if (rho !== undefined) {
    // (4) Gaussian noise several times over is Gaussian noise with the rhos added.
    const deviation = toNumberDown(sqrtDown(reciprocal(multiply(rational(2), rho))))
    return renyiCurveOf((order) => sampledGaussianDivergence(order, above, deviation))
  }
  const classes = classesOf(event)
  if (classes !== undefined) return renyiCurveOf(sampledClassDivergence(classes, above))
  const inner = eventCurve(event)
  if (inner.delta.numerator !== 0n) return amplified(event, share)
  const general = poissonDivergence(inner.divergence, above)
  const pure = priceIn(event, 'pure')
  const odds = pure?.kind === 'pure' ? pureOdds(pure.exact.epsilon) : undefined
  if (odds === undefined) return renyiCurveOf(general)
  // (5) The odds of a sample, and of the same two laws exchanged.
  const [there, back] = [sampledOdds(odds, share), exchangedOdds(sampledOdds(odds, share))]
  const pureBound: Divergence = (order) =>
    Math.max(rangeDivergence(order, there), rangeDivergence(order, back))
  return renyiCurveOf(leastOf(general, pureBound))
}

function sampledWithoutReplacement(sampled: SampledWithoutReplacementEvent): RenyiCurve {
  const { event } = sampled
  const share = rational(BigInt(sampled.sample), BigInt(sampled.population))
  const above = toNumberUp(share)
  const inner = eventCurve(event)
  if (above >= 1) return inner
  if (inner.delta.numerator !== 0n) return amplified(event, share)
  const general = fixedSizeDivergence(inner.divergence, above)
  const pure = priceIn(event, 'pure')
  if (pure?.kind !== 'pure') return renyiCurveOf(general)
  return renyiCurveOf(leastOf(general, pureDivergence(amplifiedEpsilon(pure.exact.epsilon, share))))
}

/** (6) By its (epsilon, delta). */
function amplified(event: Event, share: Rational): RenyiCurve {
  const loss = priceIn(event, 'approximate')
  if (loss === undefined || loss.kind === 'zcdp') throw noLoss(event, 'approximate')
  const delta = loss.kind === 'approximate' ? multiply(share, loss.exact.delta) : nothing
  return renyiCurveOf(pureDivergence(amplifiedEpsilon(loss.exact.epsilon, share)), delta)
}

/** The rho of what is Gaussian noise alone, on one vector or several; else nothing. */
function gaussianRho(event: Event): Rational | undefined {
  if (event.kind === 'gaussian') return idealRho(event)
  if (event.kind === 'selfComposed') {
    const rho = gaussianRho(event.event)
    return rho === undefined ? undefined : multiply(rho, rational(BigInt(event.count)))
  }
  if (event.kind !== 'composed') return undefined
  const rhos = event.events.map(gaussianRho)
  const known = rhos.flatMap((rho) => rho ?? [])
  return known.length === rhos.length && known.length > 0 ? known.reduce(add) : undefined
}
