/**
 * Every kind of aggregate has a coverage test: the compiler refuses a kind without one. Each case is drawn from its
 * exact integers and fresh noise, and fails if an interval holds the truth half a point less often than it says, or,
 * where it is exact, half a point and an atom more often (S24). Exact ones: n = 71,000 draws; those that are dear or
 * hardly conservative, 8,000 and six standard deviations in place of half a point. Conservative ones were seen to hold three points more
 * than they say: 3,000 draws tell that from half a point less. False alarm below 1e-9 an interval, also of the 50
 * releases of all of them end to end. Seeded.
 */
import { drawDiscreteGaussian, drawDiscreteLaplace, pureLoss } from '@dither/core'
import { type BudgetStore, memoryBudgetStore } from '@dither/core/account'
import { seededBits } from '@dither/testkit'
import { expect, test } from 'vitest'
import { interpreter } from '../../engines/memory/interpreter.ts'
import { memory } from '../../engines/memory/memory.ts'
import { table } from '../../fluent/table.ts'
import type { Aggregate, Budget } from '../../plan/plan.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { integersOf, ownPlaces } from '../integers.ts'
import { price } from '../price.ts'
import { selected } from '../select-quantile.ts'
import { open } from '../session.ts'
import type { Statistic } from '../statistic.ts'
import { dresser } from './dress.ts'
import { noiseOf } from './noise.ts'
import type { Released, ReleasedBounds, ReleasedCell, ReleasedTopCategories } from './released.ts'

const sharp = 71_000
const rough = 3_000
const some = 8_000
const claim = 0.95
const at = { confidence: claim }

const columns = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 16 },
  wage: { type: 'integer', lower: 0, upper: 8, nullable: true },
  debt: { type: 'integer', lower: -8, upper: 8 },
  sex: { type: 'category', categories: ['f', 'm'] },
  town: { type: 'category', categories: ['a', 'b', 'c', 'd', 'e'] },
} as const
/** Of each person two rows of one sex. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  pid: `p${i % 30}`,
  age: (i * 7) % 17,
  wage: i % 4 === 3 ? null : i % 9,
  debt: Math.min(8, ((i * 7) % 17) - 8 + (i % 3)),
  sex: i % 3 === 0 ? 'f' : 'm',
  town: ['a', 'b', 'b', 'c', 'd', 'c'][i % 6] ?? 'a',
}))
type Row = (typeof rows)[number]
const source = () => memory(rows.map((row) => ({ ...row })))
const unit = { column: 'pid', maxRows: 2, maxGroups: 1 } as const
const asked = { dataset: 'd', columns } as const
const byRow = table(source(), defineSchema({ ...asked, privacyUnit: 'row' }))
const known = table(
  source(),
  defineSchema({ ...asked, privacyUnit: 'row', rows: { public: rows.length } }),
)
const byId = table(source(), defineSchema({ ...asked, privacyUnit: unit }))
const cut = table(source(), defineSchema({ ...asked, privacyUnit: { ...unit, maxRows: 1 } }))

const numbers = (pick: (row: Row) => number | null, from: readonly Row[] = rows): number[] =>
  from.flatMap((row) => pick(row) ?? [])
const ages = numbers(({ age }) => age)
const wages = numbers(({ wage }) => wage)
const debts = numbers(({ debt }) => debt)
const women = rows.filter(({ sex }) => sex === 'f')
const men = rows.filter(({ sex }) => sex === 'm')
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
const covariance = (a: readonly number[], b: readonly number[]): number =>
  mean(a.map((x, i) => x * (b[i] ?? 0))) - mean(a) * mean(b)
const correlation = (a: readonly number[], b: readonly number[]): number =>
  covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b))
const inTown = (town: string): number => rows.filter((row) => row.town === town).length
/** The least value at or below which so many of the values lie. */
const quantile = (values: readonly number[], at: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(at * values.length) - 1)] ?? 0

/** One flag an interval: whether it holds the truth. */
type Held = (released: Released) => readonly boolean[]
const within = ([low, high]: readonly [number, number], truth: number): boolean =>
  low <= truth && truth <= high

/** One truth; in a table, one a group. */
const scalar =
  (...truths: readonly number[]): Held =>
  (released) => {
    const cells: readonly ReleasedCell[] =
      released.kind === 'table' ? released.rows.map(({ answer }) => answer) : [released]
    return cells.map(
      (cell, i) => cell.kind === 'scalar' && within(cell.interval(at), truths[i] ?? Number.NaN),
    )
  }

const entries =
  (truths: readonly number[], simultaneous = false): Held =>
  (released) => {
    const held = truths.map(
      (truth, i) =>
        (released.kind === 'bins' || released.kind === 'vector' || released.kind === 'cdf') &&
        within(released.interval(i, { ...at, simultaneous }), truth),
    )
    return simultaneous ? [held.every(Boolean)] : held
  }

