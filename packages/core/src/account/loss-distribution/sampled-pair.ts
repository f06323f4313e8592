/** The pair of an event on a Poisson sample: a unit that comes and goes is in the sample with chance `rate`. */
import { exp, expm1, ln, log1p } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'

/**
 * (1 - rate) Q + rate P, and Q, for the pair of the event: the odds less 1 are `rate` times what they were, and so are both
 * numbers of every cell. [loss-distribution.proof.md]
 *
 * @param rest 1 - rate, rounded once: near 1, `rate` does not tell it
 */
export function sampledPair(
  pair: DominatingPair,
  rate: number,
  rest: number = 1 - rate,
): DominatingPair {
  if (rest === 0) return pair
  const { innerOf, outerOf } = lossesAtRate(rate, rest)
  return {
    symmetric: false,
    sure: { p: (pair.sure?.p ?? 0) * rate * (1 - 2 ** -50), q: 0 },
    ...(pair.equal === undefined ? {} : { equal: pair.equal }),
    massError: pair.massError + 2 ** -47,
    lossError: 4 * pair.lossError + 2 ** -46,
    range: (tail) => {
      const [low, high] = pair.range(tail)
      // What Q alone had, P now has `rest` of.
      const least = (pair.sure?.q ?? 0) > 0 ? ln(rest) : Math.max(outerOf(low), ln(rest))
      return [least - 2 ** -30, outerOf(high)]
    },
    beyond: (low, high) => {
      const inside = pair.beyond(innerOf(low), innerOf(high))
      return {
        onlyP: onlyAbove(pair, { rate, rest }, innerOf(high), inside.onlyP),
        onlyQ: inside.onlyQ,
      }
    },
    between(low, high, into: Cell) {
      const [from, to] = [innerOf(low), innerOf(high)]
      into.rise = 0
      into.fall = 0
      if (to === Number.NEGATIVE_INFINITY) return
      pair.between(from, to, into)
      // (2) From below all losses: P less (1 + E) Q, with odds 1 + E below 0.
      const odds = (exp(low) - rest) / rate
      if (odds < 0) into.rise -= odds * (into.rise + into.fall) * exp(-to)
      into.rise *= rate
      into.fall *= rate
    },
  }
}

/** (1) What (1 - rate) Q + rate P has above: Q has at most 1 over the odds of what P has, and nothing of what is surely P's alone. */
export function onlyAbove(
  pair: DominatingPair,
  { rate, rest }: { readonly rate: number; readonly rest: number },
  inner: number,
  onlyP: number,
): number {
  const shared = Math.max(0, onlyP - (pair.sure?.p ?? 0))
  return (onlyP * rate + shared * rest * exp(-Math.max(0, inner))) * (1 + 2 ** -40)
}

/** Losses of an event, and of the same on a sample: odds less 1 become `rate` times as much. */
export function lossesAtRate(
  rate: number,
  rest: number,
): {
  readonly innerOf: (loss: number) => number
  readonly outerOf: (loss: number) => number
} {
  const lnRate = ln(rate)
  return {
    innerOf: (loss) => {
      if (loss > farUp) return loss - lnRate + log1p(-rest * exp(-loss))
      if (loss > -0.5) return log1p(Math.max(-1, expm1(loss) / rate))
      // (3) Right to what is an ulp or two of the loss outside, however near `rest` is.
      return ln(Math.max(0, exp(loss) - rest) / rate)
    },
    outerOf: (loss) => {
      if (loss > farUp) return loss + lnRate + log1p((rest / rate) * exp(-loss))
      return loss > -0.5 ? log1p(rate * expm1(loss)) : ln(rest + rate * exp(loss))
    },
  }
}

/** Beyond this, odds are near the largest double. */
const farUp = 600
