/** Reads the fields of events that were stored or that came over a wire: types alone, values are the constructors' matter. */
import type { Event } from '../event.ts'
import type { Neighbours } from '../neighbours.ts'
import { exactParameter, wrongParameter } from '../parameter.ts'
import type { Claim } from './fields.ts'

/** A stored event whose version and relation were checked; its other fields may be anything. */
export interface StoredEvent {
  readonly neighbours: Neighbours
  readonly [field: string]: unknown
}

/** @throws DitherError "invalid_parameter" if it is not an object */
export function storedObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return { ...value }
  throw wrongParameter(name, shown(value), 'must be an object')
}

/** @throws DitherError "invalid_parameter" if it is not a list */
export function storedList(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw wrongParameter(name, shown(value), 'must be a list')
}

/** An exact number. @throws DitherError "invalid_parameter" if it is not text */
export function storedText(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw wrongParameter(name, shown(value), 'must be an exact number, written as text')
}

/** @throws DitherError "invalid_parameter" if it is not a whole number in text */
export function storedWhole(name: string, value: unknown): bigint {
  const written = storedText(name, value)
  const { numerator, denominator } = exactParameter(name, written)
  if (denominator !== 1n) throw wrongParameter(name, written, 'must be a whole number')
  return numerator
}

/** @throws DitherError "invalid_parameter" if it is not a number */
export function storedCount(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw wrongParameter(name, shown(value), 'must be a whole number')
}

/** @throws DitherError "invalid_parameter" if it is neither true nor false */
export function storedFlag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw wrongParameter(name, shown(value), 'must be true or false')
}

/** One of a few words. @throws DitherError "invalid_parameter" if it is none of them */
export function storedWord<Word extends string>(
  name: string,
  value: unknown,
  words: readonly Word[],
): Word {
  const word = words.find((known) => known === value)
  if (word !== undefined) return word
  throw wrongParameter(name, shown(value), `must be ${words.join(' or ')}`)
}

/** A claim, where there is one. */
export function storedClaim(value: unknown): { readonly claim?: Claim } {
  if (value === undefined) return {}
  const data = storedObject('claim', value)
  return {
    claim: {
      epsilon: storedText('epsilon', data['epsilon']),
      delta: storedText('delta', data['delta']),
    },
  }
}

/** The sensitivity and the relation. */
export function storedChange(data: StoredEvent): {
  readonly sensitivity: string
  readonly neighbours: Neighbours
} {
  return {
    sensitivity: storedText('sensitivity', data['sensitivity']),
    neighbours: data.neighbours,
  }
}

/** The one event in an event. @throws DitherError "invalid_parameter" if there is none */
export function storedPart(value: unknown, parts: (events: unknown) => readonly Event[]): Event {
  const [part] = parts(value === undefined ? [] : [value])
  if (part !== undefined) return part
  throw wrongParameter('event', 'missing', 'must be an event')
}

/** A value in an error: never more than a word. */
export function shown(value: unknown): string {
  return typeof value === 'object' ? 'an object' : String(value)
}
