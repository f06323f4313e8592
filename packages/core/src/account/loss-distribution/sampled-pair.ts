/** The pair of an event on a Poisson sample: a unit that comes and goes is in the sample with chance `rate`. */
import { exp, expm1, ln, log1p } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'

/**
 * (1 - rate) Q + rate P, and Q, for the pair of the event: the odds less 1 are `rate` times what they were, and so are both
 * numbers of every cell. [loss-distribution.proof.md]
 */
export function sampledPair(pair: DominatingPair, rate: number): DominatingPair {
  if (rate === 1) return pair
  const { innerOf, outerOf } = lossesAtRate(rate)
  return {
    symmetric: false,
    sure: { p: (pair.sure?.p ?? 0) * rate * (1 - 2 ** -50), q: 0 },
    ...(pair.equal === undefined ? {} : { equal: pair.equal }),
    massError: pair.massError + 2 ** -47,
    lossError: pair.lossError + 2 ** -46 / (1 - rate),
    range: (tail) => {
      const [low, high] = pair.range(tail)
      // What Q alone had, P now has 1 - rate of.
      const least = (pair.sure?.q ?? 0) > 0 ? log1p(-rate) : Math.max(outerOf(low), log1p(-rate))
      return [least - 2 ** -30, outerOf(high)]
    },
    beyond: (low, high) => {
      const inside = pair.beyond(innerOf(low), innerOf(high))
      return { onlyP: onlyAbove(pair, rate, innerOf(high), inside.onlyP), onlyQ: inside.onlyQ }
    },
    between(low, high, into: Cell) {
      const [from, to] = [innerOf(low), innerOf(high)]
      into.rise = 0
      into.fall = 0
      if (to === Number.NEGATIVE_INFINITY) return
      pair.between(from, to, into)
      // (2) From below all losses: P less (1 + E) Q, with odds 1 + E below 0.
      const odds = 1 + expm1(low) / rate
      if (odds < 0) into.rise -= odds * (into.rise + into.fall) * exp(-to)
      into.rise *= rate
      into.fall *= rate
    },
  }
}

/** (1) What (1 - rate) Q + rate P has above: Q has at most 1 over the odds of what P has, and nothing of what is surely P's alone. */
export function onlyAbove(
  pair: DominatingPair,
  rate: number,
  inner: number,
  onlyP: number,
): number {
  const shared = Math.max(0, onlyP - (pair.sure?.p ?? 0))
  return (onlyP * rate + shared * (1 - rate) * exp(-Math.max(0, inner))) * (1 + 2 ** -40)
}

/** Losses of an event, and of the same on a sample: odds less 1 become `rate` times as much. */
export function lossesAtRate(rate: number): {
  readonly innerOf: (loss: number) => number
  readonly outerOf: (loss: number) => number
} {
  const lnRate = ln(rate)
  return {
    innerOf: (loss) => {
      if (loss > farUp) return loss - lnRate + log1p((rate - 1) * exp(-loss))
      const odds = expm1(loss) / rate
      return odds <= -1 ? Number.NEGATIVE_INFINITY : log1p(odds)
    },
    outerOf: (loss) =>
      loss > farUp ? loss + lnRate + log1p((1 / rate - 1) * exp(-loss)) : log1p(rate * expm1(loss)),
  }
}

/** Beyond this, odds are near the largest double. */
const farUp = 600
