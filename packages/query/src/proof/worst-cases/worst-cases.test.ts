import { isCovered, type JointSensitivity, type VectorChange } from '@dither/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BoundedKind, StepRange } from './cell-ranges.ts'
import { mergedChange } from './merged.ts'
import { type InfluenceUnit, worstCases as worstCasesOf } from './worst-cases.ts'

/** An influence on vectors of at most one column, whose steps these are. */
type Influence = Omit<Parameters<typeof worstCasesOf>[0], 'columns' | 'products' | 'vectors'> & {
  readonly vectors: readonly BoundedKind[]
  readonly steps?: StepRange
}
const worstCases = ({ vectors, steps, ...influence }: Influence): JointSensitivity =>
  worstCasesOf({
    ...influence,
    vectors: vectors.map((what) => ({ what })),
    columns: steps === undefined ? [] : [steps],
    products: [],
  })

/** A unit's rows: a list of steps (null for NULL) for every cell. */
type Rows = readonly (readonly (bigint | null)[])[]
type Vectors = Record<BoundedKind, bigint[]>
const noPair = { product: [] }

const abs = (x: bigint) => (x < 0n ? -x : x)
const sumOf = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n)

/** S6, read from SOUNDNESS.md: what is kept of a unit that keeps these cells. */
function kept(
  rows: Rows,
  cells: readonly number[],
  maxRows: bigint,
  recentre: bigint,
  maxRowsTotal?: bigint,
): Vectors {
  const left = new Map<number, bigint>()
  let all = maxRowsTotal ?? 1000n
  for (const cell of cells) {
    const m = BigInt(rows[cell]?.length ?? 0)
    left.set(cell, all)
    const r = m < maxRows ? m : maxRows
    all -= r < all ? r : all
  }
  const vectors: Vectors = { rows: [], units: [], count: [], sum: [], square: [], ...noPair }
  rows.forEach((values, cell) => {
    const m = cells.includes(cell) ? BigInt(values.length) : 0n
    const most = left.get(cell) ?? 0n
    const r = [m, maxRows, most].reduce((a, b) => (a < b ? a : b))
    const steps = m === 0n ? [] : values.filter((value) => value !== null)
    const c = BigInt(steps.length)
    const count = c < r ? c : r
    const cut = (s: bigint) => (c === 0n ? 0n : (s * count) / c)
    vectors.rows.push(r)
    vectors.units.push(r > 0n ? 1n : 0n)
    vectors.count.push(count)
    vectors.sum.push(cut(sumOf(steps)) + recentre * count)
    vectors.square.push(cut(sumOf(steps.map((step) => step * step))))
  })
  return vectors
}

function difference(a: Vectors, b: Vectors, vectors: readonly BoundedKind[]): VectorChange[] {
  return vectors.map((kind) => {
    const sizes = a[kind].map((value, i) => abs(value - (b[kind][i] ?? 0n)))
    return {
      l1: sumOf(sizes),
      l2Squared: sumOf(sizes.map((size) => size * size)),
      lInfinity: sizes.reduce((most, size) => (size > most ? size : most), 0n),
    }
  })
}

const steps = (low: bigint, high: bigint, nullable = false, recentre = 0n): StepRange => ({
  low,
  high,
  nullable,
  recentre,
})

const maxRowsOf = (unit: InfluenceUnit) => (unit.kind === 'id' ? unit.maxRows : 1n)

/** Adversarial units: values at the ends or NULL, few or very many rows, any cells. */
function unitRows(influence: Influence): fc.Arbitrary<{ rows: Rows; cells: number[] }> {
  const { low, high, nullable } = influence.steps ?? steps(0n, 0n)
  const cells = Number(influence.cells)
  const value = fc.oneof(
    fc.constantFrom<bigint | null>(low, high, ...(nullable ? [null] : [])),
    fc.bigInt(low, high),
  )
  const list = fc.array(value, { maxLength: influence.unit.kind === 'id' ? 7 : 1 })
  return fc
    .tuple(
      fc.array(list, { minLength: cells, maxLength: cells }),
      fc.shuffledSubarray([...Array(cells).keys()]),
    )
    .filter(([rows]) => !influence.present || rows.every((values) => values.length > 0))
    .map(([rows, order]) => {
      const groups = influence.unit.kind === 'id' ? Number(influence.unit.maxGroups) : 1
      const all = [...order, ...[...Array(cells).keys()].filter((cell) => !order.includes(cell))]
      const own = all.filter((cell) => (rows[cell]?.length ?? 0) > 0)
      return { rows, cells: own.slice(0, groups) }
    })
}

