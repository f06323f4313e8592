/** Accountants beside their peers: the same ten plans, epsilon and time. */
import { fileURLToPath } from 'node:url'
import { median } from './interleave.ts'
import { bundled } from './peers/bundled.ts'
import { homeFolder, pythonOf } from './peers/environment.ts'
import { peers } from './peers/peer.ts'
import { startWorker, type Worker } from './peers/worker.ts'
import type { Report, ReportRow, ReportTable } from './report.ts'

/** Gaussian noise on Poisson samples; the last has no sampling. */
const settings = [
  { sigma: 1, rate: 0.01, steps: 10_000, delta: 1e-5 },
  { sigma: 0.35, rate: 0.01, steps: 120, delta: 1e-5 },
  { sigma: 0.7, rate: 0.01, steps: 120, delta: 1e-5 },
  { sigma: 1, rate: 0.0064, steps: 782, delta: 1e-6 },
  { sigma: 0.8, rate: 0.001, steps: 100, delta: 1e-6 },
  { sigma: 1.5, rate: 0.05, steps: 1000, delta: 1e-5 },
  { sigma: 0.8, rate: 0.2, steps: 100, delta: 1e-5 },
  { sigma: 1.3, rate: 0.0025, steps: 6000, delta: 1e-5 },
  { sigma: 1.5, rate: 0.04, steps: 2249, delta: 1e-5 },
  { sigma: 20, rate: 1, steps: 1000, delta: 1e-6 },
] as const
const rounds = 5

/** Who answers, how, and whether by the law of the loss. */
const asked = [
  { title: 'Dither PLD, both ends', worker: 'pld', peer: false },
  { title: 'Dither PLD, estimate alone', worker: 'estimate', peer: false },
  { title: 'dp-accounting PLD', worker: 'dp-accounting', peer: true },
  { title: 'prv-accountant, to 0.1', worker: 'prv', peer: true },
  { title: 'prv-accountant, to 0.01', worker: 'prv-fine', peer: true },
  { title: 'Dither RDP', worker: 'rdp', peer: false },
  { title: 'dp-accounting RDP', worker: 'dp-accounting-rdp', peer: true },
] as const

interface Row {
  readonly title: string
  readonly worker: Worker
  /** By setting: the seconds of each round, and what it said last. */
  readonly seconds: readonly number[][]
  readonly values: (readonly number[] | undefined)[]
}

export async function bench(): Promise<Report> {
  const notes = new Set<string>()
  const rows = await start(notes)
  try {
    for (let round = 0; round <= rounds; round++)
      for (const [at, setting] of settings.entries())
        for (const row of rows) await ask(row, at, setting, round, notes)
    return { title: 'Accounting', tables: tablesOf(rows), notes: [...standing, ...notes] }
  } finally {
    for (const { worker } of rows) worker.stop()
  }
}

const standing = [
  'A line: standard deviation over sensitivity, rate of the Poisson samples, steps, delta. Epsilon is what each would claim: the upper ends, dp-accounting by connecting dots at its interval of 1e-4.',
  `Milliseconds of processor time: medians of ${rounds} rounds in which everybody is asked every plan in turn, in one process each, after a first round that does not count. prv-accountant is asked with two allowed errors, and delta / 1000.`,
  'Only the upper ends of Dither and of prv-accountant bound all errors; those of dp-accounting leave out what the Fourier transform rounds.',
  'Where the estimate and dp-accounting differ by 1e-4 a grid that is five times finer, in both, says that the estimate is the nearer: 0.64000 for 1.3, 0.0025, 6000, where dp-accounting says 0.64011 by default.',
]

async function ask(
  { title, worker, seconds, values }: Row,
  at: number,
  setting: (typeof settings)[number],
  round: number,
  notes: Set<string>,
): Promise<void> {
  const said = await worker.ask(setting)
  if (said.kind !== 'answer') {
    notes.add(`${title}, ${nameOf(setting)}: ${said.why}.`)
    return
  }
  values[at] = said.values
  // The optimiser's turn.
  if (round > 0) seconds[at]?.push(said.seconds)
}

async function start(notes: Set<string>): Promise<readonly Row[]> {
  const home = peers.find(({ name }) => name === 'accounting')
  const python = home && pythonOf(home)
  const script = fileURLToPath(new URL('accounting/account.py', import.meta.url))
  const file = await bundled(new URL('accounting/ours.ts', import.meta.url), 'account')
  const rows: Row[] = []
  for (const { title, worker: name, peer } of asked) {
    if (peer && python === undefined) {
      notes.add(`${title} is not here: npm run bench:peers -- --install --only accounting.`)
      continue
    }
    const command = peer ? [python ?? '', '-B', script, name] : [process.execPath, file, name]
    try {
      const worker = await startWorker(command, { folder: homeFolder(), limit: 120 })
      if (peer) notes.add(`Measured: ${Object.entries(worker.versions).flat().join(' ')}.`)
      rows.push({ title, worker, seconds: settings.map(() => []), values: [] })
    } catch (error) {
      notes.add(`${title} does not start: ${error instanceof Error ? error.message : error}.`)
    }
  }
  return rows
}

/** A row for each plan, a column for each who answers. */
function tablesOf(rows: readonly Row[]): readonly ReportTable[] {
  const byPlan = (title: string, columns: readonly string[], cells: Cells): ReportTable => ({
    title,
    columns,
    rows: settings.map((setting, at): ReportRow => ({ name: nameOf(setting), cells: cells(at) })),
  })
  const titles = rows.map(({ title }) => title)
  const named = (title: string): Row | undefined => rows.find((row) => row.title === title)
  const [both, estimate] = [named('Dither PLD, both ends'), named('Dither PLD, estimate alone')]
  const google = named('dp-accounting PLD')
  return [
    byPlan('Epsilon', titles, (at) => rows.map(({ values }) => values[at]?.[0] ?? null)),
    byPlan(
      'Epsilon in millionths',
      ['Dither: upper end above lower', 'Dither: estimate above dp-accounting PLD'],
      (at) => [
        gap(both?.values[at]?.[0], both?.values[at]?.[1]),
        gap(estimate?.values[at]?.[0], google?.values[at]?.[0]),
      ],
    ),
    byPlan('Milliseconds', titles, (at) => rows.map((row) => milliseconds(row, at))),
    byPlan('dp-accounting PLD over Dither', ['both ends', 'estimate alone'], (at) =>
      [both, estimate].map((ours) => ratio(milliseconds(google, at), milliseconds(ours, at))),
    ),
  ]
}

type Cells = (at: number) => readonly (number | null)[]

function milliseconds(row: Row | undefined, at: number): number | null {
  const seconds = row?.seconds[at] ?? []
  return seconds.length === 0 ? null : 1000 * median(seconds)
}

function ratio(over: number | null, under: number | null): number | null {
  return over === null || under === null ? null : over / under
}

function gap(one: number | undefined, other: number | undefined): number | null {
  return one === undefined || other === undefined ? null : Math.round((one - other) * 1e6)
}

function nameOf({ sigma, rate, steps, delta }: (typeof settings)[number]): string {
  return `${sigma}, ${rate}, ${steps}, ${delta.toExponential()}`
}
