/** What a kept report has and a new one lacks. */
import type { Report } from './report.ts'

/** Names of rows and columns with numbers in `kept` and with none in `fresh`, such as those of peers that are not installed. */
export function lostRows(kept: Pick<Report, 'tables'>, fresh: Pick<Report, 'tables'>): string[] {
  const there = measured(fresh)
  return [...measured(kept)].filter((name) => !there.has(name))
}

function measured({ tables }: Pick<Report, 'tables'>): Set<string> {
  const names = new Set<string>()
  for (const { title, columns, rows } of tables)
    for (const { name, cells } of rows)
      for (const [at, cell] of cells.entries()) {
        if (cell === null) continue
        names.add(`${title}: ${name}`)
        names.add(`${title}: ${columns[at]}`)
      }
  return names
}
