/** Noise that falls as Laplace noise does and has an end: an epsilon, and the delta of answers that only one neighbour can give. */
import type { Rational } from '@dither/math'
import { boundedNoisePrice } from '../../mechanism/bounded-noise/bounded-noise-price.ts'
import { canonicalPrice } from '../../mechanism/canonical-noise/canonical-loss.ts'
import { type BoundedNoiseEvent, readBoundedNoise } from '../../space/events/bounded-noise.ts'
import { type CanonicalNoiseEvent, readCanonicalNoise } from '../../space/events/canonical-noise.ts'
import { composeLosses, type Loss } from '../../space/loss.ts'
import type { EventKind, PriceOptions } from '../event-kind.ts'
import { deltaAlone, pure } from './pure.ts'

/** Discrete Laplace noise that is drawn again beyond a radius. */
export const boundedNoiseKind: EventKind<BoundedNoiseEvent> = {
  read: readBoundedNoise,
  price: (event, { measure }) => ended(boundedNoisePrice(event), event, measure),
}

/** Canonical noise; it may have no end. */
export const canonicalNoiseKind: EventKind<CanonicalNoiseEvent> = {
  read: readCanonicalNoise,
  price: (event, { measure }) => ended(canonicalPrice(event), event, measure),
}

/** Without a delta as any pure loss; with one, approximate alone. */
function ended(
  { epsilon, delta }: { readonly epsilon: Rational; readonly delta: Rational },
  event: { readonly kind: string },
  measure: PriceOptions['measure'],
): Loss {
  return composeLosses([pure(epsilon, measure), deltaAlone(delta, event, measure)])
}
