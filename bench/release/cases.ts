/** The questions, in plain SQL and as Dither asks them. */
import type { Opened } from './opened.ts'
import { maxGroups, planOf } from './rows.ts'

export interface ReleaseCase {
  readonly name: string
  /** The plain one that it is held against, and the goal of the ratio. */
  readonly against?: readonly [name: string, goal: number]
  readonly ask: (opened: Opened) => Promise<unknown>
}

const names = {
  sum: '(a) plain sum',
  clamped: '(b) sum, clamped naively',
  pairs: '(c) count and sum by (unit, group), then by group',
  pairSums: 'as (c), without the count',
  ranked: `(d) as (c), ${maxGroups} groups a unit by row_number`,
} as const

const pairs = (from: string): string =>
  `SELECT pid, g, count(*) AS n, sum(x) AS s FROM ${from} GROUP BY pid, g`

const rowPlan = planOf('row')
const idPlan = planOf('id')
const fewPlan = planOf('id, L0')

/** Those of a row unit; also asked of Parquet. */
export const rowCases: readonly ReleaseCase[] = [
  plain(names.sum, (from) => `SELECT g, sum(x) FROM ${from} GROUP BY g`),
  plain(
    names.clamped,
    (from) => `SELECT g, sum(least(greatest(x, 0), 100)) FROM ${from} GROUP BY g`,
  ),
  {
    name: 'row unit',
    against: [names.clamped, 1.2],
    ask: async ({ engine }) => (await engine('row')).run(rowPlan),
  },
]

export const cases: readonly ReleaseCase[] = [
  ...rowCases,
  {
    name: 'row unit, prepared',
    against: [names.sum, 1.3],
    ask: async ({ engine }) => (await engine('preparedRow')).run(rowPlan),
  },
  { name: 'row unit, prepared: the whole release', ask: (opened) => opened.release() },
  plain(names.pairs, (from) => `SELECT g, sum(n), sum(s) FROM (${pairs(from)}) GROUP BY g`),
  plain(
    names.pairSums,
    (from) =>
      `SELECT g, sum(s) FROM (SELECT pid, g, sum(x) AS s FROM ${from} GROUP BY pid, g) GROUP BY g`,
  ),
  {
    name: 'id unit, no L0',
    against: [names.pairs, 1.4],
    ask: async ({ engine }) => (await engine('id')).run(idPlan),
  },
  {
    name: 'id unit, no L0, prepared',
    against: [names.pairs, 1.4],
    ask: async ({ engine }) => (await engine('preparedId')).run(idPlan),
  },
  plain(
    names.ranked,
    (from) =>
      `SELECT g, sum(n), sum(s) FROM (SELECT *, row_number() OVER (PARTITION BY pid ORDER BY hash('5eed', pid, g), g) AS place FROM (${pairs(from)})) WHERE place <= ${maxGroups} GROUP BY g`,
  ),
  {
    name: 'id unit, L0 in native order',
    against: [names.ranked, 1.2],
    ask: async ({ engine }) => (await engine('id')).run(fewPlan),
  },
  {
    name: 'id unit, L0 in native order, prepared',
    against: [names.ranked, 1.2],
    ask: async ({ engine }) => (await engine('preparedId')).run(fewPlan),
  },
]

function plain(name: string, sql: (from: string) => string): ReleaseCase {
  return { name, ask: ({ plain, from }) => plain.runAndReadAll(sql(from)) }
}