const matrix =
  (truths: readonly (readonly number[])[]): Held =>
  (released) =>
    truths.flatMap((row, i) =>
      row.map(
        (truth, j) => released.kind === 'matrix' && within(released.interval(i, j, at), truth),
      ),
    )

/** The asked rank is no more rows than said from the ranks that the value has. */
const rank =
  (values: readonly number[], share: number): Held =>
  (released) => {
    if (released.kind !== 'scalar') return [false]
    const below = values.filter((x) => x < released.value).length
    const upTo = values.filter((x) => x <= released.value).length
    const off = Math.max(0, below - share * values.length, share * values.length - upTo)
    return [off <= (released.rankAccuracy?.(at) ?? -1)]
  }

/** Each has no fewer rows than said below the one whose place it has. */
const nearTheirPlaces: Held = (released) => {
  if (released.kind !== 'vector' || !('names' in released)) return [false]
  const { names, rankAccuracy } = released as ReleasedTopCategories
  const best = [...towns].sort((a, b) => b - a)
  return [names.every((town, i) => inTown(town) >= (best[i] ?? 0) - rankAccuracy(at))]
}

interface Case {
  readonly ask: Statistic
  readonly budget: Budget
  readonly held: Held
  /** The largest probability of one value of the noise, for an interval that is exact. */
  readonly atom?: number
  readonly draws: number
}

const laplace = { epsilon: 0.25 } as const
const gaussian = { rho: 0.03 } as const
const much = { epsilon: 4 } as const

const exactly = (ask: Statistic, budget: Budget, atom: number, held: Held): Case => {
  return { ask, budget, held, atom, draws: sharp }
}
/** Exact, and dear to draw: `coverage.stat.test.ts` does so often enough. */
const nearly = (ask: Statistic, budget: Budget, atom: number, held: Held): Case => {
  return { ask, budget, held, atom, draws: some }
}
/** A little conservative: drawn as often, with no upper end. */
const hardly = (ask: Statistic, budget: Budget, held: Held): Case => {
  return { ask, budget, held, draws: some }
}
const atLeast = (ask: Statistic, budget: Budget, held: Held): Case => {
  return { ask, budget, held, draws: rough }
}

const quarters = [0.25, 0.75] as const
const quartiles = quarters.map((at) => quantile(ages, at))
const candidates = Array.from({ length: 17 }, (_, i) => i)
const shares = candidates.map((c) => ages.filter((x) => x <= c).length / ages.length)
const covariances = [ages, debts].map((a) => [ages, debts].map((b) => covariance(a, b)))
const correlations = [ages, debts].map((a) => [ages, debts].map((b) => correlation(a, b)))
const slope = covariance(ages, debts) / covariance(ages, ages)
const line = [mean(debts) - slope * mean(ages), slope]
const both = ['sex', 'town'] as const
const spread = quantile(ages, 0.75) - quantile(ages, 0.25)
const towns = ['a', 'b', 'c', 'd', 'e'].map(inTown)
const crossed = [women, men].flatMap((half) =>
  ['a', 'b', 'c', 'd', 'e'].map((town) => half.filter((row) => row.town === town).length),
)

