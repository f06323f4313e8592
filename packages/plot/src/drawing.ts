/** What the drawing of every picture shares: the tool, the room, the sizes of text, and axes. */

import { type ValueUnit, valueText } from '@dither/query'
import type { Markish } from '@observablehq/plot'
import type { Interval } from './drawable.ts'
import { formatNumber, ticks } from './figures.ts'
import type { PlotDocument } from './find-document.ts'
import { textWidth } from './text-width.ts'
import { writeChildren } from './write-svg.ts'

/** Observable Plot, loaded where it is needed. */
type ObservablePlot = typeof import('@observablehq/plot')

/** What draws, and in how much room. */
export interface Drawing {
  readonly observable: ObservablePlot
  readonly document: PlotDocument
  /** Pixels. */
  readonly width: number
  /** What the values are, along their axis. */
  readonly valueLabel?: string
  /** What the bins or points are, along theirs. */
  readonly binLabel?: string
}

/** A picture as SVG elements. */
export interface Drawn {
  readonly elements: string
  readonly height: number
}

/** Pixels: text, and the smaller text of axes. */
export const textSize = 14
/** Pixels: of axes. */
export const axisSize = 13

/** Where the axes lie, and what is drawn between them; both scales are linear. */
export interface Layout {
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly x: Interval
  readonly y: Interval
  /** Whether y grows downward. */
  readonly down?: boolean
}

export function draw(drawing: Drawing, layout: Layout, marks: readonly Markish[]): Drawn {
  const { observable, document, width } = drawing
  const svg = observable.plot({
    document,
    width,
    height: layout.height,
    marginLeft: layout.left,
    marginRight: layout.right,
    marginTop: layout.top,
    marginBottom: layout.bottom,
    x: { domain: layout.x, axis: null, type: 'linear' },
    y: { domain: layout.y, axis: null, type: 'linear', reverse: layout.down === true },
    marks: [...marks],
  })
  return { elements: `<g text-anchor="middle">${writeChildren(svg)}</g>`, height: layout.height }
}

/** Round numbers along an axis, as many as have room. */
export interface Scale {
  readonly marks: readonly number[]
  text(value: number): string
}

/**
 * @param room pixels
 * @param each how many pixels a number takes, given its text's width
 * @param unit what the numbers are where they stand for dates or times
 */
export function scaleOf(
  [low, high]: Interval,
  room: number,
  each: (width: number) => number,
  unit?: ValueUnit,
): Scale {
  const textOf = (marks: readonly number[]) =>
    unit === undefined ? scaleText(marks) : (value: number) => valueText(value, unit)
  const widest = Math.max(
    ...[low, high].map((end) => textWidth(textOf([low, high])(end), axisSize)),
  )
  const marks = ticks(low, high, Math.max(2, Math.floor(room / each(widest))))
  return { marks, text: textOf(marks) }
}

function scaleText([first = 0, second = first + 1]: readonly number[]): (value: number) => string {
  const [, exponent = '0'] = (second - first).toExponential(0).split('e')
  return (value) => formatNumber(value, Math.max(0, -Number(exponent)))
}

/** Into the range, where an interval has no end. */
export function within(value: number, [low, high]: Interval): number {
  return Math.min(high, Math.max(low, value))
}
