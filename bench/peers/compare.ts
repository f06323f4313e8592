/** The same questions, the same data and the same guarantee, to Dither and to its peers in turns. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../interleave.ts'
import type { Report, ReportRow } from '../report.ts'
import {
  type Asked,
  candidates,
  edges,
  epsilon,
  groups,
  lower,
  maxGroups,
  maxRows,
  questions,
  upper,
} from './asked.ts'
import { bundled } from './bundled.ts'
import { type Exact, exactAnswers, writeData } from './data.ts'
import { pythonOf } from './environment.ts'
import type { Peer } from './peer.ts'
import { startWorker } from './worker.ts'

export interface CompareOptions {
  readonly rows: number
  readonly rounds: number
  /** Seconds until an answer is given up. */
  readonly limit: number
}

/** Seconds. After a slower first answer none is asked for warm. */
const slowAnswer = 60
/** Seconds. A question whose first round took longer has no other round. */
const slowRound = 8

/** Who is asked, and how its process is started. */
interface Asks {
  readonly name: string
  readonly title: string
  readonly command: readonly string[]
}

/** What was measured of one question to one of them. */
interface Measured {
  readonly warm: number[]
  readonly processor: number[]
  readonly withStart: number[]
  readonly peaks: number[]
  readonly squares: number[]
  why?: string
}

/** Each question goes to all in turn, `rounds` times; each time to a new process, which is asked twice. */
export async function compare(
  peers: readonly Peer[],
  options: CompareOptions,
  tell: (line: string) => void,
): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'dither-peers-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove) // where it is stopped half-way
  try {
    const file = join(folder, 'data.parquet')
    tell(`writing ${options.rows} rows`)
    await writeData(file, options.rows)
    const exact = await exactAnswers(file, questions)
    const notes = new Set<string>()
    const all = await asks(peers, options.rows, file, notes)
    const versions = new Map<string, string>()
    const tables: Report['tables'][number][] = []
    for (const question of questions) {
      const measured = new Map<string, Measured>(
        all.map(({ name }) => [
          name,
          { warm: [], processor: [], withStart: [], peaks: [], squares: [] },
        ]),
      )
      for (let round = 0; round < options.rounds; round++)
        for (const { name, title, command } of all) {
          const into = measured.get(name)
          if (into === undefined || into.why !== undefined) continue
          if (round > 0 && (into.withStart[0] ?? 0) > slowRound) continue
          await measure({ command, question, exact, folder, options, into, versions, title })
          tell(`${question.name}, ${title}: ${progress(into)}`)
        }
      for (const { name, title } of all) {
        const why = measured.get(name)?.why
        if (why !== undefined) notes.add(`${title}, ${question.title}: ${why}.`)
      }
      const rows = all.map(({ name, title }) => rowOf(title, measured.get(name)))
      tables.push({ title: question.title, columns, rows })
    }
    return { title: titleOf(options), tables, notes: [...standing(versions), ...notes] }
  } finally {
    remove()
    process.off('exit', remove)
  }
}

const columns = ['warm, s', 'its processor time, s', 'with start, s', 'peak memory, MB', 'RMSE']

async function asks(
  peers: readonly Peer[],
  rows: number,
  file: string,
  notes: Set<string>,
): Promise<Asks[]> {
  const all: Asks[] = [
    {
      name: 'dither',
      title: 'Dither (DuckDB)',
      command: [
        process.execPath,
        await bundled(new URL('ours.ts', import.meta.url), 'ours', ['@duckdb/*', 'yaml']),
        file,
      ],
    },
  ]
  for (const peer of peers) {
    const { name, title, worker, most } = peer
    const python = pythonOf(peer)
    if (worker === undefined || python === undefined) continue
    if (most !== undefined && rows > most.rows) {
      notes.add(`${title} is asked up to ${most.rows} rows: ${most.why}.`)
      continue
    }
    const script = fileURLToPath(new URL(`python/${worker}`, import.meta.url))
    all.push({ name, title, command: [python, '-B', script, file] })
  }
  return all
}

