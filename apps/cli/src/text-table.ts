/** Columns of text, aligned, and paragraphs. */

/** @param align one letter a column: l for left, r for right */
function textTable(rows: readonly (readonly string[])[], align: string): string[] {
  const widths = [...align].map((_, column) =>
    rows.reduce((most, row) => Math.max(most, (row[column] ?? '').length), 0),
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

/**
 * The same where it fits; on a narrower screen each row is the names that it begins with, and under them
 * the rest of it, without the heading.
 *
 * @param names how many columns name a row
 */
export function fittingTable(
  rows: readonly (readonly string[])[],
  align: string,
  width: number,
  names = 1,
): string[] {
  const table = textTable(rows, align)
  if (table.every((line) => line.length <= width)) return table
  return rows.slice(1).flatMap((row) => {
    const rest = row.slice(names).filter((cell) => cell !== '')
    return [row.slice(0, names).join(', '), ...wrapped(rest, width, '  ', '   ')]
  })
}

/** Pieces on as few lines as take them. */
function wrapped(
  pieces: readonly string[],
  width: number,
  indent: string,
  between: string,
): string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    if (last === undefined || last.length + between.length + piece.length > width)
      lines.push(`${indent}${piece}`)
    else lines[lines.length - 1] = `${last}${between}${piece}`
  }
  return lines
}

/** A text after its word, in lines of `width` at most where its words allow it. */
export function paragraph(word: string, text: string, width: number): string {
  const indent = ' '.repeat(word.length)
  return wrapped(text.split(' '), Math.max(20, width), indent, ' ').join('\n').replace(indent, word)
}
