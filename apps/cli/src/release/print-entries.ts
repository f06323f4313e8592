/** Named values, such as quantiles and coefficients, for people: a line an entry, with error and interval. */

import type { ReleasedVector } from '@dither/query'
import { fittingTable } from '../text-table.ts'
import { type PrintOptions, percent, valueCells } from './print-options.ts'

export function entriesText(vector: ReleasedVector, options: PrintOptions, indent: string): string {
  const { confidence, style } = options
  if ('names' in vector)
    return vector.entries.map(({ label, value }) => `${indent}${value}. ${label}`).join('\n')
  const head = ['', 'value', 'error', `${percent(options)} interval`]
  const lines = vector.entries.map(({ label, value }, i) => [
    label,
    ...valueCells(value, vector.interval(i, { confidence }), options, vector.unit),
  ])
  return fittingTable([head, ...lines], 'lrrl', style.width - indent.length)
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n')
}
