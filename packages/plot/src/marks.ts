/** Values with their intervals and their words, as pictures and terminals show them. */

import { type ValueUnit, valueText, valueWithError } from '@dither/query'
import type { DrawableBin, DrawableBins, DrawableScalar, Interval, Sureness } from './drawable.ts'
import { formatNumber, formatWithError } from './figures.ts'

/** What was asked, what came out, and where the noise leaves it. */
export interface DrawableInterval {
  readonly label: string
  readonly value: number
  readonly low: number
  readonly high: number
}

/** The same in words too. */
export interface Mark extends DrawableInterval {
  /** "44.73 ± 0.30" */
  readonly figure: string
}

/** One bar and its whiskers. */
export interface Bar extends Mark {
  /** The ends of a bin between two edges; other bins (a category, under, over, NULL) have none. */
  readonly range?: Interval
  /** Whether it takes what the other bins do not: below, above, NULL. */
  readonly rest: boolean
}

/** A value between the ends of its interval. */
export function markOf(
  label: string,
  value: number,
  [low, high]: Interval,
  unit?: ValueUnit,
): Mark {
  const figure =
    unit === undefined
      ? formatInterval(value, [low, high])
      : valueWithError(value, Math.max(high - value, value - low), unit)
  return { label, value, low, high, figure }
}

/** @param of how sure; of a quantile, its rank is what the noise moves */
export function scalarMark(
  label: string,
  scalar: DrawableScalar,
  of: { readonly confidence: number },
): Mark {
  const { value, unit } = scalar
  const mark = markOf(label, value, scalar.interval(of), unit)
  if (scalar.rankAccuracy === undefined) return mark
  const rows = formatNumber(Math.ceil(scalar.rankAccuracy(of)))
  const shown = unit === undefined ? shortest(Number(value.toPrecision(6))) : valueText(value, unit)
  return { ...mark, figure: `${shown}, rank ± ${rows} rows` }
}

/** One a bin, with the ends of its interval and its name. */
export function barsOf(released: DrawableBins, sure: Sureness): Bar[] {
  return released.bins.map((bin, index) => {
    const range = rangeOf(bin)
    const label = range === undefined ? bin.label : `${shortest(range[0])} – ${shortest(range[1])}`
    const mark = markOf(label, bin.value, released.interval(index, sure))
    const rest = range === undefined && isRest(bin)
    return { ...mark, rest, ...(range === undefined ? {} : { range }) }
  })
}

/** Of numbers; bins of dates and times are named by their labels. */
function rangeOf({ label, lower, upper }: DrawableBin): Interval | undefined {
  return lower !== undefined &&
    !/\d[-:]\d/.test(label) &&
    upper !== undefined &&
    Number.isFinite(lower) &&
    Number.isFinite(upper)
    ? [lower, upper]
    : undefined
}

function isRest({ label, lower, upper }: DrawableBin): boolean {
  return (lower === undefined) !== (upper === undefined) || /^(other or )?null$/.test(label)
}

/** From the lowest whisker or 0 to the highest: the axis of values that start at nothing. */
export function rangeFromZero(marks: readonly DrawableInterval[]): Interval {
  const ends = marks.flatMap(({ value, low, high }) => [value, low, high]).filter(Number.isFinite)
  const low = ends.reduce((least, end) => Math.min(least, end), 0)
  const high = ends.reduce((most, end) => Math.max(most, end), 0)
  return high > low ? [low, high] : [0, 1]
}

/** Every interval, and a third of the widest one on either side, so that a lone one does not fill the picture. */
export function rangeAround(marks: readonly DrawableInterval[]): Interval {
  const ends = marks.flatMap(({ value, low, high }) => [value, low, high]).filter(Number.isFinite)
  const [first] = ends
  if (first === undefined) return [0, 1]
  const low = ends.reduce((least, end) => Math.min(least, end), first)
  const high = ends.reduce((most, end) => Math.max(most, end), first)
  const widest = marks.reduce((most, mark) => {
    const width = mark.high - mark.low
    return Number.isFinite(width) ? Math.max(most, width) : most
  }, 0)
  const margin = widest > 0 ? widest / 3 : Math.abs(low) / 10 || 1
  return [low - margin, high + margin]
}

/**
 * "44.73 ± 0.31": a value and how far its interval reaches from it, rounded up. Whole counts stay whole; without an
 * error it is the value alone.
 */
export function formatInterval(value: number, [low, high]: Interval): string {
  const error = Math.max(high - value, value - low)
  if (error === 0) return shortest(value)
  if (!Number.isFinite(error)) return `${shortest(Number(value.toPrecision(4)))}, no bound`
  return Number.isInteger(value) && (Number.isInteger(error) || error >= 10)
    ? `${formatNumber(value)} ± ${formatNumber(Math.ceil(error))}`
    : formatWithError(value, error)
}

/** "95 %" */
export function percent(confidence: number): string {
  return `${Number((confidence * 100).toFixed(6))} %`
}

/** A number in the digits that it was written with. */
export function shortest(value: number): string {
  const [, fraction = ''] = String(value).split('.')
  return formatNumber(value, /^\d+$/.test(fraction) ? fraction.length : 0)
}
