/** What an event costs, computed again from its data, where the kinds of events are given. */
import { add, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import { DitherError } from '../error.ts'
import type { Event } from '../space/event.ts'
import { approximateLoss, composeLosses, type Loss, pureLoss, zcdpLoss } from '../space/loss.ts'
import { deltaBudget } from '../space/parameter.ts'
import { zcdpEpsilon } from '../space/zcdp-conversion.ts'
import type { EventKind, EventKinds, PriceOptions } from './event-kind.ts'
import { pure } from './kinds/pure.ts'
import { type Part, partsOf } from './parts.ts'

/**
 * The loss of an event of these kinds, in the wanted measure: see `priceEvent`, which knows every kind.
 *
 * @throws DitherError as `priceEvent`; "unsupported" besides for a kind that is not among them
 */
export function priceWith(kinds: EventKinds, event: Event, options: PriceOptions): Loss {
  const priceOf = (part: Event, how: PriceOptions): Loss => priceWith(kinds, part, how)
  const price = ({ event: part, times }: Part): Loss =>
    repeated(kindOf(kinds, part).price(part, options, priceOf), times)
  const parts = partsOf(event)
  if (options.measure !== 'approximate') return total(parts.map(price), options.measure)
  const losses: Loss[] = []
  const noise: Noise[] = []
  for (const { event: whole, times } of parts) {
    const { noise: part, rest } = kindOf(kinds, whole).apart?.(whole) ?? { noise: whole }
    const kind = kindOf(kinds, part)
    const rho = kind.rhoAlone?.(part)
    if (rho === undefined) losses.push(price({ event: part, times }))
    else noise.push({ kind, event: part, rho: multiply(rho, rational(times)), times })
    if (rest !== undefined) losses.push(repeated(rest, times))
  }
  return total(
    noise.length === 0 ? losses : [...losses, convert(noise, options.delta)],
    'approximate',
  )
}

/** @throws DitherError "unsupported" if it is not among them */
export function kindOf(kinds: EventKinds, { kind }: Event): EventKind {
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (known !== undefined) return known
  throw new DitherError('unsupported', 'event has a kind that is not known here')
}

/** Of which a rho is all that is known; that of all its times together. */
interface Noise extends Part {
  readonly kind: EventKind
  readonly rho: Rational
}

/** (3) One conversion for all; it is valid for any zCDP mechanism. */
function convert(parts: readonly Noise[], delta: RationalLike | undefined): Loss {
  if (delta === undefined)
    throw new DitherError('unsupported', 'delta is missing, must be given for Gaussian noise', {
      parameter: 'delta',
      wayOut: 'Give a delta, or an event that claims (epsilon, delta)',
    })
  const failure = deltaBudget(delta)
  const [only] = parts
  if (parts.length === 1 && only?.times === 1n) {
    const epsilon = only.kind.epsilonAt?.(only.event, failure)
    if (epsilon !== undefined) return approximateLoss(epsilon, failure)
  }
  const rho = parts.map((part) => part.rho).reduce(add, rational(0))
  return approximateLoss(zcdpEpsilon({ rho, delta: failure }), failure)
}

/** Nothing released costs nothing. */
function total(losses: readonly Loss[], measure: PriceOptions['measure']): Loss {
  return losses.length === 0 ? pure(rational(0), measure) : composeLosses(losses)
}

/** (12) As many times the loss: `composeLosses` of that many. */
function repeated(loss: Loss, times: bigint): Loss {
  if (times === 1n) return loss
  const of = (amount: Rational): Rational => multiply(amount, rational(times))
  if (loss.kind === 'zcdp') return zcdpLoss(of(loss.exact.rho))
  if (loss.kind === 'pure') return pureLoss(of(loss.exact.epsilon))
  const failed = of(loss.exact.delta)
  return composeLosses([
    pureLoss(of(loss.exact.epsilon)),
    approximateLoss(0, failed.numerator > failed.denominator ? 1 : failed),
  ])
}
