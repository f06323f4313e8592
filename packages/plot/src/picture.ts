/** What is to be drawn, as data: every kind of released answer becomes one of five kinds of picture. */

import type { Released, ReleasedCell, ReleasedTable, ValueUnit } from '@dither/query'
import {
  type DrawableBins,
  type DrawableCdf,
  type DrawableMatrix,
  type DrawableScalar,
  type DrawableVector,
  type Interval,
  type Sureness,
  shared,
} from './drawable.ts'
import { digitsFor, formatNumber } from './figures.ts'
import {
  type Bar,
  barsOf,
  type Mark,
  markOf,
  percent,
  rangeAround,
  rangeFromZero,
  scalarMark,
} from './marks.ts'

/** One set of axes. */
export type Picture = Dots | Bars | Heat | Steps | List

interface Framed {
  /** Above it, where an answer has several. */
  readonly heading?: string
}

/** Values with their intervals, one under another. */
export interface Dots extends Framed {
  readonly kind: 'dots'
  readonly marks: readonly Mark[]
  readonly range: Interval
  /** What the values are where they stand for dates or times. */
  readonly unit?: ValueUnit
}

/** Bars from 0 with whiskers. */
interface Bars extends Framed {
  readonly kind: 'bars'
  readonly bars: readonly Bar[]
  readonly range: Interval
}

/** Values as coloured cells. */
export interface Heat extends Framed {
  readonly kind: 'heat'
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** What the rows and the columns are. */
  readonly names?: { readonly rows: string; readonly columns: string }
  /** By row and column; one that was not released is undefined. */
  readonly cells: readonly (readonly (Mark | undefined)[])[]
  readonly range: Interval
}

/** A step line in its band. */
export interface Steps extends Framed {
  readonly kind: 'steps'
  readonly points: readonly (Mark & { readonly x: number })[]
  /** What the points are where they stand for dates or times. */
  readonly unit?: ValueUnit
  readonly range: Interval
}

/** Names in their order. */
export interface List extends Framed {
  readonly kind: 'list'
  /** Their values are their places. */
  readonly marks: readonly Mark[]
  /** How far they may miss their places. */
  readonly note: string
}

/** The pictures of one answer, on one scale. */
export function picturesOf(released: Released, sure: Sureness): readonly Picture[] {
  return released.kind === 'table' ? tablePictures(released, sure) : cellPictures(released, sure)
}

function cellPictures(cell: ReleasedCell, sure: Sureness): readonly Picture[] {
  switch (cell.kind) {
    case 'scalar':
      return scalarPictures(cell, sure)
    case 'bins':
      return binsPictures(cell, sure)
    case 'vector':
      return vectorPictures(cell, sure)
    case 'matrix':
      return matrixPictures(cell, sure)
    case 'cdf':
      return cdfPictures(cell, sure)
    default:
      return cell satisfies never
  }
}

function scalarPictures(scalar: DrawableScalar, sure: Sureness): Picture[] {
  const marks = [scalarMark('', scalar, sure)]
  return [{ kind: 'dots', marks, range: rangeAround(marks), ...unitOf(scalar) }]
}

function unitOf({ unit }: { readonly unit?: ValueUnit | undefined }): Pick<Dots, 'unit'> {
  return unit === undefined ? {} : { unit }
}

/** One column of bins as bars, two as a heat map, more as a heat map for each combination of the first ones. */
export function binsPictures(released: DrawableBins, sure: Sureness): Picture[] {
  const bars = barsOf(released, sure)
  const range = rangeFromZero(bars)
  const parts = released.bins.map((bin) => bin.parts ?? [bin.label])
  if (parts.every(({ length }) => length < 2)) return [{ kind: 'bars', bars, range }]
  const axes = released.axes?.map(({ name }) => name) ?? []
  const cells = bars.map((mark, index) => ({ mark, parts: parts[index] ?? [] }))
  const names = { rows: axes.at(-2) ?? '', columns: axes.at(-1) ?? '' }
  return grouped(cells, axes).map(([heading, some]) => ({
    ...heatOf(heading, some, range),
    ...(axes.length < 2 ? {} : { names }),
  }))
}

interface Cell {
  readonly mark: Mark
  readonly parts: readonly string[]
}

/** By all parts but the last two, in their order. */
function grouped(cells: readonly Cell[], axes: readonly string[]): [string, Cell[]][] {
  const slices = new Map<string, Cell[]>()
  for (const cell of cells) {
    const others = cell.parts.slice(0, -2)
    const heading = others.map((part, at) => [axes[at] ?? '', part].join(' ').trim()).join(', ')
    const slice = slices.get(heading)
    if (slice === undefined) slices.set(heading, [cell])
    else slice.push(cell)
  }
  return [...slices]
}

function heatOf(heading: string, cells: readonly Cell[], range: Interval): Heat {
  const rows = [...new Set(cells.map(({ parts }) => parts.at(-2) ?? ''))]
  const columns = [...new Set(cells.map(({ parts }) => parts.at(-1) ?? ''))]
  const places = new Map(
    cells.map(({ parts, mark }) => [JSON.stringify(parts.slice(-2)), mark] as const),
  )
  return {
    kind: 'heat',
    ...(heading === '' ? {} : { heading }),
    rows,
    columns,
    cells: rows.map((row) => columns.map((column) => places.get(JSON.stringify([row, column])))),
    range,
  }
}