const cases = {
  count: [
    exactly(byRow.count(), laplace, 0.02, scalar(60)),
    exactly(byRow.groupBy('sex').count(), gaussian, 0.05, scalar(20, 40)),
    exactly(known.groupBy('sex').count(), laplace, 0.02, scalar(20, 40)),
    exactly(byRow.countUnits(), laplace, 0.02, scalar(60)),
    exactly(byId.countUnits(), gaussian, 0.05, scalar(30)),
    exactly(byId.count(), laplace, 0.02, scalar(60)),
    exactly(cut.count(), laplace, 0.02, scalar(30)),
  ],
  countValues: [exactly(byRow.count('wage'), laplace, 0.02, scalar(wages.length))],
  countDistinct: [
    exactly(byRow.countDistinct('town'), laplace, 0.02, scalar(4)),
    exactly(byId.countDistinct('age'), gaussian, 0.02, scalar(new Set(ages).size)),
  ],
  sum: [
    exactly(byRow.sum('age'), laplace, 0.002, scalar(sum(ages))),
    exactly(
      byRow.groupBy('sex').sum('wage'),
      gaussian,
      0,
      scalar(sum(numbers(({ wage }) => wage, women)), sum(numbers(({ wage }) => wage, men))),
    ),
    exactly(known.sum('debt'), laplace, 0.002, scalar(sum(debts))),
    exactly(byId.sum('age'), gaussian, 0.002, scalar(sum(ages))),
  ],
  mean: [
    exactly(known.mean('age'), laplace, 0.002, scalar(mean(ages))),
    exactly(known.mean('age'), gaussian, 0.002, scalar(mean(ages))),
    nearly(byRow.mean('wage'), much, 0.01, scalar(mean(wages))),
    nearly(byRow.mean('wage'), gaussian, 0.01, scalar(mean(wages))),
    nearly(byId.mean('age'), much, 0.01, scalar(mean(ages))),
    nearly(byRow.moment('age', 3), much, 0.01, scalar(mean(ages.map((x) => x * x * x)))),
    nearly(
      byRow.groupBy('sex').mean('age', { bounds: [{ keys: { sex: 'f' }, lower: 0, upper: 4 }] }),
      much,
      0.02,
      scalar(
        mean(numbers(({ age }) => Math.min(4, age), women)),
        mean(numbers(({ age }) => age, men)),
      ),
    ),
  ],
  variance: [
    hardly(known.variance('age'), much, scalar(covariance(ages, ages))),
    hardly(byRow.variance('wage'), much, scalar(covariance(wages, wages))),
    hardly(byRow.variance('age'), { rho: 1 }, scalar(covariance(ages, ages))),
  ],
  standardDeviation: [
    hardly(known.standardDeviation('age'), { rho: 1 }, scalar(Math.sqrt(covariance(ages, ages)))),
    hardly(byId.standardDeviation('age'), much, scalar(Math.sqrt(covariance(ages, ages)))),
  ],
  covariance: [
    hardly(known.covariance('age', 'debt'), much, scalar(covariance(ages, debts))),
    hardly(byRow.covariance('age', 'debt'), { rho: 1 }, scalar(covariance(ages, debts))),
  ],
  correlation: [
    atLeast(known.correlation('age', 'debt'), { epsilon: 30 }, scalar(correlation(ages, debts))),
    atLeast(byRow.correlation('age', 'debt'), { rho: 10 }, scalar(correlation(ages, debts))),
  ],
  histogram: [
    exactly(byRow.histogram('town'), laplace, 0.02, entries(towns)),
    exactly(byRow.histogram('town'), gaussian, 0.02, entries(towns, true)),
    exactly(known.histogram('town'), laplace, 0.02, entries(towns, true)),
  ],
  quantile: [
    atLeast(byRow.median('age', { candidates }), laplace, rank(ages, 0.5)),
    atLeast(known.quantile('age', 0.25, { candidates }), laplace, rank(ages, 0.25)),
  ],
  quantiles: [
    atLeast(byRow.quantiles('age', quarters, { candidates }), much, entries(quartiles)),
    atLeast(known.quantiles('age', quarters, { candidates }), { rho: 1 }, entries(quartiles)),
  ],
  interquartileRange: [
    atLeast(byRow.interquartileRange('age', { candidates }), much, scalar(spread)),
  ],
  cumulativeDistribution: [
    atLeast(byRow.cumulativeDistribution('age', { candidates }), much, entries(shares)),
    atLeast(known.cumulativeDistribution('age', { candidates }), { rho: 1 }, entries(shares, true)),
  ],
  covarianceMatrix: [hardly(byRow.covariance(['age', 'debt']), much, matrix(covariances))],
  correlationMatrix: [
    atLeast(known.correlation(['age', 'debt']), { epsilon: 30 }, matrix(correlations)),
  ],
  linearRegression: [
    atLeast(byRow.linearRegression('debt', ['age']), { epsilon: 30 }, entries(line)),
  ],
  contingencyTable: [
    exactly(byRow.contingencyTable(both), laplace, 0.02, entries(crossed)),
    atLeast(byRow.contingencyTable(both, { margins: 'all' }), gaussian, entries(crossed, true)),
  ],
  topValues: [
    atLeast(byRow.topValues('town', 2), laplace, (released) => [
      released.kind === 'bins' &&
        released.bins.every(({ label }, i) => within(released.interval(i, at), inTown(label))),
    ]),
  ],
  topCategories: [
    atLeast(byRow.topCategories('town', 2), much, nearTheirPlaces),
    atLeast(known.topCategories('town', 2), { rho: 2 }, nearTheirPlaces),
  ],
  bounds: [
    atLeast(byRow.bounds('debt'), { epsilon: 1 }, (released) => {
      const { bounds, outside } = released as ReleasedBounds
      const out = debts.filter((x) => x < bounds.lower || x > bounds.upper).length
      return [out <= outside(at)]
    }),
  ],
} satisfies Record<Aggregate['kind'], readonly Case[]>

