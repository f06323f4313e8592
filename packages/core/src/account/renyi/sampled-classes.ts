/** Classes of outputs on a Poisson sample: exact but for rounding. */
import { classDivergence, type OddsClass } from './excess.ts'

/**
 * The divergence of (1 - q) Q + q P from Q, or of Q from it, whichever is larger.
 *
 * @param classes of P and Q, which may be exchanged
 * @param rate q in (0, 1), rounded up
 */
export function sampledClassDivergence(
  classes: readonly OddsClass[],
  rate: number,
): (order: number) => number {
  const there = classes.map(({ chance, m }) => ({
    chance,
    m: Math.max(-1, rate * m * (1 + 2 ** -51)),
  }))
  // (1) The odds 1 + q m of a class become 1 / (1 + q m), and its chance that of the sample.
  const back = there.map(({ chance, m }) => ({
    chance: chance * (1 + m) * (1 + 2 ** -50),
    m: Math.max(-1, (-m / (1 + m)) * (1 + 2 ** -50)),
  }))
  return (order) => Math.max(classDivergence(order, there), classDivergence(order, back))
}
