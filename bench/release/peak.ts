/** One case in a process of its own: how much memory it takes at most, in bytes, on standard output. */
import { cases } from './cases.ts'
import { openFiles } from './opened.ts'

const [name, format, files = '', folder = ''] = process.argv.slice(2)
const found = cases.find((one) => one.name === name)
if (found === undefined) throw new Error(`no case is named ${name}`)
const opened = await openFiles(JSON.parse(files), folder, format === 'Parquet' ? format : 'DuckDB')
await found.ask(opened)
console.log(process.resourceUsage().maxRSS * 1024)
await opened.close()
