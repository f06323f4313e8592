/**
 * Intervals hold the truth as often as they say (S24). Each case: 71,000 draws, so that a coverage half a
 * point under the claim is told from the claim; false alarm below 1e-9 a case. Seeded.
 */
import { drawDiscreteGaussian, drawDiscreteLaplace } from '@dither/core'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { type ExactBudget, price } from '../price.ts'
import { open } from '../session.ts'
import type { Statistic } from '../statistic.ts'
import { dresser } from './dress.ts'
import { noiseOf } from './noise.ts'
import type { Released } from './released.ts'

const n = 71_000
/** Standard deviations of the false alarm 1e-9. */
const z = 6

const columns = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 100 },
  sign: { type: 'integer', lower: -1, upper: 1 },
} as const
const nothing = memory([])
const people = table(nothing, defineSchema({ dataset: 'd', privacyUnit: 'row', columns }))
const hundred = table(
  nothing,
  defineSchema({ dataset: 'd', privacyUnit: 'row', rows: { public: 100 }, columns }),
)

type Holds = (released: Released, confidence: number) => boolean

/** The share of releases whose interval holds the truth, from exact integers and fresh noise. */
function coverage(
  { question, schema }: Statistic,
  budget: ExactBudget,
  exact: readonly (readonly bigint[])[],
  confidence: number,
  holds: Holds,
  seed: number,
): number {
  const { proof, noise, mechanism, event, loss } = price(prove(question, schema), budget)
  const kind = mechanism === 'gaussian' ? 'gaussian' : 'laplace'
  const noises = noise.map((parameter) => noiseOf(kind, parameter))
  const dress = dresser({ proof, noises, event, loss })
  const bits = seededBits(seed)
  const draw = kind === 'laplace' ? drawDiscreteLaplace : drawDiscreteGaussian
  const known = new Map<string, boolean>() // small noise repeats itself
  let held = 0
  for (let i = 0; i < n; i++) {
    const vectors = exact.map((vector, j) =>
      vector.map((value) => {
        const { parameter } = noises[j] ?? { parameter: undefined }
        return parameter === undefined ? value : value + draw(parameter, bits)
      }),
    )
    const key = vectors.join(';')
    const isHeld = known.get(key) ?? holds(dress(vectors), confidence)
    known.set(key, isHeld)
    if (isHeld) held++
  }
  return held / n
}

const scalarHolds =
  (truth: number): Holds =>
  (released, confidence) => {
    if (released.kind !== 'scalar') return false
    const [low, high] = released.interval({ confidence })
    return low <= truth && truth <= high
  }

/** Never more than half a point under the claim, seen from a sample of n. */
function expectAtLeast(share: number, claim: number): void {
  expect(share).toBeGreaterThan(claim - 0.005)
}
/** And for one noise alone at most half a point over, but for one atom of the lattice. */
function expectAtMost(share: number, claim: number, atom: number): void {
  expect(share).toBeLessThan(claim + atom + 0.005)
}

test('n tells half a point from nothing', () => {
  expect(z * Math.sqrt((0.95 * 0.05) / n)).toBeLessThan(0.005)
})

describe('one noise', () => {
  for (const [epsilon, atom] of [
    [0.5, 2 * 0.4 * 0.05],
    [3, 0.06],
    [0.01, 0.001],
  ] as const)
    test(`a count at epsilon ${epsilon}`, () => {
      const share = coverage(people.count(), { epsilon }, [[42n]], 0.95, scalarHolds(42), 1)
      expectAtLeast(share, 0.95)
      expectAtMost(share, 0.95, atom)
    })

  test('a sum on its lattice', () => {
    const exact = 12_345n * 2n ** 25n
    const share = coverage(
      people.sum('wage'),
      { epsilon: 1 },
      [[exact]],
      0.9,
      scalarHolds(12_345),
      2,
    )
    expectAtLeast(share, 0.9)
    expectAtMost(share, 0.9, 0)
  })

  test('a mean over a public size', () => {
    const mean = hundred.mean('age')
    const share = coverage(mean, { epsilon: 2 }, [[-321n]], 0.95, scalarHolds(50 - 3.21), 3)
    expectAtLeast(share, 0.95)
    expectAtMost(share, 0.95, 0.001)
  })

  test('Gaussian noise, small and large', () => {
    for (const [rho, atom] of [
      [0.5, 0.07],
      [0.0002, 0.003],
    ] as const) {
      const share = coverage(people.count(), { rho }, [[7n]], 0.95, scalarHolds(7), 4)
      expectAtLeast(share, 0.95)
      expectAtMost(share, 0.95, atom)
    }
  })

  test('all bins at once', () => {
    const edges = [0, 20, 40, 60, 80, 100]
    const exact = [5n, 0n, 12n, 900n, 3n, 0n]
    const all: Holds = (released, confidence) =>
      released.kind === 'bins' &&
      released.bins.every((_, i) => {
        const [low, high] = released.interval(i, { confidence, simultaneous: true })
        return low <= Number(exact[i]) && Number(exact[i]) <= high
      })
    const share = coverage(
      people.histogram('age', { edges }),
      { epsilon: 0.05 },
      [exact],
      0.95,
      all,
      5,
    )
    expectAtLeast(share, 0.95)
    expectAtMost(share, 0.95, 0.005)
  })
})

