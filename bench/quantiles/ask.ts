/** One release in a process of its own: `ask.ts FILE GROUPS CANDIDATES` says what it cost and answered. */
import { defineSchema, open, table } from '@dither/query'
import { duckdb } from '@dither/query/duckdb'

const [file = '', groups = '', candidates = ''] = process.argv.slice(2)
const schema = defineSchema({
  dataset: 'quantiles',
  privacyUnit: 'row',
  columns: {
    g: { type: 'integer', lower: 0, upper: Number(groups) - 1 },
    x: { type: 'number', lower: 0, upper: 100 },
  },
})
const rows = table(duckdb(file), schema)
const before = process.cpuUsage()
const start = performance.now()
await using session = await open(rows, { budget: { epsilon: 1 } })
const { cells } = await session.release({
  cells: rows.groupBy('g').median('x', { epsilon: 1, candidates: Number(candidates) }),
})
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(before)
const values = cells.rows.map(({ answer }) =>
  answer.kind === 'scalar' ? answer.value : Number.NaN,
)
const megabytes = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, megabytes, values }))
