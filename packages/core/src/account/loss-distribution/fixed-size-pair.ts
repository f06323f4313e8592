/** The pair of an event on a sample of fixed size: one unit that changes is in the sample with chance `rate`. */
import { exp } from '@dither/math'
import type { Cell, DominatingPair } from './dominating-pair.ts'
import { lossesAtRate, onlyAbove } from './sampled-pair.ts'

/**
 * Where losses are above 0: (1 - rate) Q + rate P, and Q; where they are below, the same exchanged; the rest has the loss 0.
 * [loss-distribution.proof.md]
 *
 * @param pair symmetric
 * @param rest 1 - rate, rounded once
 */
export function fixedSizePair(
  pair: DominatingPair,
  rate: number,
  rest: number = 1 - rate,
): DominatingPair {
  if (rest === 0) return pair
  const { innerOf, outerOf } = lossesAtRate(rate, rest)
  const sure = (pair.sure?.p ?? 0) * rate * (1 - 2 ** -50)
  const above = (loss: number): number => {
    const inner = innerOf(loss)
    return onlyAbove(
      pair,
      { rate, rest },
      inner,
      pair.beyond(Number.NEGATIVE_INFINITY, inner).onlyP,
    )
  }
  /** Losses of at least 0. */
  const between = (low: number, high: number, into: Cell): void => {
    pair.between(innerOf(low), innerOf(high), into)
    into.rise *= rate
    into.fall *= rate
  }
  return {
    symmetric: true,
    sure: { p: sure, q: sure },
    equal: stillMass(pair, rest),
    massError: pair.massError + 2 ** -47,
    lossError: 4 * pair.lossError + 2 ** -46,
    range: (tail) => {
      const high = outerOf(pair.range(tail)[1])
      return [-high, high]
    },
    beyond: (low, high) => ({ onlyP: above(Math.max(0, high)), onlyQ: above(Math.max(0, -low)) }),
    between(low, high, into: Cell) {
      if (low >= 0) return between(low, high, into)
      if (high > 0) throw new RangeError('a cell must not hold losses on both sides of 0')
      // (1) P and Q exchanged: P - e^low Q is e^low times e^-low P - Q.
      between(-high, -low, into)
      const { rise, fall } = into
      into.rise = exp(low) * fall
      into.fall = exp(high) * rise
    },
  }
}

/** What has the loss 0: all but what P has above, and as much below as Q above. */
function stillMass(pair: DominatingPair, rest: number): number {
  const [, high] = pair.range(1e-300)
  const above: Cell = { rise: 0, fall: 0 }
  pair.between(0, high, above)
  // (2) Above 0, P - Q; and beyond, which is at most `tail`. No near numbers are subtracted.
  return rest * (above.rise + (pair.sure?.p ?? 0)) + (pair.equal ?? 0)
}
