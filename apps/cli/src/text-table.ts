/** Columns of text, aligned. */

/** @param align one letter a column: l for left, r for right */
export function textTable(rows: readonly (readonly string[])[], align: string): string[] {
  const widths = [...align].map((_, column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? ''
        return align[column] === 'r' ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('   ')
      .trimEnd(),
  )
}
