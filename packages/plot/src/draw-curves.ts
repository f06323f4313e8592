/** Curves between two axes. */

import type { Interval } from './drawable.ts'
import { axisSize, type Drawing, type Drawn, draw, scaleOf } from './drawing.ts'
import { widest } from './text-width.ts'

/** One curve. */
export interface Curve {
  /** What is said of it; empty for nothing. */
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** An orientation, such as "tells nothing apart": drawn thin. */
  readonly isReference?: boolean
}

/** Curves on one pair of axes. */
export interface Curves {
  readonly curves: readonly Curve[]
  readonly x: Interval
  readonly y: Interval
  readonly xLabel: string
  readonly yLabel: string
  /** Whether y is a power of ten. */
  readonly powers?: boolean
}

const top = 34
const plotHeight = 240

/** What is said of a curve stands at the right, above. */
export function drawCurves(figure: Curves, drawing: Drawing): Drawn {
  const { curves, x, y, xLabel, yLabel, powers } = figure
  const { observable, width } = drawing
  const values = scaleOf(y, plotHeight, () => (powers ? 24 : 38))
  const whole = powers ? values.marks.filter(Number.isInteger) : values.marks
  const valueText = (value: number) => (powers ? `1e${value}` : values.text(value))
  const left = 14 + widest(whole.map(valueText), axisSize)
  const places = scaleOf(x, width - left, (text) => Math.max(50, text + 24))
  const right = 8 + widest(places.marks.slice(-1).map(places.text), axisSize) / 2
  const bottom = 48
  const layout = { height: top + plotHeight + bottom, left, right, top, bottom, x, y }
  const named = curves.filter(({ name }) => name !== '')
  const label = (text: string, options: object) =>
    observable.text([text], { text: String, className: 'axis', ...options })
  return draw(drawing, layout, [
    observable.ruleY(whole, { className: 'grid' }),
    observable.text(whole, {
      y: (value: number) => value,
      text: valueText,
      frameAnchor: 'left',
      textAnchor: 'end',
      dx: -8,
      className: 'axis',
    }),
    ...curves.map(({ points, isReference }) =>
      observable.lineY(points, {
        x: 'x',
        y: 'y',
        className: isReference === true ? 'zero' : 'line',
        fill: 'none',
      }),
    ),
    observable.text(places.marks, {
      x: (value: number) => value,
      text: places.text,
      frameAnchor: 'bottom',
      dy: 18,
      className: 'axis',
    }),
    label(yLabel, { frameAnchor: 'top-left', textAnchor: 'start', dx: -left, dy: -top + 8 }),
    label(xLabel, { frameAnchor: 'bottom', dy: 38 }),
    ...named.map(({ name }, index) =>
      label(name, {
        frameAnchor: 'top-right',
        textAnchor: 'end',
        dx: -6,
        dy: 10 + index * 18,
        className: 'name',
      }),
    ),
  ])
}
