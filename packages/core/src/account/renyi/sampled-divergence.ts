/** Rényi divergences of any mechanism on a sample, from those at whole orders. */
import { expm1, ln, log1p } from '@dither/math'
import { lnSumUp, roomUp } from './log-sum.ts'

type Divergence = (order: number) => number
/** Whole orders beyond this cost too many terms: what happens without a sample is the bound there. */
const largestOrder = 512

/**
 * On a Poisson sample of this rate, for neighbours of which one has a unit more: an upper bound, not the exact value.
 *
 * @param rate in (0, 1), rounded up
 * @see [ZW19] theorem 5
 */
export function poissonDivergence(inner: Divergence, rate: number): Divergence {
  return fromWholeOrders(inner, (order) => {
    const rest = log1p(-rate)
    const odds = ln(rate)
    // (1 - q)^(a-1) (a q - q + 1), C(a, 2) q^2 (1 - q)^(a-2) e^D(2), and three times the terms from j = 3.
    const terms = [(order - 1) * rest + log1p((order - 1) * rate)]
    eachChoice(order, (j, lnChoices) => {
      const factor = j === 2 ? 0 : 1.0986122886681098
      terms.push(lnChoices + (order - j) * rest + j * odds + (j - 1) * inner(j) + factor)
    })
    return lnSumUp(terms) + room(order, rest, odds)
  })
}

/**
 * On a sample of fixed size without replacement, of this share of all units, for neighbours of which one unit differs: an
 * upper bound, not the exact value.
 *
 * @param share in (0, 1), rounded up
 * @see [WBK19] theorem 9
 */
export function fixedSizeDivergence(inner: Divergence, share: number): Divergence {
  const most = inner(Number.POSITIVE_INFINITY)
  if (most === 0) return () => 0
  const lnTwo = 0.6931471805599454
  return fromWholeOrders(inner, (order) => {
    const odds = ln(share)
    const terms = [0]
    const lnMost = most < 700 ? roomUp(ln(expm1(most)) + 2 ** -46) : most
    eachChoice(order, (j, lnChoices) => {
      const grown = (j - 1) * inner(j) + Math.min(lnTwo, j * lnMost)
      const second =
        2 * lnTwo + (inner(2) < 700 ? roomUp(ln(expm1(inner(2))) + 2 ** -46) : inner(2))
      terms.push(lnChoices + j * odds + (j === 2 ? Math.min(second, grown) : grown))
    })
    return lnSumUp(terms) + room(order, odds, Math.min(lnMost, 1))
  })
}

/** ln C(order, j) for j from 2. */
function eachChoice(order: number, see: (j: number, lnChoices: number) => void): void {
  let choices = ln(order)
  for (let j = 2; j <= order; j++) {
    choices += ln((order - j + 1) / j)
    see(j, choices)
  }
}

/** For the rounding of logarithms, each below its size times 2^-50, of which there are at most 3 an order. */
function room(order: number, ...logarithms: readonly number[]): number {
  const size = logarithms.reduce((sum, one) => sum + Math.abs(one), 4 + Math.abs(ln(order)))
  return order * size * 2 ** -47
}

/** (a - 1) D_a is convex in a and 0 at 1: fractional orders lie below the line between their neighbours. */
function fromWholeOrders(inner: Divergence, lnMoment: (order: number) => number): Divergence {
  const known = new Map<number, number>([[1, 0]])
  const moment = (order: number): number => {
    const value = known.get(order) ?? Math.max(0, lnMoment(order))
    known.set(order, value)
    return value
  }
  return (order) => {
    const whole = inner(order)
    if (!(order <= largestOrder)) return whole
    const least = Math.max(order, 1 + 2 ** -10)
    const below = Math.floor(least)
    const share = least - below
    const grown =
      share === 0 ? moment(below) : (1 - share) * moment(below) + share * moment(below + 1)
    return Math.min(whole, roomUp(grown / (least - 1)))
  }
}
