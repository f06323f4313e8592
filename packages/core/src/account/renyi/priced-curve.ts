/** Rényi divergences from losses. */
import { type Rational, rational, toNumberUp } from '@dither/math'
import { DitherError } from '../../error.ts'
import type { Event } from '../../space/event.ts'
import type { Loss } from '../../space/loss.ts'
import { priceEvent } from '../price-event.ts'
import { concentratedDivergence } from './noise-divergence.ts'
import { pureOdds, rangeDivergence } from './pure-divergence.ts'
import { leastOf, type RenyiCurve, renyiCurveOf } from './renyi-curve.ts'

const nothing = rational(0)

/** Its price in a measure, where it has one there. */
export function priceIn(event: Event, measure: 'pure' | 'zcdp' | 'approximate'): Loss | undefined {
  try {
    return priceEvent(event, { measure })
  } catch (error) {
    if (error instanceof DitherError && error.code === 'unsupported') return undefined
    throw error
  }
}

/** (1) What is (epsilon, delta)-DP is epsilon-DP but for an event of chance delta. */
export function curveOfLoss(loss: Loss): RenyiCurve {
  if (loss.kind === 'zcdp') {
    const { rho } = loss.exact
    return renyiCurveOf((order) => concentratedDivergence(order, rho, nothing))
  }
  const delta = loss.kind === 'approximate' ? loss.exact.delta : nothing
  return renyiCurveOf(pureDivergence(loss.exact.epsilon), delta)
}

/** Of any laws with odds from e^-epsilon to e^epsilon, and at most order epsilon^2 / 2. */
export function pureDivergence(epsilon: Rational): (order: number) => number {
  const range = pureOdds(epsilon)
  const most = toNumberUp(epsilon)
  const simple = (order: number): number =>
    order === Number.POSITIVE_INFINITY
      ? most
      : Math.min(most, order * 0.5 * most * most * (1 + 2 ** -50))
  return range === undefined ? simple : leastOf(simple, (order) => rangeDivergence(order, range))
}
