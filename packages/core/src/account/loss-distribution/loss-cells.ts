/** A pair, cut into cells of equal width by the loss. */
import { exp } from '@dither/math'
import type { Cell, DominatingPair, Sure } from './dominating-pair.ts'
import { checkPoints, tooLarge } from './too-fine.ts'

/** Cell i holds the outputs with losses above (first + i) step, at most (first + i + 1) step. */
export interface LossCells {
  readonly step: number
  readonly first: number
  readonly rise: Float64Array
  readonly fall: Float64Array
  /** What both have at the loss 0, in no cell: an end of cells, if there is any. */
  readonly equal: number
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
  for (let i = 0; i < length; i++) {
    // (1) The same product at both sides of an end: no output falls between two cells.
    pair.between((first + i) * step, (first + i + 1) * step, cell)
    if (!(Number.isFinite(cell.rise) && Number.isFinite(cell.fall))) throw tooLarge()
    rise[i] = Math.max(0, cell.rise) // less than 0 by rounding alone
    fall[i] = Math.max(0, cell.fall)
  }
  const sure = pair.sure ?? { p: 0, q: 0 }
  const { onlyP, onlyQ } = pair.beyond(first * step, (first + length) * step)
  return {
    step,
    first,
    rise,
    fall,
    equal: pair.equal ?? 0,
    // (2) What one law has beyond the cells bounds what the other has there.
    onlyP: onlyP + Math.max(0, onlyQ - sure.q) * exp(first * step) * (1 + 2 ** -40),
    onlyQ: onlyQ + Math.max(0, onlyP - sure.p) * exp(-(first + length) * step) * (1 + 2 ** -40),
    sure,
    massError: pair.massError,
    lossError: pair.lossError,
  }
}
