/** The tests that two lists of draws, each of a known law, must pass if they are independent. */
import { chiSquareTest } from '@dither/math'
import { binEnds, binOf, type LawTable } from './integer-law.ts'
import { bitCount, bitDraws, bitOf, expectedPerCell, type TestResult } from './law-tests.ts'
import { bennettBound } from './tail-bounds.ts'

/** Draws, and coarse pictures of each: its position, its size, its bits; as small cell numbers. */
export interface Viewed {
  readonly draws: Float64Array
  readonly table: LawTable
  readonly views: ReadonlyMap<string, Uint8Array>
}

export function viewed(draws: Float64Array, table: LawTable): Viewed {
  const cells = (cell: (x: number) => number, count: number = draws.length): Uint8Array => {
    const view = new Uint8Array(count)
    for (let i = 0; i < count; i++) view[i] = cell(draws[i] ?? 0)
    return view
  }
  const least = Math.max(1 / 8, Math.sqrt(expectedPerCell / draws.length))
  const positions = binEnds(table, () => least).ends
  const sizes = binEnds(folded(table), () => least).ends
  const views = new Map([
    ['positions', cells((x) => binOf(positions, x))],
    ['sizes', cells((x) => binOf(sizes, Math.abs(x - table.centre)))],
  ])
  const some = Math.min(draws.length, bitDraws)
  for (let j = 0; j < bitCount(table); j++) {
    const unit = 2 ** j
    views.set(
      `bit ${j}`,
      cells((x) => (bitOf(x, unit) ? 1 : 0), some),
    )
  }
  return { draws, table, views }
}

/**
 * Contingency of each picture; and how often both draws are equal, or mirrored about their centres,
 * which shared noise would make frequent.
 */
export function independenceTests(a: Viewed, b: Viewed): TestResult[] {
  const results = [
    coincidence('equal', a, b, (x) => x),
    coincidence('mirrored', a, b, (x) => a.table.centre + b.table.centre - x),
  ]
  for (const [name, first] of a.views) {
    const second = b.views.get(name)
    const result = second === undefined ? undefined : contingency(`${name} of both`, first, second)
    if (result !== undefined) results.push(result)
  }
  return results
}

/** The law of |x - centre|. */
function folded(table: LawTable): LawTable {
  const masses = new Map<number, number>()
  table.nodes.forEach((node, i) => {
    const size = Math.abs(node - table.centre)
    masses.set(size, (masses.get(size) ?? 0) + (table.mass[i] ?? 0))
  })
  const sorted = [...masses].sort(([x], [y]) => x - y)
  const nodes = Float64Array.from(sorted, ([size]) => size)
  const mass = Float64Array.from(sorted, ([, part]) => part)
  return { ...table, nodes, mass }
}

/** Chi-square of independence; nothing where a cell expects too few draws. */
function contingency(name: string, first: Uint8Array, second: Uint8Array): TestResult | undefined {
  const n = first.length
  const width = 16
  const counts = new Float64Array(width * width)
  first.forEach((row, i) => {
    const cell = row * width + (second[i] ?? 0)
    counts[cell] = (counts[cell] ?? 0) + 1
  })
  const places = Array.from({ length: width }, (_, place) => place)
  const at = (row: number, column: number): number => counts[row * width + column] ?? 0
  const rows = places
    .map((row) => ({ row, total: places.reduce((sum, column) => sum + at(row, column), 0) }))
    .filter(({ total }) => total > 0)
  const columns = places
    .map((column) => ({ column, total: places.reduce((sum, row) => sum + at(row, column), 0) }))
    .filter(({ total }) => total > 0)
  const degrees = (rows.length - 1) * (columns.length - 1)
  const pairs = rows.flatMap((a) => columns.map((b) => ({ a, b })))
  const observed = pairs.map(({ a, b }) => at(a.row, b.column))
  const expected = pairs.map(({ a, b }) => (a.total * b.total) / n)
  if (degrees === 0 || Math.min(...expected) < expectedPerCell / 2) return undefined
  return { name, pValue: chiSquareTest(observed, expected, degrees).pValue }
}

/** How often b is map(a), against the chance of it. */
function coincidence(name: string, a: Viewed, b: Viewed, map: (x: number) => number): TestResult {
  let chance = 0
  a.table.nodes.forEach((node, i) => {
    chance += (a.table.mass[i] ?? 0) * b.table.probability(map(node))
  })
  let count = 0
  a.draws.forEach((x, i) => {
    if (b.draws[i] === map(x)) count++
  })
  const n = a.draws.length
  return { name, pValue: bennettBound(count - n * chance, n * chance * (1 - chance)) }
}
