/** How much one picture shows: what is beyond is counted in words, since a file of a million cells helps nobody. */

import type { Picture } from './picture.ts'

/** Small multiples of one answer. */
export const mostPictures = 60
/** Of each kind of picture. */
const most = { dots: 400, bars: 1000, rows: 150, columns: 60 } as const

/** The beginning of a picture, and how many values are left out. */
export function limited(picture: Picture): { readonly picture: Picture; readonly more: number } {
  switch (picture.kind) {
    case 'dots': {
      const marks = picture.marks.slice(0, most.dots)
      return { picture: { ...picture, marks }, more: picture.marks.length - marks.length }
    }
    case 'bars': {
      const bars = picture.bars.slice(0, most.bars)
      return { picture: { ...picture, bars }, more: picture.bars.length - bars.length }
    }
    case 'heat': {
      const rows = picture.rows.slice(0, most.rows)
      const columns = picture.columns.slice(0, most.columns)
      const cells = picture.cells.slice(0, most.rows).map((row) => row.slice(0, most.columns))
      const more = picture.rows.length * picture.columns.length - rows.length * columns.length
      return { picture: { ...picture, rows, columns, cells }, more }
    }
    case 'steps':
      return { picture, more: 0 }
    default:
      return picture satisfies never
  }
}
