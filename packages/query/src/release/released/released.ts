/** What comes out of a release: values with their error and their cost. Frozen plain data and functions. */
import type { Event, Loss } from '@dither/core'
import type { ChosenKeys } from '../private-keys/released-keys.ts'
import type { Statistic } from '../statistic.ts'
import type { Written } from './released-data.ts'
import type { ValueUnit } from './value-unit.ts'

/** An answer of one group, or of all rows: one value, or several that belong together. */
export type ReleasedCell =
  | ReleasedScalar
  | ReleasedBins
  | ReleasedVector
  | ReleasedMatrix
  | ReleasedCdf

/** An answer in one of its shapes. */
export type Released = ReleasedCell | ReleasedTable

/** The released answer of a statistic, by its shape. */
export type ReleasedOf<S extends Statistic> =
  S extends Statistic<infer Shape>
    ? {
        scalar: ReleasedScalar
        quantile: ReleasedQuantile
        bins: ReleasedBins
        contingencyTable: ReleasedContingencyTable
        vector: ReleasedVector
        regression: ReleasedRegression
        quantiles: ReleasedQuantiles
        cdf: ReleasedCdf
        bounds: ReleasedBounds
        topCategories: ReleasedTopCategories
        matrix: ReleasedMatrix
        table: ReleasedTable
      }[Shape]
    : never

/** How sure an interval has to be. */
export interface Confidence {
  /** Between 0 and 1, such as 0.95. */
  readonly confidence: number
}

/** How sure several intervals have to be. */
export interface SimultaneousConfidence extends Confidence {
  /** Whether the confidence is for all values at once, rather than for each. */
  readonly simultaneous?: boolean
}

/** The event and the loss are those of the whole question, which pays for all its cells together. */
interface ReleasedBase extends Written {
  readonly event: Event
  readonly loss: Loss
  /**
   * What errors and intervals are about, in words: the noise, and by which bounds and cuts the statistic may
   * differ from that of all rows as they are, which no interval covers (S24); and what the missing cells count as of
   * each column that was read and is not nullable. Of what is computed from several answers, what holds for them.
   */
  readonly covers?: string
}

/** One noisy value. */
export interface ReleasedScalar extends ReleasedBase {
  readonly kind: 'scalar'
  /** The nearest double, projected to what is possible: a mean into its bounds, a variance to 0 or more. */
  readonly value: number
  /** What the value is where it stands for a date or a time, or for a span between two; errors are in days or microseconds. */
  readonly unit?: ValueUnit
  /** The value as people read it, where it has a unit: "2026-03-01", to the second; "12.5 days". */
  readonly text?: string
  /**
   * The noisy integers it was computed from, in lattice steps; they were all that left the engine. Those
   * of a second column are called `sum2`, `square2`.
   */
  readonly exact: Readonly<Record<string, bigint>>
  /**
   * Half the width of the interval: how far the noise puts the value from the clamped and bounded
   * statistic, with this confidence (S24). Where the interval is not symmetric, its longer side.
   */
  accuracy(options: Confidence): number
  /**
   * Holds the clamped and bounded statistic with at least this confidence (S24). Of a quantile: all
   * candidates, since how far away they lie depends on the data.
   */
  interval(options: Confidence): readonly [low: number, high: number]
  /** Of a quantile alone. */
  rankAccuracy?(options: Confidence): number
}

/** One of the public candidates, chosen near a rank. */
export interface ReleasedQuantile extends ReleasedScalar {
  /**
   * Rows, rounded up: with this confidence the asked rank lies at most so many rows from the ranks that
   * the value has. About the clamped and bounded rows, each taken to its nearest candidate (S24).
   */
  rankAccuracy(options: Confidence): number
}

/** One noisy count a bin. */
export interface ReleasedBins extends ReleasedBase {
  readonly kind: 'bins'
  readonly bins: readonly Bin[]
  /** The same for every bin; `simultaneous` for all bins at once. */
  accuracy(options: SimultaneousConfidence): number
  /** Of the bin at this place in `bins`. */
  interval(index: number, options: SimultaneousConfidence): readonly [low: number, high: number]
}

/** One bin of a released histogram. */
export interface Bin {
  /** "[20, 30)", "Ulm"; of dates, times and timestamps "[2026-01-01, 2026-02-01)". */
  readonly label: string
  /** Of an edge bin: values from `lower` to below `upper`; the last bin with both holds `upper` too. */
  readonly lower?: number
  readonly upper?: number
  readonly value: number
  /** The noisy count; absent where the value is fitted to several of them. */
  readonly exact?: bigint
  /** Of a table over several axes: the label of each axis. */
  readonly parts?: readonly string[]
}

/** A noisy count for every combination of bins of several axes; the last axis varies fastest. */
export interface ReleasedContingencyTable extends ReleasedBins {
  readonly axes: readonly BinAxis[]
  /**
   * The sums over the axes that are not named, with their own error: post-processing, free. The bins of
   * no axis are one, the number of all rows.
   *
   * @throws DitherError "invalid_parameter" if a name is no axis of this table
   */
  margin(names: readonly string[]): ReleasedContingencyTable
}

/** One axis of a table of counts. */
export interface BinAxis {
  readonly name: string
  readonly labels: readonly string[]
}

