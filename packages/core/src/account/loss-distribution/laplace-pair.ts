/** The pair of continuous Laplace noise: its losses are 1 / m, -1 / m, or between. */
import { exp, expm1 } from '@dither/math'
import { fallOf } from './atoms-pair.ts'
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
      onlyP: high < most ? 1 : 0,
      onlyQ: low >= -most ? 1 : 0,
    }),
    // P has 1/2 at the loss `most`, e^-most / 2 at -most, and the density e^((l - most) / 2) / 4 between.
    between(low, high, into: Cell) {
      const [from, to] = [Math.max(low, -most), Math.min(high, most)]
      into.rise = 0
      into.fall = 0
      const put = (loss: number, mass: number, massOfQ: number): void => {
        if (!(loss > low && loss <= high)) return
        into.rise -= mass * expm1(low - loss)
        into.fall += fallOf(high, loss, mass, massOfQ)
      }
      put(-most, atEnd, 0.5)
      put(most, 0.5, atEnd)
      if (!(to > from)) return
      // (1) Of the density: Q, and what `rise` and `fall` take of both, which are no differences.
      const q = 0.5 * exp(-(from + most) / 2) * -expm1(-(to - from) / 2)
      const bow = (expm1((to - from) / 4) - expm1(-(to - from) / 4)) / 2
      const above = 2 * exp((from - most) / 2) * bow * bow
      const below = 2 * exp((to - most) / 2) * bow * bow
      into.rise += above - (low < from ? q * exp(from) * expm1(low - from) : 0)
      // q e^to, where `to` is the largest loss.
      const ofQ = 0.5 * exp((to - from) / 2) * -expm1(-(to - from) / 2)
      into.fall += below + (high > to ? ofQ * expm1(high - to) : 0)
    },
  }
}
