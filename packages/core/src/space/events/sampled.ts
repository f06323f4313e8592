/** Events of mechanisms that see a fresh, secret, random sample of the units (S23). */
import { compare, formatRational, type RationalLike, rational } from '@dither/math'
import type { Event } from '../event.ts'
import type { Neighbours } from '../neighbours.ts'
import { scale, wrongParameter } from '../parameter.ts'
import { atLeastOne, type EventBase } from './fields.ts'
import { type StoredEvent, storedCount, storedPart, storedText } from './stored-fields.ts'

/** Each unit is in the sample with chance `rate`, independently. Neighbours: add-remove. */
export interface PoissonSampledEvent extends EventBase {
  readonly kind: 'poissonSampled'
  readonly neighbours: 'add-remove'
  readonly rate: string
  /** On the sample; of add-remove neighbours, or unstated. */
  readonly event: Event
}

/** The sample is `sample` of `population` units, all such samples alike likely. Neighbours: change-one. */
export interface SampledWithoutReplacementEvent extends EventBase {
  readonly kind: 'sampledWithoutReplacement'
  readonly neighbours: 'change-one'
  readonly sample: number
  readonly population: number
  /** On the sample; of change-one neighbours, or unstated. */
  readonly event: Event
}

/** An event on a Poisson sample; `rate` is more than 0, at most 1. */
export function poissonSampledEvent(options: {
  readonly rate: RationalLike
  readonly event: Event
}): PoissonSampledEvent {
  const rate = scale(options.rate, 'rate')
  if (compare(rate, rational(1)) > 0) throw wrongParameter('rate', rate, 'must be at most 1')
  return Object.freeze({
    version: 1,
    kind: 'poissonSampled',
    neighbours: 'add-remove',
    rate: formatRational(rate),
    event: onSample(options.event, 'add-remove'),
  })
}

/** An event on a sample of fixed size; at most `population`. */
export function sampledWithoutReplacementEvent(options: {
  readonly sample: number
  readonly population: number
  readonly event: Event
}): SampledWithoutReplacementEvent {
  const population = atLeastOne('population', options.population)
  const sample = atLeastOne('sample', options.sample)
  if (sample > population) throw wrongParameter('sample', sample, `must be at most ${population}`)
  return Object.freeze({
    version: 1,
    kind: 'sampledWithoutReplacement',
    neighbours: 'change-one',
    sample,
    population,
    event: onSample(options.event, 'change-one'),
  })
}

export function readPoissonSampled(
  data: StoredEvent,
  parts: (events: unknown, unstated: boolean) => readonly Event[],
): PoissonSampledEvent {
  checkRelation(data.neighbours, 'add-remove')
  const event = storedPart(data['event'], (events) => parts(events, true))
  return poissonSampledEvent({ rate: storedText('rate', data['rate']), event })
}

export function readSampledWithoutReplacement(
  data: StoredEvent,
  parts: (events: unknown, unstated: boolean) => readonly Event[],
): SampledWithoutReplacementEvent {
  checkRelation(data.neighbours, 'change-one')
  return sampledWithoutReplacementEvent({
    sample: storedCount('sample', data['sample']),
    population: storedCount('population', data['population']),
    event: storedPart(data['event'], (events) => parts(events, true)),
  })
}

function onSample(event: Event, neighbours: Neighbours): Event {
  if (event.neighbours !== 'unstated') checkRelation(event.neighbours, neighbours)
  return event
}

function checkRelation(stated: Neighbours, needed: Neighbours): void {
  if (stated !== needed)
    throw wrongParameter('neighbours', stated, `must be ${needed} for this kind of sampling`)
}
