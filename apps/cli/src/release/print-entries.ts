/** Vectors, matrices and distributions for people: a line an entry, with its error and its interval. */

import { digitsFor, formatNumber } from '@dither/plot'
import type { ReleasedCdf, ReleasedMatrix, ReleasedVector } from '@dither/query'
import { textTable } from '../text-table.ts'
import type { PrintOptions } from './print-answers.ts'

/** Several values that have a name, or two. */
export type ReleasedEntries = ReleasedVector | ReleasedMatrix | ReleasedCdf

interface Entry {
  readonly labels: readonly string[]
  readonly value: number
  readonly interval: readonly [low: number, high: number]
}

/** Each pair of a matrix once, where its columns are its rows. */
export function entriesText(
  answer: ReleasedEntries,
  options: PrintOptions,
  indent: string,
): string {
  const entries = entriesOf(answer, options)
  const names = entries[0]?.labels.map(() => '') ?? []
  const percent = Number((options.confidence * 100).toFixed(6))
  const head = [...names, 'value', 'error', `${percent} % interval`]
  const lines = entries.map((entry) => [...entry.labels, ...cells(entry, options)])
  return textTable([head, ...lines], `${'l'.repeat(names.length)}rrl`)
    .map((line) => `${indent}${line}`)
    .join('\n')
}

function entriesOf(answer: ReleasedEntries, options: PrintOptions): Entry[] {
  switch (answer.kind) {
    case 'vector':
      return ofVector(answer, options)
    case 'matrix':
      return ofMatrix(answer, options)
    case 'cdf':
      return ofCdf(answer, options)
    default:
      return answer satisfies never
  }
}

/** The share at or below each candidate. */
function ofCdf(cdf: ReleasedCdf, { confidence, style }: PrintOptions): Entry[] {
  return cdf.points.map(({ x, value }, i) => ({
    labels: [`${style.unicode ? '≤' : '<='} ${x}`],
    value,
    interval: cdf.interval(i, { confidence }),
  }))
}

function ofVector(vector: ReleasedVector, { confidence }: PrintOptions): Entry[] {
  return vector.entries.map(({ label, value }, i) => ({
    labels: [label],
    value,
    interval: vector.interval(i, { confidence }),
  }))
}

function ofMatrix(matrix: ReleasedMatrix, { confidence }: PrintOptions): Entry[] {
  const square = matrix.columns === matrix.rows
  return matrix.rows.flatMap((row, i) =>
    matrix.columns.flatMap((column, j) =>
      square && j < i
        ? []
        : [
            {
              labels: [row, column],
              value: matrix.values[i]?.[j] ?? 0,
              interval: matrix.interval(i, j, { confidence }),
            },
          ],
    ),
  )
}

function cells({ value, interval: [low, high] }: Entry, { style }: PrintOptions): string[] {
  const error = Math.max(value - low, high - value)
  if (!Number.isFinite(error)) return [formatNumber(value), 'unknown', 'any']
  const digits = digitsFor(error)
  const number = (of: number): string => formatNumber(of, digits)
  return [
    number(value),
    `${style.unicode ? '±' : '+/-'} ${number(error)}`,
    `${number(low)} to ${number(high)}`,
  ]
}
