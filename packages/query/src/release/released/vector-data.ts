/** Vectors and matrices of released values as plain JSON data, and as text. */
import type { ReleasedMatrix, ReleasedVector } from './released.ts'
import type { Written } from './released-data.ts'
import { longerSide, withError } from './value-text.ts'
import { type ValueUnit, valueWithError } from './value-unit.ts'

type Interval = readonly [low: number, high: number]

/** Values by name as JSON data; each interval is that of its entry, not of all at once. In JSON text an infinite end is null. */
export interface VectorData {
  readonly kind: 'vector'
  readonly confidence: number
  readonly accuracy: number
  /** What the values are, where they stand for dates or times. */
  readonly unit?: ValueUnit
  readonly entries: readonly {
    readonly label: string
    readonly value: number
    /** The value as people read it, where it has a unit. */
    readonly text?: string
    readonly interval: Interval
  }[]
  /** The noisy integers, as digits. */
  readonly exact: Readonly<Record<string, string>>
}

/** Values by row and column as JSON data; each interval is that of its entry, not of all at once. */
export interface MatrixData {
  readonly kind: 'matrix'
  readonly confidence: number
  readonly accuracy: number
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly values: readonly (readonly number[])[]
  /** Before the projection to what is possible. */
  readonly raw: readonly (readonly number[])[]
  readonly intervals: readonly (readonly Interval[])[]
  /** The noisy integers, as digits. */
  readonly exact: Readonly<Record<string, string>>
}

export function vectorData(
  vector: Omit<ReleasedVector, keyof Written>,
  confidence: number,
): VectorData {
  return {
    kind: 'vector',
    confidence,
    accuracy: vector.accuracy({ confidence }),
    ...(vector.unit === undefined ? {} : { unit: vector.unit }),
    entries: vector.entries.map(({ label, value, text }, i) => ({
      label,
      value,
      ...(text === undefined ? {} : { text }),
      interval: vector.interval(i, { confidence }),
    })),
    exact: digits(vector.exact),
  }
}

export function matrixData(
  matrix: Omit<ReleasedMatrix, keyof Written>,
  confidence: number,
): MatrixData {
  const { rows, columns, values, raw } = matrix
  return {
    kind: 'matrix',
    confidence,
    accuracy: matrix.accuracy({ confidence }),
    rows,
    columns,
    values,
    raw,
    intervals: rows.map((_, i) => columns.map((_, j) => matrix.interval(i, j, { confidence }))),
    exact: digits(matrix.exact),
  }
}

/** A line an entry, and what has to be known of them. */
export function vectorText(
  vector: Omit<ReleasedVector, keyof Written>,
  confidence: number,
): string {
  if ('names' in vector)
    return vector.entries.map(({ label, value }) => `${value}. ${label}`).join('\n')
  const lines = vector.entries.map(
    ({ label, value }, i) =>
      `${label}: ${valueWithError(value, longerSide(value, vector.interval(i, { confidence })), vector.unit)}`,
  )
  return [...lines, ...(vector.note === undefined ? [] : [vector.note])].join('\n')
}

/** A line a pair; where rows and columns are the same, each pair once. */
export function matrixText(
  matrix: Omit<ReleasedMatrix, keyof Written>,
  confidence: number,
): string {
  const square = matrix.columns === matrix.rows
  return matrix.rows
    .flatMap((row, i) =>
      matrix.columns.flatMap((column, j) => {
        if (square && j < i) return []
        const value = matrix.values[i]?.[j] ?? 0
        const error = longerSide(value, matrix.interval(i, j, { confidence }))
        return [`${row}, ${column}: ${withError(value, error)}`]
      }),
    )
    .join('\n')
}

/** Big integers as their digits. */
export function digits(exact: Readonly<Record<string, bigint>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(exact).map(([name, value]) => [name, String(value)]))
}
