/** Durable charges a second, beside what the disk can sync; and a ledger of a million events. */
import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChargeRequest, events, priceEvent } from '@dither/core/account'
import { type Ledger, openLedger } from '@dither/ledger'
import { median } from './interleave.ts'
import type { Report } from './report.ts'

const rounds = 5
const seconds = 1
const million = 1_000_000

/** A hundred kinds of questions, as of a day's use. */
const asked = Array.from({ length: 100 }, (_, i) =>
  events.discreteLaplace({ scale: 1000, sensitivity: i + 1, neighbours: 'add-remove' }),
)
const datasets = Array.from({ length: 64 }, (_, i) => `dataset ${i}`)
let charged = 0

function request(dataset: string): ChargeRequest {
  const event = asked[charged % asked.length]
  return {
    requestId: `request ${charged++}`,
    mark: 'secure',
    charges: [{ dataset, unit: 'row', events: event === undefined ? [] : [event] }],
  }
}

export async function bench(): Promise<Report> {
  const folder = mkdtempSync(join(process.env['DITHER_BENCH_FOLDER'] ?? tmpdir(), 'dither-bench-'))
  try {
    const better = await opened(join(folder, 'better.ledger'), 'better-sqlite3')
    const other = await opened(join(folder, 'libsql.ledger'), 'libsql')
    const cases: readonly { readonly name: string; readonly rate: () => Promise<Rate> }[] = [
      { name: 'the disk: 4 kB appended and synced', rate: async () => syncs(join(folder, 'raw')) },
      { name: 'one at a time, one budget', rate: () => rateOf(better, 1, 1) },
      { name: '16 at a time, one budget', rate: () => rateOf(better, 16, 1) },
      { name: '64 at a time, one budget', rate: () => rateOf(better, 64, 1) },
      { name: '512 at a time, one budget', rate: () => rateOf(better, 512, 1) },
      { name: '64 at a time, 64 budgets', rate: () => rateOf(better, 64, 64) },
      { name: '512 at a time, 64 budgets', rate: () => rateOf(better, 512, 64) },
      { name: 'libsql: one at a time, one budget', rate: () => rateOf(other, 1, 1) },
      { name: 'libsql: 64 at a time, one budget', rate: () => rateOf(other, 64, 1) },
      { name: 'libsql: 64 at a time, 64 budgets', rate: () => rateOf(other, 64, 64) },
    ]
    const rates = new Map<string, Rate[]>(cases.map(({ name }) => [name, []]))
    for (let round = 0; round < rounds; round++)
      for (const { name, rate } of cases) rates.get(name)?.push(await rate())
    await better.close()
    await other.close()
    return {
      title: 'The ledger',
      tables: [
        {
          title: 'Durable charges in a second',
          columns: ['median', 'least', 'most', 'processor, µs each'],
          rows: cases.map(({ name }) => {
            const all = rates.get(name) ?? []
            const each = all.map(({ rate }) => rate)
            const cells = [median(each), Math.min(...each), Math.max(...each)].map(Math.round)
            return { name, cells: [...cells, Math.round(median(all.map(({ cost }) => cost)))] }
          }),
        },
        {
          title: 'A ledger of a million events',
          columns: ['value'],
          rows: await large(join(folder, 'large.ledger')),
        },
      ],
      notes: [
        `Medians of ${rounds} rounds of ${seconds} s, in which all cases take turns, by the clock; the first row is what the disk does in the same minutes.`,
        'Every charge is priced, hashed into its chain and synced before it resolves; charges that wait together share one transaction.',
        'The last column does not depend on what else the machine does: with 512 at a time, a processor of its own would charge a million over that number in a second.',
        'SQLite with a write-ahead log and synchronous FULL, by better-sqlite3 unless said.',
        'A million charges of a hundred kinds of events. Pricing takes each kind once, as often as it was charged.',
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function opened(file: string, driver: 'better-sqlite3' | 'libsql'): Promise<Ledger> {
  const ledger = await openLedger(file, { driver })
  for (const dataset of datasets) await ledger.create(dataset, { epsilon: million })
  return ledger
}

/** In a second, and what one takes of the processor, in microseconds. */
interface Rate {
  readonly rate: number
  readonly cost: number
}

function syncs(path: string): Rate {
  const before = process.cpuUsage()
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4096)
  const start = performance.now()
  let times = 0
  for (; performance.now() - start < 1000 * seconds; times++) {
    writeSync(file, page)
    fdatasyncSync(file)
  }
  closeSync(file)
  return rateSince(start, before, times)
}

/** Callers that each charge again as soon as they are answered. */
async function rateOf(ledger: Ledger, callers: number, budgets: number): Promise<Rate> {
  const before = process.cpuUsage()
  const start = performance.now()
  let times = 0
  const caller = async (i: number): Promise<void> => {
    const dataset = datasets[i % budgets] ?? ''
    while (performance.now() - start < 1000 * seconds) {
      await ledger.charge(request(dataset))
      times++
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, i) => caller(i)))
  return rateSince(start, before, times)
}

function rateSince(start: number, before: NodeJS.CpuUsage, times: number): Rate {
  const { user, system } = process.cpuUsage(before)
  return { rate: (1000 * times) / (performance.now() - start), cost: (user + system) / times }
}

async function large(file: string): Promise<Report['tables'][number]['rows']> {
  const writing = timer()
  const made = await opened(file, 'better-sqlite3')
  const [dataset = ''] = datasets
  for (let i = 0; i < million; i += 1000)
    await Promise.all(Array.from({ length: 1000 }, () => made.charge(request(dataset))))
  await made.close()
  const written = writing()

  const opening = timer()
  const ledger = await openLedger(file)
  const { records } = await ledger.show(dataset)
  const open = opening()
  if (records !== million + 1) throw new Error(`${records} records`)
  const charging = timer()
  await ledger.charge(request(dataset))
  const charge = charging()
  const pricing = timer()
  priceEvent(await ledger.event(dataset), { measure: 'zcdp' })
  const price = pricing()
  const verifying = timer()
  const { ok } = await ledger.verify()
  const verify = verifying()
  if (!ok) throw new Error('the ledger is not what was written')
  await ledger.close()
  return [
    { name: 'written, s', cells: [written] },
    { name: 'file, MB', cells: [statSync(file).size / 1e6] },
    { name: 'opened and shown, s', cells: [open] },
    { name: 'first charge, s', cells: [charge] },
    { name: 'priced in zCDP, s', cells: [price] },
    { name: 'verified, s', cells: [verify] },
  ]
}

function timer(): () => number {
  const start = performance.now()
  return () => (performance.now() - start) / 1000
}
