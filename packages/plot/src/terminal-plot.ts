/** Any released answer as text, in a compact form. */

import type { Released } from '@dither/query'
import { checkConfidence } from './drawable.ts'
import { type Mark, percent } from './marks.ts'
import { type List, marksOf, type Picture, picturesOf } from './picture.ts'
import { terminalGrid } from './terminal-grid.ts'
import { terminalBars } from './terminal-histogram.ts'
import { terminalIntervals } from './terminal-intervals.ts'
import { paint, plain, type TerminalStyle } from './terminal-style.ts'

/** How an answer is drawn as text. */
export interface TerminalPlotOptions extends Partial<TerminalStyle> {
  /** Of the intervals; 0.95 unless said. */
  readonly confidence?: number
  /** Whether the confidence is for all values of the answer at once; true unless said. */
  readonly simultaneous?: boolean
}

/**
 * Draws a released answer for a terminal: values with their intervals, bars with whiskers, or a grid of
 * figures; of a distribution, at most twenty points. The intervals are those that `plot` draws, and the last
 * line says what they are.
 *
 * No line is longer than `width` columns (80 unless said, at least 20). Without `unicode` only ASCII is used; without
 * `color`, as when nobody asks the terminal, no escape codes are.
 */
export function terminalPlot(released: Released, options: TerminalPlotOptions = {}): string {
  const { confidence = 0.95, simultaneous = true, ...style } = options
  const { width = 80, unicode = true, color = false } = style
  const pictures = aligned(
    picturesOf(released, { confidence: checkConfidence(confidence), simultaneous }),
  )
  const drawn = pictures.flatMap((picture) => [
    ...(picture.heading === undefined
      ? []
      : [paint(plain(picture.heading, unicode).slice(0, Math.max(20, width)), 'strong', color)]),
    drawPicture(picture, style),
  ])
  const many = simultaneous && pictures.flatMap(marksOf).length > 1
  const legend = `${unicode ? '├─┤' : '|-|'} ${percent(confidence)} interval of the noise${many ? ', all at once' : ''}`
  return [...drawn, ...(legend.length <= width ? [paint(legend, 'dim', color)] : [])].join('\n')
}

/** Figures as wide as the widest, so that the axes of several pictures are equally long. */
function aligned(pictures: readonly Picture[]): readonly Picture[] {
  const widest = pictures
    .flatMap(marksOf)
    .reduce((most, { figure }) => Math.max(most, figure.length), 0)
  const pad = <M extends Mark>(mark: M): M => ({ ...mark, figure: mark.figure.padStart(widest) })
  return pictures.map((picture) => {
    if (picture.kind === 'dots') return { ...picture, marks: picture.marks.map(pad) }
    return picture.kind === 'bars' ? { ...picture, bars: picture.bars.map(pad) } : picture
  })
}

function drawPicture(picture: Picture, style: Partial<TerminalStyle>): string {
  switch (picture.kind) {
    case 'dots':
      return terminalIntervals(picture.marks, {
        ...style,
        range: picture.range,
        ...(picture.unit === undefined ? {} : { unit: picture.unit }),
      })
    case 'bars':
      return terminalBars(picture.bars, { ...style, range: picture.range })
    case 'heat':
      return terminalGrid(picture, style)
    case 'steps':
      return terminalBars(
        some(picture.points).map((point) => ({ ...point, rest: false })),
        style,
      )
    case 'list':
      return terminalList(picture, style)
    default:
      return picture satisfies never
  }
}

/** A name a line, after its place. */
function terminalList({ marks, note }: List, style: Partial<TerminalStyle>): string {
  const { width = 80, unicode = true, color = false } = style
  const cut = (text: string): string => plain(text, unicode).slice(0, Math.max(20, width))
  const names = marks.map(({ label, value }) => cut(`${value}. ${label}`))
  return [...names, paint(cut(note), 'dim', color)].join('\n')
}

/** How many points of a line a terminal shows. */
const mostPoints = 20

/** Evenly out of all, with the last. */
function some<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / mostPoints)
  return points.filter((_, index) => (points.length - 1 - index) % every === 0)
}
