/** The conformance cases of relations whose rows are not those of the table: one row a unit, unions. */
import type { Relation } from '../../plan/plan.ts'
import type { UnitColumn } from '../../plan/unit-columns.ts'
import { byId, column, type Example, educAxis, literal, on, row, whole } from './example.ts'

const perUnit = (
  columns: Record<string, UnitColumn>,
  input: Relation = { kind: 'scan' },
): Relation => ({
  kind: 'perUnit',
  input,
  columns,
})
const older: Relation = {
  kind: 'filter',
  input: { kind: 'scan' },
  condition: { kind: 'compare', operator: '>', left: column('age'), right: literal(20) },
}

export const relationExamples: readonly Example[] = [
  {
    title: 'one row a unit: counts, sums on a lattice, distinct values, the least and the greatest',
    unit: byId(1, 1),
    rows: [
      row('a', '10', '1.5', 'low', '0.25'),
      row('a', '20', '1.5', 'low', '0.5'),
      row('a', '30', null, 'low', '1e9'),
      row('b', '40', '-0', 'low', '-7'),
      row('b', '50', '0', 'mid', null),
      row(null, '60', '9', 'high', '1'),
    ],
    from: perUnit({
      rows: { kind: 'count' },
      pays: { kind: 'count', of: column('pay') },
      few: { kind: 'count', upper: 2 },
      kinds: { kind: 'countDistinct', of: column('pay') },
      spend: { kind: 'sum', of: column('free'), lower: -4, upper: 1024 },
      first: { kind: 'min', of: column('age') },
      last: { kind: 'max', of: column('age') },
      educ: { kind: 'only', of: column('educ') },
    }),
    axes: [educAxis(true)],
    columns: [
      ...['rows', 'pays', 'few', 'kinds'].map((name) => on(column(name), whole(0, 99))),
      on(column('spend'), { origin: 0, exponent: 2, low: -9999, high: 9999 }),
      ...['first', 'last'].map((name) => on(column(name), whole(0, 99))),
    ],
    // a: 3, 2, 2, 1, 0.25 + 0.5 + 1024 clamped to 1024, 10, 30, low; b: 2, 2, 2, 1, -7 clamped to -4, 40, 50
    wanted: {
      cells: [
        [0, 0, [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
        [1, 1, [1, 3, 0], [1, 2, 0], [1, 2, 0], [1, 1, 0], [1, 4096, 0], [1, 10, 0], [1, 30, 0]],
        [0, 0, [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
        [1, 1, [1, 2, 0], [1, 2, 0], [1, 2, 0], [1, 1, 0], [1, -16, 0], [1, 40, 0], [1, 50, 0]],
      ],
    },
  },
  {
    title:
      'a unit whose rows are all filtered has no row; one row of a unit is all that is left to cut',
    schema: { privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 1 }, units: { public: 3 } },
    unit: byId(1, 1),
    rows: [row('a', '10'), row('a', '30'), row('a', '40'), row('b', '20'), row('c', '99')],
    from: {
      kind: 'filter',
      input: perUnit(
        { n: { kind: 'count' }, free: { kind: 'sum', of: column('free'), lower: 0, upper: 1 } },
        older,
      ),
      condition: { kind: 'compare', operator: '<', left: column('n'), right: literal(9) },
    },
    columns: [on(column('n'), whole(0, 9), true), on(column('free'), whole(0, 9))],
    wanted: { cells: [[2, 2, [2, 3, 5], [2, 0, 0]]], totalUnits: 3 },
  },
  {
    title: 'sums of a unit whose values are NULL are 0, and its other numbers NULL',
    unit: byId(1, 1),
    rows: [row('a', '1', null, null, null), row('a', '1', null, 'low', 'x')],
    from: perUnit({
      sum: { kind: 'sum', of: column('free'), lower: -1, upper: 1 },
      least: { kind: 'min', of: column('free') },
      only: { kind: 'only', of: column('educ') },
    }),
    axes: [{ kind: 'values', of: column('only'), values: ['low'], rest: true }],
    columns: [on(column('sum'), whole(-9, 9)), on(column('least'), whole(-9, 9))],
    wanted: {
      cells: [
        [1, 1, [1, 0, 0], [0, 0, 0]],
        [0, 0, [0, 0, 0], [0, 0, 0]],
      ],
    },
  },
  {
    title: 'a union leaves no row out: what is in several inputs is there several times',
    schema: { rows: { public: 3 } },
    rows: [row('1', '10', '4'), row('2', '30', '5'), row('3', '40')],
    from: {
      kind: 'union',
      inputs: [
        { kind: 'scan' },
        older,
        {
          kind: 'derive',
          input: older,
          columns: {
            age: { kind: 'arithmetic', operator: '*', left: column('age'), right: literal(2) },
          },
        },
      ],
    },
    columns: [on(column('age'), whole(0, 99))],
    wanted: { cells: [[7, 7, [7, 10 + 30 + 40 + 30 + 40 + 60 + 80, 0]]], totalUnits: 3 },
  },
  {
    title: 'the rows of a unit are bounded after a union, not in each input',
    unit: byId(3, 1),
    rows: [row('a', '30'), row('a', '40'), row('b', '50'), row('c', '1')],
    from: { kind: 'union', inputs: [older, older, { kind: 'scan' }] },
    columns: [on(column('age'), whole(0, 99))],
    // a: 210 * 3 / 6; b: 150; c: 1
    wanted: { cells: [[7, 3, [7, 105 + 150 + 1, 0]]] },
  },
]