/** A matrix as a heat map. */
function matrixPictures(matrix: DrawableMatrix, sure: Sureness): Picture[] {
  const { rows, columns, values } = matrix
  const cells = rows.map((row, i) =>
    columns.map((column, j) =>
      markOf(`${row}, ${column}`, values[i]?.[j] ?? 0, matrix.interval(i, j, sure)),
    ),
  )
  return [{ kind: 'heat', rows, columns, cells, range: rangeFromZero(cells.flat()) }]
}

/** Named values as dots, chosen names as a list. */
export function vectorPictures(vector: DrawableVector, sure: Sureness): Picture[] {
  if (vector.names !== undefined && vector.rankAccuracy !== undefined)
    return [listOf(vector.names, formatNumber(Math.ceil(vector.rankAccuracy(sure))), sure)]
  const marks = vector.entries.map(({ label, value }, index) =>
    markOf(label, value, vector.interval(index, sure), vector.unit),
  )
  return [{ kind: 'dots', marks, range: rangeAround(marks), ...unitOf(vector) }]
}

/** A place is no measure: no dot, no bar, but by how many rows a name may miss it. */
function listOf(names: readonly string[], rows: string, { confidence }: Sureness): List {
  const missing = `at most ${rows} rows fewer than the true one at its place`
  const marks = names.map((label, index): Mark => {
    const place = index + 1
    const figure = `place ${formatNumber(place)}, ${missing}`
    return { label, value: place, low: place, high: place, figure }
  })
  return { kind: 'list', marks, note: `each has ${missing}, at ${percent(confidence)}` }
}

/** A distribution as steps. */
function cdfPictures(cdf: DrawableCdf, sure: Sureness): Picture[] {
  const own = cdf.points.map((_, index) => cdf.interval(index, sure))
  const intervals = sure.simultaneous ? neverFalling(own) : own
  const digits = digitsFor(leastGap(cdf.points.map(({ x }) => x)))
  const points = cdf.points.map(({ x, text, value }, index) => ({
    x,
    ...markOf(text ?? String(Number(x.toFixed(digits))), value, intervals[index] ?? [value, value]),
  }))
  return [{ kind: 'steps', points, range: rangeFromZero(points), ...unitOf(cdf) }]
}

/** Between two neighbours: what tells them apart. */
function leastGap(rising: readonly number[]): number {
  const gaps = rising.slice(1).map((x, index) => x - (rising[index] ?? x))
  return gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY)
}

/**
 * What is left of intervals that all hold at once when the shares within never fall: none lies below
 * what holds before it, nor above what holds after it.
 */
function neverFalling(intervals: readonly Interval[]): Interval[] {
  let least = Number.NEGATIVE_INFINITY
  const lows = intervals.map(([low]) => {
    least = Math.max(least, low)
    return least
  })
  let most = Number.POSITIVE_INFINITY
  const highs = intervals.toReversed().map(([, high]) => {
    most = Math.min(most, high)
    return most
  })
  return lows.map((low, index) => [low, highs[highs.length - 1 - index] ?? low])
}

/**
 * Groups of one value each on one scale, a picture for each combination of the keys but the last; other
 * answers a picture a group. All hold at once: each group has its share of what may go wrong.
 */
function tablePictures({ rows }: ReleasedTable, whole: Sureness): Picture[] {
  const sure = shared(whole, rows.length)
  const dots = new Map<string, Mark[]>()
  const others: Picture[] = []
  let unit: ValueUnit | undefined
  for (const { keys, answer } of rows) {
    const named = Object.entries(keys)
    if (answer.kind === 'scalar') {
      unit = answer.unit
      const heading = keysText(named.slice(0, -1))
      const group = dots.get(heading) ?? []
      group.push(scalarMark(String(named.at(-1)?.[1] ?? ''), answer, sure))
      dots.set(heading, group)
      continue
    }
    for (const picture of cellPictures(answer, sure)) {
      const heading = [keysText(named), picture.heading].filter((one) => one !== undefined)
      others.push({ ...picture, heading: heading.join(', ') })
    }
  }
  const range = rangeAround([...dots.values()].flat())
  const scalars = [...dots].map(
    ([heading, marks]): Dots => ({
      kind: 'dots',
      ...(heading === '' ? {} : { heading }),
      marks,
      range,
      ...unitOf({ unit }),
    }),
  )
  return [...scalars, ...onOneScale(others)]
}

function onOneScale(pictures: readonly Picture[]): Picture[] {
  const ranges = pictures.flatMap((one) => (one.kind === 'list' ? [] : [one.range]))
  const range = ranges.reduce<Interval>(
    ([low, high], [from, to]) => [Math.min(low, from), Math.max(high, to)],
    ranges[0] ?? [0, 1],
  )
  return pictures.map((picture) => (picture.kind === 'list' ? picture : { ...picture, range }))
}

function keysText(keys: readonly (readonly [string, string | number | boolean])[]): string {
  return keys.map(([name, value]) => `${name} ${value}`).join(', ')
}

/** The values of a picture, in order, with their whole names. */
export function marksOf(picture: Picture): readonly Mark[] {
  const named = (mark: Mark, label: string): Mark => ({ ...mark, label })
  switch (picture.kind) {
    case 'dots':
    case 'list':
      return picture.marks
    case 'bars':
      return picture.bars
    case 'steps':
      return picture.points
    case 'heat':
      return picture.cells.flatMap((cells, i) =>
        cells.flatMap((cell, j) =>
          cell === undefined
            ? []
            : [named(cell, `${picture.rows[i] ?? ''}, ${picture.columns[j] ?? ''}`)],
        ),
      )
    default:
      return picture satisfies never
  }
}
