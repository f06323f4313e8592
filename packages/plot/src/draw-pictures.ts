/** The pictures of one answer, laid out. */

import { drawColumns, fitsStanding } from './draw-columns.ts'
import { drawHeatMap } from './draw-heat-map.ts'
import { drawList } from './draw-list.ts'
import { drawDots, drawLyingBars } from './draw-rows.ts'
import { drawSteps } from './draw-steps.ts'
import type { Drawing, Drawn } from './drawing.ts'
import { formatNumber } from './figures.ts'
import { type Block, headingBlock } from './frame.ts'
import { limited, mostHeight, mostPictures } from './limit.ts'
import type { Picture } from './picture.ts'
import { px } from './write-svg.ts'

/** Small multiples side by side where they are small enough; wide ones under one another. */
export function drawPictures(pictures: readonly Picture[], drawing: Drawing): Block[] {
  const beside = pictures.length > 1 && pictures.every(mayBeNarrow)
  const columns = beside ? Math.max(1, Math.floor((drawing.width + gap) / (smallest + gap))) : 1
  const width = (drawing.width - gap * (columns - 1)) / columns
  const drawn = pictures.slice(0, mostPictures).map((whole): Block => {
    const { picture, more } = limited(whole, width)
    const { heading } = picture
    return stacked([
      ...(heading === undefined ? [] : [headingBlock(heading, '', width)]),
      drawPicture(picture, { ...drawing, width }),
      ...noteOf(more, 'values', width),
    ])
  })
  const rows = Array.from({ length: Math.ceil(drawn.length / columns) }, (_, row) =>
    drawn.slice(row * columns, (row + 1) * columns),
  )
  const blocks = rows.map((row) => ({
    elements: row
      .map(({ elements }, index) =>
        index === 0
          ? elements
          : `<g transform="translate(${px(index * (width + gap))},0)">${elements}</g>`,
      )
      .join(''),
    height: Math.max(...row.map(({ height }) => height)) + (pictures.length > 1 ? 8 : 0),
  }))
  let height = 0
  const shown = blocks.filter((block) => {
    const begins = height
    height += block.height
    return begins < mostHeight
  })
  const more = pictures.length - Math.min(drawn.length, shown.length * columns)
  return [...shown, ...noteOf(more, 'pictures', drawing.width)]
}

function stacked(blocks: readonly Block[]): Block {
  let height = 0
  const elements = blocks.map((block) => {
    const placed =
      height === 0
        ? block.elements
        : `<g transform="translate(0,${px(height)})">${block.elements}</g>`
    height += block.height
    return placed
  })
  return { elements: elements.join(''), height }
}

function noteOf(more: number, of: string, width: number): Block[] {
  return more === 0
    ? []
    : [headingBlock('', `and ${formatNumber(more)} more ${of}, not drawn`, width)]
}

/** Pixels between small multiples, and how narrow they may be. */
const gap = 20
const smallest = 200

function mayBeNarrow(picture: Picture): boolean {
  switch (picture.kind) {
    case 'bars':
      return picture.bars.length <= 12 && fitsStanding(picture.bars, smallest)
    case 'heat':
      return picture.columns.length <= 2
    case 'dots':
    case 'steps':
      return false
    case 'list':
      return true
    default:
      return picture satisfies never
  }
}

function drawPicture(picture: Picture, drawing: Drawing): Drawn {
  switch (picture.kind) {
    case 'dots':
      return drawDots(picture, drawing)
    case 'bars':
      return fitsStanding(picture.bars, drawing.width)
        ? drawColumns(picture.bars, picture.range, drawing)
        : drawLyingBars(picture.bars, picture.range, drawing)
    case 'heat':
      return drawHeatMap(picture, drawing)
    case 'steps':
      return drawSteps(picture, drawing)
    case 'list':
      return drawList(picture, drawing)
    default:
      return picture satisfies never
  }
}
