/** The conformance cases of what a unit may bring besides its rows in each cell: a running cap, distinct values. */
import { byId, column, type Example, educAxis, literal, on, row, whole } from './example.ts'

const ids = ['1', '2', '3', '4', '5']

export const boundingExamples: readonly Example[] = [
  {
    title:
      'a running cap on all rows of a unit is used up in hash order; what gets none is dropped',
    unit: byId(3, 3, 'c0ffee', 4),
    rows: ids.flatMap((pid) =>
      [...'h', ...'ll', ...'mmmmm', ...'rrrr'].map((first) => {
        const educ = ['high', 'low', 'mid'].find((name) => name.startsWith(first)) ?? null
        return row(pid, pid, null, educ)
      }),
    ),
    axes: [educAxis(true)],
    columns: [on(column('age'), whole(0, 100))],
    // of 1, 2, 5 and 4 rows at most 3 each and 4 in all, in the order of MD5: by hand in another language
    wanted: {
      cells: [
        [2, 2, [2, 3, 0]],
        [5, 3, [5, 21, 0]],
        [10, 4, [10, 27, 0]],
        [3, 1, [3, 9, 0]],
      ],
    },
  },
  {
    title: 'a cap cuts sums and squares by the rows that it leaves, and counts values alike',
    unit: byId(5, 1, '00', 2),
    rows: [
      ...['-2', '-2', '-3'].map((free) => row('three', '1', null, null, free)),
      ...['5', null, null, null].map((free) => row('four', '1', null, null, free)),
      ...['7', '8'].map((free) => row('two', '1', null, null, free)),
    ],
    columns: [on(column('free'), whole(-10, 10), true)],
    // trunc(-7 * 2/3) = -4, 5, 15; trunc(17 * 2/3) = 11, 25, 113
    wanted: { cells: [[6, 3, [5, 16, 149]]] },
  },
  {
    title: 'a cap that never binds changes nothing',
    unit: byId(1, 2, 'c0ffee', 2),
    rows: ids.flatMap((pid) => ['low', 'mid'].map((educ) => row(pid, pid, null, educ))),
    axes: [educAxis(false)],
    wanted: {
      cells: [
        [0, 0],
        [5, 5],
        [5, 5],
      ],
    },
  },
  {
    title:
      'distinct values of rows are counted once, each cell by itself; NULL is none, 0 and -0 are one',
    rows: [
      ...['1', '1', '2.5', '1e300', null, 'x'].map((free) => row('1', '1', null, 'low', free)),
      ...['0', '-0', '1'].map((free) => row('1', '1', null, 'mid', free)),
    ],
    axes: [educAxis(false)],
    distinct: { of: column('free'), maxValues: 1 },
    wanted: {
      cells: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      distinct: [0, 3, 2],
    },
  },
  {
    title: 'distinct texts differ by letter case, distinct truths are two',
    rows: ['a', 'A', 'a', 'é', null].map((pid) => row(pid, '1')),
    distinct: { of: column('pid'), maxValues: 1 },
    wanted: { cells: [[0, 0]], distinct: [3] },
  },
  {
    title: 'distinct truths are at most two',
    rows: ['1', '2', '70'].map((age) => row('1', age)),
    distinct: {
      of: { kind: 'compare', operator: '>', left: column('age'), right: literal(9) },
      maxValues: 1,
    },
    wanted: { cells: [[0, 0]], distinct: [2] },
  },
  {
    title: 'a unit brings its first distinct values in hash order, over all cells together',
    unit: byId(1, 1, 'c0ffee'),
    rows: ids.flatMap((pid) => [
      ...['0.5', '-0', '0', '0.5'].map((free) => row(pid, '1', null, 'low', free)),
      row(pid, '1', null, 'mid', '0.5'),
      row(pid, '1', null, 'mid', String(3 + Number(pid))),
      row(pid, '1', null, 'high', '1e300'),
      row(pid, '1', null, 'high', null),
      row(null, '1', null, 'high', '7'),
    ]),
    axes: [educAxis(true)],
    distinct: { of: column('free'), maxValues: 2 },
    wanted: {
      cells: [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      distinct: [1, 2, 2, 0],
    },
  },
  {
    title: 'a unit may bring more distinct values than 64 bits count: then it brings all it has',
    rows: [
      row('1', '1', null, null, '0'),
      row('1', '1', null, null, '5'),
      row('2', '1', null, null, '5'),
      row('2', '1', null, null, '6'),
    ],
    unit: byId(1, 1),
    distinct: { of: column('free'), maxValues: 2 ** 106 },
    wanted: { cells: [[0, 0]], distinct: [3] },
  },
  {
    title: 'distinct values beside a public size ask for all units, filtered or not',
    schema: { rows: { public: 3 } },
    rows: [row('1', '10', '4'), row('2', '20', '5'), row('3', '30', '4'), row('4', '3', '1')],
    from: {
      kind: 'filter',
      input: { kind: 'scan' },
      condition: { kind: 'compare', operator: '>', left: column('age'), right: literal(9) },
    },
    distinct: { of: column('pay'), maxValues: 1 },
    wanted: { cells: [[0, 0]], totalUnits: 4, distinct: [2] },
  },
  {
    title: 'every cell has a lattice of its own where a column says so',
    rows: [
      row('1', '1', null, 'low', '3.2'),
      row('2', '1', null, 'low', '-3'),
      row('3', '1', null, 'mid', '1e9'),
      row('4', '1', null, 'mid', '1000.25'),
      row('5', '1', null, 'high', null),
      row('6', '1', null, 'high', '-inf'),
    ],
    axes: [educAxis(false)],
    columns: [
      {
        of: column('free'),
        lattice: whole(-9, 9),
        lattices: [
          whole(-9, 9),
          { origin: 0, exponent: 1, low: 0, high: 8 },
          { origin: 1000, exponent: 2, low: -4, high: 4 },
        ],
        square: true,
        nullable: true,
      },
    ],
    // -9; 6, 0; 4, 1
    wanted: {
      cells: [
        [2, 2, [1, -9, 81]],
        [2, 2, [2, 6, 36]],
        [2, 2, [2, 5, 17]],
      ],
    },
  },
]
