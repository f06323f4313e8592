/** A column of whole numbers in order, its median, and how far the median of near tables moves. */
import type { StatedNeighbours } from '../../space/key-reach.ts'
import { wrongParameter } from '../../space/parameter.ts'
import type { Clamp } from '../clamp.ts'
import { type BoundsOptions, readBounds } from '../read-bounds.ts'

/** Whole numbers from lower to upper, in order, with a lower one before them all and an upper one after. */
export interface SortedValues {
  /** How many, without the bounds. */
  readonly count: number
  /** The i-th from 1; the lower bound before, the upper one after. */
  readonly at: (place: number) => number
}

/** Ranges that products with weights of 21 bits stay exact for. */
const mostRange = 2 ** 32

/** Bounds of whole numbers that doubles tell apart. @throws DitherError "invalid_parameter" */
export function readNarrowBounds(options: BoundsOptions): Clamp {
  const { lower, upper } = readBounds(options)
  const safe = BigInt(Number.MAX_SAFE_INTEGER)
  if (upper - lower > BigInt(mostRange) || lower < -safe || upper > safe)
    throw wrongParameter(
      'upper',
      upper,
      'must be at most 2^32 above lower, and both within 2^53',
      'Take a coarser lattice',
    )
  return { lower, upper }
}

/**
 * Clamps and sorts. Each value by itself becomes a whole number from lower to upper: halves round up, what is no number
 * counts as the lower bound, so that no value can raise an error (S14).
 */
export function sortedValues(values: ArrayLike<number>, bounds: Clamp): SortedValues {
  const lower = Number(bounds.lower)
  const upper = Number(bounds.upper)
  const sorted = Float64Array.from(values, (value) => {
    if (!(value > lower)) return lower // (7) NaN, too
    return value >= upper ? upper : Math.floor(value + 0.5)
  }).sort()
  const count = sorted.length
  return {
    count,
    at: (place) => (place < 1 ? lower : place > count ? upper : (sorted[place - 1] ?? lower)),
  }
}

/** The place of the lower median: floor((count + 1) / 2), 0 for none. */
export function medianPlace(count: number): number {
  return Math.floor((count + 1) / 2)
}

/**
 * A^(k): the most by which the median of a table within k changes differs from that of a neighbour of it, exactly.
 * [smooth-sensitivity.proof.md]
 *
 * Takes k steps under change-one, one under add-remove.
 */
export function widestGap(
  { count, at }: SortedValues,
  neighbours: StatedNeighbours,
  k: number,
): number {
  if (neighbours === 'add-remove')
    return at(Math.floor((count + k) / 2) + 1) - at(Math.floor((count - k) / 2))
  const median = medianPlace(count)
  let widest = 0
  for (
    let first = median - k - 1;
    first <= median;
    first++ // (8)
  )
    widest = Math.max(widest, at(first + k + 1) - at(first))
  return widest
}
