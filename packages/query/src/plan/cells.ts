/** Where a row falls: the cells of a bounded plan, numbered with the last axis fastest. */

import type { Value } from '../schema/value.ts'
import type { Axis } from './bounded-plan.ts'

/** The number of cells; 1 without axes. */
export function cellCount(axes: readonly Axis[]): number {
  return axes.reduce((count, axis) => count * axisSize(axis), 1)
}

/** The number of positions on an axis. */
export function axisSize(axis: Axis): number {
  if (axis.kind === 'values') return axis.values.length + (axis.rest ? 1 : 0)
  return edgePositions(axis).missing + 1
}

/** The cell of a row whose axes have these values, or undefined if it lies in none. */
export function cellOf(axes: readonly Axis[], values: readonly Value[]): number | undefined {
  let cell = 0
  for (const [index, axis] of axes.entries()) {
    const position = positionOn(axis, values[index] ?? null)
    if (position === undefined) return undefined
    cell = cell * axisSize(axis) + position
  }
  return cell
}

/** Where the special positions of an edges axis are; undefined where rows are dropped instead. */
export function edgePositions(axis: Extract<Axis, { kind: 'edges' }>): {
  readonly underflow: number | undefined
  readonly overflow: number | undefined
  readonly missing: number
} {
  let next = binsOf(axis)
  const underflow = axis.underflow ? next++ : undefined
  const overflow = axis.overflow ? next++ : undefined
  return { underflow, overflow, missing: next }
}

function positionOn(axis: Axis, value: Value): number | undefined {
  if (axis.kind === 'values') {
    const found = value === null ? -1 : axis.values.indexOf(value)
    if (found >= 0) return found
    return axis.rest ? axis.values.length : undefined
  }
  const { underflow, overflow, missing } = edgePositions(axis)
  if (typeof value !== 'number') return missing
  const first = axis.edges[0] ?? Number.POSITIVE_INFINITY
  const last = axis.edges.at(-1) ?? Number.NEGATIVE_INFINITY
  if (value < first) return underflow
  if (value > last) return overflow
  if (value === last) return binsOf(axis) - 1 // the last bin is closed
  return axis.edges.findLastIndex((edge) => edge <= value)
}

function binsOf(axis: Extract<Axis, { kind: 'edges' }>): number {
  return axis.edges.length - 1
}
