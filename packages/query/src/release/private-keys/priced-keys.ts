/** What choosing the private keys of a question costs, and how many units a key needs (S13). */

import type { BitSource } from '@dither/core'
import { DitherError, type Event, type Loss } from '@dither/core'
import { optimalSelection, stabilityHistogram } from '@dither/core/mechanisms'
import { compare, type Interval, type Rational, type RationalLike, rational } from '@dither/math'
import type { PrivateKeys } from '../../plan/plan.ts'
import type { Proof } from '../../proof/proof.ts'
import { accounting } from '../accounting.ts'
import { wholeBudget } from '../whole-budget.ts'

/** How keys are chosen. */
export type KeyMechanism = 'optimal' | 'laplace' | 'gaussian'

/** The choice of a question's keys with its cost: a function of the proof alone. */
export interface PricedKeys {
  readonly mechanism: KeyMechanism
  /** Of noisy numbers of units; keys below it are not released. */
  readonly threshold?: number
  /** The least number of units with which a key is released at least half of the time, and 99 times of 100. */
  readonly halfOfTheTime: number
  readonly nearlyAlways: number
  readonly event: Event
  readonly loss: Loss
  /** Questions of one release that have the same one share the choice; a choice of its own where there is none. */
  readonly shared?: string
}

/** The mechanism that chooses the keys of a question. */
export interface KeyChoice {
  readonly mechanism: KeyMechanism
  readonly threshold?: bigint
  readonly event: () => Event
  readonly keepProbability: (units: bigint) => Interval
  /** The places of those that are kept, in order. */
  readonly choose: (units: readonly bigint[], bits: BitSource) => readonly number[]
}

/**
 * The price of the choice: at most its own epsilon and delta. [private-keys.proof.md]
 *
 * @returns undefined for a question whose keys are listed
 */
export function pricedKeys(proof: Proof): PricedKeys | undefined {
  if (proof.keys === undefined) return undefined
  const { mechanism, threshold, event: made, keepProbability } = keyChoice(proof)
  const event = made()
  const needs = (chance: string): number => Number(leastUnits(keepProbability, rational(chance)))
  return Object.freeze({
    mechanism,
    ...(threshold === undefined ? {} : { threshold: Number(threshold) }),
    halfOfTheTime: needs('0.5'),
    nearlyAlways: needs('0.99'),
    event,
    loss: accounting.priceEvent(event, { measure: 'approximate' }),
  })
}

/** The keys that are released, by their places. [private-keys.proof.md] */
export function chosenPlaces(
  proof: Proof,
  units: readonly bigint[],
  bits: BitSource,
): readonly number[] {
  return keyChoice(proof).choose(units, bits)
}

/** By its proof alone: reach, relation and what it may cost. [private-keys.proof.md] */
export function keyChoice({ question: { privateKeys }, keys, neighbours }: Proof): KeyChoice {
  if (privateKeys === undefined || keys === undefined || neighbours === 'unstated')
    throw new RangeError('a choice of keys has a reach and a relation')
  const { leastUnits: preThreshold = 1, mechanism: asked, ...budget } = privateKeys
  const { epsilon, delta } = wholeKeyBudget(budget)
  const options = { ...keys, epsilon, delta, neighbours, preThreshold }
  const mechanism = asked ?? bestFor(keys, neighbours)
  if (mechanism === 'optimal') {
    const { event, keepProbability, invoke } = optimalSelection(options)
    const choose: KeyChoice['choose'] = (units, bits) => placesOf(invoke(byPlace(units), { bits }))
    return { mechanism, event, keepProbability, choose }
  }
  const made =
    mechanism === 'laplace'
      ? stabilityHistogram({ ...options, noise: 'laplace' })
      : stabilityHistogram({ ...options, noise: 'gaussian' })
  const { threshold, event, keepProbability, invoke } = made
  // (1) The noisy numbers go no further: only which keys they chose.
  const choose: KeyChoice['choose'] = (units, bits) =>
    placesOf(invoke(byPlace(units), { bits }).keys())
  return { mechanism, threshold, event, keepProbability, choose }
}

/** Rounded down to whole units, as all budgets are (S10). */
function wholeKeyBudget(budget: Pick<PrivateKeys, 'epsilon' | 'delta'>): {
  readonly epsilon: RationalLike
  readonly delta: RationalLike
} {
  const whole = wholeBudget(budget, 'keys')
  if ('epsilon' in whole && 'delta' in whole) return whole
  throw new RangeError('a choice of keys has an epsilon and a delta')
}

/**
 * Units that a key needs half of the time, at epsilon 1 and delta 1e-6: optimal 14, 27, 40, 53, 106 where one
 * unit reaches 1, 2, 3, 4, 8 keys; Gaussian noise 23, 33, 41, 47, 67. The same at epsilon 0.1, delta 1e-9.
 */
function bestFor(keys: NonNullable<Proof['keys']>, neighbours: Proof['neighbours']): KeyMechanism {
  if ('rows' in keys) return 'optimal'
  const reached = keys.maxGroups * (neighbours === 'change-one' ? 2 : 1)
  return reached < 4 ? 'optimal' : 'gaussian'
}

function byPlace(units: readonly bigint[]): [string, bigint][] {
  return units.map((count, place) => [String(place), count])
}

function placesOf(chosen: Iterable<string>): readonly number[] {
  return [...chosen].map(Number).sort((a, b) => a - b)
}

/** The least number with a chance of at least this; chances rise with it. */
function leastUnits(keepProbability: KeyChoice['keepProbability'], chance: Rational): bigint {
  const enough = (units: bigint): boolean => compare(keepProbability(units).low, chance) >= 0
  let [few, many] = [0n, 1n]
  while (!enough(many)) {
    if (many > mostUnits)
      throw new DitherError('invalid_parameter', 'no key could have enough units to be released', {
        parameter: 'privateKeys',
        rule: 'S13',
        charged: false,
        wayOut: 'Give a larger epsilon or delta, or tighter limits on the groups of a unit',
      })
    few = many
    many *= 2n
  }
  while (many - few > 1n) {
    const middle = (few + many) / 2n
    if (enough(middle)) many = middle
    else few = middle
  }
  return many
}

const mostUnits: bigint = 2n ** 62n
