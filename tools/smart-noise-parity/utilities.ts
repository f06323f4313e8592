/** The utilities of SmartNoise Core, each as a way of Dither to bring a table into shape. */
import { checkSchema, type Schema, type Source, type Table, table, when } from '@dither/query'
import { preAggregated } from '@dither/query/pre-aggregated'

/** A row as every statistic is asked of it, and as the truth is computed of it. */
export interface Plain {
  readonly x: number
  readonly y: number
  readonly k: 'a' | 'b'
}

/** A row as it lies in the source. */
type Raw = Readonly<Record<string, number | string | null>>

export interface Utility {
  /** What SmartNoise calls it. */
  readonly name: string
  readonly schema: Schema
  readonly raw: readonly Raw[]
  /** The rows that a statistic is about. */
  readonly plain: readonly Plain[]
  /** How many times the noise on a count is that of a row that appears or vanishes; 0 where it is public. */
  readonly times: number
  /** Whether each part of `k` is asked by itself. */
  readonly parts?: boolean
  /** The source, where it is no table of rows. */
  readonly totals?: Source
  view(source: Source): Table
}

const columns = {
  pid: { type: 'integer', lower: 0, upper: 1000 },
  x: { type: 'integer', lower: 0, upper: 10, impute: 5 },
  y: { type: 'integer', lower: 0, upper: 22, impute: 11 },
  k: { type: 'category', categories: ['a', 'b'], impute: 'a' },
  xText: { type: 'text' },
  xMaybe: { type: 'integer', lower: 0, upper: 10, nullable: true },
}
const plain: readonly Plain[] = Array.from({ length: 40 }, (_, i) => {
  const x = (i * 7) % 11
  return { x, y: 2 * x + (i % 3), k: i % 2 === 0 ? 'a' : 'b' }
})
const raw: readonly Raw[] = plain.map((row, i) => ({
  ...row,
  pid: Math.floor(i / 2),
  xText: i % 9 === 0 ? 'none' : `${row.x}`,
  xMaybe: i % 5 === 0 ? null : row.x,
}))
const ofRows = checkSchema({ dataset: 'rows', privacyUnit: 'row', columns })

function utility(
  name: string,
  view: (of: Table) => Table,
  change: (row: Plain, place: number) => Plain | readonly Plain[],
  others: Partial<Utility> = {},
): Utility {
  const { schema = ofRows } = others
  return {
    name,
    schema,
    raw,
    plain: plain.flatMap(change),
    times: 1,
    view: (source) => view(table(source, schema)),
    ...others,
  }
}

const same = (of: Table): Table => of
const sized = (name: string, size: number): Schema =>
  checkSchema({ dataset: name, privacyUnit: 'row', rows: { public: size }, columns })

export const utilities: readonly Utility[] = [
  utility('literal', same, (row) => row),
  utility(
    'cast (to_int, to_float, to_bool, to_string)',
    (of) => of.derive({ x: (p) => p['xText']?.toInteger().impute(5).clamp(0, 10) ?? missing() }),
    (row, i) => ({ ...row, x: i % 9 === 0 ? 5 : row.x }),
  ),
  utility(
    'clamp',
    (of) => of.derive({ x: (p) => p['x']?.clamp(2, 8) ?? missing() }),
    (row) => ({ ...row, x: Math.min(Math.max(row.x, 2), 8) }),
  ),
  utility(
    'digitize',
    (of) => of.derive({ x: (p) => p['x']?.digitise([0, 3, 6, 10]) ?? missing() }),
    (row) => ({ ...row, x: row.x < 3 ? 0 : row.x < 6 ? 1 : 2 }),
  ),
  utility(
    'filter',
    (of) => of.filter((p) => p['y']?.atLeast(6) ?? missing()),
    (row) => (row.y >= 6 ? row : []),
  ),
  utility(
    'impute',
    (of) => of.derive({ x: (p) => p['xMaybe']?.impute(4) ?? missing() }),
    (row, i) => ({ ...row, x: i % 5 === 0 ? 4 : row.x }),
  ),
  utility(
    'transform: add, subtract, multiply, abs, power, …',
    (of) => of.derive({ x: (p) => p['y']?.minus(p['x'] ?? missing()).abs() ?? missing() }),
    (row) => ({ ...row, x: Math.abs(row.y - row.x) }),
  ),
  utility(
    'compare and logic: equal, greater_than, and, or, negate, …',
    (of) =>
      of.derive({
        x: (p) =>
          when((p['x'] ?? missing()).above(5).and((p['k'] ?? missing()).equals('a')))
            .then(3)
            .otherwise(1),
      }),
    (row) => ({ ...row, x: row.x > 5 && row.k === 'a' ? 3 : 1 }),
  ),
  utility(
    'index, column_bind',
    (of) => of.derive({ x: (p) => p['y'] ?? missing(), y: (p) => p['x'] ?? missing() }),
    ({ x, y, k }) => ({ x: y, y: x, k }),
  ),
  utility(
    'union',
    (of) =>
      of
        .filter((p) => p['x']?.atMost(5) ?? missing())
        .union(of.filter((p) => p['x']?.atLeast(3) ?? missing())),
    (row) => (row.x <= 5 && row.x >= 3 ? [row, row] : row),
    { times: 2 },
  ),
  utility('partition, map', same, (row) => row, { parts: true }),
  utility('neighboring: substitute', same, (row) => row, { schema: sized('same', 40), times: 0 }),
  utility(
    'resize',
    same,
    (row, i) => (i === 0 ? [row, ...Array<Plain>(4).fill({ x: 5, y: 11, k: 'a' })] : row),
    { schema: sized('resized', 44), times: 0 },
  ),
  utility('group_size', same, (row) => row, {
    schema: checkSchema({ dataset: 'groups', privacyUnit: { rows: 3 }, columns }),
    times: 3,
  }),
  utility('c_stability', same, (row) => row, {
    schema: checkSchema({
      dataset: 'people',
      privacyUnit: { column: 'pid', maxRows: 2, maxGroups: 2 },
      columns: { ...columns, pid: { type: 'integer' } },
    }),
    times: 2,
  }),
  utility('set (a pre-aggregated value)', same, (row) => row, { totals: totalsOf(plain) }),
]

/** Counts, sums and squares by x and k, as another system would have them. */
function totalsOf(rows: readonly Plain[]): Source {
  const groups = new Map<string, Plain[]>()
  for (const row of rows) {
    const key = `${row.x} ${row.k}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const add = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0)
  return preAggregated({
    keys: ['x', 'k'],
    sums: ['x', 'y'],
    squares: ['x', 'y'],
    totals: [...groups.values()].map((own) => ({
      keys: { x: own[0]?.x ?? 0, k: own[0]?.k ?? 'a' },
      rows: own.length,
      sums: { x: add(own.map(({ x }) => x)), y: add(own.map(({ y }) => y)) },
      squares: { x: add(own.map(({ x }) => x * x)), y: add(own.map(({ y }) => y * y)) },
    })),
  })
}

function missing(): never {
  throw new RangeError('a column is missing')
}
