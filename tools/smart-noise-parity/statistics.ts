/** The statistics of SmartNoise Core: what Dither is asked instead, and the plain truth. */
import type { AskTree, Released, ReleasedScalar, Statistic, Table } from '@dither/query'
import { times } from '@dither/query/answers'
import type { Plain } from './utilities.ts'

/** The budget and the mechanism of a cell. */
export type How = AskTree & { readonly mechanism?: 'laplace' | 'geometric' | 'gaussian' }

export interface Ask {
  ask(of: Table, how: How): Statistic
  /** The numbers of the answer in their order; of a choice, the rank. */
  truth(rows: readonly Plain[]): readonly number[]
}

export interface Parity {
  /** What SmartNoise calls it. */
  readonly name: string
  /** As Dither answers it by noise: with discrete Laplace or discrete Gaussian; absent where it does not. */
  readonly noised?: Ask
  /** As Dither answers it by the exponential mechanism. */
  readonly chosen?: Ask
  /** Whether no totals of rows answer it. */
  readonly needsRows?: boolean
  /** What is computed of the answer, free, to say what SmartNoise says. */
  readonly afterwards?: (answer: ReleasedScalar, rows: number) => ReleasedScalar
}

const xs = (rows: readonly Plain[]): number[] => rows.map(({ x }) => x)
const ys = (rows: readonly Plain[]): number[] => rows.map(({ y }) => y)
const mean = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length
const product = (a: readonly number[], b: readonly number[]): number =>
  mean(a.map((x, i) => x * (b[i] ?? Number.NaN))) - mean(a) * mean(b)

/** Of the value of x, by noise on a tree of counts; or chosen. */
const rank = (at: number): Pick<Parity, 'noised' | 'chosen'> => {
  const candidates = { lower: 0, upper: 22, candidates: 23 }
  return {
    noised: {
      ask: (of, how) => of.quantiles('x', [at], { ...how, ...candidates }),
      truth: () => [at],
    },
    chosen: {
      ask: (of, how) => of.quantile('x', at, { ...how, ...candidates }),
      truth: () => [at],
    },
  }
}

export const statistics: readonly Parity[] = [
  {
    name: 'dp_count',
    noised: { ask: (of, how) => of.count(how), truth: (rows) => [rows.length] },
  },
  {
    name: 'dp_count(distinct=True)',
    needsRows: true,
    noised: {
      ask: (of, how) => of.countDistinct('x', how),
      truth: (rows) => [new Set(xs(rows)).size],
    },
  },
  {
    name: 'dp_histogram(categories=…)',
    noised: {
      ask: (of, how) => of.histogram('k', how),
      truth: (rows) => ['a', 'b'].map((value) => rows.filter(({ k }) => k === value).length),
    },
  },
  {
    name: 'dp_histogram(edges=…)',
    noised: {
      ask: (of, how) => of.histogram('x', { ...how, edges: [0, 2, 6, 22] }),
      truth: (rows) => [
        rows.filter(({ x }) => x < 2).length,
        rows.filter(({ x }) => x >= 2 && x < 6).length,
        rows.filter(({ x }) => x >= 6).length,
      ],
    },
  },
  {
    name: 'dp_sum',
    noised: {
      ask: (of, how) => of.sum('x', how),
      truth: (rows) => [xs(rows).reduce((sum, x) => sum + x, 0)],
    },
  },
  {
    name: 'dp_mean',
    noised: { ask: (of, how) => of.mean('x', how), truth: (rows) => [mean(xs(rows))] },
  },
  {
    name: 'dp_variance',
    noised: {
      ask: (of, how) => of.variance('x', how),
      truth: (rows) => [(product(xs(rows), xs(rows)) * rows.length) / (rows.length - 1)],
    },
    afterwards: (answer, rows) => times(answer, rows / (rows - 1)),
  },
  {
    name: 'dp_covariance(left, right)',
    needsRows: true,
    noised: {
      ask: (of, how) => of.covariance('x', 'y', how),
      truth: (rows) => [product(xs(rows), ys(rows))],
    },
  },
  {
    name: 'dp_covariance(data)',
    needsRows: true,
    noised: {
      ask: (of, how) => of.covariance(['x', 'y'], how),
      truth: (rows) => {
        const both = product(xs(rows), ys(rows))
        return [product(xs(rows), xs(rows)), both, both, product(ys(rows), ys(rows))]
      },
    },
  },
  {
    name: 'dp_covariance(left matrix, right matrix)',
    needsRows: true,
    noised: {
      ask: (of, how) =>
        of.covariance(
          { x: 'x', y: 'y' },
          { both: (p) => p['x']?.plus(p['y'] ?? 0) ?? never() },
          how,
        ),
      truth: (rows) => {
        const both = rows.map(({ x, y }) => x + y)
        return [product(xs(rows), both), product(ys(rows), both)]
      },
    },
  },
  { name: 'dp_quantile', ...rank(0.3) },
  { name: 'dp_median', ...rank(0.5) },
  { name: 'dp_minimum', ...rank(0) },
  { name: 'dp_maximum', ...rank(1) },
  { name: 'dp_gumbel_median', ...rank(0.5) },
  {
    name: 'dp_raw_moment(order=2)',
    needsRows: true,
    noised: {
      ask: (of, how) => of.moment('x', 2, how),
      truth: (rows) => [mean(xs(rows).map((x) => x * x))],
    },
  },
  {
    name: 'dp_raw_moment(order=3)',
    needsRows: true,
    noised: {
      ask: (of, how) => of.moment('x', 3, how),
      truth: (rows) => [mean(xs(rows).map((x) => x ** 3))],
    },
  },
  {
    name: 'dp_linear_regression',
    needsRows: true,
    noised: {
      ask: (of, how) => of.linearRegression('x', ['y'], how),
      truth: (rows) => {
        const slope = product(xs(rows), ys(rows)) / product(ys(rows), ys(rows))
        return [mean(xs(rows)) - slope * mean(ys(rows)), slope]
      },
    },
  },
]

/** The numbers of an answer, each with its interval. */
export function valuesOf(
  released: Released,
  confidence: number,
): readonly { readonly value: number; readonly interval: readonly [number, number] }[] {
  const options = { confidence }
  switch (released.kind) {
    case 'scalar':
      return [{ value: released.value, interval: released.interval(options) }]
    case 'bins':
      return released.bins.map(({ value }, i) => ({
        value,
        interval: released.interval(i, options),
      }))
    case 'vector':
      return released.entries.map(({ value }, i) => ({
        value,
        interval: released.interval(i, options),
      }))
    case 'matrix':
      return released.values.flatMap((row, i) =>
        row.map((value, j) => ({ value, interval: released.interval(i, j, options) })),
      )
    case 'cdf':
    case 'table':
      return never()
  }
}

function never(): never {
  throw new RangeError('no statistic here is answered so')
}
