/** What pictures are drawn from: released values and the intervals around them. Nothing private has these shapes. */

import type {
  Confidence,
  Released,
  ReleasedBins,
  SimultaneousConfidence,
  ValueUnit,
} from '@dither/query'

/** From the lower end to the upper. */
export type Interval = readonly [low: number, high: number]

/** What an answer cost, as every released answer says it. */
export type Cost = Released['loss']

/** One noisy value. */
export interface DrawableScalar {
  readonly value: number
  /** What it is where it stands for a date or a time. */
  readonly unit?: ValueUnit
  interval(options: Confidence): Interval
  /** Of a chosen quantile: how many rows its rank may be off. */
  rankAccuracy?(options: Confidence): number
}

/** Noisy counts of bins; those of a histogram of several columns have a part for each column. */
export interface DrawableBins extends Pick<ReleasedBins, 'interval'> {
  readonly bins: readonly DrawableBin[]
  /** What the parts of the bins are parts of. */
  readonly axes?: readonly { readonly name: string }[]
}

/** One bin. */
export interface DrawableBin {
  readonly label: string
  /** The label in each column, where there are several. */
  readonly parts?: readonly string[]
  readonly lower?: number
  readonly upper?: number
  readonly value: number
}

/** Noisy values in rows and columns, such as a covariance matrix. */
export interface DrawableMatrix {
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly values: readonly (readonly number[])[]
  interval(row: number, column: number, options: SimultaneousConfidence): Interval
}

/** Noisy values by name, such as several quantiles or the coefficients of a regression. */
export interface DrawableVector {
  readonly entries: readonly { readonly label: string; readonly value: number }[]
  /** What the values are where they stand for dates or times. */
  readonly unit?: ValueUnit
  interval(index: number, options: SimultaneousConfidence): Interval
  /** Of chosen names, whose values are their places. */
  readonly names?: readonly string[]
  /** Of those: how many rows one may have too few for its place. */
  rankAccuracy?(options: Confidence): number
}

/** The noisy share, or number, of rows at or below each point. */
export interface DrawableCdf {
  readonly points: readonly {
    readonly x: number
    /** As people read it, where it stands for a date or a time. */
    readonly text?: string
    readonly value: number
  }[]
  /** What the points are where they stand for dates or times. */
  readonly unit?: ValueUnit
  interval(index: number, options: SimultaneousConfidence): Interval
}

/** How sure the bars are. */
export interface Sureness {
  /** Between 0 and 1. */
  readonly confidence: number
  /** Whether the confidence is for all values of an answer at once, rather than for each. */
  readonly simultaneous: boolean
}

/** @throws RangeError if confidence is not between 0 and 1 */
export function checkConfidence(confidence: number): number {
  if (confidence > 0 && confidence < 1) return confidence
  throw new RangeError(`confidence is ${confidence}, must lie between 0 and 1`)
}

/**
 * The sureness that each of `parts` answers needs so that all hold at once: by the union bound, which asks
 * nothing of how their noises depend on one another.
 */
export function shared(sure: Sureness, parts: number): Sureness {
  const { confidence, simultaneous } = sure
  if (!simultaneous || parts <= 1) return sure
  const needed = 1 - (1 - confidence) / parts + Number.EPSILON
  return { confidence: Math.min(needed, 1 - Number.EPSILON), simultaneous }
}
