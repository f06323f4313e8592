/** `dither check --as-owner`: counts what a release would read otherwise than it stands. NOT private. */

import { DitherError } from '@dither/core'
import { type Command, Option } from 'commander'
import type { Io } from '../io.ts'
import { memoryLimitOf } from '../memory-limit.ts'
import { required } from '../required.ts'
import { say } from '../say.ts'
import { readSchemaFile } from '../schema/read-schema-file.ts'
import type { Encoding } from '../schema/separators.ts'
import { type Findings, findingsOf } from './findings.ts'
import { printFindings } from './print-findings.ts'

interface Options {
  readonly asOwner?: boolean
  readonly schema?: string
  readonly table?: string
  readonly memoryLimit?: string
  readonly encoding?: Encoding
  readonly json?: boolean
}

export function addCheckCommand(dither: Command, io: Io): void {
  dither
    .command('check')
    .description('count unreadable cells and the like, for the owner of the data; NOT private')
    .argument('<FILE>', 'a CSV, Parquet or DuckDB file')
    .option(
      '--schema <file>',
      'required: what is public about the table; YAML, - for standard input',
    )
    .option('--as-owner', 'yes, I own the data, and will not pass the counts on')
    .option('--table <name>', 'the table of a DuckDB database')
    .option('--memory-limit <size>', 'how much memory DuckDB may take, such as 512MB')
    .addOption(
      new Option('--encoding <name>', 'how the bytes of a CSV are text; utf-8 unless said').choices(
        ['utf-8', 'latin-1', 'utf-16'],
      ),
    )
    .option('--json', 'print JSON; errors too')
    .addHelpText('after', help)
    .action((file: string, options: Options) => checkCommand(file, options, io))
}

async function checkCommand(file: string, options: Options, io: Io): Promise<void> {
  if (!options.asOwner) {
    throw new DitherError(
      'unsafe_question',
      'dither check prints exact counts of the data, which are not private',
      {
        parameter: '--as-owner',
        rule: 'S15',
        wayOut: 'If the data are yours, say --as-owner, and keep the counts to yourself',
      },
    )
  }
  const schema = await readSchemaFile(required(options.schema, '--schema <file>'), io)
  const { table, encoding } = options
  const memoryLimit = memoryLimitOf(options.memoryLimit)
  const findings: Findings = await findingsOf(
    {
      file,
      ...(table === undefined ? {} : { table }),
      ...(memoryLimit === undefined ? {} : { memoryLimit }),
      ...(encoding === undefined ? {} : { encoding }),
    },
    schema,
    io.signal,
  )
  await say(io, options.json ? `${JSON.stringify(findings, null, 2)}\n` : printFindings(findings))
}

const help = `
A missing or unreadable cell, a value beyond its bounds, a wrong public size: none of
these is an error in a release. They are read as NULL or as the stand-in, clamped,
padded, and never spoken of, since such a message would tell of the data. Here the
owner sees how many there are; and in a CSV, lines that are not UTF-8 or too long,
and a quote that is never closed. The counts are exact. They are NOT PRIVATE.

  dither check --as-owner people.csv --schema people.yaml
`
