/** The owner's counts as a table, under a warning. */

import type { ColumnFindings, Findings } from './findings.ts'

const headings: readonly (readonly [keyof ColumnFindings, string])[] = [
  ['missing', 'missing'],
  ['unreadable', 'unreadable'],
  ['belowLower', 'below lower'],
  ['aboveUpper', 'above upper'],
  ['unlisted', 'unlisted'],
]

export function printFindings(findings: Findings): string {
  const { dataset, rows, publicSize, columns, units } = findings
  const lines = [
    'NOT PRIVATE: exact counts of the data, for its owner. Do not pass them on.',
    '',
    `dataset ${dataset}: ${rows} rows`,
  ]
  if (publicSize !== undefined && publicSize.declared !== publicSize.found) {
    lines.push(
      `  the public size is declared as ${publicSize.declared}, but is ${publicSize.found}: releases scale or pad to what is declared`,
    )
  }
  lines.push('', ...tableOf(columns))
  if (units !== undefined) {
    lines.push(
      '',
      `units by ${units.column}: ${units.units}`,
      `  rows without a unit, never counted: ${units.rowsWithout}`,
      `  units with more than maxRows = ${units.maxRows} rows: ${units.over}; rows cut from them: ${units.rowsCut}`,
      ...Object.entries(units.pairsCut).map(
        ([column, cut]) =>
          `  grouped by ${column}, (unit, group) pairs beyond maxGroups = ${units.maxGroups}: ${cut}`,
      ),
    )
  }
  return `${lines.join('\n')}\n`
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
          return count === undefined ? '' : String(count)
        }),
      ),
    ),
  ]
}
