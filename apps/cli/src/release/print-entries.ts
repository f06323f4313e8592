/** Named values, such as quantiles and coefficients, for people: a line an entry, with error and interval. */

import { digitsFor, formatNumber } from '@dither/plot'
import type { ReleasedVector } from '@dither/query'
import { fittingTable } from '../text-table.ts'
import { type PrintOptions, percent } from './print-options.ts'

export function entriesText(vector: ReleasedVector, options: PrintOptions, indent: string): string {
  const { confidence, style } = options
  const head = ['', 'value', 'error', `${percent(options)} interval`]
  const lines = vector.entries.map(({ label, value }, i) => [
    label,
    ...cells(value, vector.interval(i, { confidence }), options),
  ])
  return fittingTable([head, ...lines], 'lrrl', style.width - indent.length)
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n')
}

function cells(
  value: number,
  [low, high]: readonly [low: number, high: number],
  { style }: PrintOptions,
): string[] {
  const error = Math.max(value - low, high - value)
  if (!Number.isFinite(error)) return [String(Number(value.toPrecision(3))), 'unknown', 'any']
  const digits = digitsFor(error)
  const number = (of: number): string => formatNumber(of, digits)
  return [
    number(value),
    `${style.unicode ? '±' : '+/-'} ${number(error)}`,
    `${number(low)} to ${number(high)}`,
  ]
}