/** Noisy values by name, such as the coefficients of a regression. */
export interface ReleasedVector extends ReleasedBase {
  readonly kind: 'vector'
  readonly entries: readonly VectorEntry[]
  /** What the values are where they stand for dates or times. */
  readonly unit?: ValueUnit
  /** What has to be known of its intervals, in words; part of its text. */
  readonly note?: string
  /** The noisy integers it was computed from, by vector; empty where the values were chosen. */
  readonly exact: Readonly<Record<string, bigint>>
  /** The largest over the entries; `simultaneous` for all entries at once. */
  accuracy(options: SimultaneousConfidence): number
  /** Of the entry at this place in `entries`: holds the clamped and bounded statistic (S24). */
  interval(index: number, options: SimultaneousConfidence): readonly [low: number, high: number]
}

/** Quantiles out of one tree; the labels are the ranks. They never fall. */
export interface ReleasedQuantiles extends ReleasedVector {
  /**
   * Rows: with this confidence each rank, or with `simultaneous` all of them, is read off no more than
   * so many rows from where it is, by each level's own counts. The consistent ones are closer.
   */
  rankAccuracy(options: SimultaneousConfidence): number
}

/** Bounds that few values lie outside of: powers of two. The labels are `lower` and `upper`. */
export interface ReleasedBounds extends ReleasedVector {
  /** To be put into another question's options: `people.mean('income', { ...found.bounds })`. */
  readonly bounds: { readonly lower: number; readonly upper: number }
  /** With this confidence, at most so many of the bounded rows lie outside. */
  outside(options: Confidence): number
}

/** How the values are spread: the share of them at or below each public candidate. */
export interface ReleasedCdf extends ReleasedBase {
  readonly kind: 'cdf'
  /** In the order of the candidates; the shares never fall, and the last is 1. */
  readonly points: readonly CdfPoint[]
  /** What the candidates are where they stand for dates or times. */
  readonly unit?: ValueUnit
  /** The largest over the points; `simultaneous` for all points at once. */
  accuracy(options: SimultaneousConfidence): number
  /** Of the point at this place: holds the share of the clamped and bounded rows (S24). */
  interval(index: number, options: SimultaneousConfidence): readonly [low: number, high: number]
}

/** One point of a cumulative distribution. */
export interface CdfPoint {
  /** The candidate. */
  readonly x: number
  /** The candidate as people read it, where it stands for a date or a time. */
  readonly text?: string
  /** The share of values that are taken to it, or to one below. */
  readonly value: number
}

/** The coefficients of a linear regression; the intervals hold all at once. */
export interface ReleasedRegression extends ReleasedVector {
  /**
   * What the line says at these values of the predictors, by label: post-processing, and free. The interval
   * is about the line, not about how far a row may lie from it.
   */
  predict(values: Readonly<Record<string, number>>): Prediction
}

/** A point on a released line. */
export interface Prediction {
  /** In the unit of the target. */
  readonly value: number
  /** Half the width of the interval. */
  accuracy(options: Confidence): number
  /** Holds the point on the line of least squares of the clamped and bounded rows (S24). */
  interval(options: Confidence): readonly [low: number, high: number]
}

/** One named value of a vector. */
export interface VectorEntry {
  readonly label: string
  readonly value: number
  /** The value as people read it, where it stands for a date or a time: "2026-03-01". */
  readonly text?: string
}

/** The commonest of listed values, commonest first: an entry each, whose value is its place, from 1. */
export interface ReleasedTopCategories extends ReleasedVector {
  /** Their names, in order. */
  readonly names: readonly string[]
  /** Rows: with this confidence, each of them has at most so many fewer than the value whose place it has. */
  rankAccuracy(options: Confidence): number
}

/** A noisy value for each pair of a row and a column, such as covariances. */
export interface ReleasedMatrix extends ReleasedBase {
  readonly kind: 'matrix'
  /** The labels of the rows. */
  readonly rows: readonly string[]
  /** The labels of the columns; those of the rows where all pairs of one list were asked for. */
  readonly columns: readonly string[]
  /** `values[row][column]`, projected to what is possible; where the columns are the rows, positive semi-definite. */
  readonly values: readonly (readonly number[])[]
  /** Before the projection. */
  readonly raw: readonly (readonly number[])[]
  /** The noisy integers it was computed from, by vector, in lattice steps. */
  readonly exact: Readonly<Record<string, bigint>>
  /** The largest over the entries; `simultaneous` for all entries at once. */
  accuracy(options: SimultaneousConfidence): number
  /** Of the entry in this row and column, from 0: holds the clamped and bounded statistic (S24). */
  interval(
    row: number,
    column: number,
    options: SimultaneousConfidence,
  ): readonly [low: number, high: number]
}

/** One answer for each combination of public keys, in the order of the keys. */
export interface ReleasedTable extends ReleasedBase {
  readonly kind: 'table'
  readonly rows: readonly TableRow[]
  /** Where the keys are private: which are not shown, and what the choice cost. */
  readonly chosenKeys?: ChosenKeys
  /** The largest over the rows; `simultaneous` for all rows (and bins) at once. */
  accuracy(options: SimultaneousConfidence): number
}

/** One group of a released table. */
export interface TableRow {
  /** By name; of a date, a time or a timestamp its ISO 8601 text. */
  readonly keys: Readonly<Record<string, string | number | boolean>>
  readonly answer: ReleasedCell
}
