/**
 * `npm run bench -- NAME` runs bench/NAME.ts and writes what it says to bench/results/local, which git
 * ignores; with `--write` to bench/results.
 *
 * A bench that prints a peer beside ours asks those of `npm run bench:peers` that are installed, and
 * runs without them too: see peers/README.md.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { keep } from './keep.ts'
import type { Report } from './report.ts'

const folder = new URL('.', import.meta.url)
const machinery = ['run.ts', 'keep.ts', 'report.ts', 'interleave.ts', 'lost-rows.ts']
const names = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && !machinery.includes(file))
  .map((file) => file.slice(0, -3))

const { name, write, force } = read()
const start = performance.now()
const { bench }: { bench: () => Report | Promise<Report> } = await import(`./${name}.ts`)
process.exitCode = keep(name, await bench(), { start, write, force })

function read(): { readonly name: string; readonly write: boolean; readonly force: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        write: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(usage())
      process.exit(0)
    }
    const [wanted] = positionals
    if (wanted === undefined) throw new Error('which bench?')
    if (!names.includes(wanted)) throw new Error(`there is no bench ${wanted}`)
    return { name: wanted, write: values.write || values.force, force: values.force }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage()}`)
    return process.exit(2)
  }
}

function usage(): string {
  const width = Math.max(...names.map((bench) => bench.length))
  const lines = names.map((bench) => `  ${bench.padEnd(width)}  ${describe(bench)}`)
  return `usage: npm run bench -- NAME [--write] [--force]

${lines.join('\n')}

Prints tables, and writes them to bench/results/local, which git ignores.

  --write   to bench/results instead, unless rows or columns would be lost that the result there has,
            such as those of peers that are not installed (npm run bench:peers -- --install)
  --force   to bench/results, whatever is lost
  --help    this`
}

/** The first sentence of what a bench says about itself. */
function describe(bench: string): string {
  const text = readFileSync(new URL(`${bench}.ts`, folder), 'utf8')
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(text) ?? []
  return comment
    .replace(/\s*\n \* ?/g, ' ')
    .trim()
    .replace(/\. .*$/, '.')
}
