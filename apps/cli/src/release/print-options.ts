/** How answers are printed, and what some of them say besides. */

import { digitsFor, formatInterval, formatNumber, type TerminalStyle } from '@dither/plot'
import { type Temporal, type ValueUnit, valueText, valueWithError } from '@dither/query'

export interface PrintOptions {
  readonly style: TerminalStyle
  readonly confidence: number
}

/** A value, how far off it may be, and its interval, to the digits that the error leaves meaning in. */
export function valueCells(
  value: number,
  [low, high]: readonly [low: number, high: number],
  { style }: PrintOptions,
  unit: ValueUnit | undefined,
): string[] {
  const plusMinus = style.unicode ? '±' : '+/-'
  const error = Math.max(value - low, high - value)
  if (!Number.isFinite(error)) return [String(Number(value.toPrecision(3))), 'unknown', 'any']
  if (unit !== undefined) {
    const [shown = '', off = ''] = valueWithError(value, error, unit).split(' ± ')
    const ends = [valueText(low, unit, Math.floor), valueText(high, unit, Math.ceil)]
    const span = isMoment(unit) ? '' : off.slice(off.indexOf(' '))
    return [`${shown}${span}`, `${plusMinus} ${off}`, ends.join(' to ')]
  }
  const whole = Number.isInteger(value) && Number.isInteger(error)
  const digits = whole ? 0 : digitsFor(error)
  const number = (of: number): string => formatNumber(of, digits)
  const [shown = '', off = '0'] = formatInterval(value, [low, high]).split(' ± ')
  return [shown, `${plusMinus} ${off}`, `${number(low)} to ${number(high)}`]
}

/** Whether a value is a date, a time or a timestamp, not a span between two. */
export function isMoment(unit: ValueUnit | undefined): unit is Temporal {
  return unit === 'date' || unit === 'time' || unit === 'timestamp'
}

/** "95 %" */
export function percent({ confidence }: Pick<PrintOptions, 'confidence'>): string {
  return `${Number((confidence * 100).toFixed(6))} %`
}

/** Whether its noise moves ranks, as of several quantiles. */
export function hasRanks(
  answer: object,
): answer is { rankAccuracy(of: { readonly confidence: number }): number } {
  return 'rankAccuracy' in answer && typeof answer.rankAccuracy === 'function'
}

/** Whether it is bounds, which say what lies outside. */
export function hasOutside(
  answer: object,
): answer is { outside(of: { readonly confidence: number }): number } {
  return 'outside' in answer && typeof answer.outside === 'function'
}
