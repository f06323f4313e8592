/** How much one picture shows: what is beyond is counted in words, since a file of a million cells helps nobody. */

import { fitsStanding } from './draw-columns.ts'
import type { Picture } from './picture.ts'

/** Small multiples of one answer. */
export const mostPictures = 60
/** Of each kind of picture. */
const most = { dots: 100, bars: 1000, lying: 100, rows: 150, columns: 60 } as const
/** Pixels, of one answer: what begins beyond is not drawn. */
export const mostHeight = 6000

/** The beginning of a picture, and how many values are left out. */
export function limited(
  picture: Picture,
  width: number,
): { readonly picture: Picture; readonly more: number } {
  switch (picture.kind) {
    case 'dots':
    case 'list': {
      const marks = picture.marks.slice(0, most.dots)
      return { picture: { ...picture, marks }, more: picture.marks.length - marks.length }
    }
    case 'bars': {
      const standing = fitsStanding(picture.bars, width)
      const bars = picture.bars.slice(0, standing ? most.bars : most.lying)
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
