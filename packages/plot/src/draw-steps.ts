/** A distribution as a step line in the band where the noise leaves it. */

import type { Interval } from './drawable.ts'
import { axisSize, type Drawing, type Drawn, draw, scaleOf, within } from './drawing.ts'
import type { Steps } from './picture.ts'
import { widest } from './text-width.ts'

const top = 34
const plotHeight = 220

export function drawSteps({ points, range, unit }: Steps, drawing: Drawing): Drawn {
  const { observable, width, valueLabel, binLabel } = drawing
  const along = spanOf(points.map(({ x }) => x))
  const values = scaleOf(range, plotHeight, () => 38)
  const left = 14 + widest(values.marks.map(values.text), axisSize)
  const places = scaleOf(along, width - left, (text) => Math.max(50, text + 24), unit)
  const right = 8 + widest(places.marks.slice(-1).map(places.text), axisSize) / 2
  const bottom = binLabel === undefined ? 28 : 48
  const line = points.map((point) => ({
    ...point,
    low: within(point.low, range),
    high: within(point.high, range),
  }))
  const label = (text: string | undefined, options: object) =>
    text === undefined
      ? []
      : [observable.text([text], { text: String, className: 'axis', ...options })]
  const layout = { height: top + plotHeight + bottom, left, right, top, bottom, x: along, y: range }
  return draw(drawing, layout, [
    observable.ruleY(values.marks, { className: 'grid' }),
    observable.text(values.marks, {
      y: (value: number) => value,
      text: values.text,
      frameAnchor: 'left',
      textAnchor: 'end',
      dx: -8,
      className: 'axis',
    }),
    observable.ruleY([0], { className: 'zero' }),
    observable.areaY(line, {
      x: 'x',
      y1: 'low',
      y2: 'high',
      curve: 'step-after',
      className: 'band',
    }),
    observable.lineY(line, { x: 'x', y: 'value', curve: 'step-after', className: 'line' }),
    observable.text(places.marks, {
      x: (value: number) => value,
      text: places.text,
      frameAnchor: 'bottom',
      dy: 18,
      className: 'axis',
    }),
    ...label(valueLabel, {
      frameAnchor: 'top-left',
      textAnchor: 'start',
      dx: -left,
      dy: -top + 8,
    }),
    ...label(binLabel, { frameAnchor: 'bottom', dy: 38 }),
  ])
}

/** From the least place to the greatest; they come in order. */
function spanOf(places: readonly number[]): Interval {
  const low = places[0] ?? 0
  const high = places.at(-1) ?? low
  return high > low ? [low, high] : [low - 1, low + 1]
}
