/** A released histogram as text: bars, and whiskers that say how far the noise may have moved them. */

import { checkConfidence, type DrawableBins, type Interval } from './drawable.ts'
import { formatNumber, ticks } from './figures.ts'
import { type Bar, barsOf, percent, rangeFromZero } from './marks.ts'
import { paint, plain, type TerminalStyle } from './terminal-style.ts'

/** How a histogram is drawn as text. */
export interface TerminalHistogramOptions extends Partial<TerminalStyle> {
  /** Of the whiskers; 0.95 unless said. */
  readonly confidence?: number
  /** A line below the axis that says what the whiskers are; true unless said. */
  readonly legend?: boolean
}

/** How bars are drawn as text. */
export interface TerminalBarsOptions extends Partial<TerminalStyle> {
  /** What the whiskers are; nothing is said where there is no room for all of it. */
  readonly legend?: string
  /** The scale, if not that of these bars. */
  readonly range?: Interval
}

/**
 * Draws horizontal bars with whiskers.
 *
 *     0 – 5   ███████████████├──┼──┤                          103 ± 7
 *     5 – 10  ██████████████████████████████████├──┼──┤       221 ± 7
 *
 * No line is longer than `width` columns (80 unless said, at least 20); where there is no room for bars, the
 * numbers stand alone. Without `unicode` only ASCII is
 * used; without `color` no escape codes are.
 */
export function terminalHistogram(
  released: DrawableBins,
  options: TerminalHistogramOptions = {},
): string {
  const { confidence = 0.95, legend = true, ...style } = options
  const bars = barsOf(released, {
    confidence: checkConfidence(confidence),
    simultaneous: false,
  })
  return terminalBars(
    bars,
    legend ? { ...style, legend: `${percent(confidence)} interval of the noise` } : style,
  )
}

