/** Bars that stand: bins between edges on a number line, other bins beside it. */

import type { Markish } from '@observablehq/plot'
import type { Interval } from './drawable.ts'
import { axisSize, type Drawing, type Drawn, draw, scaleOf, within } from './drawing.ts'
import { formatNumber } from './figures.ts'
import { type Bar, shortest } from './marks.ts'
import { textWidth, twoLines, widest } from './text-width.ts'

/** Where a bar stands, in pixels from the left end of its axis. */
interface Column {
  readonly bar: Bar
  readonly left: number
  readonly right: number
  readonly middle: number
  readonly low: number
  readonly high: number
}

const top = 34
/** Pixels between the ends of the axis of values: a wide picture is taller. */
const plotHeightOf = (width: number): number => Math.min(220, Math.max(140, width / 2))

export function drawColumns(bars: readonly Bar[], range: Interval, drawing: Drawing): Drawn {
  const { observable, width, valueLabel, binLabel } = drawing
  const plotHeight = plotHeightOf(width)
  const scale = scaleOf(range, plotHeight, () => 30)
  const left = 14 + widest(scale.marks.map(scale.text), axisSize)
  const right = 8 + lastLabel(bars) / 2
  const room = width - left - right
  const columns = columnsOf(bars, room, range)
  const narrowest = columns.reduce((least, one) => Math.min(least, one.right - one.left), room)
  const edges = edgesOf(columns)
  const names = columns
    .filter(({ bar }) => bar.range === undefined)
    .map((one) => ({
      ...one,
      text: twoLines(one.bar.label, one.right - one.left + 8, axisSize).join('\n'),
    }))
  const lines = Math.max(1, ...names.map(({ text }) => text.split('\n').length))
  const bottom = 10 + 16 * lines + (binLabel === undefined ? 0 : 22)
  const figures = columns.map(({ bar }) => valueText(bar))
  const cap = Math.min(6, narrowest / 4)
  const ends = columns.flatMap((one) =>
    cap < 1.5 || one.bar.low === one.bar.high
      ? []
      : [
          ...(one.low === one.bar.low ? [{ ...one, at: one.low }] : []),
          ...(one.high === one.bar.high ? [{ ...one, at: one.high }] : []),
        ],
  )
  const middle = ({ middle }: Column): number => middle
  const layout = {
    height: top + plotHeight + bottom,
    left,
    right,
    top,
    bottom,
    x: [0, room] as const,
    y: range,
  }
  const shapes: Markish[] = [
    observable.ruleY(scale.marks, { className: 'grid' }),
    observable.text(scale.marks, {
      y: (value: number) => value,
      text: scale.text,
      frameAnchor: 'left',
      textAnchor: 'end',
      dx: -8,
      className: 'axis',
    }),
    ...[false, true].map((rest) =>
      observable.rect(
        columns.filter(({ bar }) => bar.rest === rest),
        {
          x1: 'left',
          x2: 'right',
          y1: 0,
          y2: ({ bar }: Column) => bar.value,
          insetLeft: Math.min(1, narrowest / 10),
          insetRight: Math.min(1, narrowest / 10),
          rx: 2,
          title: ({ bar }: Column) => `${bar.label}: ${bar.figure}`,
          className: rest ? 'rest' : 'bar',
        },
      ),
    ),
    observable.ruleY([0], { className: 'zero' }),
    observable.ruleX(columns, { x: middle, y1: 'low', y2: 'high', className: 'whisker' }),
    observable.ruleY(ends, {
      y: 'at',
      x1: (one: Column) => one.middle - cap,
      x2: (one: Column) => one.middle + cap,
      className: 'whisker',
    }),
    ...(widest(figures, axisSize) + 4 > narrowest
      ? []
      : [
          observable.text(columns, {
            x: middle,
            y: 'high',
            text: (_: Column, index: number) => figures[index] ?? '',
            dy: -10,
            className: 'value axis',
          }),
        ]),
    observable.text(edges, {
      x: 'at',
      text: 'text',
      frameAnchor: 'bottom',
      dy: 18,
      className: 'axis',
    }),
    observable.text(names, {
      x: middle,
      text: 'text',
      frameAnchor: 'bottom',
      lineAnchor: 'top',
      lineHeight: 1.2,
      dy: 10,
      className: 'axis',
    }),
  ]
  return draw(drawing, layout, [
    ...shapes,
    ...(valueLabel === undefined
      ? []
      : [
          observable.text([valueLabel], {
            text: String,
            frameAnchor: 'top-left',
            textAnchor: 'start',
            dx: -left,
            dy: -top + 8,
            className: 'axis',
          }),
        ]),
    ...(binLabel === undefined
      ? []
      : [
          observable.text([binLabel], {
            text: String,
            frameAnchor: 'bottom',
            dy: bottom - 8,
            className: 'axis',
          }),
        ]),
  ])
}

