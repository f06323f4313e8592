/** How answers are printed, and what some of them say besides. */

import { digitsFor, formatNumber, type TerminalStyle } from '@dither/plot'
import { type Measured, measuredText, spanText } from './in-dates.ts'

export interface PrintOptions {
  readonly style: TerminalStyle
  readonly confidence: number
}

/** A value, how far off it may be, and its interval, to the digits that the error leaves meaning in. */
export function valueCells(
  value: number,
  [low, high]: readonly [low: number, high: number],
  { style }: PrintOptions,
  measured: Measured | undefined,
): string[] {
  const plusMinus = style.unicode ? '±' : '+/-'
  const error = Math.max(value - low, high - value)
  if (!Number.isFinite(error)) return [String(Number(value.toPrecision(3))), 'unknown', 'any']
  if (measured !== undefined) {
    const ends = [
      measuredText(low, measured, error, Math.floor),
      measuredText(high, measured, error, Math.ceil),
    ]
    const off = `${plusMinus} ${spanText(error, measured.type)}`
    return [measuredText(value, measured, error), off, ends.join(' to ')]
  }
  const whole = Number.isInteger(value) && Number.isInteger(error)
  const digits = whole ? 0 : digitsFor(error)
  const number = (of: number): string => formatNumber(of, digits)
  return [number(value), `${plusMinus} ${number(error)}`, `${number(low)} to ${number(high)}`]
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
