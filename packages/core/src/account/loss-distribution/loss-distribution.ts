/** Composition by privacy loss distributions: tight, with certified ends. */
import { compare, type RationalLike, rational, toNumberDown } from '@dither/math'
import type { Event } from '../../space/event.ts'
import { sameNeighbours } from '../../space/neighbours.ts'
import {
  deltaBudget,
  epsilon as epsilonOf,
  scale as positive,
  wrongParameter,
} from '../../space/parameter.ts'
import { partsOf } from '../parts.ts'
import { gaussianDelta, gaussianEpsilon, gaussianMultiplier } from './all-gaussian.ts'
import type { Certified } from './certified.ts'
import type { RepeatedPair } from './choose-step.ts'
import {
  composedDelta,
  composedEpsilon,
  composedProfile,
  estimatedEpsilon,
} from './composed-pairs.ts'
import { pairOf } from './pair-of-event.ts'

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
  /** The smallest delta at each of these epsilons, in their order: in little more time than a few by themselves take. */
  readonly profile: (options: {
    readonly epsilons: readonly RationalLike[]
  }) => readonly Certified[]
  /** About the smallest epsilon at this delta: half the work, and no claim. */
  readonly estimate: (options: { readonly delta: RationalLike }) => number
}

/** The width of the grid of losses; chosen from the events unless said. */
export interface LossDistributionOptions {
  /** At most 1. A finer grid brings the ends together, and takes longer. */
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
 * @throws DitherError "invalid_parameter" for a step that is not more than 0 and at most 1
 * @see [KJH20], [GLW21], [DGKKM22]
 */
export function pld(options: LossDistributionOptions = {}): LossDistribution {
  return accountant([], stepOf(options))
}

/** A width of at most 1, if one is said. */
export function stepOf({ step }: LossDistributionOptions): number | undefined {
  if (step === undefined) return undefined
  const exact = positive(step, 'step')
  if (compare(exact, rational(1)) > 0) throw wrongParameter('step', exact, 'must be at most 1')
  return toNumberDown(exact)
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
      const added = partsOf(event, BigInt(count)).map(
        (part): Part => ({ event: part.event, count: Number(part.times) }),
      )
      sameNeighbours([...parts, ...added].map((part) => part.event.neighbours))
      for (const part of added) pairOf(part.event)
      return accountant(merged([...parts, ...added]), step)
    },
    epsilon: ({ delta }: { readonly delta: RationalLike }) => {
      const failure = deltaBudget(delta)
      const gaussian = gaussianMultiplier(parts)
      if (gaussian !== undefined) return gaussianEpsilon(gaussian, failure)
      return composedEpsilon(pairsOf(parts), failure, step)
    },
    delta: ({ epsilon }: { readonly epsilon: RationalLike }) => {
      const exact = epsilonOf(epsilon)
      const gaussian = gaussianMultiplier(parts)
      if (gaussian !== undefined) return gaussianDelta(gaussian, exact)
      return composedDelta(pairsOf(parts), exact, step)
    },
    profile: ({ epsilons }: { readonly epsilons: readonly RationalLike[] }) => {
      const exact = epsilons.map((epsilon) => epsilonOf(epsilon))
      const gaussian = gaussianMultiplier(parts)
      return Object.freeze(
        gaussian === undefined
          ? composedProfile(pairsOf(parts), exact, step)
          : exact.map((epsilon) => gaussianDelta(gaussian, epsilon)),
      )
    },
    estimate: ({ delta }: { readonly delta: RationalLike }) => {
      const failure = deltaBudget(delta)
      const gaussian = gaussianMultiplier(parts)
      if (gaussian !== undefined) return gaussianEpsilon(gaussian, failure).estimate
      return estimatedEpsilon(pairsOf(parts), failure, step)
    },
  })
}

function pairsOf(parts: readonly Part[]): readonly RepeatedPair[] {
  return parts.map(({ event, count }) => ({ pair: pairOf(event), count }))
}

/** (1) The same event twice is one event of twice the count. */
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
