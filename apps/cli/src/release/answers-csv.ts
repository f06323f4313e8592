/** Released answers as one table of comma-separated values, for --csv: a line a value. */

import type { Released, ReleasedCell } from '@dither/query'

type Cell = string | number | boolean

interface Line {
  readonly keys: Readonly<Record<string, Cell>>
  /** The names of the value: none of a single one, two in a matrix. */
  readonly entry: readonly string[]
  readonly value: number
  readonly interval: readonly [low: number, high: number]
}

/**
 * The columns are the answer, the keys of its group, the entry (a bin, a rank, a pair), the value, and the ends
 * of its interval, that of each value alone. Numbers are written in full, as RFC 4180 has it.
 */
export function answersCsv(
  answers: Readonly<Record<string, Released>>,
  confidence: number,
): string {
  const lines = Object.entries(answers).flatMap(([name, answer]) =>
    linesOf(answer, confidence).map((line) => ({ name, ...line })),
  )
  const keys = [...new Set(lines.flatMap((line) => Object.keys(line.keys)))]
  const head = ['answer', ...keys, 'entry', 'value', 'low', 'high']
  const rows = lines.map((line) => [
    line.name,
    ...keys.map((key) => line.keys[key] ?? ''),
    line.entry.join(', '),
    line.value,
    ...line.interval,
  ])
  return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('')
}

function linesOf(answer: Released, confidence: number): Line[] {
  if (answer.kind !== 'table')
    return cellLines(answer, confidence).map((line) => ({ ...line, keys: {} }))
  return answer.rows.flatMap((row) =>
    cellLines(row.answer, confidence).map((line) => ({ ...line, keys: row.keys })),
  )
}

function cellLines(answer: ReleasedCell, confidence: number): Omit<Line, 'keys'>[] {
  switch (answer.kind) {
    case 'scalar':
      return [{ entry: [], value: answer.value, interval: answer.interval({ confidence }) }]
    case 'bins':
      return answer.bins.map(({ label, parts, value }, i) => ({
        entry: parts ?? [label],
        value,
        interval: answer.interval(i, { confidence }),
      }))
    case 'vector':
      return answer.entries.map(({ label, value }, i) => ({
        entry: [label],
        value,
        interval: answer.interval(i, { confidence }),
      }))
    case 'cdf':
      return answer.points.map(({ x, value }, i) => ({
        entry: [String(x)],
        value,
        interval: answer.interval(i, { confidence }),
      }))
    case 'matrix':
      return answer.rows.flatMap((row, i) =>
        answer.columns.map((column, j) => ({
          entry: [row, column],
          value: answer.values[i]?.[j] ?? 0,
          interval: answer.interval(i, j, { confidence }),
        })),
      )
  }
}

function csvCell(cell: Cell): string {
  const text = String(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