/** Whether the names of bins without edges fit under columns that stand. */
export function fitsStanding(bars: readonly Bar[], width: number): boolean {
  const names = bars.filter(({ range }) => range === undefined)
  const { others, line } = slotsOf(bars, width - 60)
  return (
    names.every(({ label }) => label.length <= 24) &&
    widestWord(names) <= others - 8 &&
    (names.length === bars.length || line >= 3)
  )
}

/** Pixels of a bar between edges, and of one without; names have the room of their longest word. */
function slotsOf(
  bars: readonly Bar[],
  room: number,
): { readonly line: number; readonly others: number } {
  const names = bars.filter(({ range }) => range === undefined)
  const alike = room / Math.max(1, bars.length)
  if (names.length === 0 || names.length === bars.length) return { line: alike, others: alike }
  const others = Math.max(alike, widestWord(names) + 10)
  return { line: (room - others * names.length) / (bars.length - names.length), others }
}

function widestWord(bars: readonly Bar[]): number {
  return widest(
    bars.flatMap(({ label }) => label.split(/[ -]/)),
    axisSize,
  )
}

/** Bins between edges share a number line in proportion to their width; those below stand before it, others after. */
function columnsOf(bars: readonly Bar[], room: number, range: Interval): Column[] {
  const line = bars.filter((bar) => bar.range !== undefined)
  const others = bars.filter((bar) => bar.range === undefined)
  const gap = line.length > 0 && others.length > 0 ? 14 : 0
  const slots = slotsOf(bars, room - gap)
  const slot = slots.others
  const lineEnd = slots.line * line.length
  const from = Math.min(...line.map((bar) => bar.range?.[0] ?? 0))
  const to = Math.max(...line.map((bar) => bar.range?.[1] ?? 0))
  const x = (edge: number): number => ((edge - from) / (to - from || 1)) * lineEnd
  const place = (bar: Bar, left: number, right: number): Column => ({
    bar,
    left,
    right,
    middle: (left + right) / 2,
    low: within(bar.low, range),
    high: within(bar.high, range),
  })
  return [
    ...line.map((bar) => place(bar, x(bar.range?.[0] ?? 0), x(bar.range?.[1] ?? 0))),
    ...others.map((bar, index) => {
      const start = lineEnd + gap + slot * index
      return place(bar, start + slot * 0.1, start + slot * 0.9)
    }),
  ]
}

/** Edges under the number line, as many as fit. */
function edgesOf(columns: readonly Column[]): { readonly at: number; readonly text: string }[] {
  const edges = new Map<number, string>()
  for (const { bar, left, right } of columns) {
    if (bar.range === undefined) continue
    edges.set(left, shortest(bar.range[0]))
    edges.set(right, shortest(bar.range[1]))
  }
  const sorted = [...edges].toSorted(([a], [b]) => a - b)
  const shown: { readonly at: number; readonly text: string }[] = []
  const every = everyOf(sorted)
  for (const [index, [at, text]] of sorted.entries()) {
    const last = shown.at(-1)
    const before = last === undefined ? -Infinity : last.at + textWidth(last.text, axisSize) / 2
    const free = at - textWidth(text, axisSize) / 2 - before
    if (index % every === 0 && free >= 8) shown.push({ at, text })
  }
  return shown
}

/** Of evenly spaced edges, how many to pass over so that those shown are evenly spaced too. */
function everyOf(edges: readonly (readonly [number, string])[]): number {
  const [first = 0, second = first + 1] = edges.map(([at]) => at)
  const texts = edges.map(([, text]) => text)
  const last = edges.at(-1)?.[0] ?? first
  const spacing = (last - first) / Math.max(1, edges.length - 1)
  if (Math.abs(spacing - (second - first)) > 1) return 1
  return Math.max(1, Math.ceil((widest(texts, axisSize) + 10) / Math.max(1, spacing)))
}

/** Room for the half of the last edge's text that stands right of the number line. */
function lastLabel(bars: readonly Bar[]): number {
  const last = bars.at(-1)?.range
  return last === undefined ? 0 : textWidth(shortest(last[1]), axisSize)
}

function valueText({ value, figure }: Bar): string {
  return Number.isInteger(value) ? formatNumber(value) : (figure.split(' ')[0] ?? '')
}
