/** What the events have in common: their base, and the checkers of fields that several have. */
import { formatRational, type RationalLike } from '@dither/math'
import { isNeighbours, type Neighbours } from '../neighbours.ts'
import { deltaBudget, epsilonBudget, sensitivity, wrongParameter } from '../parameter.ts'

/** What every event says. */
export interface EventBase {
  readonly version: 1
  readonly neighbours: Neighbours
}

/** For which neighbours an event speaks; `unstated` unless said. */
export interface OfNeighbours {
  readonly neighbours?: Neighbours
}

/** By how much neighbours differ, at most, and which these are. */
export interface OfChange extends OfNeighbours {
  readonly sensitivity: RationalLike
}

/** An (epsilon, delta) that noise was calibrated for. */
export interface Claim {
  readonly epsilon: RationalLike
  readonly delta: RationalLike
}

/** A claim as an event carries it. */
export interface WrittenClaim {
  readonly epsilon: string
  readonly delta: string
}

/** The version that is written now, and the relation. */
export function eventBase({ neighbours = 'unstated' }: OfNeighbours): EventBase {
  if (!isNeighbours(neighbours))
    throw wrongParameter('neighbours', neighbours, 'must be add-remove, change-one or unstated')
  return { version: 1, neighbours }
}

/** The same, with a sensitivity. */
export function changeBase(options: OfChange): EventBase & { readonly sensitivity: string } {
  return { ...eventBase(options), sensitivity: formatRational(sensitivity(options.sensitivity)) }
}

/** A number of coordinates: whole, at least 0. */
export function readDimension(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw wrongParameter('dimension', value, 'must be a whole number, at least 0')
}

/** How many of something: whole, at least 1. */
export function atLeastOne(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw wrongParameter(name, value, 'must be a whole number, at least 1')
}

/** A claim is carried, not believed. */
export function claimed(claim: Claim | undefined): { readonly claim?: WrittenClaim } {
  if (claim === undefined) return {}
  return {
    claim: Object.freeze({
      epsilon: formatRational(epsilonBudget(claim.epsilon)),
      delta: formatRational(deltaBudget(claim.delta)),
    }),
  }
}
