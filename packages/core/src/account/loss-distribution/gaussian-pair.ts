/** The pair of Gaussian noise: N(1, s^2) and N(0, s^2). */
import { exp, expm1, normalTail } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'
import { deviationsFor, farthest, quadratureError, ruleFor, widest } from './quadrature.ts'

const rootTwoPi = 2.5066282746310002
/** Odds beyond e^this are not taken as one number. */
const mostExponent = 600

/** @param deviation s, in units of the sensitivity */
export function gaussianPair(deviation: number): DominatingPair {
  const slope = 1 / deviation
  const farOut = farthest + slope
  // In units of s: Q is N(0, 1), P is N(slope, 1), the loss at x is slope (x - slope / 2).
  const lossAt = (x: number): number => slope * (x - slope / 2)
  const within = (x: number): number => Math.min(Math.max(x, -farthest), farOut)
  const placeOf = (loss: number): number => within(loss / slope + slope / 2)
  return {
    symmetric: true,
    massError: 2 ** -50 * (8 + farOut * farOut) + quadratureError,
    lossError: 2 ** -50 * (1 + slope * farOut),
    range: (tail) => {
      const z = deviationsFor(tail)
      return [lossAt(-z), lossAt(slope + z)]
    },
    beyond: (low, high) => ({
      onlyQ: normalTail(-placeOf(low)) * (1 + 2 ** -40),
      onlyP: normalTail(placeOf(high) - slope) * (1 + 2 ** -40),
    }),
    between(low, high, into: Cell) {
      const from = placeOf(low)
      const to = placeOf(high)
      into.rise = 0
      into.fall = 0
      if (!(to > from)) return
      const out =
        1 + Math.max(Math.abs(from), Math.abs(to), Math.abs(from - slope), Math.abs(to - slope))
      const parts = Math.ceil(((to - from) * out) / widest)
      const half = (to - from) / (2 * parts)
      const { points, weights } = ruleFor(2 * half * out)
      for (let part = 0; part < parts; part++) {
        const middle = from + (2 * part + 1) * half
        for (let k = 0; k < points.length; k++) {
          const x = middle + half * (points[k] ?? 0)
          const weight = (2 * half * (weights[k] ?? 0)) / rootTwoPi
          const loss = lossAt(x)
          const away = x - slope
          const p = weight * exp(-0.5 * away * away)
          into.rise -= p * expm1(low - loss)
          into.fall +=
            high - loss < mostExponent && p > 1e-300
              ? p * expm1(high - loss)
              : weight * exp(high - 0.5 * x * x) - p
        }
      }
    },
  }
}
