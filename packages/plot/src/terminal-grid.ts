/** A table of noisy values as text. */

import type { Heat } from './picture.ts'
import { paint, plain, type TerminalStyle } from './terminal-style.ts'

/**
 * Rows and columns with the figure of each cell; where they are wider than `width` columns (80 unless said,
 * at least 20), some columns at a time.
 */
export function terminalGrid(heat: Heat, options: Partial<TerminalStyle> = {}): string {
  const { unicode = true, color = false } = options
  const width = Math.max(20, Math.floor(options.width ?? 80))
  const most = Math.floor((width - 2) / 2)
  const short = (text: string): string => {
    const clean = plain(text, unicode)
    return clean.length <= most ? clean : `${clean.slice(0, most - 1)}${unicode ? '…' : '~'}`
  }
  const names = heat.rows.map(short)
  const columns = heat.columns.map((name, j) => {
    const cells = [short(name), ...heat.cells.map((row) => short(row[j]?.figure ?? ''))]
    const widest = Math.max(...cells.map(({ length }) => length))
    return cells.map((cell) => cell.padStart(widest))
  })
  const corner = short(heat.names === undefined ? '' : `${heat.names.rows} / ${heat.names.columns}`)
  const pieces: string[][][] = [[]]
  const nameWidth = Math.max(corner.length, ...names.map(({ length }) => length))
  let used = nameWidth
  for (const column of columns) {
    const wide = 2 + (column[0]?.length ?? 0)
    if (used + wide > width && pieces.at(-1)?.length !== 0) {
      pieces.push([])
      used = nameWidth
    }
    pieces.at(-1)?.push(column)
    used += wide
  }
  return pieces
    .map((piece) =>
      [corner, ...names]
        .map((name, row) => {
          const cells = [name.padStart(nameWidth), ...piece.map((column) => column[row] ?? '')]
          return paint(cells.join('  ').trimEnd(), 'dim', color && row === 0)
        })
        .join('\n'),
    )
    .join('\n\n')
}
