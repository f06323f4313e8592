/** What the numbers of an answer are where they stand for dates or times, and how these read. */
import { type Columns, temporalOf } from '../../expression/facts-of.ts'
import type { Aggregate } from '../../plan/plan.ts'
import { type Temporal, temporalEnds, temporalText } from '../../schema/temporal.ts'
import { roundedUp, withError } from './value-text.ts'

/**
 * A moment as the number that stands for it (days since 1970-01-01 for a date, microseconds of the day for a
 * time, microseconds since 1970-01-01 in UTC for a timestamp), the span between two, or the square of a span.
 */
export type ValueUnit = Temporal | 'days' | 'microseconds' | 'days^2' | 'microseconds^2'

/** Of an answer's values; of its points where it is a distribution. Sums and products of moments have none. */
export function unitOf(aggregate: Aggregate, columns: Columns): ValueUnit | undefined {
  switch (aggregate.kind) {
    case 'mean':
    case 'quantile':
    case 'quantiles':
    case 'bounds':
    case 'cumulativeDistribution':
      return temporalOf(aggregate.of, columns)
    case 'standardDeviation':
    case 'interquartileRange':
    case 'variance': {
      const type = temporalOf(aggregate.of, columns)
      if (type === undefined) return undefined
      const span = spanUnit(type)
      return aggregate.kind === 'variance' ? `${span}^2` : span
    }
    default:
      return undefined
  }
}

/** What an error of such values is. */
export function errorUnit(unit: ValueUnit): Exclude<ValueUnit, Temporal> {
  return isMoment(unit) ? spanUnit(unit) : unit
}

/**
 * A value as people read it: "2026-03-01", "2026-03-01T12:00:00Z", "12.5 days", "3.2 h", "156.25 days^2".
 *
 * @param whole how a moment between two days, or between two seconds, is taken to one of them
 */
export function valueText(
  value: number,
  unit: ValueUnit,
  whole: (value: number) => number = Math.round,
): string {
  if (isMoment(unit)) return momentText(nearest(value, unit, whole), unit)
  const { name, size } = scaleOf(value, unit)
  return `${Number((value / size).toPrecision(5))} ${name}`
}

/** "2026-03-01 ± 2.9 days", "12.5 ± 1.1 days", or plain numbers: the error is never less than it is, and rounding is in it. */
export function valueWithError(
  value: number,
  accuracy: number,
  unit: ValueUnit | undefined,
): string {
  return unit === undefined ? withError(value, accuracy) : withUnit(value, accuracy, unit)
}

function withUnit(value: number, accuracy: number, unit: ValueUnit): string {
  if (!isMoment(unit)) {
    const { name, size } = scaleOf(Math.max(Math.abs(value), Math.min(accuracy, 1e300)), unit)
    return `${withError(value / size, accuracy / size)} ${name}`
  }
  const shown = nearest(value, unit, Math.round)
  const error = accuracy + Math.abs(value - shown)
  if (!Number.isFinite(error)) return `${momentText(shown, unit)} ± ∞`
  const { name, size } = scaleOf(error, spanUnit(unit))
  const off = error / size
  return `${momentText(shown, unit)} ± ${Number.isInteger(off) ? off : roundedUp(off)} ${name}`
}

function isMoment(unit: ValueUnit): unit is Temporal {
  return unit === 'date' || unit === 'time' || unit === 'timestamp'
}

function spanUnit(type: Temporal): 'days' | 'microseconds' {
  return type === 'date' ? 'days' : 'microseconds'
}

/** The day, or the second; no later than there is one. */
function nearest(value: number, type: Temporal, whole: (value: number) => number): number {
  const { first, last } = temporalEnds[type]
  if (value < first || value > last) return value
  const step = type === 'date' ? 1 : 1e6
  return Math.min(Math.max(whole(value / step) * step, first), last)
}

/** Beyond the years 1 to 9999 there is the number alone. */
function momentText(value: number, type: Temporal): string {
  const { first, last } = temporalEnds[type]
  return value >= first && value <= last ? temporalText(type, value) : String(value)
}

const clock = [
  ['days', 86_400e6],
  ['h', 3600e6],
  ['min', 60e6],
] as const

/** The largest unit of which there are at least two. */
function scaleOf(
  value: number,
  unit: Exclude<ValueUnit, Temporal>,
): { readonly name: string; readonly size: number } {
  if (unit === 'days' || unit === 'days^2') return { name: unit, size: 1 }
  const square = unit === 'microseconds^2'
  const most = square ? Math.sqrt(value) : value
  const [name, size] = clock.find(([, of]) => most >= 2 * of) ?? ['s', 1e6]
  return square ? { name: `${name}^2`, size: size * size } : { name, size }
}
