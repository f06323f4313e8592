/** Events of one choice by scores: the exponential mechanism, permute-and-flip, noisy max. */
import { formatRational, type RationalLike } from '@dither/math'
import { epsilon } from '../parameter.ts'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedFlag, storedText } from './stored-fields.ts'

interface ChoiceEvent extends EventBase {
  readonly epsilon: string
  /** L-infinity, of the scores; of several choices, added up. */
  readonly sensitivity: string
  /** Whether all scores were promised to move one way between neighbours. */
  readonly monotone: boolean
}

/** One choice by the exponential mechanism: epsilon as stated, rho = epsilon^2 / 8. */
export interface ExponentialEvent extends ChoiceEvent {
  readonly kind: 'exponential'
}

/** One choice by permute-and-flip, or one a group: epsilon as stated, rho = epsilon^2 / 2 and no less. */
export interface PermuteAndFlipEvent extends ChoiceEvent {
  readonly kind: 'permuteAndFlip'
}

/** One choice of the largest score with Laplace noise: epsilon as stated, rho = epsilon^2 / 2. */
export interface NoisyMaxEvent extends ChoiceEvent {
  readonly kind: 'noisyMax'
}

/** What is said of a choice by scores; `sensitivity` in L-infinity. */
export interface ChoiceOptions extends OfChange {
  readonly epsilon: RationalLike
  readonly monotone?: boolean
}

/** One choice by the exponential mechanism; `sensitivity` in L-infinity, of the scores. */
export function exponentialEvent(options: ChoiceOptions): ExponentialEvent {
  return Object.freeze({ ...choiceBase(options), kind: 'exponential' })
}

/** One choice by permute-and-flip; `sensitivity` in L-infinity, of the scores. */
export function permuteAndFlipEvent(options: ChoiceOptions): PermuteAndFlipEvent {
  return Object.freeze({ ...choiceBase(options), kind: 'permuteAndFlip' })
}

/** One choice of the largest score with Laplace noise; `sensitivity` in L-infinity, of the scores. */
export function noisyMaxEvent(options: ChoiceOptions): NoisyMaxEvent {
  return Object.freeze({ ...choiceBase(options), kind: 'noisyMax' })
}

export function readExponential(data: StoredEvent): ExponentialEvent {
  return exponentialEvent(storedChoice(data))
}

export function readPermuteAndFlip(data: StoredEvent): PermuteAndFlipEvent {
  return permuteAndFlipEvent(storedChoice(data))
}

export function readNoisyMax(data: StoredEvent): NoisyMaxEvent {
  return noisyMaxEvent(storedChoice(data))
}

/** What all choices say. */
export function choiceBase(options: ChoiceOptions): ChoiceEvent {
  return {
    ...changeBase(options),
    epsilon: formatRational(epsilon(options.epsilon)),
    monotone: options.monotone ?? false,
  }
}

/** What was stored of a choice. */
export function storedChoice(data: StoredEvent): ChoiceOptions {
  return {
    ...storedChange(data),
    epsilon: storedText('epsilon', data['epsilon']),
    monotone: storedFlag('monotone', data['monotone']),
  }
}
