/** The conformance cases of keys that no schema lists: which are found, in which order, and what is kept of a unit (S13). */
import { byId, column, type Example, literal, on, row, whole } from './example.ts'

const ids = ['1', '2', '3', '4', '5']
/** Of five units, each with rows in b, a, c; which two each keeps is by hand in another language. */
const spread = ids.flatMap((pid) =>
  ['b', 'a', 'c', 'a'].map((name) => row(pid, pid, null, null, name)),
)
const texts = {
  columns: {
    pid: { type: 'text' },
    age: { type: 'integer', lower: 0, upper: 100 },
    pay: { type: 'number', lower: -10, upper: 10, nullable: true },
    educ: { type: 'category', categories: ['low', 'mid', 'high'], nullable: true },
    free: { type: 'text', nullable: true },
  },
}

export const keyExamples: readonly Example[] = [
  {
    title:
      'keys that are not listed are those that rows have, by code point, whatever the order of rows',
    schema: texts,
    rows: ['b', 'a', 'Z', 'é', 'a', '\u{1F600}', '\uFF5E', 'b ', '10', '9'].map((name) =>
      row('1', '1', null, null, name),
    ),
    keys: [column('free')],
    wanted: {
      keys: [['10'], ['9'], ['Z'], ['a'], ['b'], ['b '], ['é'], ['\uFF5E'], ['\u{1F600}']],
      cells: [
        [1, 1],
        [1, 1],
        [1, 1],
        [2, 2],
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    },
  },
  {
    title: 'a row without a key lies in no cell, and no row has no keys',
    schema: texts,
    rows: [row('1', '5'), row('2', '6')],
    keys: [column('free')],
    wanted: { keys: [], cells: [] },
  },
  {
    title: 'keys that are whole numbers are in the order of numbers, with sums beside them',
    rows: [
      row('1', '10', '2'),
      row('2', '9', '3'),
      row('3', '10', null),
      row('4', '100', '-4'),
      row('5', '0', '1'),
    ],
    keys: [column('age')],
    columns: [on(column('pay'), whole(-10, 10), true)],
    wanted: {
      keys: [[0], [9], [10], [100]],
      cells: [
        [1, 1, [1, 1, 1]],
        [1, 1, [1, 3, 9]],
        [2, 2, [1, 2, 4]],
        [1, 1, [1, -4, 16]],
      ],
    },
  },
  {
    title: 'truths are keys, and several keys together, false and smaller ones first',
    rows: [
      row('1', '70', null, 'low'),
      row('2', '7', null, 'mid'),
      row('3', '71', null, 'high'),
      row('4', '8', null, 'mid'),
      row('5', '9', null, null),
    ],
    keys: [
      { kind: 'compare', operator: '>', left: column('age'), right: literal(65) },
      column('educ'),
    ],
    wanted: {
      keys: [
        [false, 'mid'],
        [true, 'high'],
        [true, 'low'],
      ],
      cells: [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
    },
  },
  {
    title: 'texts that would look alike if they were only put together are two keys',
    schema: {
      columns: { ...texts.columns, educ: { type: 'text', nullable: true } },
    },
    rows: [
      row('1', '1', null, 'a\u001fb', 'c'),
      row('2', '1', null, 'a', 'b\u001fc'),
      row('3', '1', null, 'a\u001e', '1c'),
      row('4', '1', null, 'a\u001e1', 'c'),
    ],
    keys: [column('educ'), column('free')],
    wanted: {
      keys: [
        ['a', 'b\u001fc'],
        ['a\u001e', '1c'],
        ['a\u001e1', 'c'],
        ['a\u001fb', 'c'],
      ],
      cells: [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    },
  },
  {
    title: 'a unit keeps its first maxGroups keys in the order of their texts under the hash',
    schema: texts,
    unit: byId(1, 2, 'c0ffee'),
    rows: spread,
    keys: [column('free')],
    columns: [on(column('age'), whole(0, 100))],
    wanted: {
      keys: [['a'], ['b'], ['c']],
      cells: [
        [2, 2, [2, 3, 0]],
        [4, 4, [4, 13, 0]],
        [4, 4, [4, 14, 0]],
      ],
    },
  },
  {
    title: 'a key that others have does not change which keys a unit keeps',
    schema: texts,
    unit: byId(1, 2, 'c0ffee'),
    rows: [...spread, row('zoe', '9', null, null, 'Aachen'), row('zoe', '9', null, null, 'zz')],
    keys: [column('free')],
    columns: [on(column('age'), whole(0, 100))],
    wanted: {
      keys: [['Aachen'], ['a'], ['b'], ['c'], ['zz']],
      cells: [
        [1, 1, [1, 9, 0]],
        [2, 2, [2, 3, 0]],
        [4, 4, [4, 13, 0]],
        [4, 4, [4, 14, 0]],
        [1, 1, [1, 9, 0]],
      ],
    },
  },
  {
    title: 'a key of which no unit keeps a row is not there, and a cap on all rows counts',
    schema: texts,
    unit: byId(3, 3, 'c0ffee', 2),
    rows: [...spread, row('1', '1', null, null, 'odd')],
    keys: [column('free')],
    wanted: {
      keys: [['a'], ['b'], ['c']],
      cells: [
        [3, 2],
        [3, 3],
        [4, 4],
      ],
    },
  },
  {
    title: 'the number of units is that of the table, whatever keys rows have',
    schema: { ...texts, units: { public: 3 } },
    unit: byId(1, 1),
    rows: [row('1', '5', null, null, 'x'), row('2', '6'), row(null, '7', null, null, 'y')],
    keys: [column('free')],
    wanted: { keys: [['x']], cells: [[1, 1]], totalUnits: 2 },
  },
  {
    title: 'the number of rows is that of the table, whatever keys they have',
    schema: { ...texts, rows: { public: 3 } },
    rows: [row('1', '5', null, null, '-1'), row('2', '6'), row(null, '7', null, null, 'y')],
    keys: [column('free')],
    wanted: {
      keys: [['-1'], ['y']],
      cells: [
        [1, 1],
        [1, 1],
      ],
      totalUnits: 3,
    },
  },
]
