/** Noise by Dither and by those peers that `npm run bench:peers` installed, in turns. */
import { fileURLToPath } from 'node:url'
import { median } from '../interleave.ts'
import { bundled } from '../peers/bundled.ts'
import { homeFolder, pythonOf } from '../peers/environment.ts'
import { peers } from '../peers/peer.ts'
import { startWorker, type Worker } from '../peers/worker.ts'
import type { ReportRow, ReportTable } from '../report.ts'

const scales = [
  { name: '1', value: 1 },
  { name: '10', value: 10 },
  { name: '1e3', value: 1e3 },
  { name: '1e6', value: 1e6 },
  { name: '2^32', value: 2 ** 32 },
]
const laws = [
  { law: 'laplace', title: 'Laplace' },
  { law: 'gaussian', title: 'Gaussian' },
] as const
const rounds = 7
const seconds = 0.04

/** Dither in three ways: what each process of ours is told, and asked. */
const ours = [
  { title: 'bulk', worker: 'kernel', calls: 'bulk' },
  { title: 'bulk, no WebAssembly', worker: 'script', calls: 'bulk' },
  { title: 'single', worker: 'script', calls: 'single' },
] as const

/** What is asked of a peer, the environment that has it, and which of ours is like it. */
const theirs = [
  { title: 'NumPy', worker: 'numpy', home: 'opendp', beside: 'bulk' },
  { title: 'NumPy, geometrics', worker: 'numpy-geometric', home: 'opendp', beside: 'bulk' },
  { title: 'OpenDP, vector', worker: 'opendp-vector', home: 'opendp', beside: 'bulk' },
  { title: 'OpenDP', worker: 'opendp', home: 'opendp', beside: 'single' },
  { title: 'Google (python-dp)', worker: 'google', home: 'pipelinedp', beside: 'single' },
  { title: 'diffprivlib', worker: 'diffprivlib', home: 'diffprivlib', beside: 'single' },
] as const

/** One row of rates; `over` where nothing more is asked. */
interface Row {
  readonly name: string
  readonly worker: Worker | undefined
  readonly asked: { readonly law: string; readonly calls?: string }
  /** Rows of ours that it is compared with. */
  readonly beside: readonly string[]
  readonly rates: readonly number[][]
  over: boolean
}

/** The rates, the ratios, and what has to be said of them. */
export async function besidePeers(): Promise<{
  readonly tables: readonly ReportTable[]
  readonly notes: readonly string[]
}> {
  const notes = new Set<string>()
  const workers = new Map<string, Worker>()
  try {
    const versions = await start(workers, notes)
    const rows = laws.flatMap((law) => rowsOf(law, workers))
    for (let round = 0; round < rounds; round++)
      for (const at of scales.keys()) for (const row of rows) await measure(row, at, notes)
    const cells = ({ rates }: Row): (number | null)[] =>
      rates.map((values) => (values.length === 0 ? null : median(values)))
    const columns = scales.map(({ name }) => name)
    return {
      tables: [
        {
          title: 'Beside peers, M draws/s',
          columns,
          rows: rows.map((row) => ({ name: row.name, cells: cells(row) })),
        },
        { title: 'Ratios to peers', columns, rows: ratiosOf(rows, cells) },
      ],
      notes: [...standing, `Measured: ${versions.join(', ')}.`, ...notes],
    }
  } finally {
    for (const worker of workers.values()) worker.stop()
  }
}

const standing = [
  'Beside peers: a process each, in turns; medians of 7 rounds of 40 ms of its own processor time. Bulk fills an array of 100,000, as NumPy does, ' +
    'and OpenDP a vector of 10,000 integers; the others draw once a call, as "single" does, and most of their time is the call from Python.',
  "NumPy's numbers come from PCG64, which is no secure generator, and its normal (ziggurat) and Laplace noise are rounded doubles: neither exact nor " +
    'private, it is the limit of those who do not care. "geometrics" is the difference of two of its geometric draws: integers from the same generator.',
  "Google's library is asked through python-dp, a build of its C++ code. Its Go module could not be had where this was measured.",
]

async function start(workers: Map<string, Worker>, notes: Set<string>): Promise<string[]> {
  const versions = new Set<string>()
  const add = async (name: string, title: string, command: readonly string[]): Promise<void> => {
    try {
      const worker = await startWorker(command, { folder: homeFolder(), limit: 60 })
      workers.set(name, worker)
      versions.add(Object.entries(worker.versions).flat().join(' '))
    } catch (error) {
      notes.add(`${title} does not start: ${error instanceof Error ? error.message : error}.`)
    }
  }
  const file = await bundled(new URL('ours.ts', import.meta.url), 'draws')
  for (const name of ['kernel', 'script']) await add(name, 'Dither', [process.execPath, file, name])
  const script = fileURLToPath(new URL('draws.py', import.meta.url))
  for (const { worker, home, title } of theirs) {
    const peer = peers.find(({ name }) => name === home)
    const python = peer && pythonOf(peer)
    if (python !== undefined) await add(worker, title, [python, '-B', script, worker])
    else notes.add(`${title} is not here: npm run bench:peers -- --install --only ${home}.`)
  }
  return [...versions]
}

function rowsOf(
  { law, title: of }: (typeof laws)[number],
  workers: ReadonlyMap<string, Worker>,
): Row[] {
  const fresh = (): { rates: number[][]; over: boolean } => ({
    rates: scales.map(() => []),
    over: false,
  })
  return [
    ...ours.map(({ title, worker, calls }) => ({
      name: `${of}, ${title}`,
      worker: workers.get(worker),
      asked: { law, calls },
      beside: [],
      ...fresh(),
    })),
    ...theirs
      .filter(({ worker }) => law === 'laplace' || worker !== 'numpy-geometric')
      .map(({ title, worker, beside }) => ({
        name: `${of}, ${title}`,
        worker: workers.get(worker),
        asked: { law },
        beside: ours
          .filter(({ calls }) => calls === beside)
          .map(({ title: like }) => `${of}, ${like}`),
        ...fresh(),
      })),
  ]
}

async function measure(row: Row, at: number, notes: Set<string>): Promise<void> {
  const { worker, asked, name, rates } = row
  const scale = scales[at]
  if (worker === undefined || scale === undefined || row.over) return
  const said = await worker.ask({ ...asked, scale: scale.value, seconds })
  if (said.kind === 'answer') rates[at]?.push((said.values[0] ?? 0) / said.seconds / 1e6)
  else notes.add(`${name}, scale ${scale.name}: ${said.why}.`)
  row.over = said.kind === 'failed'
}

function ratiosOf(rows: readonly Row[], cells: (row: Row) => (number | null)[]): ReportRow[] {
  return rows.flatMap((row) =>
    row.beside.flatMap((name): ReportRow[] => {
      const own = rows.find((other) => other.name === name)
      if (own === undefined) return []
      const under = cells(row)
      const ratio = (over: number | null, i: number): number | null => {
        const divisor = under[i] ?? null
        return over === null || divisor === null ? null : over / divisor
      }
      return [{ name: `${name} / ${row.name.replace(/^\w+, /, '')}`, cells: cells(own).map(ratio) }]
    }),
  )
}
