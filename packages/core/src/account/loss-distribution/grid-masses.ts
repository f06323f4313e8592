/** Laws of the privacy loss on a grid: above the true one, or below it. */
import { exp, expm1 } from '@dither/math'
import type { LossCells } from './loss-cells.ts'

/** What P has at the losses (first + i) step, and at an infinite loss. */
export interface GridMasses {
  readonly step: number
  readonly first: number
  readonly masses: Float64Array
  readonly infinite: number
  readonly massError: number
  readonly lossError: number
  /** About by how much its variance is above the true one, or 0: for estimates alone. */
  readonly spread: number
}

/** A bound for (P, Q), and one for (Q, P). */
export interface BothWays {
  readonly forth: GridMasses
  readonly back: GridMasses
}

/**
 * Every cell's mass, moved to its two ends such that both P and Q keep theirs: no pair is farther apart whose losses
 * lie in the same cells. [loss-distribution.proof.md]
 *
 * @see [DGKKM22] connect the dots
 */
export function connectedDots(cells: LossCells): BothWays {
  const { step, first, rise, fall } = cells
  const masses = new Float64Array(rise.length + 1)
  const [grown, shrunk] = [expm1(step), -expm1(-step)]
  for (let i = 0; i < rise.length; i++) {
    masses[i] = (masses[i] ?? 0) + (fall[i] ?? 0) / grown // (1)
    masses[i + 1] = (masses[i + 1] ?? 0) + (rise[i] ?? 0) / shrunk
  }
  putEqual(cells, masses)
  const forth = {
    ...errorsOf(cells),
    step,
    first,
    masses,
    infinite: cells.onlyP,
    spread: spreadOf(cells),
  }
  return { forth, back: exchanged(forth, cells.onlyQ) }
}

/**
 * Neighbouring cells merged, in the shares whose odds together are e^(the grid point between them): to merge outputs is to
 * tell less. What finds no partner has its loss rounded down. [loss-distribution.proof.md]
 */
export function mergedCells(cells: LossCells): BothWays {
  const { step, first, rise, fall } = cells
  const length = rise.length
  const [grown, shrunk] = [expm1(step), -expm1(-step)]
  const mass = (i: number): number => (fall[i] ?? 0) / grown + (rise[i] ?? 0) / shrunk
  const merged = new Float64Array(length + 1)
  const floored = new Float64Array(length + 1)
  const flooredBack = new Float64Array(length + 1)
  /** (2) Of cell i, the share: down for P, up to the other end for Q. */
  const alone = (i: number, share: number): void => {
    if (!(share > 0)) return
    const at = isAtTop(i) ? i + 1 : i
    floored[at] = (floored[at] ?? 0) + share * mass(i)
    flooredBack[i + 1] = (flooredBack[i + 1] ?? 0) + share * qMass(i)
  }
  const qMass = (i: number): number => {
    const lower = first + i
    return exp(-lower * step) * ((fall[i] ?? 0) / grown + ((rise[i] ?? 0) / shrunk) * exp(-step))
  }
  /** (3) At grid point i: shares x of cell i - 1 and y of cell i with x fall = y rise, as large as may be. */
  const meet = (i: number, most: number, mostNext: number): readonly [number, number] => {
    const below = isAtTop(i - 1) ? 0 : (fall[i - 1] ?? 0)
    const above = rise[i] ?? 0
    let [x, y] = [most, mostNext]
    if (x * below > y * above) x = (y * above) / below
    else if (y * above > 0) y = (x * below) / above
    merged[i] = (merged[i] ?? 0) + x * mass(i - 1) + y * mass(i)
    return [x, y]
  }
  /** (5) Within a 2^-30th of a step of the next grid point: taken to be there. */
  const isAtTop = (i: number): boolean => (fall[i] ?? 0) <= 2 ** -30 * step * mass(i)
  let top = 0
  for (let i = 1; i < length; i++) if (mass(i) > mass(top)) top = i
  // (4) From both ends to the heaviest cell, so that what one pair leaves over becomes less from pair to pair.
  let left = ascend(top)
  const right = descend(top)
  function ascend(to: number): number {
    let share = 0.5
    alone(0, to === 0 ? 0 : 0.5)
    if (to === 0) return 1
    for (let i = 1; i <= to; i++) {
      const [x, y] = meet(i, share, 1)
      alone(i - 1, share - x)
      share = 1 - y
    }
    return share
  }
  function descend(to: number): number {
    if (to + 1 >= length) return 0
    let share = 0.5
    alone(length - 1, 0.5)
    for (let i = length - 1; i > to + 1; i--) {
      const [x, y] = meet(i, 1, share)
      alone(i, share - y)
      share = 1 - x
    }
    return share
  }
  if (top + 1 < length) {
    const [x, y] = meet(top + 1, left, right)
    left -= x
    alone(top + 1, right - y)
  }
  alone(top, left)
  putEqual(cells, merged)
  const errors = errorsOf(cells)
  const lossError = errors.lossError + (4 * errors.massError + 2 ** -29) * step
  const joint = {
    ...errors,
    lossError,
    step,
    first,
    masses: merged,
    infinite: cells.sure.p,
    spread: 0,
  }
  const mirror = exchanged(joint, cells.sure.q)
  return {
    forth: { ...joint, masses: merged.map((value, i) => value + (floored[i] ?? 0)) },
    back: {
      ...mirror,
      masses: mirror.masses.map((value, i) => value + (flooredBack[length - i] ?? 0)),
    },
  }
}

/** What has the loss 0 lies on the grid. */
function putEqual({ equal, first }: LossCells, masses: Float64Array): void {
  if (equal > 0) masses[-first] = (masses[-first] ?? 0) + equal
}

/** The masses of Q at the losses of (Q, P): on a grid point, Q has e^-loss of what P has. */
function exchanged(forth: GridMasses, infinite: number): GridMasses {
  const { step, first, masses } = forth
  const last = masses.length - 1
  return {
    ...forth,
    first: -(first + last),
    masses: masses.map((_, i) => (masses[last - i] ?? 0) * exp(-(first + last - i) * step)),
    infinite,
  }
}

/** Where losses fill their cells evenly, moving them to the ends adds two thirds of what the ends' own variance is. */
function spreadOf({ step, rise, fall }: LossCells): number {
  let sum = 0
  for (let i = 0; i < rise.length; i++) {
    const up = (rise[i] ?? 0) / -expm1(-step)
    const down = (fall[i] ?? 0) / expm1(step)
    if (up * down > 0) sum += (up * down) / (up + down)
  }
  return (2 / 3) * step * step * sum
}

/** What is computed here adds the roundings of a few operations, and of an exponential of any loss on the grid. */
function errorsOf({ first, rise, step, massError, lossError }: LossCells): {
  readonly massError: number
  readonly lossError: number
} {
  const farthest = Math.max(Math.abs(first), Math.abs(first + rise.length)) * step
  return { massError: massError + 2 ** -50 * (8 + farthest), lossError }
}
