/** Composition by privacy loss distributions: tight, with certified ends. */
import { exp, ln, type RationalLike, toNumberDown, toNumberUp } from '@dither/math'
import type { Event } from '../../space/event.ts'
import { sameNeighbours } from '../../space/neighbours.ts'
import {
  deltaBudget,
  epsilon as epsilonOf,
  scale as positive,
  wrongParameter,
} from '../../space/parameter.ts'
import { gaussianDelta, gaussianEpsilon, gaussianMultiplier } from './all-gaussian.ts'
import type { Certified } from './certified.ts'
import { type DeltaCurve, deltaCurve, epsilonAbove, epsilonBelow } from './certified-delta.ts'
import { type Aim, chooseStep, type RepeatedPair } from './choose-step.ts'
import { composedLaws } from './composed-law.ts'
import { type BothWays, connectedDots, type GridMasses, mergedCells } from './grid-masses.ts'
import { lossCells } from './loss-cells.ts'
import { pairOf } from './pair-of-event.ts'
import { bestTilt, type Repeated } from './tilt.ts'

/** Events composed by their loss distributions; made by `pld`. */
export interface LossDistribution {
  /** Its name. */
  readonly kind: 'pld'
  /** What was composed. */
  readonly events: readonly { readonly event: Event; readonly count: number }[]
  /**
   * These events and `count` more.
   *
   * @throws DitherError "unsupported" if no dominating pair of it is known, "mixed_neighbours"
   */
  readonly compose: (event: Event, count?: number) => LossDistribution
  /** The smallest epsilon at this delta. */
  readonly epsilon: (options: { readonly delta: RationalLike }) => Certified
  /** The smallest delta at this epsilon. */
  readonly delta: (options: { readonly epsilon: RationalLike }) => Certified
  /** About the smallest epsilon at this delta: half the work, and no claim. */
  readonly estimate: (options: { readonly delta: RationalLike }) => number
}

/** The width of the grid of losses; chosen from the events unless said. */
export interface LossDistributionOptions {
  readonly step?: RationalLike
}

/**
 * An accountant that knows the whole law of the privacy loss: of everything that one rho, order or epsilon cannot say.
 *
 * Promise: all events together, fixed in advance or not, each with fresh noise, are (epsilon, delta)-DP with the `upper`
 * end, whatever was rounded; the exact epsilon of their dominating pairs is at least the `lower` end.
 * [loss-distribution.proof.md]
 * Neighbours: those of the events, one relation; both directions are weighed.
 *
 * Not for a budget that is spent adaptively by what remains of it: see `privacyFilter` (S21).
 *
 * @throws DitherError "invalid_parameter" for a step that is not more than 0
 * @see [KJH20], [GLW21], [DGKKM22]
 */
export function pld(options: LossDistributionOptions = {}): LossDistribution {
  const step = options.step === undefined ? undefined : toNumberDown(positive(options.step, 'step'))
  return accountant([], step)
}

interface Part {
  readonly event: Event
  readonly count: number
}

/** Powers are taken by 31 binary digits. */
const mostEvents = 2 ** 31 - 1

function accountant(parts: readonly Part[], step: number | undefined): LossDistribution {
  return Object.freeze({
    kind: 'pld',
    events: Object.freeze(parts.map((part) => Object.freeze({ ...part }))),
    compose: (event: Event, count = 1) => {
      if (!Number.isSafeInteger(count) || count < 0)
        throw wrongParameter('count', count, 'must be a whole number, at least 0')
      const added = flatten(event, count)
      sameNeighbours([...parts, ...added].map((part) => part.event.neighbours))
      for (const part of added) pairOf(part.event)
      return accountant(merged([...parts, ...added]), step)
    },
    epsilon: ({ delta }: { readonly delta: RationalLike }) => {
      const failure = deltaBudget(delta)
      const gaussian = gaussianMultiplier(parts)
      if (gaussian !== undefined) return gaussianEpsilon(gaussian, failure)
      const [least, most] = [toNumberDown(failure), toNumberUp(failure)]
      const curves = curvesOf(parts, step, { lnTail: ln(least) })
      const upper = Math.max(
        0,
        ...curves.upper.map(({ curve }) => epsilonAbove(curve.upper, least, curve.highest)),
      )
      const lower = Math.max(
        0,
        ...curves.lower.map((curve) =>
          epsilonBelow(curve.lower, most, epsilonAbove(curve.estimate, most, curve.highest)),
        ),
      )
      return certified(lower, estimatedEpsilon(curves.upper, least), upper)
    },
    delta: ({ epsilon }: { readonly epsilon: RationalLike }) => {
      const exact = epsilonOf(epsilon)
      const gaussian = gaussianMultiplier(parts)
      if (gaussian !== undefined) return gaussianDelta(gaussian, exact)
      const [least, most] = [toNumberDown(exact), toNumberUp(exact)]
      const curves = curvesOf(parts, step, { loss: least })
      const upper = Math.max(0, ...curves.upper.map(({ curve }) => curve.upper(least)))
      const lower = Math.max(0, ...curves.lower.map((curve) => curve.lower(most)))
      const estimate = curves.upper.map(({ curve, shift }) => curve.estimate(least + shift))
      return certified(lower, Math.max(0, ...estimate), upper)
    },
    estimate: ({ delta }: { readonly delta: RationalLike }) => {
      const failure = deltaBudget(delta)
      const gaussian = gaussianMultiplier(parts)
      if (gaussian !== undefined) return gaussianEpsilon(gaussian, failure).estimate
      const least = toNumberDown(failure)
      return estimatedEpsilon(curvesOf(parts, step, { lnTail: ln(least) }, 'upper').upper, least)
    },
  })
}

