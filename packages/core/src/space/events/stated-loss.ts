/** Events of which nothing is known but the loss that their mechanism was proved to have. */
import { formatRational, type RationalLike } from '@dither/math'
import { delta, epsilon, rho } from '../parameter.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedText } from './stored-fields.ts'

/** A mechanism that is (epsilon, delta)-DP; with delta 0, epsilon-DP. */
export interface ApproximateEvent extends EventBase {
  readonly kind: 'approximate'
  readonly epsilon: string
  readonly delta: string
}

/** A mechanism that is rho-zCDP, or (xi, rho)-zCDP: its Rényi divergence of order a is at most xi + rho a. */
export interface ZcdpEvent extends EventBase {
  readonly kind: 'zcdp'
  readonly rho: string
  readonly xi: string
}

/** What has no privacy at all: it was looked at without noise. */
export interface NonPrivateEvent extends EventBase {
  readonly kind: 'nonPrivate'
}

/** A mechanism that is (epsilon, delta)-DP; `delta` is 0 unless said. */
export function approximateEvent(
  options: OfNeighbours & { readonly epsilon: RationalLike; readonly delta?: RationalLike },
): ApproximateEvent {
  return Object.freeze({
    ...eventBase(options),
    kind: 'approximate',
    epsilon: formatRational(epsilon(options.epsilon)),
    delta: formatRational(delta(options.delta ?? 0)),
  })
}

/** A mechanism that is (xi, rho)-zCDP; `xi` is 0 unless said. */
export function zcdpEvent(
  options: OfNeighbours & { readonly rho: RationalLike; readonly xi?: RationalLike },
): ZcdpEvent {
  return Object.freeze({
    ...eventBase(options),
    kind: 'zcdp',
    rho: formatRational(rho(options.rho)),
    xi: formatRational(rho(options.xi ?? 0, 'xi')),
  })
}

/** What has no privacy at all; no budget can pay it. */
export function nonPrivateEvent(options: OfNeighbours = {}): NonPrivateEvent {
  return Object.freeze({ ...eventBase(options), kind: 'nonPrivate' })
}

export function readApproximate(data: StoredEvent): ApproximateEvent {
  return approximateEvent({
    neighbours: data.neighbours,
    epsilon: storedText('epsilon', data['epsilon']),
    delta: storedText('delta', data['delta']),
  })
}

export function readZcdp(data: StoredEvent): ZcdpEvent {
  return zcdpEvent({
    neighbours: data.neighbours,
    rho: storedText('rho', data['rho']),
    xi: storedText('xi', data['xi']),
  })
}

export function readNonPrivate(data: StoredEvent): NonPrivateEvent {
  return nonPrivateEvent(data)
}
