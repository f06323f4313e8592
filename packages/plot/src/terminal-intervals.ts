/** Released values as text: a dot where the value lies, a line where its interval runs. */

import { type ValueUnit, valueText } from '@dither/query'
import type { Interval } from './drawable.ts'
import { formatNumber, formatWithError, ticks } from './figures.ts'
import { type DrawableInterval, rangeAround } from './marks.ts'
import { paint, plain, type TerminalStyle } from './terminal-style.ts'

/**
 * Draws values on one scale, one a line.
 *
 *     female        ├──────●──────┤              36.80 ± 0.71
 *     male                  ├──────●──────┤      37.52 ± 0.71
 *
 * No line is longer than `width` columns (80 unless said, at least 20).
 */
export function terminalIntervals(
  intervals: readonly (DrawableInterval & { readonly figure?: string })[],
  options: Partial<TerminalStyle> & { readonly range?: Interval; readonly unit?: ValueUnit } = {},
): string {
  const { unicode = true, color = false, unit } = options
  const width = Math.max(20, Math.floor(options.width ?? 80))
  const names = intervals.map((one) => plain(one.label, unicode))
  const figures = intervals.map(({ value, low, high, figure }) =>
    plain(figure ?? formatWithError(value, Math.max(high - value, value - low)), unicode),
  )
  const labelWidth = Math.min(
    Math.floor(width / 3),
    Math.max(0, ...names.map((name) => name.length)),
  )
  const figureWidth = Math.max(0, ...figures.map((figure) => figure.length))
  const showFigures = width - labelWidth - figureWidth - 4 >= 12
  const cells = Math.max(4, width - labelWidth - 2 - (showFigures ? figureWidth + 2 : 0))
  const [low, high] = options.range ?? rangeAround(intervals)
  const cellOf = (value: number): number =>
    Math.min(cells - 1, Math.max(0, Math.round(((value - low) / (high - low)) * (cells - 1))))

  const lines = intervals.map((one, index) => {
    const line = Array.from({ length: cells }, () => ' ')
    const [from, to] = [cellOf(one.low), cellOf(one.high)]
    for (let cell = from; cell <= to; cell += 1) line[cell] = unicode ? '─' : '-'
    line[from] = unicode ? '├' : '|'
    line[to] = unicode ? '┤' : '|'
    line[cellOf(one.value)] = unicode ? '●' : 'o'
    const label = (names[index] ?? '').slice(0, labelWidth).padStart(labelWidth)
    const figure = showFigures ? `  ${(figures[index] ?? '').padStart(figureWidth)}` : ''
    return `${label}  ${paint(line.join('').trimEnd(), 'bar', color)}${' '.repeat(cells - line.join('').trimEnd().length)}${figure}`
  })
  const marks = ticks(low, high, Math.max(2, Math.floor(cells / 10)))
  const digits = Math.max(
    0,
    -Number(((marks[1] ?? 1) - (marks[0] ?? 0)).toExponential(0).split('e')[1] ?? 0),
  )
  let numbers = ''
  for (const mark of marks) {
    const text = unit === undefined ? formatNumber(mark, digits) : valueText(mark, unit)
    const start = Math.max(
      0,
      Math.min(cellOf(mark) - Math.floor(text.length / 2), cells - text.length),
    )
    if (numbers === '' || start > numbers.length) numbers = numbers.padEnd(start) + text
  }
  lines.push(paint(`${' '.repeat(labelWidth + 2)}${numbers}`, 'dim', color))
  return lines.map((line) => line.trimEnd()).join('\n')
}
