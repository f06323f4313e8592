/** What comes out of a release: values with their error and their cost. Frozen plain data and functions. */
import type { Event, Loss } from '@dither/core'
import type { Statistic } from '../statistic.ts'
import type { Written } from './released-data.ts'

/** An answer in one of three shapes. */
export type Released = ReleasedScalar | ReleasedBins | ReleasedTable

/** The released answer of a statistic, by its shape. */
export type ReleasedOf<S extends Statistic> =
  S extends Statistic<infer Shape>
    ? {
        scalar: ReleasedScalar
        quantile: ReleasedQuantile
        bins: ReleasedBins
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
}

/** One noisy value. */
export interface ReleasedScalar extends ReleasedBase {
  readonly kind: 'scalar'
  /** The nearest double, projected to what is possible: a mean into its bounds, a variance to 0 or more. */
  readonly value: number
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
  readonly label: string
  /** Of an edge bin: values from `lower` to below `upper`; the last bin with both holds `upper` too. */
  readonly lower?: number
  readonly upper?: number
  readonly value: number
  readonly exact: bigint
}

/** One answer for each combination of public keys, in the order of the keys. */
export interface ReleasedTable extends ReleasedBase {
  readonly kind: 'table'
  readonly rows: readonly TableRow[]
  /** The largest over the rows; `simultaneous` for all rows (and bins) at once. */
  accuracy(options: SimultaneousConfidence): number
}

/** One group of a released table. */
export interface TableRow {
  readonly keys: Readonly<Record<string, string | number | boolean>>
  readonly answer: ReleasedScalar | ReleasedBins
}
