/** What an attacker gains: how often he misses against how often he is wrong, from any accountant. */
import { exp, expm1, type RationalLike, toNumber } from '@dither/math'
import { delta as rateOf, wrongParameter } from '../../space/parameter.ts'

/** What has a delta at every epsilon: `pld()`, `rdp()`, `privacyProfile()`, and others like them. */
export interface DeltaSource {
  readonly delta: (options: {
    readonly epsilon: RationalLike
  }) => number | { readonly upper: number } | { readonly delta: number }
  /** Where there is one: the same at several epsilons together, in less time. */
  readonly profile?: (options: {
    readonly epsilons: readonly number[]
  }) => readonly (number | { readonly upper: number } | { readonly delta: number })[]
}

/** One place of a trade-off curve. */
export interface TradeOffPoint {
  readonly falsePositiveRate: number
  /** No attacker misses less often; rounded down. */
  readonly falseNegativeRate: number
}

/** Made by `tradeOff`. */
export interface TradeOff {
  readonly kind: 'tradeOff'
  /** What it was made from: delta at some epsilons, both rounded so that they claim less. */
  readonly profile: readonly { readonly epsilon: number; readonly delta: number }[]
  /** How often an attacker misses, at the least, who is wrong this often. */
  readonly falseNegativeRate: (options: { readonly falsePositiveRate: RationalLike }) => number
  /** How often an attacker is right, at the most, who is wrong this often: 1 less the other. */
  readonly truePositiveRate: (options: { readonly falsePositiveRate: RationalLike }) => number
  /** Places from 0 to 1, both included, denser where the curve bends. */
  readonly points: (options?: { readonly count?: number }) => readonly TradeOffPoint[]
}

/** Rounded down to here, delta at the largest epsilon need not fall further. */
const smallest = 1e-9
const mostEpsilon = 64
const places = 32
/** For all that was rounded. */
const room = 1 + 2 ** -43

/**
 * The trade-off of a mechanism, as f-DP has it, from its privacy profile: whoever guesses from the output which of two neighbours
 * the data were, and says "this one" wrongly with some rate, misses it with at least the rate that the curve says.
 *
 * Promise: never above the true trade-off, whatever epsilons are looked at; more of them make it sharper. Exact profiles
 * give the exact curve between their epsilons' tangents. Symmetric: both directions, as the profile has them.
 * Neighbours: those of the profile. [trade-off.proof.md]
 *
 * @param options.epsilons at which the profile is asked, each at least 0; 33 from 0 to where delta is below 1e-9, unless
 *   said. Very small rates need large ones: the slope of the curve at a rate is -e^epsilon.
 * @see [DRS22] propositions 5 and 6, [WZ10] theorem 2
 */
export function tradeOff(
  source: DeltaSource,
  options: { readonly epsilons?: readonly number[] } = {},
): TradeOff {
  if (options.epsilons?.length === 0)
    throw wrongParameter('epsilons', 'empty', 'must hold an epsilon')
  const profile = options.epsilons ? profileAt(source, options.epsilons) : profileOf(source)
  const misses = (rate: number): number => leastMisses(profile, rate)
  const at = (given: { readonly falsePositiveRate: RationalLike }): number =>
    toNumber(rateOf(given.falsePositiveRate, 'falsePositiveRate')) * (1 + 2 ** -52)
  return Object.freeze({
    kind: 'tradeOff',
    profile: Object.freeze(profile),
    falseNegativeRate: (given: { readonly falsePositiveRate: RationalLike }) => misses(at(given)),
    truePositiveRate: (given: { readonly falsePositiveRate: RationalLike }) =>
      mostRight(profile, at(given)),
    points: ({ count = 201 }: { readonly count?: number } = {}) => {
      if (!Number.isSafeInteger(count) || count < 2)
        throw wrongParameter('count', count, 'must be a whole number, at least 2')
      const rates = Array.from({ length: count }, (_, i) => bent(i / (count - 1)))
      return Object.freeze(
        rates.map((rate) =>
          Object.freeze({ falsePositiveRate: rate, falseNegativeRate: misses(rate) }),
        ),
      )
    },
  })
}

/** (1) The best of the tangents 1 - delta - e^epsilon rate and their mirror images; each holds by itself. */
function leastMisses(profile: TradeOff['profile'], rate: number): number {
  return Math.max(0, 1 - mostRight(profile, rate) - 2 ** -53)
}

/** (2) delta + e^epsilon rate, or 1 - e^-epsilon (1 - delta - rate), whichever is least; rounded up. */
function mostRight(profile: TradeOff['profile'], rate: number): number {
  let least = 1
  for (const { epsilon, delta } of profile) {
    const steep = (delta + exp(epsilon) * rate) * room
    // 1 - e^-epsilon (1 - delta - rate), as a sum.
    const flat = (-expm1(-epsilon) + exp(-epsilon) * Math.min(1, delta + rate)) * room
    least = Math.min(least, steep, flat)
  }
  return least
}

function deltasOf(source: DeltaSource, epsilons: readonly number[]): readonly number[] {
  for (const epsilon of epsilons)
    if (!(epsilon >= 0 && epsilon < 700))
      throw wrongParameter('epsilons', epsilon, 'must be at least 0 and below 700')
  const all = source.profile?.({ epsilons }) ?? epsilons.map((epsilon) => source.delta({ epsilon }))
  return all.map((found) => {
    const delta = typeof found === 'number' ? found : 'upper' in found ? found.upper : found.delta
    return Math.min(1, delta)
  })
}

function profileAt(source: DeltaSource, epsilons: readonly number[]): TradeOff['profile'] {
  const deltas = deltasOf(source, epsilons)
  return epsilons.map((epsilon, i) => Object.freeze({ epsilon, delta: deltas[i] ?? 1 }))
}

/** Evenly spaced, to where delta is negligible. */
function profileOf(source: DeltaSource): TradeOff['profile'] {
  const ends = Array.from({ length: 11 }, (_, i) => 2 ** (i - 4))
  const evenly = (most: number): readonly number[] =>
    Array.from({ length: places + 1 }, (_, i) => (most * i) / places)
  if (source.profile === undefined) {
    const most = ends.find((epsilon) => (deltasOf(source, [epsilon])[0] ?? 1) <= smallest)
    return profileAt(source, evenly(most ?? mostEpsilon))
  }
  // All that may be wanted at once: that costs little more.
  const all = profileAt(source, [...new Set(ends.flatMap(evenly))])
  const deltas = new Map(all.map(({ epsilon, delta }) => [epsilon, delta]))
  const most = ends.find((epsilon) => (deltas.get(epsilon) ?? 1) <= smallest)
  const wanted = new Set(evenly(most ?? mostEpsilon))
  return all.filter(({ epsilon }) => wanted.has(epsilon)).sort((a, b) => a.epsilon - b.epsilon)
}

/** From 0 to 1, slow at both ends. */
function bent(x: number): number {
  return x * x * (3 - 2 * x)
}