interface Measuring {
  readonly command: readonly string[]
  readonly question: Asked
  readonly exact: Exact
  readonly folder: string
  readonly options: CompareOptions
  readonly into: Measured
  readonly versions: Map<string, string>
  readonly title: string
}

async function measure(measuring: Measuring): Promise<void> {
  const { command, question, exact, folder, options, into, versions, title } = measuring
  const cells = question.statistic === 'histogram' ? edges.length - 1 : groups
  const asked = {
    ...question,
    ...{ groups, epsilon, lower, upper, maxRows, maxGroups, edges, candidates },
    // a public bound of a cell's rows, for those who need one
    maxLength: Math.min(options.rows, Math.ceil((10 * options.rows) / cells)),
  }
  const start = performance.now()
  try {
    const worker = await startWorker(command, { folder, limit: options.limit })
    try {
      versions.set(title, Object.entries(worker.versions).flat().join(' '))
      const first = await worker.ask(asked)
      const withStart = (performance.now() - start) / 1000
      const again = first.kind === 'answer' && first.seconds < slowAnswer
      const before = again ? worker.taken() : null
      const second = again ? await worker.ask(asked) : first
      for (const said of again ? [first, second] : [first])
        if (said.kind === 'answer') into.squares.push(...squaresOf(said.values, exact, question))
        else into.why = said.why
      if (second.kind !== 'answer') return
      into.withStart.push(withStart)
      if (again) into.warm.push(second.seconds)
      const taken = worker.taken()
      if (taken === null) return
      into.peaks.push(taken.peak)
      if (before !== null) into.processor.push(taken.processor - before.processor)
    } finally {
      worker.stop()
    }
  } catch (error) {
    into.why = error instanceof Error ? error.message : String(error)
  }
}

function squaresOf(values: readonly number[], exact: Exact, { name }: Asked): number[] {
  const wanted = exact.get(name) ?? []
  if (values.length !== wanted.length)
    throw new Error(`${values.length} values, where there are ${wanted.length} cells`)
  return values.map((value, i) => (value - (wanted[i] ?? 0)) ** 2)
}

function rowOf(name: string, measured: Measured | undefined): ReportRow {
  const { warm = [], processor = [], withStart = [], peaks = [], squares = [] } = measured ?? {}
  const middle = (values: readonly number[]): number | null =>
    values.length === 0 ? null : median(values)
  return {
    name,
    cells: [middle(warm), middle(processor), middle(withStart), middle(peaks), rootMean(squares)],
  }
}

function rootMean(squares: readonly number[]): number | null {
  if (squares.length === 0) return null
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
}

function progress({ warm, withStart, why }: Measured): string {
  if (why !== undefined) return why
  return `${warm.at(-1)?.toFixed(2) ?? '-'} s, with start ${withStart.at(-1)?.toFixed(2)} s`
}

function titleOf({ rows }: CompareOptions): string {
  return `Dither beside its peers: ${rows / 1e6} M rows, ${groups} groups`
}

function standing(versions: ReadonlyMap<string, string>): string[] {
  return [
    `Epsilon ${epsilon}, no delta, adding or removing one row or one id (${maxGroups} groups, ${maxRows} rows in each); values are clamped to [${lower}, ${upper}]; keys are public; every answer reads the Parquet file.`,
    'Warm: the second answer of a process; its processor time, over all cores, says more than the clock where other work shares the machine. With start: from starting the process to its first answer. Medians over rounds in which all took turns. Peak memory: summed over the processes of one.',
    `RMSE: over all cells of all answers, against the exact clamped answer. A first answer of over ${slowAnswer} s was not followed by a second, and over ${slowRound} s with its start not by another round.`,
    'What each program does, and where guarantees differ: bench/peers/README.md.',
    ...[...versions].map(([title, version]) => `${title}: ${version}.`),
  ]
}