function covers(influence: Influence): void {
  const bound = worstCases(influence)
  const { unit, vectors } = influence
  const recentre = influence.steps?.recentre ?? 0n
  const units = unit.kind === 'rows' ? Number(unit.rows) : 1
  const one = unitRows(influence)
  const nobody = fc.constant({ rows: Array(Number(influence.cells)).fill([]), cells: [] })
  const other = influence.neighbours === 'change-one' ? one : nobody
  fc.assert(
    fc.property(fc.array(fc.tuple(one, other), { minLength: units, maxLength: units }), (pairs) => {
      const add = (all: Vectors[]): Vectors =>
        all.reduce((a, b) => ({
          ...noPair,
          rows: a.rows.map((x, i) => x + (b.rows[i] ?? 0n)),
          units: a.units.map((x, i) => x + (b.units[i] ?? 0n)),
          count: a.count.map((x, i) => x + (b.count[i] ?? 0n)),
          sum: a.sum.map((x, i) => x + (b.sum[i] ?? 0n)),
          square: a.square.map((x, i) => x + (b.square[i] ?? 0n)),
        }))
      const R = maxRowsOf(unit)
      const T = unit.kind === 'id' ? unit.maxRowsTotal : undefined
      const before = add(pairs.map(([x]) => kept(x.rows, x.cells, R, recentre, T)))
      const after = add(pairs.map(([, y]) => kept(y.rows, y.cells, R, recentre, T)))
      expect(isCovered(difference(before, after, vectors), bound)).toBe(true)
    }),
    { numRuns: 200 },
  )
}

const row: InfluenceUnit = { kind: 'row' }
const pairRows: InfluenceUnit = { kind: 'rows', rows: 2n }
const id = (maxRows: bigint, maxGroups: bigint, maxRowsTotal?: bigint): InfluenceUnit => ({
  kind: 'id',
  maxRows,
  maxGroups,
  ...(maxRowsTotal === undefined ? {} : { maxRowsTotal }),
})
const all: readonly BoundedKind[] = ['rows', 'units', 'count', 'sum', 'square']

describe('worstCases', () => {
  const situations: [string, Omit<Influence, 'neighbours' | 'vectors'>][] = [
    ['a row in one cell', { unit: row, cells: 1n, present: false, steps: steps(-3n, 5n) }],
    ['a row that nothing drops', { unit: row, cells: 1n, present: true, steps: steps(-3n, 5n) }],
    ['a nullable row', { unit: row, cells: 1n, present: true, steps: steps(-20n, 20n, true) }],
    ['a row over cells', { unit: row, cells: 3n, present: false, steps: steps(-4n, 3n, true) }],
    ['a far origin', { unit: row, cells: 1n, present: true, steps: steps(-5n, 5n, true, -95n) }],
    ['two rows', { unit: pairRows, cells: 3n, present: false, steps: steps(-7n, 9n, true) }],
    [
      'two rows, always present',
      { unit: pairRows, cells: 1n, present: true, steps: steps(-9n, 9n) },
    ],
    [
      'an id of one row',
      { unit: id(1n, 1n), cells: 1n, present: false, steps: steps(0n, 20n, true, -10n) },
    ],
    [
      'an id of three rows',
      { unit: id(3n, 1n), cells: 1n, present: true, steps: steps(-5n, 5n, true, 8n) },
    ],
    [
      'an id over few cells',
      { unit: id(2n, 2n), cells: 3n, present: false, steps: steps(-2n, 5n, true, 3n) },
    ],
    [
      'an id over many cells',
      { unit: id(3n, 2n), cells: 5n, present: false, steps: steps(-5n, 2n, false, -9n) },
    ],
    [
      'an id with four rows in all',
      { unit: id(3n, 3n, 4n), cells: 4n, present: false, steps: steps(-5n, 5n, true) },
    ],
    [
      'an id with fewer rows in all than cells',
      { unit: id(2n, 4n, 3n), cells: 5n, present: false, steps: steps(-2n, 9n, false, 4n) },
    ],
    [
      'an id with fewer rows in all than in a cell, always present',
      { unit: id(5n, 1n, 2n), cells: 1n, present: true, steps: steps(-5n, 3n, false, -2n) },
    ],
    [
      'an id with a cap, over few cells',
      { unit: id(3n, 2n, 5n), cells: 2n, present: false, steps: steps(-1n, 5n, true, 20n) },
    ],
    [
      'an id in all cells',
      { unit: id(2n, 9n), cells: 3n, present: false, steps: steps(-1n, 1n, true) },
    ],
  ]
  for (const neighbours of ['add-remove', 'change-one'] as const)
    for (const [name, situation] of situations)
      test(`covers every whole-unit change: ${name}, ${neighbours}`, () => {
        if (situation.present && neighbours === 'add-remove')
          return covers({ ...situation, present: false, neighbours, vectors: all })
        covers({ ...situation, neighbours, vectors: all })
      })
})

