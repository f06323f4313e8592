/** What a benchmark gives back, and how it is printed. */

/** One table: a name per row, then one cell per column. */
export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly ReportRow[]
}

export interface ReportRow {
  readonly name: string
  /** null where the case does not exist. */
  readonly cells: readonly (number | null)[]
}

export interface Report {
  readonly title: string
  readonly tables: readonly ReportTable[]
  readonly notes: readonly string[]
}

/** The machine and the code that a report speaks of. */
export interface Circumstances {
  readonly cpu: string
  readonly cores: number
  readonly runtime: string
  readonly platform: string
  readonly commit: string
  readonly date: string
  readonly seconds: number
}

/** The report as Markdown. */
export function markdown(report: Report, circumstances: Circumstances): string {
  const { cpu, cores, runtime, platform, commit, date, seconds } = circumstances
  return [
    `# ${report.title}`,
    '',
    `${cpu}, ${cores} cores, ${platform}, ${runtime}; commit ${commit}, ${date}, ${seconds.toFixed(0)} s.`,
    '',
    ...report.tables.flatMap((table) => [...markdownTable(table), '']),
    ...report.notes.map((note) => `- ${note}`),
    '',
  ].join('\n')
}

function markdownTable({ title, columns, rows }: ReportTable): string[] {
  const lines = [
    [title, ...columns],
    ['---', ...columns.map(() => '---:')],
    ...rows.map(({ name, cells }) => [name, ...cells.map(formatCell)]),
  ]
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  return lines.map((line) => {
    const padded = line.map((cell, i) =>
      i === 0 ? cell.padEnd(widths?.[i] ?? 0) : cell.padStart(widths?.[i] ?? 0),
    )
    return `| ${padded.join(' | ')} |`
  })
}

function formatCell(value: number | null): string {
  if (value === null) return '-'
  const size = Math.abs(value)
  if (Number.isInteger(value) || size >= 100) return value.toFixed(0)
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3)
}
