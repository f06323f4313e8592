/** The pair of continuous Laplace noise: its losses are 1 / m, -1 / m, or between. */
import { exp, expm1, log1p } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'

/** @param multiplier m, the scale in units of the sensitivity */
export function laplacePair(multiplier: number): DominatingPair {
  const most = 1 / multiplier
  const atEnd = exp(-most) / 2
  return {
    symmetric: true,
    massError: 2 ** -46,
    lossError: 2 ** -50 * (1 + most),
    // A little wider, so that nothing is beyond.
    range: () => [-most - 2 ** -40 * (1 + most), most + 2 ** -40 * (1 + most)],
    beyond: (low, high) => ({
      onlyP: log1p(high) < most ? 1 : 0,
      onlyQ: low > -1 && log1p(low) >= -most ? 1 : 0,
    }),
    // P has 1/2 at the loss `most`, e^-most / 2 at -most, and the density e^((l - most) / 2) / 4 between.
    between(low, high, into: Cell) {
      const least = low <= -1 ? Number.NEGATIVE_INFINITY : log1p(low)
      const top = log1p(high)
      const [from, to] = [Math.max(least, -most), Math.min(top, most)]
      into.rise = 0
      into.fall = 0
      const put = (loss: number, mass: number): void => {
        if (!(loss > least && loss <= top)) return
        into.rise += low <= -1 ? mass * (1 - (1 + low) * exp(-loss)) : -mass * expm1(least - loss)
        into.fall += mass * expm1(top - loss)
      }
      put(-most, atEnd)
      put(most, 0.5)
      if (!(to > from)) return
      // (1) Of the density: P, Q, and of each what `rise` and `fall` take.
      const p = 0.5 * exp((from - most) / 2) * expm1((to - from) / 2)
      const q = 0.5 * exp(-(from + most) / 2) * -expm1(-(to - from) / 2)
      const bow = (expm1((to - from) / 4) - expm1(-(to - from) / 4)) / 2
      // The integral of P less e^from Q, and of e^to Q less P: no differences.
      const above = 2 * exp((from - most) / 2) * bow * bow
      const below = 2 * exp((to - most) / 2) * bow * bow
      into.rise +=
        low <= -1 ? p - (1 + low) * q : above + (least < -most ? q * (exp(from) - (1 + low)) : 0)
      into.fall += below + (top > most ? q * (1 + high - exp(to)) : 0)
    },
  }
}
