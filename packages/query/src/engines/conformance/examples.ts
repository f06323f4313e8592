/** The conformance cases: plans, rows and the integers that every engine must answer. */
import {
  byId,
  column,
  type Example,
  educAxis,
  literal,
  nearlyEven,
  on,
  people,
  row,
  whole,
} from './example.ts'
import { hostileCells } from './hostile-cells.ts'

const hostile = hostileCells.length

export const examples: readonly Example[] = [
  {
    title: 'an empty table is an ordinary table: every cell is there, with zeros',
    rows: [],
    axes: [educAxis(true)],
    columns: [on(column('age'), whole(0, 100), true)],
    wanted: { cells: Array.from({ length: 4 }, () => [0, 0, [0, 0, 0]]) },
  },
  {
    title: 'an ungrouped question has one cell, also without axes and columns',
    rows: [row('1', '5'), row('2', '6'), row(null, 'x')],
    wanted: { cells: [[3, 3]] },
  },
  {
    title: 'a bounded column clamps at the scan, and NULL becomes its impute',
    rows: [row('1', '-5'), row('2', '1e99'), row('3', 'inf'), row('4', 'none'), row('5', '2.5')],
    columns: [on(column('age'), whole(0, 1000))],
    wanted: { cells: [[5, 5, [5, 0 + 100 + 100 + 50 + 3, 0]]] },
  },
  {
    title: 'a nullable column counts what is not NULL',
    rows: [row('1', '1', '4'), row('2', '1', null), row('3', '1', 'NaN'), row('4', '1', '-inf')],
    columns: [on(column('pay'), whole(-10, 10), true)],
    wanted: { cells: [[4, 4, [2, 4 - 10, 16 + 100]]] },
  },
  {
    title: 'where a plan says that no value is NULL, the origin stands for one that is',
    rows: [row('1', '1', '4'), row('2', '1', null), row('3', '1', 'NaN'), row('4', '1', '-inf')],
    columns: [
      on(column('pay'), { origin: 1, exponent: 0, low: -11, high: 9 }, true, false),
      on(
        { kind: 'arithmetic', operator: '+', left: column('pay'), right: column('free') },
        whole(-10, 10),
        false,
        false,
      ),
    ],
    wanted: { cells: [[4, 4, [4, 3 - 11, 9 + 121], [4, 0, 0]]] },
  },
  {
    title: 'steps are clamped before they are added, never the sum after',
    rows: [
      row('1', '1', null, null, '1000'),
      row('2', '1', null, null, '-1000'),
      row('3', '1', null, null, '3'),
    ],
    columns: [on(column('free'), whole(-5, 10), true)],
    wanted: { cells: [[3, 3, [3, 10 - 5 + 3, 100 + 25 + 9]]] },
  },
  {
    title: 'a step is floor((x - origin) 2^k + 1/2)',
    rows: ['0.25', '0.75', '-0.25', '-0.75', '1.5', '-1.5'].map((free) =>
      row('1', '1', null, null, free),
    ),
    columns: [
      on(column('free'), whole(-100, 100)),
      on(column('free'), { origin: 0, exponent: 2, low: -100, high: 100 }),
      on(column('free'), { origin: 1, exponent: -1, low: -100, high: 100 }),
    ],
    // 0 1 0 -1 2 -1 | 1 3 -1 -3 6 -6 | 0 0 -1 -1 0 -1
    wanted: { cells: [[6, 6, [6, 1, 0], [6, 0, 0], [6, -3, 0]]] },
  },
  {
    title: 'keys have a cell each in their order; all else goes to the rest bin',
    rows: [
      row('1', '1', null, 'low'),
      row('2', '1', null, 'Low'),
      row('3', '1', null, 'high'),
      row('4', '1'),
    ],
    axes: [educAxis(true)],
    wanted: {
      cells: [
        [1, 1],
        [1, 1],
        [0, 0],
        [2, 2],
      ],
    },
  },
  {
    title: 'without a rest bin other keys are dropped',
    rows: [row('1', '1', null, 'low'), row('2', '1', null, 'Low'), row('3', '1', null, 'mid')],
    axes: [educAxis(false)],
    wanted: {
      cells: [
        [0, 0],
        [1, 1],
        [1, 1],
      ],
    },
  },
  {
    title: 'bins are half open, the last one closed, with underflow, overflow and NULL after them',
    rows: ['-1', '0', '1', '1.999', '2', '3', '3.001', null, 'inf', '-inf'].map((free) =>
      row('1', '1', null, null, free),
    ),
    axes: [
      { kind: 'edges', of: column('free'), edges: [0, 1, 2, 3], underflow: true, overflow: true },
    ],
    wanted: {
      cells: [
        [1, 1],
        [2, 2],
        [2, 2],
        [2, 2],
        [2, 2],
        [1, 1],
      ],
    },
  },
  {
    title: 'values beyond the edges are dropped unless asked for, and NULL is not',
    rows: ['-1', '0', '9', null].map((free) => row('1', '1', null, null, free)),
    axes: [{ kind: 'edges', of: column('free'), edges: [0, 1], underflow: false, overflow: false }],
    wanted: {
      cells: [
        [1, 1],
        [1, 1],
      ],
    },
  },
  {
    title: 'every one of many nearly even bins holds its own edge, and what is just below the next',
    rows: nearlyEven
      .flatMap((edge) => [edge, edge - 0.01])
      .map((x) => row('1', '1', null, null, String(x))),
    axes: [
      { kind: 'edges', of: column('free'), edges: nearlyEven, underflow: true, overflow: true },
    ],
    wanted: {
      cells: [
        ...Array.from({ length: 18 }, (): [number, number] => [2, 2]),
        [3, 3],
        [1, 1],
        [0, 0],
        [0, 0],
      ],
    },
  },
  {
    title: 'two axes cross, the last one fastest',
    rows: [row('1', '1', null, 'low'), row('2', '60', null, 'low'), row('3', '60', null, 'mid')],
    axes: [
      { kind: 'edges', of: column('age'), edges: [0, 50, 100], underflow: false, overflow: false },
      educAxis(false),
    ],
    wanted: {
      cells: [
        [0, 0],
        [1, 1],
        [0, 0],
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    },
  },
  {
    title: 'filters keep what is true, not what is unknown; a derived column sees its input',
    rows: [row('1', '10', '4'), row('2', '20', null), row('3', '30', '1'), row('4', '30', '-10')],
    from: {
      kind: 'filter',
      input: {
        kind: 'derive',
        input: { kind: 'scan' },
        columns: {
          pay: { kind: 'arithmetic', operator: '/', left: column('age'), right: column('pay') },
        },
      },
      condition: { kind: 'compare', operator: '>=', left: column('pay'), right: literal(-3) },
    },
    columns: [on(column('pay'), whole(-100, 100)), on(column('age'), whole(0, 100))],
    // 2.5 -> 3, NULL dropped, 30, -3
    wanted: { cells: [[3, 3, [3, 3 + 30 - 3, 0], [3, 70, 0]]] },
  },
  {
    title: 'a public size asks for all rows, filtered or not',
    schema: { rows: { public: 3 } },
    rows: [row('1', '10', '4'), row('2', '20'), row('3', '30', '1'), row(null, '1', '1')],
    from: {
      kind: 'filter',
      input: { kind: 'scan' },
      condition: { kind: 'not', of: { kind: 'isNull', of: column('pay') } },
    },
    axes: [educAxis(true)],
    wanted: {
      cells: [
        [0, 0],
        [0, 0],
        [0, 0],
        [3, 3],
      ],
      totalUnits: 4,
    },
  },
  {
    title: 'a public number of units counts distinct ids, filtered or not',
    schema: { privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 1 }, units: { public: 3 } },
    unit: byId(1, 1),
    rows: [row('1', '10'), row('2', '20'), row('2', '30'), row(null, '30'), row('x', '5')],
    from: {
      kind: 'filter',
      input: { kind: 'scan' },
      condition: { kind: 'compare', operator: '>', left: column('age'), right: literal(9) },
    },
    wanted: { cells: [[2, 2]], totalUnits: 3 },
  },
  {
    title: 'rows without a unit id are dropped',
    unit: byId(5, 5),
    rows: [row(null, '10'), row('', '20'), row('1', '30'), row('1', '40')],
    columns: [on(column('age'), whole(0, 100))],
    wanted: { cells: [[2, 1, [2, 70, 0]]] },
  },
  {
    title: 'whole numbers are ids exactly, whatever their size and however they are written',
    schema: { columns: { ...people, pid: { type: 'integer' } } },
    unit: byId(1, 1),
    rows: [
      ...['4503599627370497', '4503599627370498', '9007199254740992', '9007199254740993'],
      ...['-9007199254740993', '18446744073709551615', '18446744073709551616', '9'.repeat(50)],
      ...['12', '+12', ' 12 ', '0012', '12.', '12.00'], // one unit
      ...['0', '-0', '000', '-0.0'], // one unit
      ...[
        '1.1',
        '1.2',
        '1e3',
        'inf',
        'NaN',
        '0x10',
        '1_0',
        '--1',
        '.0',
        '\u0663',
        '7\n',
        'a',
        null,
      ],
    ].map((pid) => row(pid, '1')),
    wanted: { cells: [[10, 10]] },
  },
  {
    title: 'texts are ids letter for letter, and no id where characters were lost',
    unit: byId(1, 1),
    rows: [
      ...['a', 'A', ' a', 'a ', 'a\0', '\u00e9', 'e\u0301', '1', '01', '1.0', '\u{1f600}', ' '],
      ...['a', ' a', '', null, '\ufffd', 'a\ufffd'],
    ].map((pid) => row(pid, '1')),
    wanted: { cells: [[12, 12]] },
  },
  {
    title:
      'a unit with exactly maxRows values keeps them, one with more keeps a share cut toward zero',
    unit: byId(2, 1),
    rows: [
      ...['1', '2'].map((free) => row('two', '1', null, null, free)),
      ...['-2', '-2', '-3'].map((free) => row('three', '1', null, null, free)),
      ...['5', null, null, null].map((free) => row('four', '1', null, null, free)),
    ],
    columns: [on(column('free'), whole(-10, 10), true)],
    // sums 3, trunc(-7 * 2/3) = -4, 5; squares 5, trunc(17 * 2/3) = 11, 25; counts 2, 2, 1
    wanted: { cells: [[6, 3, [5, 4, 41]]] },
  },
  {
    title:
      'sum and count of a unit are cut alike: rows without a value take nothing from the others',
    unit: byId(1, 1),
    rows: [
      ...['60'].map((free) => row('one', '1', null, null, free)),
      ...['70', null].map((free) => row('two', '1', null, null, free)),
      ...['70', '71', null, null, 'NaN'].map((free) => row('five', '1', null, null, free)),
      ...[null, null].map((free) => row('none', '1', null, null, free)),
    ],
    columns: [on(column('free'), { origin: 10, exponent: 0, low: -10, high: 90 }, true)],
    // steps 50; 60; trunc((60 + 61) / 2) = 60; nothing. squares 2500, 3600, trunc((3600 + 3721) / 2) = 3660
    wanted: { cells: [[4, 4, [3, 170, 9760]]] },
  },
  {
    title: 'a product of two columns is of the rows where both have a value',
    rows: [
      row('1', '3', '4', 'low'),
      row('2', '5', '-2', 'low'),
      row('3', '7', null, 'low'),
      row('4', '100', '10', 'mid'),
    ],
    axes: [educAxis(false)],
    columns: [
      on(column('age'), { origin: 1, exponent: 0, low: 0, high: 9 }),
      on(column('pay'), whole(-10, 10)),
    ],
    products: [
      { left: 0, right: 1 },
      { left: 1, right: 1 },
    ],
    // steps (2, 4), (4, -2), (6, NULL); (9, 10)
    wanted: {
      cells: [
        [0, 0, [0, 0, 0], [0, 0, 0]],
        [3, 3, [3, 12, 0], [2, 2, 0]],
        [1, 1, [1, 9, 0], [1, 10, 0]],
      ],
      products: [
        [
          [0, 0],
          [0, 0],
        ],
        [
          [2, 0],
          [2, 20],
        ],
        [
          [1, 90],
          [1, 100],
        ],
      ],
    },
  },
  {
    title: 'a product is cut by the share of the pairs that have both values',
    unit: byId(2, 1),
    rows: [
      ...['-3', '-3', '-4', null].map((pay) => row('four', '2', pay)),
      ...['5', null, null].map((pay) => row('three', '3', pay)),
    ],
    columns: [on(column('age'), whole(0, 100)), on(column('pay'), whole(-10, 10))],
    products: [{ left: 0, right: 1 }],
    // trunc(-20 * 2/3) = -13, and 15; ages 8/2 and 9 * 2/3
    wanted: {
      cells: [[4, 2, [4, 10, 0], [3, -1, 0]]],
      products: [[[3, 2]]],
    },
  },
  {
    title: 'a unit keeps its first maxGroups cells in portable hash order',
    unit: byId(3, 2, 'c0ffee'),
    rows: ['1', '2', '3', '4', '5'].flatMap((pid) =>
      ['low', 'mid', 'high', null].map((educ) => row(pid, pid, null, educ)),
    ),
    axes: [educAxis(true)],
    columns: [on(column('age'), whole(0, 100))],
    // MD5 of 'c0ffee\u001f<pid>\u001f<cell>' decides, by hand with another MD5
    wanted: {
      cells: [
        [2, 2, [2, 3, 0]],
        [3, 3, [3, 12, 0]],
        [4, 4, [4, 12, 0]],
        [1, 1, [1, 3, 0]],
      ],
    },
  },
  {
    title: 'another key gives another order',
    unit: byId(3, 1, '01'),
    rows: ['1', '2', '3', '4', '5'].flatMap((pid) =>
      ['low', 'mid', 'high', null].map((educ) => row(pid, pid, null, educ)),
    ),
    axes: [educAxis(true)],
    wanted: {
      cells: [
        [2, 2],
        [1, 1],
        [0, 0],
        [2, 2],
      ],
    },
  },
  {
    title: 'no cell makes an engine fail, and every row counts',
    rows: hostileCells.map((cell) => [cell, cell, cell, cell, cell]),
    columns: [
      on(column('age'), whole(0, 0)),
      on({ kind: 'impute', of: column('free'), value: 0 }, whole(0, 0)),
    ],
    wanted: {
      cells: [[hostile, hostile, [hostile, 0, 0], [hostile, 0, 0]]],
    },
  },
]
