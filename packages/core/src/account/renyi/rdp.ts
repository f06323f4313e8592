/** Accounting by Rényi divergences. */
import {
  add,
  divide,
  exactDouble,
  formatRational,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  subtract,
  toNumberDown,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import type { Event } from '../../space/event.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { type Neighbours, sameNeighbours } from '../../space/neighbours.ts'
import { delta as deltaOf, epsilon as epsilonOf, wrongParameter } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { defaultOrders } from './default-orders.ts'
import { eventCurve } from './event-curve.ts'
import { renyiDelta, renyiEpsilon } from './renyi-conversion.ts'
import { chanceOfAny, type RenyiCurve } from './renyi-curve.ts'

const one = rational(1)

/** A loss, and the order that gave it. */
export interface RenyiLoss {
  /** Rounded up. */
  readonly epsilon: number
  /** Rounded up. */
  readonly delta: number
  /** The best of the accountant's orders. */
  readonly order: number
  /** The same as a loss, with exact numbers. */
  readonly loss: ApproximateLoss
}

/** Made by `rdp`. */
export interface RenyiAccountant {
  /** The orders at which it looks for the best. */
  readonly orders: readonly number[]
  /** A new accountant that knows of these besides, `count` times over; they may be chosen by earlier outputs. */
  readonly compose: (spent: Event | RenyiCurve, count?: number) => RenyiAccountant
  /** The Rényi divergence of everything at one order of at least 1, rounded up; `Infinity` where nothing is known. */
  readonly divergence: (order: number) => number
  /** The chance that anything may happen, apart from the divergence: 1 - (1 - delta)(1 - delta)..., rounded up. */
  readonly apart: Rational
  /** An epsilon at which everything together is (epsilon, delta)-DP. @throws DitherError "unsupported" if none is known */
  readonly epsilon: (options: { readonly delta: RationalLike }) => RenyiLoss
  /** A delta at which everything together is (epsilon, delta)-DP. */
  readonly delta: (options: { readonly epsilon: RationalLike }) => RenyiLoss
}

/** A part, as many times over. */
interface Spent {
  readonly curve: RenyiCurve
  readonly count: number
  readonly neighbours: Neighbours | undefined
}

/**
 * An accountant that adds up Rényi divergences, order by order, and converts them once.
 *
 * Neighbours: those of the events, all of one relation.
 * Promise: never less than the true loss; what is rounded is rounded up. Exact divergences for Gaussian, Laplace, discrete
 * Laplace noise and randomised response, and for all but continuous Laplace noise on Poisson samples too, at whole and fractional orders; for other
 * events an upper bound from their price. [renyi.proof.md]
 *
 * @param options.orders at least 1; `defaultOrders` unless given
 * @throws DitherError "invalid_parameter"; "mixed_neighbours" and "unsupported" from `compose`
 * @see [Mir17], [CKS20] proposition 12
 */
export function rdp(options: { readonly orders?: readonly number[] } = {}): RenyiAccountant {
  readOptions('rdp', options)
  const orders = Object.freeze([...(options.orders ?? defaultOrders)])
  for (const order of orders) checkOrder(order)
  if (orders.length === 0) throw wrongParameter('orders', 'empty', 'must hold an order')
  return accountantOf(orders, [])
}

function accountantOf(orders: readonly number[], parts: readonly Spent[]): RenyiAccountant {
  const apart = chanceOfAny(parts)
  const divergence = (order: number): number => totalAt(checkOrder(order), parts)
  return Object.freeze({
    orders,
    apart,
    divergence,
    compose(spent: Event | RenyiCurve, count = 1): RenyiAccountant {
      if (!Number.isSafeInteger(count) || count < 0)
        throw wrongParameter('count', count, 'must be a whole number, at least 0')
      const isEvent = 'kind' in spent
      const neighbours = isEvent ? spent.neighbours : undefined
      sameNeighbours([...parts, { neighbours }].flatMap((part) => part.neighbours ?? []))
      if (count === 0) return accountantOf(orders, parts)
      const curve = isEvent ? eventCurve(spent) : spent
      return accountantOf(orders, [...parts, { curve, count, neighbours }])
    },
    epsilon(wanted: { readonly delta: RationalLike }): RenyiLoss {
      const delta = deltaOf(wanted.delta)
      const left = subtract(delta, apart)
      if (left.numerator < 0n) throw noEpsilon(delta)
      // (4) Outside of what happens apart, with chance 1 - apart, this delta is left.
      const share = apart.numerator === apart.denominator ? one : divide(left, subtract(one, apart))
      const rest = toNumberDown(share)
      const found = best(orders, (order) =>
        rest >= 1 ? 0 : renyiEpsilon(order, divergence(order), rest),
      )
      if (found.value === Number.POSITIVE_INFINITY) throw noEpsilon(delta)
      return lossOf(exactDouble(found.value), delta, found.order)
    },
    delta(wanted: { readonly epsilon: RationalLike }): RenyiLoss {
      const epsilon = epsilonOf(wanted.epsilon)
      const given = toNumberDown(epsilon)
      const found = best(orders, (order) => renyiDelta(order, divergence(order), given))
      const rest = multiply(subtract(one, apart), exactDouble(found.value))
      return lossOf(epsilon, add(apart, rest), found.order)
    },
  })
}

/** (5) Divergences add at every order, also of what was chosen by earlier outputs. */
function totalAt(order: number, parts: readonly Spent[]): number {
  const [first] = parts
  if (parts.length === 1 && first?.count === 1) return first.curve.divergence(order)
  let sum = 0
  for (const { curve, count } of parts)
    sum = (sum + curve.divergence(order) * count) * (1 + 2 ** -51)
  return sum
}

function best(
  orders: readonly number[],
  value: (order: number) => number,
): { readonly order: number; readonly value: number } {
  let found = { order: orders[0] ?? 1, value: Number.POSITIVE_INFINITY }
  for (const order of orders) {
    const here = value(order)
    if (here < found.value) found = { order, value: here }
  }
  return found
}

function lossOf(epsilon: Rational, delta: Rational, order: number): RenyiLoss {
  const loss = approximateLoss(epsilon, delta)
  return Object.freeze({ epsilon: loss.epsilon, delta: loss.delta, order, loss })
}

function checkOrder(order: number): number {
  if (order >= 1) return order
  throw wrongParameter('order', order, 'must be at least 1')
}

function noEpsilon(delta: Rational): DitherError {
  return new DitherError(
    'unsupported',
    `delta is ${formatRational(delta)}, too small for any epsilon`,
    { parameter: 'delta', wayOut: 'Take a larger delta, or events with less' },
  )
}
