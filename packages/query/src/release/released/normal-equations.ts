/** The normal equations of least squares, of noisy numbers and in half widths of the bounds. */
import { decimalUp, type Matrix } from '@dither/math'
import type { RegressionColumns } from '../../proof/regression/regression.ts'
import { vectorName } from '../../proof/vector-words.ts'
import { divisor, type NoisyCell, type NoisyPart, partOf } from './cell.ts'
import type { DressedColumn } from './column.ts'
import { type NoiseTerm, noiseSumQuantile } from './noise-sum.ts'
import type { NoisyEquations } from './regression-interval.ts'

/** What a regression is computed from. */
export interface Fit {
  /** The sums of products of (1, predictors, target), each over the noisy number of rows. */
  readonly moments: readonly (readonly Moment[])[]
  /** The weight of each of (1, predictors, target) in the residual: a constant, and one a coefficient. */
  readonly residual: { readonly constant: readonly number[]; readonly slopes: Matrix }
  /** What each equation multiplies the residual with. */
  readonly instruments: Matrix
  /** The ridge of each equation's own coefficient. */
  readonly ridges: readonly number[]
  /** The noisy number of rows, above 0. */
  readonly count: NoisyPart
}

/** One sum of products; no part where it is public or is not used. */
interface Moment {
  readonly value: number
  readonly part?: NoisyPart
  /** What one of the part's integers is worth. */
  readonly unit: number
  /** How far rounding to lattices can move one row's product. */
  readonly share: number
}

/** Where a column's values lie: its origin in half widths, and its half width. */
export interface Scale {
  readonly origin: number
  readonly half: number
}

export function scaleOf({ lattice, width }: DressedColumn): Scale {
  const half = Math.max(-lattice.low, lattice.high) * width || 1
  return { origin: lattice.origin / half, half }
}

/** @param intercept whether the line has a constant */
export function fitOf(
  cell: NoisyCell,
  { products }: RegressionColumns,
  columns: readonly DressedColumn[],
  intercept: boolean,
  ridge: number,
): Fit {
  const { part: count, noisy } = divisor(cell)
  const size = columns.length
  const steps = columns.map(({ lattice }) => Math.max(-lattice.low, lattice.high) || 1)
  const shares = columns.map((column) => decimalUp(column.share) / scaleOf(column).half)
  const moment = (part: NoisyPart, a: number, b: number): Moment => {
    const unit = 1 / (Number(count.value) * (steps[a] ?? 1) * (steps[b] ?? 1))
    const [s, t] = [shares[a] ?? 0, shares[b] ?? 0]
    return { value: Number(part.value) * unit, part, unit, share: s + t + s * t }
  }
  const named = (what: 'sum' | 'square', column: number): NoisyPart =>
    partOf(cell, vectorName({ what, column }))
  const unused: Moment = { value: 0, unit: 0, share: 0 }
  const of = (a: number, b: number): Moment => {
    if (b < 0)
      return {
        value: 1,
        ...(noisy ? { part: count } : {}),
        unit: 1 / Number(count.value),
        share: 0,
      }
    if (a < 0) return moment(named('sum', b), a, b)
    if (a === b) return a === size - 1 ? unused : moment(named('square', a), a, b)
    const product = products.findIndex(({ left, right }) => left === a && right === b)
    return moment(partOf(cell, vectorName({ what: 'product', product })), a, b)
  }
  const places = [-1, ...columns.keys()]
  return {
    moments: places.map((a) => places.map((b) => of(Math.min(a, b), Math.max(a, b)))),
    ...shapeOfLine(columns.map(scaleOf), intercept),
    ridges: [...(intercept ? [0] : []), ...columns.slice(1).map(() => ridge)],
    count,
  }
}

/** Coefficients: the constant at the origins of all columns, if there is one, then the slopes. */
function shapeOfLine(
  scales: readonly Scale[],
  intercept: boolean,
): Pick<Fit, 'residual' | 'instruments'> {
  const size = scales.length + 1
  const unit = (at: number): number[] => Array.from({ length: size }, (_, i) => (i === at ? 1 : 0))
  const origin = (column: number): number => (intercept ? 0 : (scales[column]?.origin ?? 0))
  const value = (column: number): number[] => {
    const weights = unit(column + 1)
    weights[0] = origin(column)
    return weights
  }
  const predictors = scales.slice(1).map((_, column) => value(column))
  const instruments = [...(intercept ? [unit(0)] : []), ...predictors]
  return {
    residual: {
      constant: value(scales.length - 1),
      slopes: instruments.map((weights) => weights.map((weight) => -weight)),
    },
    instruments,
  }
}

/** The equations, with the noise that each may have at a confidence. [regression-interval.proof.md] */
export function equationsOf(
  fit: Fit,
  estimate: readonly number[],
  confidence: number,
): NoisyEquations {
  const { moments, residual, instruments, ridges, count } = fit
  const values = moments.map((row) => row.map(({ value }) => value))
  const failure = (1 - confidence) / (instruments.length * 1.001)
  const most = 1 + Number(count.noise.quantile(1 - (1 - confidence) / 1001)) / Number(count.value)
  const here = weightsAt(fit, estimate)
  return {
    matrix: instruments.map((v, k) =>
      residual.slopes.map((slope, c) => (k === c ? (ridges[k] ?? 0) : 0) - form(values, v, slope)),
    ),
    vector: instruments.map((v) => form(values, v, residual.constant)),
    noise: (distance) => {
      const weights = here.map((weight, a) =>
        residual.slopes.reduce(
          (sum, slope, c) => sum + (distance[c] ?? 0) * Math.abs(slope[a] ?? 0),
          Math.abs(weight),
        ),
      )
      return instruments.map((v, k) => {
        const terms: NoiseTerm[] = []
        let rounding = 0
        for (const [a, row] of moments.entries())
          for (const [b, { part, unit, share }] of row.entries()) {
            if (b < a) continue
            const crossed = Math.abs(v[a] ?? 0) * (weights[b] ?? 0)
            const other = a === b ? 0 : Math.abs(v[b] ?? 0) * (weights[a] ?? 0)
            const penalty =
              a + b === 0 ? (ridges[k] ?? 0) * (Math.abs(estimate[k] ?? 0) + (distance[k] ?? 0)) : 0
            const factor = crossed + other + penalty
            rounding += share * factor
            if (part !== undefined) terms.push({ noise: part.noise, factor: factor * unit })
          }
        return noiseSumQuantile(terms, 1 - failure) + most * rounding
      })
    },
  }
}

/** The weights of (1, predictors, target) in the residual of the estimate. */
function weightsAt({ residual }: Fit, estimate: readonly number[]): readonly number[] {
  return residual.constant.map((constant, a) =>
    residual.slopes.reduce((sum, slope, c) => sum + (estimate[c] ?? 0) * (slope[a] ?? 0), constant),
  )
}

/** v^T M w; entries that are not used have weight 0 on one side. */
export function form(matrix: Matrix, v: readonly number[], w: readonly number[]): number {
  return matrix.reduce(
    (sum, row, a) =>
      sum + (v[a] ?? 0) * row.reduce((dot, value, b) => dot + value * (w[b] ?? 0), 0),
    0,
  )
}
