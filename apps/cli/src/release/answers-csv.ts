/** Released answers as one table of comma-separated values, for --csv: a line a value. */

import { type Released, type ReleasedCell, type ValueUnit, valueText } from '@dither/query'
import { isMoment } from './print-options.ts'

type Cell = string | number | boolean

interface Line {
  readonly keys: Readonly<Record<string, Cell>>
  /** The names of the value: none of a single one, two in a matrix. */
  readonly entry: readonly string[]
  /** A date, a time or a timestamp is in ISO 8601; a chosen name is itself. */
  readonly value: Cell
  readonly interval: readonly [low: Cell, high: Cell]
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
      return [lineOf([], answer.value, answer.interval({ confidence }), answer.unit)]
    case 'bins':
      return answer.bins.map(({ label, parts, value }, i) => ({
        entry: parts ?? [label],
        value,
        interval: answer.interval(i, { confidence }),
      }))
    case 'vector':
      if ('names' in answer) return answer.entries.map(({ label }, i) => placeLine(label, i))
      return answer.entries.map(({ label, value }, i) =>
        lineOf([label], value, answer.interval(i, { confidence }), answer.unit),
      )
    case 'cdf':
      return answer.points.map(({ x, text, value }, i) => ({
        entry: [text ?? String(x)],
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

/** A name at its place, which no interval is about. */
function placeLine(name: string, index: number): Omit<Line, 'keys'> {
  return { entry: [`place ${index + 1}`], value: name, interval: ['', ''] }
}

/** Moments in words, the ends of an interval taken outward; spans are numbers. */
function lineOf(
  entry: readonly string[],
  value: number,
  [low, high]: readonly [low: number, high: number],
  unit: ValueUnit | undefined,
): Omit<Line, 'keys'> {
  if (!isMoment(unit)) return { entry, value, interval: [low, high] }
  const ends = [valueText(low, unit, Math.floor), valueText(high, unit, Math.ceil)] as const
  return { entry, value: valueText(value, unit), interval: ends }
}

function csvCell(cell: Cell): string {
  const text = String(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
