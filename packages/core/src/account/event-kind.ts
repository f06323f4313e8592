import type { Rational, RationalLike } from '@dither/math'
import type { Event } from '../space/event.ts'
import type { StoredEvent } from '../space/events/stored-fields.ts'
import type { Loss } from '../space/loss.ts'

/** In which measure, and for approximate the delta for Gaussian parts that carry no claim. */
export interface PriceOptions {
  readonly measure: 'pure' | 'approximate' | 'zcdp'
  readonly delta?: RationalLike
}

/** What is known of one kind of event: how a stored one is read, and what it costs. */
export interface EventKind<Of extends Event = Event> {
  /**
   * Rebuilds a stored event; its version and relation were checked.
   *
   * @param parts reads the events in an event, all of its relation; or else, where it is so said, unstated
   */
  read(data: StoredEvent, parts: (events: unknown, unstated?: boolean) => readonly Event[]): Of
  /** @param priceOf the price of an event in this event */
  price(event: Of, options: PriceOptions, priceOf: PriceOf): Loss
  /** In the approximate measure: noise that is priced with other noise, and the loss of the rest. */
  apart?(event: Of): { readonly noise: Event; readonly rest: Loss }
  /** In the approximate measure: its rho, where that is all that is known; such rhos are converted together. */
  rhoAlone?(event: Of): Rational | undefined
  /** A sharper epsilon than the conversion gives, where it is alone. */
  epsilonAt?(event: Of, delta: Rational): Rational
}

/** The price of any event whose kind is known. */
export type PriceOf = (event: Event, options: PriceOptions) => Loss

/** Kinds by their names. */
export type EventKinds = { readonly [Kind in Event['kind']]?: EventKind<KindOf<Kind>> }

type KindOf<Kind> = Extract<Event, { readonly kind: Kind }>
