/** `npm run bench:peers`: installs the peers privately, then asks them what Dither is asked. */
import { parseArgs } from 'node:util'
import { keep } from '../keep.ts'
import { compare } from './compare.ts'
import { prepare } from './environment.ts'
import { peers } from './peer.ts'

const usage = `usage: npm run bench:peers -- [options]

Installs the peers into private environments under bench/.venvs (Python 3.9 to 3.12), then asks them
and Dither the same questions in turns, and writes what it measured to bench/results/local, which git
ignores.

  --only NAMES    some of: ${peers.map(({ name }) => name).join(', ')}
  --rows COUNTS   such as 1e6,1e7, from 1e5 on; 1e6 unless said
  --rounds N      3 unless said
  --limit N       seconds until an answer is given up; 120 unless said
  --install       install only
  --write         to bench/results instead, unless rows would be lost that the result there has
  --force         to bench/results, whatever is lost
  --help          this`

const { only, rows, rounds, limit, install, write, force } = read()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
const failed = await prepare(only, console.error)
const installed = only.filter(({ name }) => !failed.has(name))
if (!install)
  for (const count of rows) {
    const start = performance.now()
    const report = await compare(installed, { rows: count, rounds, limit }, console.error)
    const skipped = [...failed].map(([name, why]) => `${name} is not installed: ${why}.`)
    const said = { ...report, notes: [...report.notes, ...skipped] }
    process.exitCode =
      keep(`peers-${count / 1e6}m`, said, { start, write, force }) || (process.exitCode ?? 0)
  }

function read() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        rows: { type: 'string', default: '1e6' },
        rounds: { type: 'string', default: '3' },
        limit: { type: 'string', default: '120' },
        install: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(usage)
      process.exit(0)
    }
    const names = values.only?.split(',') ?? peers.map(({ name }) => name)
    const unknown = names.find((wanted) => !peers.some(({ name }) => name === wanted))
    if (unknown !== undefined) throw new Error(`--only has ${unknown}, which is no peer`)
    return {
      only: peers.filter(({ name }) => names.includes(name)),
      rows: values.rows.split(',').map((text) => whole(text, '--rows', 100_000)),
      rounds: whole(values.rounds, '--rounds', 1),
      limit: whole(values.limit, '--limit', 1),
      install: values.install,
      write: values.write || values.force,
      force: values.force,
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return process.exit(2)
  }
}

function whole(text: string, name: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${name} is ${text}, must be a whole number of at least ${least}`)
  return value
}
