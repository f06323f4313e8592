/** Conformance cases of dates, times, timestamps, text, bins and public tables. */
import type { Expression } from '../../expression/expression.ts'
import { column, type Example, literal, on, whole } from './example.ts'

const columns: Readonly<Record<string, object>> = {
  day: { type: 'date', lower: '2024-01-01', upper: '2024-12-31' },
  at: { type: 'timestamp' },
  clock: { type: 'time' },
  name: { type: 'text' },
  size: { type: 'number' },
}

const call = (
  name: Extract<Expression, { kind: 'call' }>['name'],
  ...operands: readonly Expression[]
): Expression => ({ kind: 'call', name, operands })
const part = (
  name: string,
  type: 'date' | 'time' | 'timestamp',
  of: Extract<Expression, { kind: 'datePart' }>['part'],
): Expression => ({ kind: 'datePart', part: of, of: column(name), type })

export const momentExamples: readonly Example[] = [
  {
    title: 'dates clamp to their bounds, and what is none becomes the middle day',
    schema: { columns },
    rows: ['2024-01-02', '9999-12-31', '0001-01-01', '2024-02-30', null].map((day) => [
      day,
      ...['', '', '', ''],
    ]),
    columns: [on(column('day'), { origin: 19_723, exponent: 0, low: 0, high: 365 })],
    // 2024-01-01 is day 19723; the middle of 0 and 365, rounded half up, is 183
    wanted: { cells: [[5, 5, [5, 1 + 365 + 0 + 183 + 183, 0]]] },
  },
  {
    title: 'a timestamp is in UTC, and falls in the month and the hour that it has there',
    schema: { columns },
    rows: [
      '2024-02-29T23:30:00-01:00', // March, 0
      '2024-02-29T23:30:00Z', // February, 23
      '2024-03-01 00:30+01', // February, 23
      '2024-03-01', // March, 0
      '2024-03-01T24:00', // none
    ].map((at) => ['', at, '', '', '']),
    axes: [{ kind: 'values', of: part('at', 'timestamp', 'month'), values: [2, 3], rest: true }],
    columns: [on(part('at', 'timestamp', 'hour'), whole(0, 23))],
    wanted: {
      cells: [
        [2, 2, [2, 46, 0]],
        [2, 2, [2, 0, 0]],
        [1, 1, [0, 0, 0]],
      ],
    },
  },
  {
    title: 'the time between two moments is counted to the microsecond',
    schema: { columns },
    rows: ['12:00:00.000001', '11:59:59.999999', '12', '23:59:60'].map((clock) => [
      '',
      '',
      clock,
      '',
      '',
    ]),
    columns: [
      on(
        {
          kind: 'elapsed',
          unit: 'second',
          of: column('clock'),
          since: { kind: 'moment', type: 'time', text: '11:00:00' },
          type: 'time',
        },
        { origin: 0, exponent: 10, low: 0, high: 2 ** 30 },
      ),
    ],
    // 3600.000001 and 3599.999999 seconds, in steps of 1/1024
    wanted: { cells: [[4, 4, [2, 2 * 3600 * 1024, 0]]] },
  },
  {
    title: 'text is cut by code point, and its letters are those of ASCII',
    schema: { columns },
    rows: [' \u{1f600}b ', '\u{1f600}Bé', 'b\u{1f600}', 'é', ''].map((name) => [
      '',
      '',
      '',
      name,
      '',
    ]),
    axes: [
      {
        kind: 'values',
        of: call('substring', call('upper', call('trim', column('name'))), literal(2), literal(2)),
        values: ['B', 'Bé', 'BÉ', ''],
        rest: true,
      },
    ],
    columns: [on(call('length', column('name')), whole(0, 10))],
    // 'B'; 'Bé'; '\u{1f600}'; ''; NULL, since an empty cell is
    wanted: {
      cells: [
        [1, 1, [1, 4, 0]],
        [1, 1, [1, 3, 0]],
        [0, 0, [0, 0, 0]],
        [1, 1, [1, 1, 0]],
        [2, 2, [1, 2, 0]],
      ],
    },
  },
  {
    title: 'bins are closed below, and the last one above too; outside is NULL',
    schema: { columns },
    rows: ['-0.1', '0', '9.999', '10', '20', '20.001', 'inf', 'x'].map((size) => [
      '',
      '',
      '',
      '',
      size,
    ]),
    axes: [
      {
        kind: 'values',
        of: { kind: 'digitise', of: column('size'), edges: [0, 10, 20] },
        values: [0, 1],
        rest: true,
      },
    ],
    wanted: {
      cells: [
        [2, 2],
        [2, 2],
        [4, 4],
      ],
    },
  },
  {
    title: 'what a public table says of a key, and of what it found, leaves every row one row',
    schema: { columns },
    rows: ['a', 'b', 'b', 'c', 'A', null].map((name) => ['', '', '', name, '']),
    from: {
      kind: 'derive',
      input: {
        kind: 'filter',
        input: { kind: 'scan' },
        condition: {
          kind: 'lookup',
          of: column('name'),
          keys: ['a', 'b', 'A', 'z'],
          values: [true, true, true, true],
        },
      },
      columns: {
        worth: { kind: 'lookup', of: column('name'), keys: ['a', 'b'], values: [5, -0.5] },
        label: {
          kind: 'lookup',
          of: { kind: 'lookup', of: column('name'), keys: ['a', 'b'], values: [1, 2] },
          keys: [2, 3],
          values: ['two', 'three'],
        },
      },
    },
    axes: [{ kind: 'values', of: column('label'), values: ['two', 'three'], rest: true }],
    columns: [
      on(column('worth'), { origin: 0, exponent: 1, low: -10, high: 10 }),
      on({ kind: 'lookup', of: column('label'), keys: ['two'], values: [7] }, whole(0, 10)),
    ],
    // b, b; nothing; a and A
    wanted: {
      cells: [
        [2, 2, [2, -2, 0], [2, 14, 0]],
        [0, 0, [0, 0, 0], [0, 0, 0]],
        [2, 2, [1, 10, 0], [0, 0, 0]],
      ],
    },
  },
]
