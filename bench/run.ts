/**
 * `npm run bench -- NAME` runs bench/NAME.ts and keeps what it says in bench/results.
 *
 * A bench that prints a peer beside ours asks those of `npm run bench:peers` that are installed, and
 * runs without them too: see peers/README.md.
 */
import { readdirSync } from 'node:fs'
import { keep } from './keep.ts'
import type { Report } from './report.ts'

const folder = new URL('.', import.meta.url)
const machinery = ['run.ts', 'keep.ts', 'report.ts', 'interleave.ts']
const names = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && !machinery.includes(file))
  .map((file) => file.slice(0, -3))

const [name] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`)
  process.exit(2)
}

const start = performance.now()
const { bench }: { bench: () => Report | Promise<Report> } = await import(`./${name}.ts`)
keep(name, await bench(), start)