/** The largest listed change of one vector, and the change between two single units. */
function worst(influence: Influence, kind: BoundedKind): VectorChange {
  const { worstCases: cases } = worstCases({ ...influence, vectors: [kind] })
  const most = (norm: keyof VectorChange) =>
    cases.map((one) => one[0]?.[norm] ?? 0n).reduce((a, b) => (a > b ? a : b), 0n)
  return { l1: most('l1'), l2Squared: most('l2Squared'), lInfinity: most('lInfinity') }
}

function change(influence: Influence, kind: BoundedKind, before: Rows, after: Rows): VectorChange {
  const present = (rows: Rows) => [...rows.keys()].filter((cell) => (rows[cell]?.length ?? 0) > 0)
  const R = maxRowsOf(influence.unit)
  const T = influence.unit.kind === 'id' ? influence.unit.maxRowsTotal : undefined
  const recentre = influence.steps?.recentre ?? 0n
  const [only] = difference(
    kept(before, present(before), R, recentre, T),
    kept(after, present(after), R, recentre, T),
    [kind],
  )
  if (only === undefined) throw new Error('no vector')
  return only
}

describe('the bounds are attained', () => {
  const times = (n: number, value: bigint | null) => Array<bigint | null>(n).fill(value)
  const one = { cells: 1n, vectors: [], neighbours: 'change-one' } as const
  const changed: [string, Influence, BoundedKind, Rows, Rows, (keyof VectorChange)[]][] = [
    [
      'a row that nothing drops moves a centred sum by the whole width',
      { ...one, unit: row, present: true, steps: steps(-5n, 5n) },
      'sum',
      [[-5n]],
      [[5n]],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
    [
      'a row that may be dropped moves a far sum by its distance from 0',
      { ...one, unit: row, present: false, steps: steps(-5n, 5n, false, 95n) },
      'sum',
      [[5n]],
      [[]],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
    [
      'a unit moves its cells: counts move twice R',
      { ...one, unit: id(3n, 1n), cells: 2n, present: false, steps: steps(-5n, 5n) },
      'rows',
      [times(4, 1n), []],
      [[], times(3, 1n)],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
    [
      'the largest L2 of a sum is in one cell, across the width',
      { ...one, unit: id(3n, 1n), cells: 2n, present: false, steps: steps(-5n, 5n) },
      'sum',
      [times(3, -5n), []],
      [times(3, 5n), []],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
    [
      'cells that stay lose all but one row',
      { ...one, unit: id(3n, 2n), cells: 2n, present: true, steps: steps(-5n, 5n) },
      'rows',
      [times(3, 0n), times(3, 0n)],
      [times(1, 0n), times(1, 0n)],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
    [
      'cells that stay lose all values where NULL is possible',
      { ...one, unit: id(3n, 1n), present: true, steps: steps(-5n, 5n, true) },
      'count',
      [times(3, 0n)],
      [times(1, null)],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
    [
      'squares move by R M^2',
      { ...one, unit: id(3n, 1n), present: true, steps: steps(-5n, 4n) },
      'square',
      [times(3, -5n)],
      [times(3, 0n)],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
    [
      'units change where they appear',
      { ...one, unit: id(3n, 2n), cells: 4n, present: false },
      'units',
      [[0n], [0n], [], []],
      [[], [], [0n], [0n]],
      ['l1', 'l2Squared', 'lInfinity'],
    ],
  ]
  for (const [name, influence, kind, before, after, norms] of changed)
    test(name, () => {
      const bound = worst(influence, kind)
      const moved = change(influence, kind, before, after)
      for (const norm of norms) expect(moved[norm]).toBe(bound[norm])
    })

  test('a unit that appears moves all vectors at once, each as far as it can', () => {
    const influence: Influence = {
      neighbours: 'add-remove',
      unit: id(3n, 2n),
      cells: 5n,
      present: false,
      vectors: all,
      steps: steps(-5n, 5n, true),
    }
    const [only] = worstCases(influence).worstCases
    const rows = [times(3, 5n), times(3, 5n), [], [], []]
    const moved = difference(
      kept(rows, [0, 1], 3n, 0n),
      kept([[], [], [], [], []], [], 3n, 0n),
      all,
    )
    expect(moved).toEqual(only)
    expect(only?.map(({ l1 }) => l1)).toEqual([6n, 2n, 6n, 30n, 150n])
  })

  test('a sum re-centred on any origin moves by at most R max(|L|, |U|), and by no less', () => {
    for (const recentre of [-10n, -3n, 0n, 7n])
      for (const nullable of [false, true]) {
        const influence: Influence = {
          ...one,
          neighbours: 'add-remove',
          unit: id(2n, 1n),
          present: false,
          steps: steps(-5n, 20n, nullable, recentre),
        }
        const [low, high] = [abs(-5n + recentre), abs(20n + recentre)]
        const bound = 2n * (low > high ? low : high)
        expect(worst(influence, 'sum').l1).toBe(bound)
        const values = Array<bigint>(99).fill(low > high ? -5n : 20n)
        const moved = change(influence, 'sum', [[...values, null]], [[]])
        expect(moved.l1).toBe(bound)
      }
  })

  test('sum and count that are cut apart, by the share of rows, are caught', () => {
    // 99 values of 10 and one NULL, cut to one row: the count to 0, the sum of steps from -10 to 19.
    const [L, U, origin] = [-10n, 10n, -10n]
    const brokenTwin = (99n * (U - origin)) / 100n + origin * (99n / 100n)
    expect(brokenTwin).toBe(19n)
    const influence: Influence = {
      ...one,
      neighbours: 'add-remove',
      unit: id(1n, 1n),
      present: false,
      steps: steps(L - origin, U - origin, true, origin),
    }
    expect(brokenTwin).toBeGreaterThan(worst(influence, 'sum').l1)
    const moved = change(influence, 'sum', [[...times(99, U - origin), null]], [[]])
    expect(moved.l1).toBe(worst(influence, 'sum').l1)
  })
})

describe('broken twins are caught by a change that they do not cover', () => {
  const twice = { before: [[1n], []], after: [[], [1n]] }
  const broken: [string, Influence, BoundedKind, Rows, Rows, keyof VectorChange, bigint][] = [
    [
      'a moved row counted once',
      { neighbours: 'change-one', unit: row, cells: 2n, present: false, vectors: [] },
      'rows',
      twice.before,
      twice.after,
      'l1',
      1n,
    ],
    [
      'L2 of a sum taken from moves alone',
      {
        neighbours: 'change-one',
        unit: row,
        cells: 2n,
        present: false,
        vectors: [],
        steps: steps(-5n, 5n),
      },
      'sum',
      [[-5n], []],
      [[5n], []],
      'l2Squared',
      2n * 25n,
    ],
    [
      'R taken for the largest change of a sum',
      {
        neighbours: 'add-remove',
        unit: id(4n, 1n),
        cells: 1n,
        present: false,
        vectors: [],
        steps: steps(-5n, 5n),
      },
      'sum',
      [[5n, 5n, 5n, 5n]],
      [[]],
      'l1',
      5n,
    ],
  ]
  for (const [name, influence, kind, before, after, norm, twin] of broken)
    test(name, () => {
      const moved = change(influence, kind, before, after)[norm]
      expect(moved).toBeGreaterThan(twin)
      expect(moved).toBeLessThanOrEqual(worst(influence, kind)[norm])
    })

  test('group privacy in L2 is k^2: all k rows may fall into one cell', () => {
    const influence = {
      neighbours: 'add-remove',
      cells: 9n,
      present: false,
      vectors: ['rows'],
    } as const
    const [[rows] = []] = worstCases({ ...influence, unit: { kind: 'rows', rows: 3n } }).worstCases
    expect(rows).toEqual({ l1: 3n, l2Squared: 9n, lInfinity: 3n })
    expect(rows?.l2Squared).toBeGreaterThan(3n) // the broken twin: k rows spread over k cells
  })
})

describe('group privacy', () => {
  const three: Influence = {
    neighbours: 'change-one',
    unit: { kind: 'rows', rows: 3n },
    cells: 4n,
    present: false,
    vectors: ['sum', 'rows'],
    steps: steps(-5n, 5n),
  }

  test('lists every mixture of three changes, below the box of the largest norms', () => {
    const { worstCases: cases } = worstCases(three)
    expect(cases.map(([sum, rows]) => [sum?.l2Squared, rows?.l2Squared])).toEqual(
      expect.arrayContaining([
        [9n * 100n, 0n], // all stay, and cross the width
        [9n * 50n, 9n * 2n], // all move
        [3n * (100n + 2n * 50n), 3n * 2n * 2n],
      ]),
    )
    const box = { l1: 30n, l2Squared: 900n, lInfinity: 30n }
    const boxed = [box, { l1: 6n, l2Squared: 18n, lInfinity: 3n }]
    expect(isCovered(boxed, { worstCases: cases })).toBe(false)
  })

  test('covers three rows that do as they like', () => covers(three))

  test('would not cover mixed changes by the cases of one kind alone: a broken twin', () => {
    // Two rows cross the width in one cell, one moves from a second to a third.
    const moved = [
      { l1: 20n + 10n, l2Squared: 400n + 50n, lInfinity: 20n },
      { l1: 2n, l2Squared: 2n, lInfinity: 1n },
    ]
    const { worstCases: cases } = worstCases(three)
    expect(isCovered(moved, { worstCases: cases })).toBe(true)
    const all = (wanted: (rows: bigint) => boolean) =>
      cases.filter(([, rows]) => wanted(rows?.l1 ?? 0n))
    expect(isCovered(moved, { worstCases: all((l1) => l1 === 0n) })).toBe(false)
  })

  test('takes one case that outdoes all where mixtures are many', () => {
    const many = worstCases({ ...three, unit: { kind: 'rows', rows: 1000n } }).worstCases
    expect(many).toHaveLength(1)
    expect(many[0]?.[0]?.l2Squared).toBe(1000n * 1000n * 100n)
  })
})

describe('a cap on all rows', () => {
  const times = (n: number, value: bigint) => Array<bigint>(n).fill(value)
  const capped: Influence = {
    neighbours: 'add-remove',
    unit: id(3n, 4n, 8n),
    cells: 9n,
    present: false,
    vectors: all,
    steps: steps(-5n, 5n),
  }
  const nothing = kept(Array(9).fill([]), [], 3n, 0n)

  test('is attained by a unit that appears, in all vectors and norms but units at once', () => {
    const rows = [times(9, 5n), times(9, 5n), times(9, 5n), times(9, 5n), [], [], [], [], []]
    const moved = difference(kept(rows, [2, 0, 1, 3], 3n, 0n, 8n), nothing, all)
    const [only, ...others] = worstCases(capped).worstCases
    expect(others).toEqual([])
    expect(moved.filter((_, j) => all[j] !== 'units')).toEqual(
      only?.filter((_, j) => all[j] !== 'units'),
    )
    expect(only?.map(({ l1 }) => l1)).toEqual([8n, 4n, 8n, 40n, 200n])
    expect(only?.[0]?.l2Squared).toBe(9n + 9n + 4n)
  })

  test('is attained by rows that move, and by rows that cross the range', () => {
    const changeOne: Influence = { ...capped, neighbours: 'change-one' }
    const there = [times(9, 5n), times(9, 5n), times(9, 5n), [], [], [], [], [], []]
    const away = [[], [], [], times(9, 5n), times(9, 5n), times(9, 5n), [], [], []]
    const moved = change(changeOne, 'rows', there, away)
    const bound = worst(changeOne, 'rows')
    expect([moved.l1, moved.l2Squared]).toEqual([16n, 44n])
    expect([bound.l1, bound.l2Squared]).toEqual([16n, 44n])
    const crossed = change(
      changeOne,
      'sum',
      there,
      there.map((values) => values.map((value) => -value)),
    )
    expect(crossed).toEqual(worst(changeOne, 'sum'))
    expect(crossed).toEqual({ l1: 80n, l2Squared: 22n * 100n, lInfinity: 30n })
  })

  test('says nothing where it is no less than L0 R', () => {
    for (const neighbours of ['add-remove', 'change-one'] as const)
      expect(worstCases({ ...capped, neighbours, unit: id(3n, 4n, 12n) })).toEqual(
        worstCases({ ...capped, neighbours, unit: id(3n, 4n) }),
      )
  })

  test('would be broken by a twin that leaves the remainder out, or counts one side', () => {
    const rows = [times(9, 5n), times(9, 5n), times(9, 5n), times(9, 5n), [], [], [], [], []]
    const [moved] = difference(kept(rows, [2, 0, 1, 3], 3n, 0n, 8n), nothing, ['rows'])
    expect(moved?.l2Squared).toBeGreaterThan((8n / 3n) * 9n)
    const there = change({ ...capped, neighbours: 'change-one' }, 'rows', rows, [
      [],
      [],
      [],
      [],
      ...rows.slice(0, 4),
      [],
    ])
    expect(there.l1).toBeGreaterThan(8n)
  })
})

describe('many cells', () => {
  test('keep few cases, and lose nothing in L1 where cells are plenty', () => {
    const many: Influence = {
      neighbours: 'change-one',
      unit: id(2n, 1000n),
      cells: 10_000n,
      present: false,
      vectors: ['sum', 'rows'],
      steps: steps(-50n, 50n),
    }
    const { worstCases: cases } = worstCases(many)
    expect(cases.length).toBeLessThan(70)
    const most = (norm: keyof VectorChange) =>
      cases.map(([sum]) => sum?.[norm] ?? 0n).reduce((a, b) => (a > b ? a : b))
    expect(most('l1')).toBe(2n * 1000n * 100n)
    expect(most('l2Squared')).toBe(1000n * 200n * 200n)
    for (const t of [0n, 1n, 333n, 500n, 999n, 1000n]) {
      const moves = 2n * (1000n - t)
      const change = [
        { l1: t * 200n + moves * 100n, l2Squared: t * 40_000n + moves * 10_000n },
        { l1: t + moves * 2n, l2Squared: t + moves * 4n },
      ].map((norms) => ({ ...norms, lInfinity: 1n }))
      expect(isCovered(change, { worstCases: cases })).toBe(true)
    }
  })
})

describe('cells that are added up', () => {
  const merge = (vector: readonly bigint[], block: number) =>
    vector.reduce<bigint[]>((sums, value, i) => {
      const at = Math.floor(i / block)
      sums[at] = (sums[at] ?? 0n) + value
      return sums
    }, [])
  const norms = (vector: readonly bigint[]): VectorChange => ({
    l1: sumOf(vector.map(abs)),
    l2Squared: sumOf(vector.map((x) => x * x)),
    lInfinity: vector.map(abs).reduce((a, b) => (a > b ? a : b), 0n),
  })
  const rowsOf = (unit: InfluenceUnit) =>
    unit.kind === 'id'
      ? { cells: Number(unit.maxGroups), most: Number(unit.maxRows) }
      : { cells: 1, most: 1 }

  for (const neighbours of ['add-remove', 'change-one'] as const)
    for (const unit of [row, id(3n, 1n), id(2n, 3n), id(1n, 9n)])
      for (const block of [1, 2, 3, 8])
        test(`cover every whole-unit change: ${unit.kind}, ${neighbours}, blocks of ${block}`, () => {
          const size = 8
          const { cells, most } = rowsOf(unit)
          const bound = worstCasesOf({
            neighbours,
            unit,
            cells: BigInt(size),
            present: false,
            vectors: [
              { what: 'rows', block: BigInt(block), coordinates: BigInt(Math.ceil(size / block)) },
            ],
            columns: [],
            products: [],
          })
          const one = fc
            .array(fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: most })), {
              maxLength: cells,
            })
            .map((list) => {
              const vector = Array<bigint>(size).fill(0n)
              for (const [at, rows] of list) vector[at] = BigInt(rows)
              return vector
            })
          const other =
            neighbours === 'change-one' ? one : fc.constant(Array<bigint>(size).fill(0n))
          fc.assert(
            fc.property(one, other, (x, y) => {
              const moved = norms(
                merge(
                  x.map((value, i) => value - (y[i] ?? 0n)),
                  block,
                ),
              )
              expect(isCovered([moved], bound)).toBe(true)
            }),
            { numRuns: 300 },
          )
        })

  test('put all of a unit into one coordinate; a twin with the norms of the cells is caught', () => {
    const unit = { l1: 6n, l2Squared: 12n, lInfinity: 2n } // three cells of two rows
    expect(mergedChange(unit, 8n, 4n, 6n)).toEqual({ l1: 6n, l2Squared: 36n, lInfinity: 6n })
    expect(norms([6n])).toEqual({ l1: 6n, l2Squared: 36n, lInfinity: 6n })
    expect(isCovered([norms([6n])], { worstCases: [[unit]] })).toBe(false)
  })

  test('of one moved row cost the square root of two, not two', () => {
    expect(mergedChange({ l1: 2n, l2Squared: 2n, lInfinity: 1n }, 4n, 2n, 1n)).toEqual({
      l1: 2n,
      l2Squared: 2n,
      lInfinity: 1n,
    })
  })
})

describe('many columns', () => {
  const columns = [steps(-5n, 3n), steps(-2n, 2n, true), steps(0n, 7n, false)]
  const products = [
    { left: 0, right: 1 },
    { left: 0, right: 2 },
    { left: 1, right: 2 },
  ]
  const vectors = [
    ...[0, 1, 2].map((column) => ({ what: 'sum', column }) as const),
    ...[0, 1, 2].map((column) => ({ what: 'square', column }) as const),
    ...[0, 1, 2].map((product) => ({ what: 'product', product }) as const),
    { what: 'count', column: 1 } as const,
  ]
  type Row = readonly [bigint, bigint | null, bigint]
  const integersOf = ([x, y, z]: Row): bigint[] => {
    const b = y ?? 0n
    return [x, b, z, x * x, b * b, z * z, x * b, x * z, b * z, y === null ? 0n : 1n]
  }
  const any = fc.tuple(
    fc.bigInt(-5n, 3n),
    fc.option(fc.bigInt(-2n, 2n), { nil: null }),
    fc.bigInt(0n, 7n),
  )
  const influence = { unit: row, cells: 1n, vectors, columns, products }

  test('cover every change of one row', () => {
    const stays = worstCasesOf({ ...influence, neighbours: 'change-one', present: true })
    const appears = worstCasesOf({ ...influence, neighbours: 'add-remove', present: false })
    const size = (x: bigint): VectorChange => ({ l1: abs(x), l2Squared: x * x, lInfinity: abs(x) })
    fc.assert(
      fc.property(any, any, (a, b) => {
        const [before, after] = [integersOf(a), integersOf(b)]
        expect(isCovered(before.map(size), appears)).toBe(true)
        expect(
          isCovered(
            before.map((x, i) => size(x - (after[i] ?? 0n))),
            stays,
          ),
        ).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('move each vector by its own range at most, which some row attains', () => {
    const [only] = worstCasesOf({
      ...influence,
      neighbours: 'change-one',
      present: true,
    }).worstCases
    expect(only?.map(({ l1 }) => l1)).toEqual([8n, 4n, 7n, 25n, 4n, 49n, 20n, 56n, 28n, 1n])
  })
})
