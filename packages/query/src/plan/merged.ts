/** Cells that are added up, before any noise, into fewer coordinates: a public, linear map. */
import type { Axis, Merge, Merged } from './bounded-plan.ts'
import { axisSize, cellCount, edgePositions } from './cells.ts'

/** The number of coordinates that are left. */
export function mergedLength(axes: readonly Axis[], merged: Merged): number {
  return axes.reduce((count, axis, i) => count * blocksOf(axis, merged[i]), 1)
}

/** The most cells that are added into one coordinate. */
export function largestBlock(axes: readonly Axis[], merged: Merged): bigint {
  return axes.reduce((size, axis, i) => size * BigInt(blockSize(axis, merged[i])), 1n)
}

/**
 * One integer a coordinate, of one integer a cell: each cell is added into one coordinate, or, where an
 * axis is cut into blocks and the cell is that of NULL, into none.
 */
export function mergeCells(
  values: readonly bigint[],
  axes: readonly Axis[],
  merged: Merged,
): bigint[] {
  const sums = Array.from({ length: mergedLength(axes, merged) }, () => 0n)
  for (const [cell, coordinate] of coordinates(axes, merged).entries())
    if (coordinate >= 0) sums[coordinate] = (sums[coordinate] ?? 0n) + (values[cell] ?? 0n)
  return sums
}

/** The coordinate of every cell; -1 for one that is left out. */
function coordinates(axes: readonly Axis[], merged: Merged): Int32Array {
  const all = new Int32Array(cellCount(axes))
  let size = 1
  for (const [i, axis] of axes.entries()) {
    const blocks = blocksOf(axis, merged[i])
    const places = Array.from({ length: axisSize(axis) }, (_, position) =>
      blockAt(axis, merged[i], position),
    )
    // From the last cell to the first, so that what is read is not yet overwritten.
    for (let at = size * places.length - 1; at >= 0; at--) {
      const before = all[Math.floor(at / places.length)] ?? -1
      const place = places[at % places.length] ?? -1
      all[at] = before < 0 || place < 0 ? -1 : before * blocks + place
    }
    size *= places.length
  }
  return all
}

/** Which block a position falls into; -1 for none. */
function blockAt(axis: Axis, merge: Merge = 'each', position: number): number {
  if (merge === 'each') return position
  if (merge === 'all') return 0
  const place = placeInOrder(axis, position)
  return place < 0 ? -1 : Math.floor(place / merge.blocks)
}

function blocksOf(axis: Axis, merge: Merge = 'each'): number {
  if (merge === 'each') return axisSize(axis)
  return merge === 'all' ? 1 : Math.ceil(orderedSize(axis) / merge.blocks)
}

function blockSize(axis: Axis, merge: Merge = 'each'): number {
  if (merge === 'each') return 1
  return merge === 'all' ? axisSize(axis) : Math.min(merge.blocks, orderedSize(axis))
}

/** How many positions of an axis have a place in its order: all but that of NULL between edges. */
export function orderedSize(axis: Axis): number {
  return axis.kind === 'values' ? axisSize(axis) : edgePositions(axis).missing
}

/** Where a position stands in the order of the axis: below all edges, the bins, above all; -1 for NULL. */
function placeInOrder(axis: Axis, position: number): number {
  if (axis.kind === 'values') return position
  const { underflow, overflow, missing } = edgePositions(axis)
  if (position === missing) return -1
  if (position === underflow) return 0
  const bins = axis.edges.length - 1
  const below = underflow === undefined ? 0 : 1
  return position === overflow ? below + bins : below + position
}
