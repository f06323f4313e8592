/** Names in their order, numbered. */

import { axisSize, type Drawing, type Drawn, textSize } from './drawing.ts'
import type { List } from './picture.ts'
import { wrap } from './text-width.ts'
import { escapeXml, px } from './write-svg.ts'

export function drawList({ marks, note }: List, { width }: Pick<Drawing, 'width'>): Drawn {
  let y = 6
  const lines = (text: string, size: number, of: string): string[] =>
    wrap(text, width - indent, size).map((line) => {
      y += size * 1.45
      return `<text class="${of}" x="${indent}" y="${px(y)}">${escapeXml(line)}</text>`
    })
  const elements = [
    ...marks.flatMap(({ label, value }) => lines(`${value}. ${label}`, textSize, 'name')),
    ...lines(note, axisSize, 'axis'),
  ]
  return { elements: elements.join(''), height: y + 10 }
}

/** Pixels. */
const indent = 12
