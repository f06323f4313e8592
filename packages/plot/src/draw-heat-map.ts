/** Values as coloured cells, each with its figure where there is room. */

import { drawColourScale } from './draw-colour-scale.ts'
import { axisSize, type Drawing, type Drawn, draw } from './drawing.ts'
import { digitsFor, formatNumber } from './figures.ts'
import type { Mark } from './marks.ts'
import type { Heat } from './picture.ts'
import { shadeOf } from './shade.ts'
import { cut, twoLines, widest } from './text-width.ts'
import { px } from './write-svg.ts'

interface Cell {
  readonly mark: Mark
  readonly row: number
  readonly column: number
  readonly fill: string
  readonly dark: boolean
  readonly text: string
  readonly title: string
}

export function drawHeatMap(heat: Heat, drawing: Drawing): Drawn {
  const { observable, width } = drawing
  const names = heat.rows.map((row) => twoLines(row, width * 0.3, axisSize))
  const rowsName = heat.names?.rows ?? ''
  const columnsName = heat.names?.columns ?? ''
  const left = 10 + widest([...names.flat(), cut(rowsName, width * 0.3, axisSize)], axisSize)
  const across = (width - left) / Math.max(1, heat.columns.length)
  const rotated = widest(heat.columns.flatMap(words), axisSize) > across - 4
  const heads = heat.columns.map((column) =>
    rotated ? cut(column, 120, axisSize) : twoLines(column, across - 4, axisSize).join('\n'),
  )
  const headHeight = rotated
    ? widest(heads, axisSize) + 10
    : heads.some((head) => head.includes('\n'))
      ? 40
      : 24
  const top = headHeight + (columnsName === '' ? 0 : 18)
  const figures = heat.cells.flat().map((cell) => cell?.figure ?? '')
  const fitting = fittingFigures(figures, across)
  const down = Math.max(
    fitting === 'two lines' || names.some(({ length }) => length > 1) ? 42 : 28,
    Math.min(48, across * 0.5),
  )
  const cells = cellsOf(heat, fitting)
  const layout = {
    height: top + down * heat.rows.length + 2,
    left,
    right: 0,
    top,
    bottom: 2,
    x: [0, Math.max(1, heat.columns.length)] as const,
    y: [0, Math.max(1, heat.rows.length)] as const,
    down: true,
  }
  const map = draw(drawing, layout, [
    observable.rect(cells, {
      x1: 'column',
      x2: ({ column }: Cell) => column + 1,
      y1: 'row',
      y2: ({ row }: Cell) => row + 1,
      inset: across < 8 ? 0 : 1,
      fill: { value: 'fill', scale: null },
      title: 'title',
    }),
    ...[false, true].map((dark) =>
      observable.text(
        cells.filter((cell) => cell.dark === dark && cell.text !== ''),
        {
          x: ({ column }: Cell) => column + 0.5,
          y: ({ row }: Cell) => row + 0.5,
          text: 'text',
          lineHeight: 1.2,
          className: `axis ${dark ? 'on-dark' : 'on-light'}`,
        },
      ),
    ),
    observable.text(names, {
      y: (_: unknown, index: number) => index + 0.5,
      text: (lines: readonly string[]) => lines.join('\n'),
      lineHeight: 1.15,
      frameAnchor: 'left',
      textAnchor: 'end',
      dx: -8,
      className: 'axis',
    }),
    observable.text(heads, {
      x: (_: string, index: number) => index + 0.5,
      text: String,
      frameAnchor: 'top',
      lineAnchor: rotated ? 'middle' : 'bottom',
      lineHeight: 1.15,
      ...(rotated ? { rotate: -90, textAnchor: 'start' } : {}),
      dy: rotated ? -6 : -7,
      className: 'axis',
    }),
    observable.text([cut(rowsName, width * 0.3, axisSize)], {
      text: String,
      frameAnchor: 'top-left',
      textAnchor: 'end',
      lineAnchor: 'bottom',
      dx: -8,
      dy: -7,
      className: 'axis heading',
    }),
    observable.text([cut(columnsName, width - left, axisSize)], {
      text: String,
      frameAnchor: 'top',
      lineAnchor: 'middle',
      dy: 8 - top,
      className: 'axis heading',
    }),
  ])
  if (fitting === 'one line' || fitting === 'two lines') return map
  const legend = drawColourScale(heat.range, errorsText(heat), drawing)
  return {
    elements: `${map.elements}<g transform="translate(0,${px(map.height)})">${legend.elements}</g>`,
    height: map.height + legend.height,
  }
}

type Fitting = 'one line' | 'two lines' | 'value' | 'none'

function fittingFigures(figures: readonly string[], across: number): Fitting {
  const room = across - 8
  if (widest(figures, axisSize) <= room) return 'one line'
  const parts = figures.map((figure) => figure.split(' ± '))
  if (
    widest(
      parts.map(([value = '']) => value),
      axisSize,
    ) > room
  )
    return 'none'
  return widest(
    parts.map(([, error = '']) => `± ${error}`),
    axisSize,
  ) <= room
    ? 'two lines'
    : 'value'
}

function figureText(figure: string, fitting: Fitting): string {
  switch (fitting) {
    case 'one line':
      return figure
    case 'two lines':
      return figure.replace(' ± ', '\n± ')
    case 'value':
      return figure.split(' ± ')[0] ?? ''
    case 'none':
      return ''
    default:
      return fitting satisfies never
  }
}

function cellsOf({ rows, columns, cells, range }: Heat, fitting: Fitting): Cell[] {
  return cells.flatMap((line, row) =>
    line.flatMap((mark, column) => {
      if (mark === undefined) return []
      const { fill, dark } = shadeOf(mark.value, range)
      const text = figureText(mark.figure, fitting)
      const title = `${rows[row] ?? ''}, ${columns[column] ?? ''}: ${mark.figure}`
      return [{ mark, row, column, fill, dark, text, title }]
    }),
  )
}

/** What of a name must stand on one line. */
function words(name: string): string[] {
  return name.split(' ')
}

/** How far the noise may have moved the values, where their figures have no room. */
function errorsText({ cells }: Heat): string {
  const errors = cells.flat().flatMap((cell) => {
    if (cell === undefined) return []
    return [Math.max(cell.high - cell.value, cell.value - cell.low)]
  })
  const most = errors.reduce((larger, error) => Math.max(larger, error), 0)
  const same = errors.every((error) => error === most)
  return `each value ± ${formatNumber(most, digitsFor(most))}${same ? '' : ' or less'}`
}
