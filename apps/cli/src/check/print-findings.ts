/** The owner's counts as a table, under a warning. */

import { formatNumber } from '@dither/plot'
import type { ColumnFindings, Findings } from './findings.ts'

const headings: readonly (readonly [keyof ColumnFindings, string])[] = [
  ['missing', 'missing'],
  ['unreadable', 'unreadable'],
  ['belowLower', 'below lower'],
  ['aboveUpper', 'above upper'],
  ['unlisted', 'unlisted'],
]

export function printFindings(findings: Findings): string {
  const { dataset, rows, publicSize, columns, units, lines: csv } = findings
  const lines = [
    'NOT PRIVATE: exact counts of the data, for its owner. Do not pass them on.',
    '',
    `dataset ${dataset}: ${n(rows)} rows`,
  ]
  if (publicSize !== undefined && publicSize.declared !== publicSize.found) {
    lines.push(
      `  the public size is declared as ${n(publicSize.declared)}, but is ${n(publicSize.found)}: releases scale or pad to what is declared`,
    )
  }
  lines.push('', ...tableOf(columns))
  if (units !== undefined) {
    lines.push(
      '',
      `units by ${units.column}: ${n(units.units)}`,
      `  rows without a unit, never counted: ${n(units.rowsWithout)}`,
      `  units with more than maxRows = ${units.maxRows} rows: ${n(units.over)}; rows cut from them: ${n(units.rowsCut)}`,
      ...Object.entries(units.pairsCut).map(
        ([column, cut]) =>
          `  grouped by ${column}, (unit, group) pairs beyond maxGroups = ${units.maxGroups}: ${n(cut)}`,
      ),
    )
  }
  if (csv !== undefined) lines.push(...linesText(csv))
  return `${lines.join('\n')}\n`
}

/** What is wrong with the text itself; nothing, mostly. */
function linesText({ notUtf8, tooLong, unclosedQuote }: NonNullable<Findings['lines']>): string[] {
  const found = [
    ...(notUtf8.count === 0
      ? []
      : [
          `  not UTF-8, and left out: ${n(notUtf8.count)} lines, the first is line ${notUtf8.firstLine}; text of older programs is read with --encoding latin-1`,
        ]),
    ...(tooLong.count === 0
      ? []
      : [
          `  longer than 2 MiB, and left out: ${n(tooLong.count)} lines, the first is line ${tooLong.firstLine}`,
        ]),
    ...(unclosedQuote === undefined
      ? []
      : [`  a quote is never closed, line ${unclosedQuote}: what follows is one cell`]),
  ]
  return found.length === 0 ? [] : ['', 'lines', ...found]
}

function n(count: number): string {
  return formatNumber(count)
}

function tableOf(columns: Findings['columns']): string[] {
  const names = Object.keys(columns)
  const width = Math.max(6, ...names.map((name) => name.length))
  const line = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(width)}${cells.map((cell, index) => cell.padStart(Math.max(9, (headings[index]?.[1] ?? '').length) + 2)).join('')}`.trimEnd()
  return [
    line(
      'column',
      headings.map(([, text]) => text),
    ),
    ...names.map((name) =>
      line(
        name,
        headings.map(([key]) => {
          const count = columns[name]?.[key]
          return count === undefined ? '' : n(count)
        }),
      ),
    ),
  ]
}
