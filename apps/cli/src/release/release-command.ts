/** `dither release`: private answers about one table. */

import { DitherError } from '@dither/core'
import {
  open,
  type ReleaseFacts,
  type Schema,
  type Session,
  type Source,
  type Statistic,
  type Table,
  table,
} from '@dither/query'
import { duckdb } from '@dither/query/duckdb'
import { type Command, Option } from 'commander'
import { costText, isNothing } from '../cost.ts'
import { Ended, exitCodes, usageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { allowed, type RunLedger, runLedger } from '../ledger/run-ledger.ts'
import { memoryLimitOf } from '../memory-limit.ts'
import { required } from '../required.ts'
import { say } from '../say.ts'
import { readSchemaFile } from '../schema/read-schema-file.ts'
import { type Encoding, separatedBy, separatorOf } from '../schema/separators.ts'
import { sourceKind } from '../source-file.ts'
import { askStats } from '../stats/ask-stats.ts'
import { parseStats } from '../stats/parse-stats.ts'
import { answersCsv } from './answers-csv.ts'
import { jsonText } from './answers-data.ts'
import { notesOf } from './notes.ts'
import { checkPlaces, writePicture, writeText } from './output-files.ts'
import {
  costLine,
  countedText,
  hiddenLine,
  type ReleaseToPrint,
  releaseData,
  releaseText,
} from './print-release.ts'
import { progressTo } from './progress.ts'
import { releaseHelp } from './release-help.ts'
import { type RunBudget, runBudget, wordsText } from './run-budget.ts'
import { inWordsOfCli } from './words-of-cli.ts'

interface Options {
  readonly schema?: string
  readonly stats?: string
  readonly epsilon?: string
  readonly delta?: string
  readonly rho?: string
  readonly accuracy?: string
  readonly share?: 'weight' | 'wanted errors' | 'relative error'
  readonly groupBy?: string
  readonly privateKeys?: boolean
  readonly allowLargeDelta?: boolean
  readonly mechanism?: 'auto' | 'laplace' | 'geometric' | 'gaussian'
  readonly confidence: string
  readonly table?: string
  readonly memoryLimit?: string
  readonly encoding?: Encoding
  readonly explain?: boolean
  readonly json?: boolean
  readonly csv?: boolean
  readonly svg?: string
  readonly certificate?: string
  readonly progress: 'auto' | 'always' | 'never'
  readonly ledger?: string
  readonly budget?: string
  readonly analyst?: string
  readonly head?: string
}

export function addReleaseCommand(dither: Command, io: Io): void {
  dither
    .command('release')
    .description('ask for statistics of a table, and get them with noise, error and cost')
    .argument('<FILE>', 'a CSV, Parquet or DuckDB file')
    .option(
      '--schema <file>',
      'required: what is public about the table; YAML, - for standard input',
    )
    .option(
      '--stats <list>',
      "required: what to ask, 'mean(age), histogram(income, edges=0:100:10)'",
    )
    .option('--epsilon <number>', 'what all answers together may cost; decimal or fraction')
    .option(
      '--delta <number>',
      'with --epsilon: approximate privacy; Gaussian noise where it is smaller (--mechanism); private keys spend all of it',
    )
    .option('--rho <number>', 'in place of --epsilon: zero-concentrated privacy, Gaussian noise')
    .option(
      '--budget <budget>',
      'over all runs, kept in a ledger beside the schema: 3, or "3, 1e-6"',
    )
    .option('--ledger <file>', 'another ledger: a file or an address')
    .option('--analyst <name>', 'with a ledger: who asks')
    .option('--head <file>', 'with a ledger: where its head is kept, against roll-back')
    .option(
      '--accuracy <number>',
      'the error that is wanted of each answer; spend no more than for it',
    )
    .addOption(
      new Option('--share <how>', 'what the budget is shared by: weight unless said').choices([
        'weight',
        'wanted errors',
        'relative error',
      ]),
    )
    .option('--group-by <columns>', "one answer a group: 'educ, married', 'city=[Ulm, Bonn]'")
    .option(
      '--private-keys',
      'the values of --group-by are private: those that enough people have are answered, for all of --delta and a share of --epsilon',
    )
    .option(
      '--allow-large-delta',
      'with --private-keys: take a --delta above 1/1000, which shows so many of those that one person alone has',
    )
    .addOption(
      new Option(
        '--mechanism <name>',
        'the noise: auto, that with the least variance, unless said',
      ).choices(['auto', 'laplace', 'geometric', 'gaussian']),
    )
    .option('--confidence <number>', 'of errors and intervals', '0.95')
    .option('--table <name>', 'the table of a DuckDB database')
    .option('--memory-limit <size>', 'how much memory DuckDB may take, such as 512MB')
    .addOption(
      new Option('--encoding <name>', 'how the bytes of a CSV are text; utf-8 unless said').choices(
        ['utf-8', 'latin-1', 'utf-16'],
      ),
    )
    .option('--explain', 'say what it would cost and why it is safe; touch no data, charge nothing')
    .option('--json', 'print JSON; errors too')
    .option('--csv', 'print a table of comma-separated values, one a line')
    .option('--svg <file>', 'draw the answers with error bars to a file as well')
    .option('--certificate <file>', 'write what proves the cost to a file, as JSON')
    .addOption(
      new Option('--progress <when>', 'tell of queued, running, done on standard error')
        .choices(['auto', 'always', 'never'])
        .default('auto', 'when somebody watches'),
    )
    .addHelpText('after', releaseHelp)
    .action((file: string, options: Options) => releaseCommand(file, options, io))
}

/** A run whose options make sense. */
interface Run {
  readonly file: string
  readonly dataset: string
  readonly session: Session
  readonly plan: Readonly<Record<string, Statistic>>
  readonly budget: RunBudget
  readonly confidence: number
  readonly notes: readonly string[]
  readonly options: Options
  readonly ledger: RunLedger | undefined
}

async function releaseCommand(file: string, options: Options, io: Io): Promise<void> {
  const schemaPath = required(options.schema, '--schema <file>')
  const items = parseStats(required(options.stats, '--stats <list>'))
  const confidence = confidenceOf(options.confidence)
  const memoryLimit = memoryLimitOf(options.memoryLimit)
  const budget = runBudget({ ...options, confidence }, items)
  const { explain, svg, certificate, csv } = options
  if (options.privateKeys && options.groupBy === undefined)
    throw usageError('--private-keys stands without --group-by', 'Say by which column')
  if (options.allowLargeDelta && !options.privateKeys)
    throw usageError('--allow-large-delta stands without --private-keys', 'Leave it out')
  if (csv && options.json) throw usageError('--csv stands beside --json', 'Leave one out')
  if (csv && explain)
    throw usageError(
      '--explain answers nothing that --csv could list',
      'Leave out --csv, or say --json',
    )
  for (const [option, path] of Object.entries({ '--svg': svg, '--certificate': certificate })) {
    if (explain && path !== undefined) {
      throw usageError(`--explain answers nothing that ${option} could hold`, `Leave out ${option}`)
    }
  }
  const schema = await readSchemaFile(schemaPath, io)
  const source = explain
    ? nowhere
    : duckdb({
        file,
        ...(options.table === undefined ? {} : { table: options.table }),
        ...(memoryLimit === undefined ? {} : { memoryLimit }),
        ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
      })
  const people = table(source, schema)
  try {
    const { privateKeys: _, allowLargeDelta = false, ...asked } = options
    const keys =
      budget.keys === undefined ? {} : { privateKeys: { ...budget.keys, allowLargeDelta } }
    const plan = askStats(people, items, { ...asked, ...keys, confidence })
    const read = [
      { what: 'the table', path: file },
      ...(schemaPath === '-' ? [] : [{ what: '--schema', path: schemaPath }]),
    ]
    const written = svg === undefined ? [] : [{ what: '--svg', path: svg }]
    if (certificate !== undefined) written.push({ what: '--certificate', path: certificate })
    await checkPlaces(read, written)
    if (!explain) await sourceKind(file)
    const { dataset } = schema
    const ledger = await runLedger(options, {
      dataset,
      schemaPath,
      cap: budget.cap,
      explain: explain === true,
    })
    try {
      await askTable({ file, schema, people, plan, budget, confidence, options, ledger }, io)
    } finally {
      await ledger?.close()
    }
  } catch (error) {
    throw (
      (await otherSeparator(error, file, schema, options.encoding)) ??
      inWordsOfCli(error, { file, schema })
    )
  }
}

async function askTable(
  {
    schema,
    people,
    ...run
  }: Omit<Run, 'session' | 'notes' | 'dataset'> & {
    readonly schema: Schema
    readonly people: Table
  },
  io: Io,
): Promise<void> {
  const { plan, budget, options, ledger } = run
  const session = await open(
    people,
    ledger === undefined ? { budget: budget.cap } : { store: ledger.store },
  )
  const notes = notesOf(plan, schema, allowed(budget.cap))
  if (!options.json) for (const note of notes) io.err(`dither: ${note}\n`)
  const whole = { ...run, dataset: schema.dataset, session, notes }
  try {
    if (options.explain) await explainRun(whole, io)
    else await releaseRun(whole, io)
  } finally {
    await session.close()
  }
}

/** Said in place of columns that are missing only because something else than commas parts them. */
async function otherSeparator(
  error: unknown,
  file: string,
  { columns }: Schema,
  encoding: Encoding | undefined,
): Promise<DitherError | undefined> {
  if (!(error instanceof DitherError && error.code === 'unknown_column')) return undefined
  if (!error.message.startsWith('the source has no column ')) return undefined
  const separator = await separatorOf(file, Object.keys(columns), encoding)
  return separator && separatedBy(separator, file)
}

async function explainRun({ session, plan, budget, notes, options }: Run, io: Io): Promise<void> {
  const explanation = await session.explain(plan, budget.common)
  await say(
    io,
    options.json ? jsonText({ ...explanation, notes }) : `${String(explanation).trimEnd()}\n`,
  )
  if (explanation.refused) throw new Ended(exitCodes.refused)
}

async function releaseRun(run: Run, io: Io): Promise<void> {
  const { session, plan, confidence, notes, options } = run
  const released = await charged(run, io)
  const { requestId } = released
  const facts = {
    released,
    plan,
    session,
    confidence,
    notes,
    ...(run.ledger === undefined ? {} : { ledger: run.ledger.place }),
  }
  const paid = isNothing(released.loss) ? undefined : requestId
  // Shown first: it is paid for, whatever becomes of the files.
  await say(io, answersText(facts, options, io), paid)
  if (options.csv) {
    io.err(`dither: ${costLine(facts)}. ${countedText(facts)}\n`)
    const hidden = hiddenLine(facts)
    if (hidden !== '') io.err(`dither: ${hidden}\n`)
  }
  if (options.svg !== undefined) await writePicture(options.svg, released, run)
  if (options.certificate !== undefined)
    await writeText(options.certificate, jsonText(released.certificate()), requestId)
  if (options.svg !== undefined && !options.json) io.err(`dither: wrote ${options.svg}\n`)
}

function answersText(facts: ReleaseToPrint, { json, csv }: Options, { style }: Io): string {
  if (json) return jsonText(releaseData(facts))
  return csv ? answersCsv(facts.released.answers, facts.confidence) : releaseText(facts, style)
}

async function charged({ session, plan, budget, options }: Run, io: Io): Promise<ReleaseFacts> {
  try {
    return await session.release(plan, budget.common, {
      signal: io.signal,
      onProgress: progressTo(io, options.progress),
    })
  } catch (error) {
    if (!(error instanceof DitherError && error.code === 'budget_exceeded')) throw error
    if (error.message.includes('over all runs')) throw error
    if (budget.own === undefined || budget.common !== undefined) throw error
    throw new DitherError(
      'budget_exceeded',
      `the statistics ask for ${costText(budget.own)} together, ${wordsText(options)}`,
      { ...error.detail, wayOut: 'Ask for less, or allow more' },
    )
  }
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
