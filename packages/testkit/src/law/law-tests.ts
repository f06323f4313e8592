/** The tests that a sample of one law must pass. */
import { chiSquareTest, exp, ln } from '@dither/math'
import { binEnds, binOf, type LawTable, surprise } from './integer-law.ts'
import { bennettBound, countBound } from './tail-bounds.ts'

export interface TestResult {
  readonly name: string
  readonly pValue: number
}

/** Observations that a cell must expect before chi-square is trusted at small p-values. */
export const expectedPerCell = 20

/** More draws than these add nothing to a test of single bits. */
export const bitDraws = 100_000

/**
 * All tests of independent draws against their law. Where the law allows no such draw at all, the
 * only result is "support" with p-value 0.
 */
export function lawTests(draws: Float64Array, table: LawTable): TestResult[] {
  for (const x of draws)
    if (!(table.probability(x) > 0)) return [{ name: `support (${x} drawn)`, pValue: 0 }]
  return [
    ...binTest(draws, table),
    atomTest(draws, table),
    ...surpriseTest(draws, table),
    signTest(draws, table),
    ...bitTests(draws, table),
  ]
}

/** Chi-square over bins of at most 1/64 of the mass, halving toward both tails down to 20 draws. */
function binTest(draws: Float64Array, table: LawTable): TestResult[] {
  const n = draws.length
  const least = expectedPerCell / n
  const { ends, mass } = binEnds(table, (below) =>
    Math.max(least, Math.min(1 / 64, below, (1 - below) / 2)),
  )
  if (mass.length < 2) return []
  const counts = mass.map(() => 0)
  for (const x of draws) {
    const bin = binOf(ends, x)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const { pValue } = chiSquareTest(
    counts,
    mass.map((part) => part * n),
  )
  return [{ name: 'bins', pValue }]
}

/**
 * The count of every single integer, missing ones too where all are in the table: sees one value too
 * frequent or absent. The bound is the worst of all, times the number of values that could be it.
 */
function atomTest(draws: Float64Array, table: LawTable): TestResult {
  const n = draws.length
  const { nodes } = table
  const whole = table.stride === 1
  const sorted = Float64Array.from(draws).sort()
  let worst = 1
  let next = 0
  const judge = (x: number, count: number): void => {
    worst = Math.min(worst, countBound(count, n * table.probability(x)))
  }
  for (let start = 0; start < n; ) {
    const x = sorted[start] ?? 0
    let end = start + 1
    while (end < n && sorted[end] === x) end++
    if (end - start > 1 || whole) judge(x, end - start)
    for (; whole && (nodes[next] ?? x) < x; next++) judge(nodes[next] ?? 0, 0)
    next++
    start = end
  }
  for (; whole && next < nodes.length; next++) judge(nodes[next] ?? 0, 0)
  return { name: 'single values', pValue: Math.min(1, worst * (whole ? nodes.length : n)) }
}

/**
 * The mean of -ln P(x) against the law's entropy: the score test of a scale. By Chernoff's bound, P(mean
 * >= m) <= e^(n (K(t) - t m)) for every t, K the cumulant generating function; t near the best.
 */
function surpriseTest(draws: Float64Array, table: LawTable): TestResult[] {
  const surprises = table.mass.map((part) => (part > 0 ? surprise(part / table.stride) : 0))
  let entropy = 0
  table.mass.forEach((part, i) => {
    entropy += part * (surprises[i] ?? 0)
  })
  let variance = 0
  table.mass.forEach((part, i) => {
    variance += part * ((surprises[i] ?? 0) - entropy) ** 2
  })
  if (variance < 1e-9) return []
  let sum = 0
  for (const x of draws) sum += surprise(table.probability(x)) - entropy
  const excess = sum / draws.length
  const tilt = Math.max(-0.4, Math.min(0.4, excess / variance))
  let moment = 0
  table.mass.forEach((part, i) => {
    moment += part * exp(tilt * ((surprises[i] ?? 0) - entropy))
  })
  const pValue = Math.min(1, 2 * exp(draws.length * (ln(moment) - tilt * excess)))
  return [{ name: 'surprise', pValue }]
}

/** Given |x - centre|, the sign follows from the law. */
function signTest(draws: Float64Array, table: LawTable): TestResult {
  const conditional = new Conditional()
  for (const x of draws) {
    const mirrored = 2 * table.centre - x
    if (mirrored !== x)
      conditional.add(x > mirrored, table.probability(x), table.probability(mirrored))
  }
  return { name: 'sign', pValue: conditional.pValue() }
}

/** Given all bits of x but one, that bit follows from the ratio of two neighbouring probabilities. */
function bitTests(draws: Float64Array, table: LawTable): TestResult[] {
  const some = draws.subarray(0, bitDraws)
  const here = some.map((x) => table.probability(x))
  return Array.from({ length: bitCount(table) }, (_, j) => {
    const conditional = new Conditional()
    const unit = 2 ** j
    some.forEach((x, i) => {
      const set = bitOf(x, unit)
      conditional.add(set, here[i] ?? 0, table.probability(set ? x - unit : x + unit))
    })
    return { name: `bit ${j}`, pValue: conditional.pValue() }
  })
}

/** Bits too fine for the bins to show; two at least. */
export function bitCount(table: LawTable): number {
  let count = 2
  while (count < 50 && 2 ** count < table.deviation) count++
  return count
}

/** The bit of x that is worth `unit`, a power of two, in two's complement. */
export function bitOf(x: number, unit: number): boolean {
  const shifted = Math.floor(x / unit)
  return shifted !== 2 * Math.floor(shifted / 2)
}

/** Sums indicators less their chances, given that x is one of two values: `seen` or `other`. */
class Conditional {
  #sum = 0
  #variance = 0

  add(happened: boolean, seen: number, other: number): void {
    const chance = seen / (seen + other)
    this.#sum += happened ? 1 - chance : chance - 1
    this.#variance += chance * (1 - chance)
  }

  pValue(): number {
    return bennettBound(this.#sum, this.#variance)
  }
}
