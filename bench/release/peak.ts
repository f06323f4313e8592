/** One case in a process of its own: seconds, seconds of the processor, and bytes at most, on standard output. */
import { cases } from './cases.ts'
import { openFiles } from './opened.ts'

const [name, format, files = '', folder = ''] = process.argv.slice(2)
const found = cases.find((one) => one.name === name)
if (found === undefined) throw new Error(`no case is named ${name}`)
const opened = await openFiles(JSON.parse(files), folder, format === 'Parquet' ? format : 'DuckDB')
const start = performance.now()
const before = process.cpuUsage()
await found.ask(opened)
const { user, system } = process.cpuUsage(before)
const wall = (performance.now() - start) / 1e3
const peak = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ wall, cpu: (user + system) / 1e6, peak }))
await opened.close()
