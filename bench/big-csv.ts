/** A CSV of 2 GB, row unit, by a DuckDB that may take 512 MB: time, peak memory, and the right integers. */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineSchema } from '@dither/query'
import { duckdb } from '@dither/query/duckdb'
import { memory } from '@dither/query/memory'
import { seededBits } from '@dither/testkit'
import type { BoundedPlan, EngineAnswer } from '../packages/query/src/engines/engine.ts'
import type { Report } from './report.ts'

const bytes = 2_000_000_000
const rowsInBlock = 200_000
const header = 'age,income,educ,married\n'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 18, upper: 93 },
    income: { type: 'number', lower: 0, upper: 420_500 },
    educ: { type: 'category', categories: ['primary', 'secondary', 'higher'] },
    married: { type: 'boolean' },
  },
})

const plan: BoundedPlan = {
  schema,
  from: { kind: 'scan' },
  unit: { kind: 'row' },
  axes: [
    {
      kind: 'values',
      of: { kind: 'column', name: 'educ' },
      values: ['primary', 'secondary', 'higher'],
      rest: false,
    },
    {
      kind: 'edges',
      of: { kind: 'column', name: 'age' },
      edges: [18, 30, 45, 65, 93],
      underflow: false,
      overflow: false,
    },
  ],
  columns: [
    {
      of: { kind: 'column', name: 'income' },
      lattice: { origin: 210_250, exponent: 13, low: -1_722_368_000, high: 1_722_368_000 },
      square: true,
      nullable: false,
    },
  ],
}

export async function bench(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'dither-bench-'))
  const file = join(folder, 'big.csv')
  try {
    const block = blockOfRows()
    const blocks = Math.ceil(bytes / block.length)
    const wrote = seconds()
    write(file, block, blocks)
    const writing = wrote()
    const wanted = await answerOf(memory(header + block), plan)
    const before = peakMegabytes()

    const ran = seconds()
    const source = duckdb({ file, memoryLimit: '512MB', tempDirectory: folder })
    const given = await answerOf(source, plan)
    const running = ran()
    mustBeTimes(given, wanted, BigInt(blocks))
    const size = statSync(file).size
    return {
      title: 'A CSV of 2 GB within 512 MB',
      tables: [
        {
          title: 'count, sum and sum of squares of income in 12 cells',
          columns: ['value'],
          rows: [
            { name: 'file, MB', cells: [size / 1e6] },
            { name: 'rows, million', cells: [(rowsInBlock * blocks) / 1e6] },
            { name: 'time, s', cells: [running] },
            { name: 'MB/s', cells: [size / 1e6 / running] },
            { name: 'peak memory of the process before, MB', cells: [before] },
            { name: 'peak memory of the process after, MB', cells: [peakMegabytes()] },
          ],
        },
      ],
      notes: [
        `The file is one seeded block of ${rowsInBlock} rows, ${blocks} times (written in ${writing.toFixed(0)} s); the integers are the reference engine's on one block, as many times.`,
        'A CSV is read by one thread, so that no thread has to guess where a line begins.',
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function blockOfRows(): string {
  const bits = seededBits(1)
  const below = (n: number): number => Math.floor((bits.next() / 2 ** bits.wordBits) * n)
  const lines: string[] = []
  for (let i = 0; i < rowsInBlock; i++) {
    const income = below(3) === 0 ? '0' : `${below(500_000)}.${below(90) + 10}`
    const educ = ['primary', 'secondary', 'higher', '', '"other, or none"'][below(5)]
    lines.push(`${below(110)},${income},${educ},${['true', 'false', 'NA'][below(3)]}\n`)
  }
  return lines.join('')
}

function write(path: string, block: string, times: number): void {
  const file = openSync(path, 'w')
  const content = Buffer.from(block)
  writeSync(file, header)
  for (let i = 0; i < times; i++) writeSync(file, content)
  closeSync(file)
}

async function answerOf(
  source: ReturnType<typeof memory>,
  question: BoundedPlan,
): Promise<EngineAnswer> {
  const engine = await source.open(schema)
  try {
    return await engine.run(question)
  } finally {
    await engine.close()
  }
}

/** @throws Error if the integers are not exactly those of one block, so many times */
function mustBeTimes(given: EngineAnswer, block: EngineAnswer, times: bigint): void {
  for (const [index, cell] of block.cells.entries()) {
    const other = given.cells[index]
    const wanted = [cell.rows, cell.columns[0]?.sum, cell.columns[0]?.square]
    const got = [other?.rows, other?.columns[0]?.sum, other?.columns[0]?.square]
    if (wanted.some((value, i) => (value ?? 0n) * times !== got[i]))
      throw new Error(`cell ${index} has other integers than the reference engine's`)
  }
}

function seconds(): () => number {
  const start = performance.now()
  return () => (performance.now() - start) / 1000
}

function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1000
}
