/** The pair of an event on a Poisson sample: a unit that comes and goes is in the sample with chance `rate`. */
import { expm1, log1p } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'

/**
 * (1 - rate) Q + rate P, and Q, for the pair of the event: the odds less 1 are `rate` times what they were, and so are both
 * numbers of every cell. [loss-distribution.proof.md]
 */
export function sampledPair(pair: DominatingPair, rate: number): DominatingPair {
  if (rate === 1) return pair
  const outer = (loss: number): number => {
    const odds = rate * expm1(loss)
    return odds === Number.POSITIVE_INFINITY ? loss : log1p(odds)
  }
  return {
    symmetric: false,
    sure: { p: (pair.sure?.p ?? 0) * rate * (1 - 2 ** -50), q: 0 },
    massError: pair.massError + 2 ** -50,
    lossError: pair.lossError + 2 ** -48,
    range: (tail) => {
      const [low, high] = pair.range(tail)
      return [Math.max(outer(low), log1p(-rate)) - 2 ** -30, outer(high)]
    },
    beyond: (low, high) => {
      const inside = pair.beyond(low / rate, high / rate)
      // Above, Q has at most 1 / (1 + odds) of what P has.
      const share = (1 - rate) / Math.max(0, 1 + high / rate)
      return {
        onlyP: inside.onlyP * (rate + share) * (1 + 2 ** -40),
        onlyQ: low / rate < -1 ? 0 : inside.onlyQ,
      }
    },
    between(low, high, into: Cell) {
      pair.between(low / rate, high / rate, into)
      into.rise *= rate
      into.fall *= rate
    },
  }
}