function certified(lower: number, estimate: number, upper: number): Certified {
  // (4) The shortest decimal of a double may lie below it.
  const up = upper === 0 ? 0 : upper * (1 + 2 ** -50)
  return Object.freeze({ lower, estimate: Math.min(Math.max(estimate, lower), up), upper: up })
}

/** (1) Compositions apart; the same event twice is one event of twice the count. */
function flatten(event: Event, count: number): readonly Part[] {
  if (event.kind === 'selfComposed') return flatten(event.event, count * event.count)
  if (event.kind !== 'composed') return [{ event, count }]
  sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
  return event.events.flatMap((part) => flatten(part, count))
}

function merged(parts: readonly Part[]): readonly Part[] {
  const known = new Map<string, Part>()
  for (const { event, count } of parts) {
    const name = JSON.stringify(event)
    known.set(name, { event, count: (known.get(name)?.count ?? 0) + count })
  }
  const all = [...known.values()].filter(({ count }) => count > 0)
  const total = all.reduce((sum, { count }) => sum + count, 0)
  if (total > mostEvents) throw wrongParameter('count', total, `must be at most ${mostEvents}`)
  return all
}

/** Density that may be left out, of all events together, beside the tail that is asked for. */
const leftOut = 2 ** -40

interface Curves {
  /** `shift`: by about how much the grid moves epsilon up. */
  readonly upper: readonly { readonly curve: DeltaCurve; readonly shift: number }[]
  readonly lower: readonly DeltaCurve[]
}

function curvesOf(
  parts: readonly Part[],
  wantedStep: number | undefined,
  aim: Aim,
  ends: 'both' | 'upper' = 'both',
): Curves {
  if (parts.length === 0) return { upper: [], lower: [] }
  const pairs = parts.map(({ event, count }) => ({ pair: pairOf(event), count }))
  const events = parts.reduce((sum, { count }) => sum + count, 0)
  const tail = ('lnTail' in aim ? Math.max(1e-300, leftOut * exp(aim.lnTail)) : 1e-300) / events
  const step = wantedStep ?? chooseStep(pairs, Math.max(tail, 1e-30), aim)
  const symmetric = pairs.every(({ pair }) => pair.symmetric)
  const { above, below } = bounds(pairs, step, tail, ends)
  const tilt = bestTilt(above.forth, aim)
  if (symmetric) {
    const [upper, lower] = composedLaws(
      { parts: above.forth, tilt },
      { parts: below?.forth ?? above.forth, tilt },
    )
    return {
      upper: [{ curve: deltaCurve(upper), shift: shiftOf(above.forth, tilt) }],
      lower: below === undefined ? [] : [deltaCurve(lower)],
    }
  }
  const tiltBack = bestTilt(above.back, aim)
  const upper = composedLaws({ parts: above.forth, tilt }, { parts: above.back, tilt: tiltBack })
  return {
    upper: [
      { curve: deltaCurve(upper[0]), shift: shiftOf(above.forth, tilt) },
      { curve: deltaCurve(upper[1]), shift: shiftOf(above.back, tiltBack) },
    ],
    lower:
      below === undefined
        ? []
        : composedLaws({ parts: below.forth, tilt }, { parts: below.back, tilt: tiltBack }).map(
            deltaCurve,
          ),
  }
}

interface Bounds {
  readonly forth: readonly Repeated[]
  readonly back: readonly Repeated[]
}

function bounds(
  pairs: readonly RepeatedPair[],
  step: number,
  tail: number,
  ends: 'both' | 'upper',
): { readonly above: Bounds; readonly below?: Bounds } {
  const cells = pairs.map(({ pair }) => lossCells(pair, step, tail))
  const repeated = (laws: readonly GridMasses[]): readonly Repeated[] =>
    laws.map((law, i) => ({ law, count: pairs[i]?.count ?? 0 }))
  const both = (laws: readonly BothWays[]): Bounds => ({
    forth: repeated(laws.map(({ forth }) => forth)),
    back: repeated(laws.map(({ back }) => back)),
  })
  const above = both(cells.map(connectedDots))
  return ends === 'upper' ? { above } : { above, below: both(cells.map(mergedCells)) }
}

/** A variance that is too large by v moves ln of a tilted tail by v (tilt + 1) tilt / 2. */
function shiftOf(parts: readonly Repeated[], tilt: number): number {
  const spread = parts.reduce((sum, { law, count }) => sum + count * law.spread, 0)
  return (spread * (tilt + 1)) / 2
}

function estimatedEpsilon(curves: Curves['upper'], delta: number): number {
  const all = curves.map(({ curve, shift }) =>
    Math.max(0, epsilonAbove(curve.estimate, delta, curve.highest) - shift),
  )
  return Math.max(0, ...all)
}
