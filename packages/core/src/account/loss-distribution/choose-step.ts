/** How fine the grid of losses is. */
import type { DominatingPair } from './dominating-pair.ts'
import { connectedDots, type GridMasses } from './grid-masses.ts'
import { lossCells } from './loss-cells.ts'
import { bestTilt, lnMoments, type Repeated } from './tilt.ts'

/** A pair, as many times. */
export interface RepeatedPair {
  readonly pair: DominatingPair
  readonly count: number
}

/** What is asked: an epsilon with this tail, or a tail beyond this loss. */
export type Aim = { readonly lnTail: number } | { readonly loss: number }

/** Cells for a first look. */
const coarse = 4096
/** By about how much the upper end may be above the exact epsilon; less where epsilon is less than a quarter. */
const wantedError = 1e-4
/** A step over the root mean square deviation of one event's loss, at the least and at the most. */
const [finest, widest] = [0.0155, 0.08]
/** How many deviations of the sum the grid holds, and how many points at most. */
const deviations = 20
const mostPoints = 2 ** 20
/** Cells of one event at most. */
const mostCells = 2 ** 18

/**
 * About right, by a first look at the law: any step is sound.
 *
 * Moving losses to the grid adds step^2 / 6 to the variance of each; that moves the loss with a given tail by as much
 * times (tilt + 1) / 2.
 */
export function chooseStep(parts: readonly RepeatedPair[], tail: number, aim: Aim): number {
  const range = Math.max(...parts.map(({ pair }) => widthOf(pair, tail)))
  const looked = parts.map(({ pair, count }): Repeated => {
    const cells = lossCells(pair, widthOf(pair, tail) / coarse, tail)
    return { law: connectedDots(cells).forth, count }
  })
  const events = parts.reduce((sum, { count }) => sum + count, 0)
  const variance = looked.reduce((sum, { law, count }) => sum + count * varianceOf(law), 0)
  const deviation = Math.sqrt(variance / events)
  const tilt = bestTilt(looked, aim)
  const epsilon = 'loss' in aim ? aim.loss : (lnMoments(looked, tilt) - aim.lnTail) / tilt
  const error = wantedError * Math.min(1, 4 * Math.max(epsilon, 0.01))
  const wanted = Math.sqrt((12 * error) / (events * (tilt + 1)))
  const fine = Math.min(Math.max(wanted, finest * deviation), widest * deviation, range / 2048)
  const step = Math.max(
    fine,
    (deviations * Math.sqrt(variance)) / mostPoints,
    range / mostCells,
    1e-12,
  )
  return onLattice(parts, step)
}

function widthOf(pair: DominatingPair, tail: number): number {
  const [low, high] = pair.range(tail)
  return Math.max(high - low, 1e-9)
}

function varianceOf({ step, first, masses }: GridMasses): number {
  let [total, mean, square] = [0, 0, 0]
  masses.forEach((mass, i) => {
    const loss = (first + i) * step
    total += mass
    mean += mass * loss
    square += mass * loss * loss
  })
  return Math.max(0, square / total - (mean / total) ** 2)
}

/** A whole part of the one lattice on which all losses lie, if there is one that is not far finer. */
function onLattice(parts: readonly RepeatedPair[], step: number): number {
  const lattices = new Set(parts.map(({ pair }) => pair.lattice))
  const [lattice] = lattices
  if (lattices.size !== 1 || lattice === undefined || 8 * lattice < step) return step
  return lattice / Math.ceil(lattice / step)
}