/** The same of bars that have their figures already. */
export function terminalBars(bars: readonly Bar[], options: TerminalBarsOptions = {}): string {
  const { unicode = true, color = false, legend } = options
  const width = Math.max(20, Math.floor(options.width ?? 80))
  const glyphs = unicode ? blocks : ascii
  const figures = bars.map(({ figure }) => figure.replace('±', glyphs.plusMinus))
  const figureWidth = Math.max(...figures.map((figure) => figure.length), 0)
  const names = bars.map((bar) => plain(bar.label, unicode))
  const longest = Math.max(...names.map((name) => name.length), 0)
  // Numbers first, then names, then bars: what is short of room loses its bars, never its numbers.
  const beside = width - figureWidth - 4
  const barsWanted = Math.max(10, Math.floor(width / 4))
  const labelWidth = Math.min(longest, Math.max(Math.floor(width / 3), beside - barsWanted))
  const cells = beside - labelWidth
  if (cells < fewestCells || (width < narrow && labelWidth < longest))
    return withoutBars(names, figures, { width, color, bars, glyphs })
  const labels = names.map((name) => shorten(name, labelWidth, glyphs))
  const [low, high] = options.range ?? rangeFromZero(bars)
  const cellOf = (value: number): number =>
    Math.min(cells - 1, Math.max(0, Math.round(((value - low) / (high - low)) * (cells - 1))))

  const lines = bars.map((bar, index) => {
    const label = (labels[index] ?? '').padStart(labelWidth)
    const figure = `  ${(figures[index] ?? '').padStart(figureWidth)}`
    return `${paint(label, 'dim', color && bar.rest)}  ${drawBar(bar, cells, cellOf, glyphs, color)}${figure}`
  })
  const indent = ' '.repeat(labelWidth + 2)
  lines.push(
    ...drawAxis(low, high, cells, cellOf, glyphs).map((line) =>
      paint(`${indent}${line}`, 'dim', color),
    ),
  )
  if (legend !== undefined) {
    const text = `${glyphs.left}${glyphs.line}${glyphs.middle}${glyphs.line}${glyphs.right} ${legend}`
    if (indent.length + text.length <= width) lines.push(paint(`${indent}${text}`, 'dim', color))
  }
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** Below this width bars give way to names. */
const narrow = 48
/** Fewer cells show nothing. */
const fewestCells = 6

/** A name and its number a line; a number that leaves no room for its name stands below it. */
function withoutBars(
  names: readonly string[],
  figures: readonly string[],
  style: {
    readonly width: number
    readonly color: boolean
    readonly bars: readonly Bar[]
    readonly glyphs: Glyphs
  },
): string {
  const { width, color, bars, glyphs } = style
  const figureWidth = Math.max(...figures.map((figure) => figure.length), 0)
  const longest = Math.max(...names.map((name) => name.length), 0)
  const room = width - figureWidth - 2
  const labelWidth = Math.min(longest, room)
  const lines = names.flatMap((name, index) => {
    const figure = figures[index] ?? ''
    const dim = (label: string): string => paint(label, 'dim', color && bars[index]?.rest === true)
    if (labelWidth >= Math.min(longest, 6)) {
      const label = shorten(name, labelWidth, glyphs).padStart(labelWidth)
      return [`${dim(label)}  ${figure.padStart(figureWidth)}`]
    }
    const below = figure.length + 2 <= width ? [`  ${figure}`] : figure.split(/ (?=[^\d]+\s)/)
    return [dim(shorten(name, width, glyphs)), ...below]
  })
  return lines.map((line) => line.trimEnd()).join('\n')
}

type Glyphs = Record<
  | 'bar'
  | 'zero'
  | 'left'
  | 'line'
  | 'right'
  | 'middle'
  | 'single'
  | 'axis'
  | 'tick'
  | 'corner'
  | 'more'
  | 'plusMinus',
  string
>
const blocks: Glyphs = {
  bar: '█',
  zero: '▏',
  left: '├',
  line: '─',
  right: '┤',
  middle: '┼',
  single: '│',
  axis: '─',
  tick: '┬',
  corner: '┬',
  more: '…',
  plusMinus: '±',
}
const ascii: Glyphs = {
  bar: '#',
  zero: '|',
  left: '|',
  line: '-',
  right: '|',
  middle: '+',
  single: '|',
  axis: '-',
  tick: '+',
  corner: '+',
  more: '~',
  plusMinus: '+/-',
}

/** Cells from left to right: the bar from zero to the value, and the whisker on top of it. */
function drawBar(
  bar: Bar,
  cells: number,
  cellOf: (value: number) => number,
  glyphs: Glyphs,
  color: boolean,
): string {
  const zero = cellOf(0)
  const value = cellOf(bar.value)
  const [from, to] = [cellOf(bar.low), cellOf(bar.high)]
  let drawn = ''
  let run = ''
  let style: 'bar' | 'onBar' | 'whisker' | 'dim' | undefined
  const flush = (): void => {
    drawn += style === undefined ? run : paint(run, style, color)
    run = ''
  }
  for (let cell = 0; cell < cells; cell += 1) {
    const inBar = (cell >= zero && cell < value) || (cell > value && cell <= zero && value < zero)
    const inWhisker = cell >= from && cell <= to
    const glyph = inWhisker
      ? whisker(cell, from, value, to, glyphs)
      : inBar
        ? glyphs.bar
        : cell === zero && zero > 0
          ? glyphs.zero
          : ' '
    const next = inWhisker
      ? inBar
        ? 'onBar'
        : 'whisker'
      : inBar
        ? 'bar'
        : cell === zero
          ? 'dim'
          : undefined
    if (next !== style) flush()
    style = next
    run += glyph
  }
  flush()
  return drawn
}

function whisker(cell: number, from: number, value: number, to: number, glyphs: Glyphs): string {
  if (from === to) return glyphs.single
  if (cell === value && value !== from && value !== to) return glyphs.middle
  return cell === from ? glyphs.left : cell === to ? glyphs.right : glyphs.line
}

/** A line with ticks, and the numbers under it. */
function drawAxis(
  low: number,
  high: number,
  cells: number,
  cellOf: (value: number) => number,
  glyphs: Glyphs,
): string[] {
  const marks = ticks(
    low,
    high,
    Math.max(2, Math.floor(cells / (4 + Math.max(5, formatNumber(high).length)))),
  )
  const step = (marks[1] ?? 1) - (marks[0] ?? 0)
  const digits = Math.max(0, -Number(step.toExponential(0).split('e')[1] ?? 0))
  const line = Array.from({ length: cells }, () => glyphs.axis)
  let numbers = ''
  for (const mark of marks) {
    const cell = cellOf(mark)
    const text = formatNumber(mark, digits)
    const start = Math.min(Math.max(0, cell - Math.floor(text.length / 2)), cells - text.length)
    line[cell] = glyphs.tick
    if (start < 0 || (numbers !== '' && start <= numbers.length)) continue
    numbers = numbers.padEnd(start) + text
  }
  return [line.join(''), numbers]
}

function shorten(label: string, atMost: number, glyphs: Glyphs): string {
  return label.length <= atMost ? label : `${label.slice(0, Math.max(1, atMost - 1))}${glyphs.more}`
}
