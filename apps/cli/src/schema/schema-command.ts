/** `dither schema`: an owner's tool that writes a schema to begin with. */

import { readSmartNoiseMetadata, schemaJsonSchema, writeSchema } from '@dither/query/yaml'
import { type Command, Option } from 'commander'
import { usageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { say } from '../say.ts'
import { describeFile } from './describe-file.ts'
import { readText } from './read-schema-file.ts'
import { scaffoldSchema } from './scaffold.ts'
import type { Encoding } from './separators.ts'

interface Options {
  readonly table?: string
  readonly encoding?: Encoding
  readonly jsonSchema?: boolean
  readonly fromSmartnoise?: string
  readonly trustCurator?: boolean
  readonly json?: boolean
}

export function addSchemaCommand(dither: Command, io: Io): void {
  dither
    .command('schema')
    .description('write a schema to begin with, for the owner of the data')
    .argument('[FILE]', 'a CSV, Parquet or DuckDB file')
    .option('--table <name>', 'the table of a DuckDB database')
    .addOption(
      new Option('--encoding <name>', 'how the bytes of a CSV are text; utf-8 unless said').choices(
        ['utf-8', 'latin-1', 'utf-16'],
      ),
    )
    .option('--json-schema', 'print the JSON Schema of schemas, for completion in an editor')
    .option('--from-smartnoise <file>', "convert SmartNoise's metadata YAML instead")
    .option('--trust-curator', "accept the metadata's switches that turn protection off")
    .option('--json', 'print JSON; errors too')
    .addHelpText('after', help)
    .action((file: string | undefined, options: Options) => schemaCommand(file, options, io))
}

async function schemaCommand(file: string | undefined, options: Options, io: Io): Promise<void> {
  const asked = [file, options.jsonSchema, options.fromSmartnoise].filter(Boolean)
  if (asked.length !== 1) {
    throw usageError('dither schema needs a FILE, --json-schema or --from-smartnoise, one of them')
  }
  if (options.jsonSchema) {
    await say(io, `${JSON.stringify(schemaJsonSchema(), null, 2)}\n`)
  } else if (options.fromSmartnoise !== undefined) {
    await convert(options.fromSmartnoise, options, io)
  } else if (file !== undefined) {
    const columns = await describeFile(file, options.table, options.encoding)
    io.err(
      `dither: looked at ${file} for the names and types of its columns; this is for its owner, and not private\n`,
    )
    await say(
      io,
      options.json
        ? `${JSON.stringify({ private: false, columns: columns.map(({ name, type }) => ({ name, type })) }, null, 2)}\n`
        : scaffoldSchema(file, columns),
    )
  }
}

async function convert(path: string, options: Options, io: Io): Promise<void> {
  const tables = readSmartNoiseMetadata(await readText(path, 'metadata file', io), {
    trustCurator: options.trustCurator ?? false,
  })
  if (options.json) {
    await say(io, `${JSON.stringify(tables, null, 2)}\n`)
    return
  }
  await say(
    io,
    tables
      .map(
        ({ schema, notes }) =>
          `${notes.map((note) => `# ${note}\n`).join('')}${writeSchema(schema)}`,
      )
      .join('---\n'),
  )
}

const help = `
A schema says what everybody may know about a table: its columns, the bounds of its
numbers, its categories, whose presence is protected. Dither reads nothing else about
the data before it answers.

  dither schema people.csv > people.yaml
  dither schema --json-schema > dither.schema.json
  dither schema --from-smartnoise metadata.yaml > people.yaml

The file is looked at for names and types. Bounds and categories are left for a person
to fill in, from general knowledge. For completion in an editor, put this line on top:
  # yaml-language-server: $schema=dither.schema.json
`
