/** `dither release`: private answers about one table. */

import { open, type Session, type Source, type Statistic, table } from '@dither/query'
import { duckdb } from '@dither/query/duckdb'
import { type Command, Option } from 'commander'
import { usageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { readSchemaFile } from '../schema/read-schema-file.ts'
import { askStats } from '../stats/ask-stats.ts'
import { parseStats } from '../stats/parse-stats.ts'
import { jsonText } from './answers-data.ts'
import { checkPictures, checkWritable, writePictures, writeText } from './output-files.ts'
import { releaseData, releaseText } from './print-release.ts'
import { progressTo } from './progress.ts'
import { releaseHelp } from './release-help.ts'
import { type RunBudget, runBudget } from './run-budget.ts'

interface Options {
  readonly schema: string
  readonly stats: string
  readonly epsilon?: string
  readonly delta?: string
  readonly rho?: string
  readonly groupBy?: string
  readonly mechanism?: 'laplace' | 'geometric' | 'gaussian'
  readonly confidence: string
  readonly table?: string
  readonly memoryLimit?: string
  readonly explain?: boolean
  readonly json?: boolean
  readonly svg?: string
  readonly certificate?: string
  readonly progress: 'auto' | 'always' | 'never'
}

export function addReleaseCommand(dither: Command, io: Io): void {
  dither
    .command('release')
    .description('ask for statistics of a table, and get them with noise, error and cost')
    .argument('<FILE>', 'a CSV, Parquet or DuckDB file')
    .requiredOption('--schema <file>', 'what is public about the table; YAML, - for standard input')
    .requiredOption('--stats <list>', "what to ask: 'mean(age), histogram(income, edges=0:100:10)'")
    .option('--epsilon <number>', 'what all answers together may cost')
    .option('--delta <number>', 'with --epsilon: approximate privacy, Gaussian noise')
    .option('--rho <number>', 'in place of --epsilon: zero-concentrated privacy, Gaussian noise')
    .option('--group-by <columns>', "one answer a group: 'educ, married', 'city=[Ulm, Bonn]'")
    .addOption(
      new Option('--mechanism <name>', 'the noise, if not what the budget suggests').choices([
        'laplace',
        'geometric',
        'gaussian',
      ]),
    )
    .option('--confidence <number>', 'of errors and intervals', '0.95')
    .option('--table <name>', 'the table of a DuckDB database')
    .option('--memory-limit <size>', 'how much memory DuckDB may take, such as 512MB')
    .option('--explain', 'say what it would cost and why it is safe; touch no data, charge nothing')
    .option('--json', 'print JSON; errors too')
    .option('--svg <file>', 'draw the histogram to a file as well')
    .option('--certificate <file>', 'write what proves the cost to a file, as JSON')
    .addOption(
      new Option('--progress <when>', 'tell of queued, running, done on standard error')
        .choices(['auto', 'always', 'never'])
        .default('auto', 'when somebody watches'),
    )
    .addHelpText('after', releaseHelp)
    .action((file: string, options: Options) => releaseCommand(file, options, io))
}

async function releaseCommand(file: string, options: Options, io: Io): Promise<void> {
  const items = parseStats(options.stats)
  const confidence = confidenceOf(options.confidence)
  const budget = runBudget(options, items)
  const schema = await readSchemaFile(options.schema, io)
  const people = table(options.explain ? nowhere : sourceOf(file, options), schema)
  const plan = askStats(people, items, options)
  if (options.svg !== undefined) checkPictures(plan)
  await checkWritable([options.svg, options.certificate])
  const session = await open(people, { budget: budget.cap })
  try {
    if (options.explain) await explain(session, plan, budget, options, io)
    else await release(session, plan, budget, { ...options, confidence }, io)
  } finally {
    await session.close()
  }
}

async function explain(
  session: Session,
  plan: Readonly<Record<string, Statistic>>,
  budget: RunBudget,
  options: Options,
  io: Io,
): Promise<void> {
  const explanation = await session.explain(plan, budget.common)
  io.out(options.json ? jsonText(explanation) : `${String(explanation).trimEnd()}\n`)
}

async function release(
  session: Session,
  plan: Readonly<Record<string, Statistic>>,
  budget: RunBudget,
  options: Omit<Options, 'confidence'> & { readonly confidence: number },
  io: Io,
): Promise<void> {
  const released = await session.release(plan, budget.common, {
    signal: io.signal,
    onProgress: progressTo(io, options.progress),
  })
  const { confidence, svg, certificate } = options
  const facts = { released, session, confidence }
  // Shown first: it is paid for, whatever becomes of the files.
  io.out(options.json ? jsonText(releaseData(facts)) : releaseText(facts, io.style))
  if (svg !== undefined) await writePictures(svg, released, confidence)
  if (certificate !== undefined) await writeText(certificate, jsonText(released.certificate()))
}

function sourceOf(file: string, { table: name, memoryLimit }: Options): Source {
  return duckdb({
    file,
    ...(name === undefined ? {} : { table: name }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  })
}

/** For --explain, which touches no data: not even whether the file is there. */
const nowhere: Source = {
  engine: 'none',
  open: async () => ({
    name: 'none',
    rowCeiling: 2n ** 53n,
    run: async () => {
      throw usageError('an explanation asks no engine')
    },
    close: async () => {},
  }),
}

function confidenceOf(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value < 1) return value
  throw usageError(`--confidence is ${text}, must lie between 0 and 1`, 'As in 0.95')
}
