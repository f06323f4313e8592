/** Values under one another: dots, or bars from 0, each with its interval and its figure. */

import type { ValueUnit } from '@dither/query'
import type { Interval } from './drawable.ts'
import type { Drawing, Drawn } from './drawing.ts'
import { axisSize, draw, scaleOf, textSize, within } from './drawing.ts'
import type { Bar, Mark } from './marks.ts'
import type { Dots } from './picture.ts'
import { twoLines, widest } from './text-width.ts'

interface Row {
  readonly mark: Mark
  readonly label: string
  readonly middle: number
  readonly low: number
  readonly high: number
}

/** Pixels: of labels of one line, and of two. */
const rowHeights = [28, 40] as const

/** Dots in the middle of their intervals. */
export function drawDots({ marks, range, unit }: Dots, drawing: Drawing): Drawn {
  const shapes: Parameters<typeof drawRows>[3] = ({ observable }, rows) => [
    ...whiskers(drawing, rows, 0.17),
    observable.dot(rows, { x: value, y: 'middle', r: 5, className: 'dot' }),
  ]
  return drawRows(marks, range, drawing, shapes, unit)
}

/** Bars that lie, for names too long to stand side by side. */
export function drawLyingBars(bars: readonly Bar[], range: Interval, drawing: Drawing): Drawn {
  const rest = new Set<Mark>(bars.filter((bar) => bar.rest))
  return drawRows(bars, range, drawing, ({ observable }, rows) => [
    ...([false, true] as const).map((isRest) =>
      observable.rect(
        rows.filter(({ mark }) => rest.has(mark) === isRest),
        {
          x1: 0,
          x2: value,
          y1: (row: Row) => row.middle - 0.34,
          y2: (row: Row) => row.middle + 0.34,
          rx: 2,
          title: titleOf,
          className: isRest ? 'rest' : 'bar',
        },
      ),
    ),
    ...whiskers(drawing, rows, 0.17),
  ])
}

const value = ({ mark }: Row): number => mark.value
const titleOf = ({ mark }: Row): string => `${mark.label}: ${mark.figure}`

function drawRows(
  marks: readonly Mark[],
  range: Interval,
  drawing: Drawing,
  shapes: (drawing: Drawing, rows: readonly Row[]) => ReturnType<typeof whiskers>,
  unit?: ValueUnit,
): Drawn {
  const { observable, width, valueLabel } = drawing
  const labels = marks.map(({ label }) => twoLines(label, width * 0.34, textSize))
  const rowHeight = labels.some(({ length }) => length > 1) ? rowHeights[1] : rowHeights[0]
  const figures = widest(
    marks.map(({ figure }) => figure),
    textSize,
  )
  const names = widest(labels.flat(), textSize)
  const left = names === 0 ? 12 : names + 12
  const right = figures + 16
  const rows = marks.map(
    (mark, index): Row => ({
      mark,
      label: (labels[index] ?? []).join('\n'),
      middle: index + 0.5,
      low: within(mark.low, range),
      high: within(mark.high, range),
    }),
  )
  const scale = scaleOf(range, width - left - right, (text) => Math.max(50, text + 24), unit)
  const bottom = valueLabel === undefined ? 26 : 46
  const layout = {
    height: rowHeight * rows.length + bottom + 4,
    left,
    right,
    top: 4,
    bottom,
    x: range,
    y: [0, Math.max(1, rows.length)] as const,
    down: true,
  }
  return draw(drawing, layout, [
    observable.ruleX(scale.marks, { className: 'grid' }),
    observable.ruleX(
      [0].filter((zero) => zero >= range[0] && zero <= range[1]),
      { className: 'zero' },
    ),
    observable.text(scale.marks, {
      x: (value: number) => value,
      text: (value: number) => scale.text(value),
      frameAnchor: 'bottom',
      dy: 18,
      className: 'axis',
    }),
    ...shapes(drawing, rows),
    observable.text(rows, {
      y: 'middle',
      text: 'label',
      frameAnchor: 'left',
      textAnchor: 'end',
      dx: -10,
      lineHeight: 1.15,
      className: 'name',
    }),
    observable.text(rows, {
      y: 'middle',
      text: ({ mark }: Row) => mark.figure,
      frameAnchor: 'right',
      textAnchor: 'end',
      dx: right,
      className: 'value',
    }),
    ...(valueLabel === undefined
      ? []
      : [
          observable.text([valueLabel], {
            text: String,
            frameAnchor: 'bottom',
            dy: 18 + axisSize + 6,
            className: 'axis',
          }),
        ]),
  ])
}

/** A line from low to high, with ends where there are any. */
function whiskers({ observable }: Drawing, rows: readonly Row[], half: number) {
  const ends = rows.flatMap(({ mark, middle, low, high }) =>
    mark.low === mark.high
      ? []
      : [
          ...(mark.low === low ? [{ at: low, middle }] : []),
          ...(mark.high === high ? [{ at: high, middle }] : []),
        ],
  )
  return [
    observable.ruleY(rows, { x1: 'low', x2: 'high', y: 'middle', className: 'whisker' }),
    observable.ruleX(ends, {
      x: 'at',
      y1: ({ middle }: (typeof ends)[number]) => middle - half,
      y2: ({ middle }: (typeof ends)[number]) => middle + half,
      className: 'whisker',
    }),
  ]
}