describe('ratios and variances: not under the claim, however small the count', () => {
  const mean = people.mean('age')
  for (const [name, budget, sum, count, most] of [
    ['many values, wide noise', { epsilon: 0.05 }, 20_000n, 1000n, 0.955],
    ['few values, wide noise', { epsilon: 0.05 }, 900n, 30n, 1],
    ['few values, small noise', { epsilon: 8 }, -50n, 3n, 0.98],
    ['one value at the end of the range', { epsilon: 8 }, 50n, 1n, 1],
    ['Gaussian noise', { rho: 0.002 }, -3000n, 100n, 0.98],
    ['small Gaussian noise', { rho: 4 }, 20n, 4n, 0.98],
  ] as const)
    test(`a mean: ${name}`, () => {
      const truth = 50 + Number(sum) / Number(count)
      const share = coverage(mean, budget, [[sum], [count]], 0.95, scalarHolds(truth), 6)
      expectAtLeast(share, 0.95)
      expect(share).toBeLessThanOrEqual(most)
    })

  test('a mean of the smallest range', () => {
    const exact = [[4n], [9n]]
    const share = coverage(people.mean('sign'), { epsilon: 6 }, exact, 0.9, scalarHolds(4 / 9), 7)
    expectAtLeast(share, 0.9)
  })

  test('a variance and a standard deviation', () => {
    const [squares, sum, count] = [40_000n, 1000n, 100n]
    const truth = 400 - 100
    const exact = [[squares], [sum], [count]]
    for (const [statistic, value] of [
      [people.variance('age'), truth],
      [people.standardDeviation('age'), Math.sqrt(truth)],
    ] as const)
      expectAtLeast(coverage(statistic, { epsilon: 1 }, exact, 0.95, scalarHolds(value), 8), 0.95)
    const known = hundred.variance('age')
    const share = coverage(known, { epsilon: 1 }, [[squares], [sum]], 0.95, scalarHolds(truth), 9)
    expectAtLeast(share, 0.95)
  })
})

describe('covariances and correlations: not under the claim', () => {
  // sums of products, steps and squares of 100 pairs: variances 300 and 20 steps^2
  const [product, sum, other, square, otherSquare, count] = [
    6000n,
    1000n,
    20n,
    40_000n,
    2004n,
    100n,
  ]
  const truth = 60 - 10 * 0.2
  const correlation = truth / Math.sqrt(300 * 20)
  for (const [name, budget] of [
    ['wide noise', { epsilon: 0.5 }],
    ['small noise', { epsilon: 20 }],
    ['Gaussian noise', { rho: 2 }],
  ] as const)
    test(name, () => {
      const open = [[product], [sum], [other], [count]]
      const covariance = people.covariance('age', 'age')
      expectAtLeast(coverage(covariance, budget, open, 0.95, scalarHolds(truth), 12), 0.95)
      const known = [[product], [square], [otherSquare], [sum], [other]]
      const ratio = hundred.correlation('age', 'age')
      expectAtLeast(coverage(ratio, budget, known, 0.95, scalarHolds(correlation), 13), 0.95)
    })

  test('a twin with the noise of the products alone is caught', () => {
    const statistic = people.covariance('age', 'age')
    const { noise } = price(prove(statistic.question, statistic.schema), { epsilon: 1 })
    const most = noise[0] === undefined ? 0 : Number(noiseOf('laplace', noise[0]).quantile(0.95))
    const exact = [[2_002_000n], [40_000n], [40_000n], [1000n]]
    const twin: Holds = (released) =>
      released.kind === 'scalar' && Math.abs(released.value - (2002 - 1600)) <= most / 1000
    expect(coverage(statistic, { epsilon: 1 }, exact, 0.95, twin, 14)).toBeLessThan(0.95 - 0.005)
  })
})

test('a twin with the quantile of half the scale is caught', () => {
  const twin: Holds = (released, confidence) => {
    if (released.kind !== 'scalar') return false
    return Math.abs(released.value - 42) <= released.accuracy({ confidence }) / 2
  }
  const share = coverage(people.count(), { epsilon: 0.5 }, [[42n]], 0.95, twin, 10)
  expect(share).toBeLessThan(0.95 - 0.005)
})

test('a twin that takes the noise of the sum alone for a mean is caught', () => {
  const mean = people.mean('age')
  const { noise } = price(prove(mean.question, mean.schema), { epsilon: 1 })
  const most = noise[0] === undefined ? 0 : Number(noiseOf('laplace', noise[0]).quantile(0.95))
  const truth = 50 + 40
  const twin: Holds = (released) =>
    released.kind === 'scalar' && Math.abs(released.value - truth) <= most / 20
  const share = coverage(mean, { epsilon: 1 }, [[800n], [20n]], 0.95, twin, 11)
  expect(share).toBeLessThan(0.95 - 0.005)
})

test('fifty releases end to end', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    pid: `p${i}`,
    age: (i * 37) % 90,
    wage: i % 100,
    sign: 0,
  }))
  const asked = table(memory(rows), people.schema)
  await using session = await open(asked, { budget: { epsilon: 1000 } })
  const ages = rows.map(({ age }) => age)
  const total = ages.reduce((a, b) => a + b, 0)
  let held = 0
  for (let i = 0; i < 50; i++) {
    const r = await session.release(
      { n: asked.count(), sum: asked.sum('age'), mean: asked.mean('age') },
      { epsilon: 1 },
    )
    for (const [released, truth] of [
      [r.n, 300],
      [r.sum, total],
      [r.mean, total / 300],
    ] as const) {
      const [low, high] = released.interval({ confidence: 0.8 })
      if (low <= truth && truth <= high) held++
    }
  }
  // 150 intervals of 80 %: fewer than 90 has a probability below 1e-8 (binomial; few rows are shared).
  expect(held).toBeGreaterThan(88)
})
