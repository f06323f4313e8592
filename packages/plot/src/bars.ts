/** What a histogram is drawn from: values, and the intervals around them. Nothing private has these. */

import type { Bin, ReleasedBins } from '@dither/query'
import { formatNumber, formatWithError } from './figures.ts'

/** The part of a released histogram that a picture needs. */
export interface DrawableBins extends Pick<ReleasedBins, 'interval'> {
  readonly bins: readonly Omit<Bin, 'exact'>[]
}

/** One bar and its whiskers. */
export interface Bar {
  readonly label: string
  readonly value: number
  readonly low: number
  readonly high: number
  /** The ends of a bin between two edges; other bins (a category, under, over, NULL) have none. */
  readonly range?: readonly [number, number]
  /** Whether it takes what the other bins do not: below, above, NULL. */
  readonly rest: boolean
}

/** @throws RangeError if confidence is not between 0 and 1 */
export function barsOf(released: DrawableBins, confidence: number): Bar[] {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence is ${confidence}, must lie between 0 and 1`)
  }
  return released.bins.map((bin, index) => {
    const [low, high] = released.interval(index, { confidence })
    const { lower, upper } = bin
    const ends =
      lower !== undefined && upper !== undefined && Number.isFinite(lower) && Number.isFinite(upper)
        ? ([lower, upper] as const)
        : undefined
    const rest =
      ends === undefined &&
      (lower !== undefined || upper !== undefined || /^(other or )?null$/.test(bin.label))
    const bar = { label: bin.label, value: bin.value, low, high, rest }
    return ends === undefined ? bar : { ...bar, label: rangeLabel(...ends), range: ends }
  })
}

/** The axis of values: from the lowest whisker or 0 to the highest. */
export function valueRange(bars: readonly Bar[]): readonly [number, number] {
  const low = Math.min(0, ...bars.map((bar) => Math.min(bar.low, bar.value)))
  const high = Math.max(0, ...bars.map((bar) => Math.max(bar.high, bar.value)))
  return high > low ? [low, high] : [0, 1]
}

/** The distance from the value to the farther end of its interval. */
function errorOf(bar: Bar): number {
  return Math.max(bar.high - bar.value, bar.value - bar.low)
}

/** "231 ± 9": whole counts stay whole, with the error rounded up. */
export function barFigure(bar: Bar, plusMinus = '±'): string {
  const error = errorOf(bar)
  return Number.isInteger(bar.value)
    ? `${formatNumber(bar.value)} ${plusMinus} ${formatNumber(Math.ceil(error))}`
    : formatWithError(bar.value, error, plusMinus)
}

/** "95 %" */
export function percent(confidence: number): string {
  return `${Number((confidence * 100).toFixed(6))} %`
}

function rangeLabel(lower: number, upper: number): string {
  return `${edgeLabel(lower)} – ${edgeLabel(upper)}`
}

/** An edge in the digits that it was written with. */
export function edgeLabel(edge: number): string {
  const [, fraction = ''] = String(edge).split('.')
  return formatNumber(edge, /^\d+$/.test(fraction) ? fraction.length : 0)
}
