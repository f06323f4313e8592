/** Where a row falls, in SQL: `cellOf` as balanced trees of comparisons, log2(n) of them a row. */
import { compareText } from '../../expression/compare.ts'
import type { Axis } from '../../plan/bounded-plan.ts'
import { axisSize, edgePositions } from '../cells.ts'
import { sqlValue } from './sql.ts'

/** The cell's number as INTEGER, NULL for a row in none. `values` hold the axes' values, by alias. */
export function cellSql(axes: readonly Axis[], values: readonly string[]): string {
  return axes.reduce((cell, axis, index) => {
    const position = positionSql(axis, values[index] ?? 'NULL')
    return index === 0 ? position : `((${cell} * ${axisSize(axis)}) + ${position})`
  }, '0')
}

/** How often `positionSql` writes the value. */
export function positionParts(axis: Axis): number {
  return axis.kind === 'edges' ? axis.edges.length + 4 : 2 * axis.values.length + 2
}

function positionSql(axis: Axis, x: string): string {
  return axis.kind === 'edges' ? edgesSql(axis, x) : valuesSql(axis, x)
}

function edgesSql(axis: Extract<Axis, { kind: 'edges' }>, x: string): string {
  const { underflow, overflow, missing } = edgePositions(axis)
  const first = axis.edges[0]
  const last = axis.edges.at(-1)
  if (first === undefined || last === undefined) return `${missing}`
  const outside = (position: number | undefined) => position ?? 'NULL'
  return `(CASE WHEN (${x} IS NULL) THEN ${missing} WHEN (${x} < ${sqlValue(first)}) THEN ${outside(underflow)} WHEN (${x} > ${sqlValue(last)}) THEN ${outside(overflow)} ELSE ${binSql(axis.edges, x, 0, axis.edges.length - 1)} END)`
}

/** x lies in [edges[from], edges[to]], or in the last bin; the bins from..to-1 are told apart. */
function binSql(edges: readonly number[], x: string, from: number, to: number): string {
  if (to - from <= 1) return `${from}`
  const middle = (from + to) >> 1
  const edge = edges[middle] ?? 0
  return `(CASE WHEN (${x} < ${sqlValue(edge)}) THEN ${binSql(edges, x, from, middle)} ELSE ${binSql(edges, x, middle, to)} END)`
}

interface Placed {
  readonly value: number | string | boolean
  readonly position: number
}

function valuesSql(axis: Extract<Axis, { kind: 'values' }>, x: string): string {
  const sorted = axis.values
    .map((value, position): Placed => ({ value, position }))
    .sort((a, b) => order(a.value, b.value))
  return valueSql(sorted, x, axis.rest ? `${axis.values.length}` : 'NULL')
}

/** NULL and unknown values end at a leaf whose comparison is not true. */
function valueSql(sorted: readonly Placed[], x: string, rest: string): string {
  const [first, second] = sorted
  if (first === undefined) return rest
  if (second === undefined)
    return `(CASE WHEN (${x} = ${sqlValue(first.value)}) THEN ${first.position} ELSE ${rest} END)`
  const middle = sorted.length >> 1
  const pivot = sorted[middle] ?? first
  return `(CASE WHEN (${x} < ${sqlValue(pivot.value)}) THEN ${valueSql(sorted.slice(0, middle), x, rest)} ELSE ${valueSql(sorted.slice(middle), x, rest)} END)`
}

function order(a: Placed['value'], b: Placed['value']): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}
