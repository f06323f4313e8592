/** `dither prepare`: stores a table so that questions about it run faster. For its owner. */

import { basename, dirname, extname, join } from 'node:path'
import { DitherError } from '@dither/core'
import { prepare } from '@dither/query/duckdb'
import { type Command, Option } from 'commander'
import type { Io } from '../io.ts'
import { memoryLimitOf } from '../memory-limit.ts'
import { required } from '../required.ts'
import { say } from '../say.ts'
import { readSchemaFile } from '../schema/read-schema-file.ts'
import { sourceKind } from '../source-file.ts'

interface Options {
  readonly schema?: string
  readonly output?: string
  readonly table?: string
  readonly memoryLimit?: string
  readonly encoding?: 'utf-8' | 'latin-1' | 'utf-16'
  readonly json?: boolean
  readonly progress: 'auto' | 'always' | 'never'
}

export function addPrepareCommand(dither: Command, io: Io): void {
  dither
    .command('prepare')
    .description('store a table so that questions about it run faster, for the owner of the data')
    .argument('<FILE>', 'a CSV, Parquet or DuckDB file')
    .option(
      '--schema <file>',
      'required: what is public about the table; YAML, - for standard input',
    )
    .option('-o, --output <file>', 'the copy; beside FILE, ending in .dither.duckdb, unless said')
    .option('--table <name>', 'the table of a DuckDB database')
    .option('--memory-limit <size>', 'how much memory DuckDB may take, such as 512MB')
    .addOption(
      new Option('--encoding <name>', 'how the bytes of a CSV are text; utf-8 unless said').choices(
        ['utf-8', 'latin-1', 'utf-16'],
      ),
    )
    .option('--json', 'print JSON; errors too')
    .addOption(
      new Option('--progress <when>', 'tell on standard error how far it is')
        .choices(['auto', 'always', 'never'])
        .default('auto', 'when somebody watches'),
    )
    .addHelpText('after', help)
    .action((file: string, options: Options) => prepareCommand(file, options, io))
}

async function prepareCommand(file: string, options: Options, io: Io): Promise<void> {
  const schemaPath = required(options.schema, '--schema <file>')
  const memoryLimit = memoryLimitOf(options.memoryLimit)
  const { table, encoding, output: to = beside(file) } = options
  const schema = await readSchemaFile(schemaPath, io)
  await sourceKind(file)
  const progress = progressTo(io, options.progress)
  try {
    await prepare(
      {
        file,
        ...(table === undefined ? {} : { table }),
        ...(encoding === undefined ? {} : { encoding }),
        ...(memoryLimit === undefined ? {} : { memoryLimit }),
      },
      schema,
      { to, signal: io.signal, onProgress: progress.at },
    )
  } catch (error) {
    if (!io.signal.aborted) throw error
    throw new DitherError('aborted', `stopped; nothing is left of the copy`, { charged: false })
  } finally {
    progress.end()
  }
  const text = options.json
    ? `${JSON.stringify({ prepared: to, dataset: schema.dataset }, null, 2)}\n`
    : `${to}: a copy of the dataset ${schema.dataset}, for this schema\n`
  await say(io, text)
}

/** people.csv becomes people.dither.duckdb. */
function beside(file: string): string {
  return join(dirname(file), `${basename(file, extname(file))}.dither.duckdb`)
}

/** Whole percents, each once, on one line that is written over. */
function progressTo(
  io: Io,
  when: Options['progress'],
): { readonly at: (share: number) => void; readonly end: () => void } {
  const told = when === 'always' || (when === 'auto' && io.watched)
  let last = -1
  return {
    at: (share) => {
      const percent = Math.floor(100 * share)
      if (!told || percent <= last) return
      last = percent
      io.err(`\rdither: preparing ${percent} %`)
    },
    end: () => {
      if (last >= 0) io.err('\n')
    },
  }
}

const help = `
Stores the columns of the schema once, as whole numbers on their public lattice, with
what was read. Then it answers in place of the file, with exactly the same integers:

  dither prepare people.csv --schema people.yaml
  dither release people.dither.duckdb --schema people.yaml --stats "mean(age)" --epsilon 1

The copy belongs to one schema. When the schema changes, it is refused as stale: prepare
it again. When the table changes, the copy does not: it is a version of the data of its
own, and which version a release read is for you to say. Both are the same dataset, and
draw on the same budget.

The copy holds exact data, and is as private as the table: keep it where that is kept.
Ctrl-C leaves nothing half made.
`
