/** A pair, cut into cells of equal width by the loss. */
import { exp, expm1 } from '@dither/math'
import type { Cell, DominatingPair, Sure } from './dominating-pair.ts'
import { checkPoints } from './too-fine.ts'

/** Cell i holds the outputs with losses above (first + i) step, at most (first + i + 1) step. */
export interface LossCells {
  readonly step: number
  readonly first: number
  readonly rise: Float64Array
  readonly fall: Float64Array
  /** At least what P, or Q, has beyond the cells. */
  readonly onlyP: number
  readonly onlyQ: number
  readonly sure: Sure
  readonly massError: number
  readonly lossError: number
}

/** All cells but for about `tail` on either side. */
export function lossCells(pair: DominatingPair, step: number, tail: number): LossCells {
  const [low, high] = pair.range(tail)
  const first = Math.floor(low / step)
  const length = Math.max(1, Math.ceil(high / step) - first)
  checkPoints(length)
  const rise = new Float64Array(length)
  const fall = new Float64Array(length)
  const cell: Cell = { rise: 0, fall: 0 }
  // (1) Odds less 1 at the ends of cells: computed once, so that no output falls between two of them.
  const odds = Float64Array.from({ length: length + 1 }, (_, i) => expm1((first + i) * step))
  for (let i = 0; i < length; i++) {
    pair.between(odds[i] ?? 0, odds[i + 1] ?? 0, cell)
    rise[i] = Math.max(0, cell.rise) // less than 0 by rounding alone
    fall[i] = Math.max(0, cell.fall)
  }
  const sure = pair.sure ?? { p: 0, q: 0 }
  const { onlyP, onlyQ } = pair.beyond(odds[0] ?? 0, odds[length] ?? 0)
  return {
    step,
    first,
    rise,
    fall,
    // (2) What one law has beyond the cells bounds what the other has there.
    onlyP: onlyP + Math.max(0, onlyQ - sure.q) * exp(first * step) * (1 + 2 ** -40),
    onlyQ: onlyQ + Math.max(0, onlyP - sure.p) * exp(-(first + length) * step) * (1 + 2 ** -40),
    sure,
    massError: pair.massError,
    lossError: pair.lossError,
  }
}
