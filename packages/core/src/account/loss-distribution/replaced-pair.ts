/** The pair of Gaussian noise on a Poisson sample, of which one unit is replaced by another. */
import { exp, expm1, ln, log1p, normalTail } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'
import { deviationsFor, farthest, quadratureError, ruleFor, widest } from './quadrature.ts'

const rootTwoPi = 2.5066282746310002

/**
 * (1 - rate) N(0, s^2) + rate N(1, s^2), and the same of -1. [loss-distribution.proof.md]
 *
 * @param deviation s, in units of the most that one unit can add
 * @param rest 1 - rate, rounded once
 */
export function replacedPair(
  rate: number,
  deviation: number,
  rest: number = 1 - rate,
): DominatingPair {
  const slope = 1 / deviation
  const farOut = farthest + slope
  const lnOdds = ln(rest / rate) // -Infinity at rate 1: no unit is left out
  /** In units of s; losses are odd. */
  const lossAt = (x: number): number => {
    const far = slope * Math.abs(x)
    const [up, down] = [far - (slope * slope) / 2, -far - (slope * slope) / 2]
    const below = rest + rate * exp(down)
    const loss =
      up > 30
        ? up + ln(rate) + log1p(exp(lnOdds - up)) - ln(below)
        : log1p((rate * (far > 1 ? exp(up) - exp(down) : exp(down) * expm1(2 * far))) / below)
    return x < 0 ? -loss : loss
  }
  /** (1) Its inverse, by a quadratic equation of e^(slope x). */
  const placeOf = (loss: number): number => {
    const size = Math.abs(loss) / 2
    const lnSinh = ln(-expm1(-2 * size) / 2) + size
    const x = (size + arsinhOfExp(lnOdds + (slope * slope) / 2 + lnSinh)) / slope
    return loss < 0 ? -Math.min(x, farOut) : Math.min(x, farOut)
  }
  const beyond = (x: number): number =>
    (rest * normalTail(x) + rate * normalTail(x - slope)) * (1 + 2 ** -40)
  return {
    symmetric: true,
    massError: 2 ** -50 * (8 + farOut * farOut) + quadratureError,
    lossError: 2 ** -46 * (8 + (rest > 0 ? Math.abs(lnOdds) : 0) + slope * farOut),
    range: (tail) => {
      const most = lossAt(slope + deviationsFor(tail))
      return [-most, most]
    },
    beyond: (low, high) => ({ onlyP: beyond(placeOf(high)), onlyQ: beyond(-placeOf(low)) }),
    between(low, high, into: Cell) {
      const [from, to] = [placeOf(low), placeOf(high)]
      into.rise = 0
      into.fall = 0
      if (!(to > from)) return
      const out = 1 + slope + Math.max(Math.abs(from), Math.abs(to))
      const parts = Math.ceil(((to - from) * out) / widest)
      const half = (to - from) / (2 * parts)
      const { points, weights } = ruleFor(2 * half * out)
      for (let part = 0; part < parts; part++) {
        const middle = from + (2 * part + 1) * half
        for (let k = 0; k < points.length; k++) {
          const x = middle + half * (points[k] ?? 0)
          const away = x - slope
          const density = rest * exp(-0.5 * x * x) + rate * exp(-0.5 * away * away)
          const p = ((2 * half * (weights[k] ?? 0)) / rootTwoPi) * density
          const loss = lossAt(x)
          into.rise -= p * expm1(low - loss)
          into.fall += p * expm1(high - loss)
        }
      }
    },
  }
}

/** The inverse hyperbolic sine of e^x. */
function arsinhOfExp(x: number): number {
  if (x === Number.NEGATIVE_INFINITY) return 0
  if (x > 30) return x + Math.LN2 // and less than e^-60
  const sinh = exp(x)
  return log1p(sinh + (sinh * sinh) / (1 + Math.sqrt(1 + sinh * sinh)))
}
