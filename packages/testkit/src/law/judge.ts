/** Draws, tests and verdict: an honest sampler must pass, every broken twin must be refused. */
import { independenceTests, viewed } from './independence-tests.ts'
import type { LawTable } from './integer-law.ts'
import { lawTests, type TestResult } from './law-tests.ts'

export type JointDraw = () => readonly (number | bigint)[]

export interface LawReport {
  readonly tests: readonly TestResult[]
  /** The test that refused each broken twin. */
  readonly caught: Readonly<Record<string, string>>
}

/** @throws Error that names the failed tests, or the twin that passed */
export function judge(
  name: string,
  draw: JointDraw,
  tables: readonly LawTable[],
  options: {
    readonly n: number
    readonly alpha: number
    readonly mutants: Readonly<Record<string, JointDraw>>
  },
): LawReport {
  const { n, alpha, mutants } = options
  const columns = tables.map(() => new Float64Array(n))
  fill(columns, 0, n, draw)
  const tests = [...marginalTests(columns, tables), ...dependenceTests(columns, tables)]
  const failed = refusals(tests, alpha)
  if (failed.length > 0) {
    const list = failed.map((test) => `${test.name} (p = ${test.pValue.toExponential(1)})`)
    throw new Error(`${name}: the law is refused after ${n} draws by ${list.join(', ')}`)
  }
  const caught: Record<string, string> = {}
  for (const [twin, mutant] of Object.entries(mutants)) {
    const refusal = refuse(mutant, columns, tables, alpha)
    if (refusal === undefined)
      throw new Error(`${name}: the broken twin "${twin}" passes after ${n} draws`)
    caught[twin] = refusal
  }
  return { tests, caught }
}

/** What refuses a twin: an eighth of the draws often does, and clear cases need no more tests. */
function refuse(
  draw: JointDraw,
  columns: readonly Float64Array[],
  tables: readonly LawTable[],
  alpha: number,
): string | undefined {
  const n = columns[0]?.length ?? 0
  for (const [start, end] of [
    [0, n >> 3],
    [n >> 3, n],
  ] as const) {
    fill(columns, start, end, draw)
    const some = columns.map((column) => column.subarray(0, end))
    const marginal = marginalTests(some, tables)
    const [clear] = refusals(marginal, alpha * 1e-3)
    if (clear !== undefined) return clear.name
    const [refusal] = refusals([...marginal, ...dependenceTests(some, tables)], alpha)
    if (refusal !== undefined) return refusal.name
  }
  return undefined
}

function fill(columns: readonly Float64Array[], start: number, end: number, draw: JointDraw): void {
  for (let i = start; i < end; i++) {
    const cells = draw()
    if (cells.length !== columns.length)
      throw new RangeError(`a draw has ${cells.length} cells, the law ${columns.length}`)
    for (let cell = 0; cell < cells.length; cell++) {
      const column = columns[cell]
      if (column !== undefined) column[i] = Number(cells[cell]) + 0
    }
  }
}

function refusals(tests: readonly TestResult[], alpha: number): TestResult[] {
  return tests
    .filter((test) => !(test.pValue >= alpha / tests.length))
    .sort((a, b) => a.pValue - b.pValue)
}

function marginalTests(
  columns: readonly Float64Array[],
  tables: readonly LawTable[],
): TestResult[] {
  return tables.flatMap((table, cell) =>
    labelled(
      tables.length > 1 ? `cell ${cell}: ` : '',
      lawTests(columns[cell] ?? new Float64Array(), table),
    ),
  )
}

/** Every two cells of one draw; and every two, and each with itself, of successive draws. */
function dependenceTests(
  columns: readonly Float64Array[],
  tables: readonly LawTable[],
): TestResult[] {
  const view = (from: (column: Float64Array) => Float64Array) =>
    tables.map((table, cell) => viewed(from(columns[cell] ?? new Float64Array()), table))
  const whole = tables.length > 1 ? view((column) => column) : []
  const even = view((column) => everySecond(column, 0))
  const odd = view((column) => everySecond(column, 1))
  return [
    ...whole.flatMap((a, cell) =>
      whole
        .slice(cell + 1)
        .flatMap((b, i) =>
          labelled(`cells ${cell} and ${cell + 1 + i}: `, independenceTests(a, b)),
        ),
    ),
    ...even.flatMap((a, cell) =>
      odd.flatMap((b, other) =>
        labelled(
          tables.length > 1 ? `cells ${cell} and next ${other}: ` : 'successive: ',
          independenceTests(a, b),
        ),
      ),
    ),
  ]
}

function labelled(label: string, tests: readonly TestResult[]): TestResult[] {
  return tests.map((test) => ({ ...test, name: `${label}${test.name}` }))
}

function everySecond(draws: Float64Array, first: 0 | 1): Float64Array {
  return Float64Array.from({ length: draws.length >> 1 }, (_, i) => draws[2 * i + first] ?? 0)
}
