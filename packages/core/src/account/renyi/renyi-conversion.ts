/** From a Rényi divergence at one order to (epsilon, delta), rounded up. */
import { expm1, ln, log1p } from '@dither/math'
import { expUp, roomUp } from './log-sum.ts'

/**
 * An epsilon at which what has this divergence at this order is (epsilon, delta)-DP.
 *
 * divergence + (ln(1 / delta) + (a - 1) ln(1 - 1 / a) - ln a) / (a - 1); and 0 where delta bounds the total variation.
 *
 * @param delta in [0, 1), rounded down
 * @see [CKS20] proposition 12, [BH79]
 */
export function renyiEpsilon(order: number, divergence: number, delta: number): number {
  if (!(divergence < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY
  if (divergence === 0 || variationUp(divergence) <= delta) return 0
  if (order === Number.POSITIVE_INFINITY) return divergence
  if (order === 1 || delta === 0) return Number.POSITIVE_INFINITY
  const [more, rest, size] = [order - 1, log1p(-1 / order), ln(order)]
  const chance = -ln(delta)
  const error = (Math.abs(chance) + more * Math.abs(rest) + size + 4) * 2 ** -47
  return Math.max(0, roomUp(divergence + (chance + more * rest - size + error) / more))
}

/**
 * A delta at which what has this divergence at this order is (epsilon, delta)-DP; at most 1.
 *
 * @param epsilon at least 0, rounded down
 * @see [CKS20] proposition 12, [BH79]
 */
export function renyiDelta(order: number, divergence: number, epsilon: number): number {
  if (divergence <= epsilon && order === Number.POSITIVE_INFINITY) return 0
  if (divergence === 0) return 0
  if (!(divergence < Number.POSITIVE_INFINITY)) return 1
  const most = variationUp(divergence)
  if (order === 1 || order === Number.POSITIVE_INFINITY) return Math.min(1, most)
  const [more, rest, size] = [order - 1, log1p(-1 / order), ln(order)]
  const error = (more * (Math.abs(divergence) + epsilon + Math.abs(rest)) + size + 4) * 2 ** -47
  const exponent = more * (divergence - epsilon + rest) - size + error
  return Math.min(1, most, exponent > 0 ? 1 : expUp(roomUp(exponent)))
}

/** The total variation is at most sqrt(1 - e^-D), D the divergence at any order from 1. [BH79] */
function variationUp(divergence: number): number {
  return Math.sqrt(-expm1(-divergence)) * (1 + 2 ** -45)
}