/** The share of releases in which each interval holds the truth. */
function coverage({ ask, budget, held, draws: n }: Case, seed: string): readonly number[] {
  const priced = price(prove(ask.question, ask.schema), budget)
  const { proof, noise, mechanism, event, loss } = priced
  const steps = interpreter(proof.bounded)
  for (const row of rows) steps.take({ ...row })
  const exact = integersOf(proof, ownPlaces(proof.bounded), steps.answer())
  const bits = seededBits(seed)
  const kind = mechanism === 'gaussian' ? 'gaussian' : 'laplace'
  const draw = kind === 'laplace' ? drawDiscreteLaplace : drawDiscreteGaussian
  const choice = proof.selection === undefined ? undefined : noise[0]
  const noises = choice === undefined ? noise.map((parameter) => noiseOf(kind, parameter)) : []
  const dress = dresser({ proof, noises, choice, event, loss })
  const noisy = (): bigint[][] =>
    exact.map((vector, j) =>
      vector.map((value) => {
        const parameter = noise[j]
        return parameter === undefined ? value : value + draw(parameter, bits)
      }),
    )
  const seen = new Map<string, readonly boolean[]>() // small noise repeats itself
  const each: number[] = []
  for (let i = 0; i < n; i++) {
    const vectors = choice === undefined ? noisy() : selected(priced, exact, bits)
    const key = vectors.join(';')
    const flags = seen.get(key) ?? held(dress(vectors))
    seen.set(key, flags)
    for (const [k, flag] of flags.entries()) each[k] = (each[k] ?? 0) + (flag ? 1 / n : 0)
  }
  return each
}

const listed = Object.entries<readonly Case[]>(cases)

test.each(listed)('%s: intervals hold the truth as often as they say', (kind, own) => {
  for (const [i, one] of own.entries()) {
    const shares = coverage(one, `${kind} ${i}`)
    // Six standard deviations: a false alarm of 1e-9.
    const slack = Math.max(
      0.005,
      one.draws === some ? 6 * Math.sqrt((claim * (1 - claim)) / some) : 0,
    )
    expect(shares.length).toBeGreaterThan(0)
    for (const share of shares) {
      expect(share).toBeGreaterThan(claim - slack)
      if (one.atom !== undefined) expect(share).toBeLessThan(claim + one.atom + slack)
    }
  }
})

test('a twin that takes the most frequent value for one that was named beforehand is caught', () => {
  const twin: Case = {
    draws: some,
    ask: byRow.histogram('town'),
    budget: laplace,
    held: (released) => {
      if (released.kind !== 'bins') return [false]
      const values = released.bins.map(({ value }) => value)
      const most = values.indexOf(Math.max(...values))
      return [within(released.interval(most, at), towns[most] ?? 0)]
    },
  }
  for (const share of coverage(twin, 'twin')) expect(share).toBeLessThan(claim - 0.005)
})

const releases = 50

/** So few of the releases, or fewer, hold the truth with a probability below 1e-9. */
function tooFew(): number {
  let [below, mass] = [0, (1 - claim) ** releases]
  for (let k = 0; ; k++) {
    below += mass
    if (below >= 1e-9) return k - 1
    mass *= ((releases - k) / (k + 1)) * (claim / (1 - claim))
  }
}

/** Takes seeded noise, as no ledger of Dither does, and never runs out. */
function lesson(limit: Budget): BudgetStore {
  const store = memoryBudgetStore({ d: limit })
  return {
    ...store,
    charge: async ({ requestId, charges }) => ({
      requestId,
      repeated: false,
      charged: charges.map(({ dataset, unit }) => ({ dataset, unit, loss: pureLoss(1) })),
    }),
  }
}

const all = listed.flatMap(([kind, own]) =>
  own.map((one, i): [string, Case] => [`${kind} ${i}`, one]),
)

test.each([
  ['Laplace', 'epsilon'],
  ['Gaussian', 'rho'],
] as const)(`${releases} releases end to end hold the truth: %s`, async (_, measure) => {
  for (const people of [byRow, known, byId, cut]) {
    const own = all.filter(
      ([, { ask, budget }]) => ask.source === people.source && measure in budget,
    )
    if (own.length === 0) continue
    const plan: Record<string, Statistic> = {}
    for (const [name, { ask, budget }] of own)
      plan[name] = { ...ask, question: { ...ask.question, budget } }
    const limit = measure === 'rho' ? { rho: 1 } : { epsilon: 1 }
    const bits = seededBits(`${measure} end to end`)
    await using session = await open(people, { store: lesson(limit), seededBits: bits })
    const held = new Map<string, number>()
    for (let i = 0; i < releases; i++) {
      const { answers } = await session.release(plan)
      for (const [name, one] of own) {
        const answer = answers[name]
        const flags = answer === undefined ? [false] : one.held(answer)
        for (const [k, flag] of flags.entries()) {
          const key = `${name}, interval ${k}`
          held.set(key, (held.get(key) ?? 0) + (flag ? 1 : 0))
        }
      }
    }
    for (const [key, number] of held) expect(number, key).toBeGreaterThan(tooFew())
  }
})
