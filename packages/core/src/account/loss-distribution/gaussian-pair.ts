/** The pair of Gaussian noise: N(1, s^2) and N(0, s^2). */
import { exp, expm1, log1p, normalTail } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'

const rootTwoPi = 2.5066282746310002
/** Rules of Gauss and Legendre on [-1, 1], with half their weights, and how wide an interval they serve, times how far out it is. */
const rules = [
  { widest: 0.0015, points: [-0.5773502691896257, 0.5773502691896257], weights: [0.5, 0.5] },
  {
    widest: 0.02,
    points: [-0.7745966692414834, 0, 0.7745966692414834],
    weights: [0.2777777777777778, 0.4444444444444444, 0.2777777777777778],
  },
  {
    widest: 0.1,
    points: [-0.8611363115940526, -0.33998104358485626, 0.33998104358485626, 0.8611363115940526],
    weights: [0.17392742256872692, 0.3260725774312731, 0.3260725774312731, 0.17392742256872692],
  },
] as const
const widest = 0.1
/** Beyond this many deviations a double holds no density. */
const farthest = 37

/** @param deviation s, in units of the sensitivity */
export function gaussianPair(deviation: number): DominatingPair {
  const slope = 1 / deviation
  const farOut = farthest + slope
  // In units of s: Q is N(0, 1), P is N(slope, 1), the loss at x is slope (x - slope / 2).
  const lossAt = (x: number): number => slope * (x - slope / 2)
  const within = (x: number): number => Math.min(Math.max(x, -farthest), farOut)
  const placeOf = (odds: number): number =>
    odds <= -1 ? -farthest : within(log1p(odds) / slope + slope / 2)
  return {
    symmetric: true,
    massError: 2 ** -50 * (8 + farOut * farOut) + 2 ** -46,
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
      const rule = ruleFor(2 * half * out)
      const least = low <= -1 ? Number.NEGATIVE_INFINITY : log1p(low)
      const most = log1p(high)
      for (let part = 0; part < parts; part++) {
        const middle = from + (2 * part + 1) * half
        for (let k = 0; k < rule.points.length; k++) {
          const x = middle + half * (rule.points[k] ?? 0)
          const weight = (2 * half * (rule.weights[k] ?? 0)) / rootTwoPi
          const loss = lossAt(x)
          const away = x - slope
          const p = weight * exp(-0.5 * away * away)
          into.rise +=
            low <= -1 ? p - (1 + low) * weight * exp(-0.5 * x * x) : -p * expm1(least - loss)
          into.fall += p * expm1(most - loss)
        }
      }
    },
  }
}

function ruleFor(width: number): (typeof rules)[number] {
  return width <= rules[0].widest ? rules[0] : width <= rules[1].widest ? rules[1] : rules[2]
}

/** About as many deviations as leave this tail. */
function deviationsFor(tail: number): number {
  let z = 1
  while (z < farthest && normalTail(z) > tail) z += 1 / 16
  return z
}
