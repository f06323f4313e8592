/** Released matrices of covariances and correlations. */
import { DitherError } from '@dither/core'
import { multiply, toNumber } from '@dither/math'
import type { MatrixAggregate } from '../../plan/plan.ts'
import type { MatrixColumns } from '../../proof/matrix/matrix.ts'
import { vectorName } from '../../proof/vector-words.ts'
import { divisor, type NoisyCell, partOf } from './cell.ts'
import { clip, type DressedColumn, dressedColumn } from './column.ts'
import { nearestCorrelations, nearestCovariances } from './nearest-matrix.ts'
import { split } from './noise.ts'
import {
  covarianceOf,
  covarianceWithin,
  deviationWithin,
  halfWidth,
  type PairParts,
  type VarianceParts,
  varianceOf,
} from './pair-parts.ts'
import { correlationRange } from './pair-range.ts'
import type { ReleasedMatrix, SimultaneousConfidence } from './released.ts'
import { type Written, written } from './released-data.ts'
import { checked, type Range } from './scalar.ts'
import { longerSide } from './value-text.ts'

/** One place of a matrix, before the projection. */
interface Entry {
  readonly raw: number
  /** The largest size that the bounds allow. */
  readonly most: number
  /** How many variances and covariances it is made of. */
  readonly parts: number
  /** Each of them in its range. */
  within(confidence: number): Range
}

/**
 * All pairs out of one set of noisy numbers. [matrix.proof.md]
 *
 * The values of a square matrix are projected to what is positive semi-definite, in half widths of the
 * bounds, and the intervals reach to them. A correlation is conservative, and so is `simultaneous`: the variances and
 * covariances that an entry, or any, is made of lie in their ranges at once. [central-moment.proof.md]
 */
export function releasedMatrix(
  cell: NoisyCell,
  { kind, of, against }: MatrixAggregate,
  made: MatrixColumns,
): ReleasedMatrix {
  const columns = made.columns.map(dressedColumn)
  const correlated = kind === 'correlationMatrix'
  const offset = against === undefined ? 0 : of.length
  const entries = of.map((_, i) =>
    (against ?? of).map((_, j) => entryOf(cell, made, columns, correlated, [i, offset + j])),
  )
  const raw = entries.map((row) => row.map((entry) => entry.raw))
  const values = against === undefined ? projected(entries, correlated) : clipped(entries)
  const labels = of.map(({ label }) => label)
  const names = Object.freeze(labels)
  const all = made.products.length + (made.squares ? columns.length : 0)
  const intervalOf = (i: number, j: number, options: SimultaneousConfidence): Range => {
    const entry = entries[i]?.[j]
    const value = values[i]?.[j]
    if (entry === undefined || value === undefined) throw noPlace(i, j)
    const parts = options.simultaneous === true ? all : entry.parts
    const [low, high] = entry.within(split(checked(options), parts))
    const { most } = entry
    return [Math.min(value, clip(low, -most, most)), Math.max(value, clip(high, -most, most))]
  }
  return written({
    kind: 'matrix',
    rows: names,
    columns: against === undefined ? names : Object.freeze(against.map(({ label }) => label)),
    values: frozen(values),
    raw: frozen(raw),
    exact: Object.freeze(
      Object.fromEntries(Object.entries(cell.parts).map(([name, { value }]) => [name, value])),
    ),
    accuracy: (options: SimultaneousConfidence) =>
      Math.max(
        ...values.flatMap((row, i) =>
          row.map((value, j) => longerSide(value, intervalOf(i, j, options))),
        ),
      ),
    interval: (i: number, j: number, options: SimultaneousConfidence) =>
      Object.freeze(intervalOf(i, j, options)),
    event: cell.event,
    loss: cell.loss,
  } satisfies Omit<ReleasedMatrix, keyof Written>)
}

/** Of two columns, or of one with itself. */
function entryOf(
  cell: NoisyCell,
  { products, squares }: MatrixColumns,
  columns: readonly DressedColumn[],
  correlated: boolean,
  [i, j]: readonly [number, number],
): Entry {
  const { part: count } = divisor(cell)
  const variance = (column: number): VarianceParts => ({
    square: partOf(cell, vectorName({ what: 'square', column })),
    sum: partOf(cell, vectorName({ what: 'sum', column })),
    count,
    column: known(columns[column]),
  })
  const [left, right] = [known(columns[i]), known(columns[j])]
  const most = correlated ? 1 : halfWidth(left) * halfWidth(right)
  if (count.value <= 0n) return { raw: 0, most, parts: 0, within: () => [-most, most] }
  if (i === j && squares) {
    if (correlated) return { raw: 1, most, parts: 0, within: () => [1, 1] }
    const own = variance(i)
    return {
      raw: varianceOf(own) * left.width * left.width,
      most,
      parts: 1,
      within: (confidence) => {
        const [low, high] = deviationWithin(own, confidence)
        return [low * low, high * high]
      },
    }
  }
  const product = products.findIndex((one) => sameFactors(one, i, j))
  const parts: PairParts = {
    product: partOf(cell, vectorName({ what: 'product', product })),
    sums: [
      partOf(cell, vectorName({ what: 'sum', column: i })),
      partOf(cell, vectorName({ what: 'sum', column: j })),
    ],
    count,
    columns: [left, right],
  }
  if (!correlated)
    return {
      raw: toNumber(multiply(covarianceOf(parts), multiply(left.step, right.step))),
      most,
      parts: 1,
      within: (confidence) => covarianceWithin(parts, confidence),
    }
  const [a, b] = [variance(i), variance(j)]
  const scale = Math.sqrt(Math.max(0, varianceOf(a))) * Math.sqrt(Math.max(0, varianceOf(b)))
  return {
    raw: scale > 0 ? toNumber(covarianceOf(parts)) / scale : 0,
    most,
    parts: 3,
    within: (confidence) =>
      correlationRange(
        covarianceWithin(parts, confidence),
        deviationWithin(a, confidence),
        deviationWithin(b, confidence),
      ),
  }
}

function sameFactors(
  { left, right }: { readonly left: number; readonly right: number },
  i: number,
  j: number,
): boolean {
  return (left === i && right === j) || (left === j && right === i)
}

function clipped(entries: readonly (readonly Entry[])[]): number[][] {
  return entries.map((row) => row.map(({ raw, most }) => clip(raw, -most, most)))
}

/** In half widths of the bounds, so that no column outweighs another by its unit alone. */
function projected(entries: readonly (readonly Entry[])[], correlated: boolean): number[][] {
  const raw = entries.map((row) => row.map((entry) => entry.raw))
  if (correlated) return nearestCorrelations(raw).map((row) => [...row])
  const halves = entries.map((row, i) => Math.sqrt(row[i]?.most ?? 0))
  const unit = (i: number, j: number): number => (halves[i] ?? 0) * (halves[j] ?? 0)
  const relative = raw.map((row, i) =>
    row.map((value, j) => (unit(i, j) > 0 ? value / unit(i, j) : 0)),
  )
  const near = nearestCovariances(relative)
  return near.map((row, i) => row.map((value, j) => value * unit(i, j)))
}

function frozen(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return Object.freeze(matrix.map((row) => Object.freeze([...row])))
}

function known(column: DressedColumn | undefined): DressedColumn {
  if (column === undefined) throw new RangeError('a matrix has a column for each label')
  return column
}

function noPlace(i: number, j: number): DitherError {
  return new DitherError('invalid_parameter', `there is no entry in row ${i}, column ${j}`, {
    parameter: 'row',
    wayOut: 'Rows and columns are numbered from 0, in the order of `rows` and `columns`',
  })
}
