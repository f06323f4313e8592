import { describe, expect, it } from 'vitest'
import { readSmartNoiseMetadata } from './smart-noise.ts'

const pums = `
engine: csv_reader
'':
  PUMS:
    PUMS:
      rows: 1000
      row_privacy: True
      age: { type: int, lower: 0, upper: 100 }
      income: { type: float, lower: 0.0, upper: 500000.0, missing_value: -1, nullable: False }
      married: { type: boolean }
      educ: { type: string, cardinality: 8 }
`
const visits = `
shop:
  dbo:
    'order lines':
      max_ids: 3
      censor_dims: yes
      pid: { type: string, private_id: True, nullable: False }
      price: { type: float, lower: 0 }
      paid: { type: datetime }
      old: { type: int, nullable: False, lower: 1, upper: 4 }
      gift: { type: boolean, missing_value: off }
    people:
      row_privacy: True
      max_ids: 2
      age: { type: int, nullable: False }
`

describe("SmartNoise's metadata", () => {
  it('becomes a schema by table, and says what has no counterpart', () => {
    const [table, ...rest] = readSmartNoiseMetadata(pums)
    expect(rest).toEqual([])
    expect(table).toEqual({
      name: ['', 'PUMS', 'PUMS'],
      schema: {
        version: 1,
        dataset: 'PUMS.PUMS',
        privacyUnit: { kind: 'row' },
        columns: {
          age: { type: 'integer', lower: 0, upper: 100, nullable: true, impute: null },
          income: { type: 'number', lower: 0, upper: 500_000, nullable: false, impute: 0 },
          married: { type: 'boolean', nullable: true, impute: null },
          educ: { type: 'text', nullable: true, impute: null },
        },
      },
      notes: [
        'PUMS.PUMS.rows is not used: if the number of units is public, say so in the schema',
        'PUMS.PUMS.income.missing_value is clamped to 0',
        'PUMS.PUMS.educ.cardinality is not used',
      ],
    })
  })

  it('reads a datetime as a timestamp, its bounds as texts', () => {
    const [visits] = readSmartNoiseMetadata(`
Clinic:
  '':
    visits:
      row_privacy: True
      seen: { type: datetime, lower: 2020-01-01, upper: 2020-12-31 23:59:59, nullable: False }
      left: { type: datetime, missing_value: 2020-06-01T12:00:00Z }
`)
    expect(visits?.schema.columns).toEqual({
      seen: {
        type: 'timestamp',
        lower: 1_577_836_800_000_000,
        upper: 1_609_459_199_000_000,
        nullable: false,
        impute: 1_593_647_999_500_000,
      },
      left: { type: 'timestamp', nullable: false, impute: 1_591_012_800_000_000 },
    })
  })

  it('keeps max_ids as a bound on rows and on groups, or as group privacy', () => {
    const [lines, people] = readSmartNoiseMetadata(visits)
    expect(lines?.schema).toMatchObject({
      dataset: 'shop.dbo.order-lines',
      privacyUnit: { kind: 'id', column: 'pid', maxRows: 3, maxGroups: 3, maxRowsTotal: 3 },
      columns: {
        pid: { type: 'text' },
        price: { type: 'number', nullable: true },
        paid: { type: 'timestamp' },
        old: { type: 'integer', nullable: false, impute: 3 },
        gift: { type: 'boolean', nullable: false, impute: false },
      },
    })
    expect(lines?.notes).toEqual([
      'shop.dbo.order lines.max_ids is kept over all groups together: at most 3 rows of an id count',
      'shop.dbo.order lines.price.lower is not used without the other bound',
      'shop.dbo.order lines.paid.type becomes timestamp, in UTC where the data name no zone',
      'shop.dbo.order lines.old.nullable false: should a value be missing, the midpoint stands for it',
    ])
    expect(people?.schema.privacyUnit).toEqual({ kind: 'rows', rows: 2 })
    expect(people?.notes).toHaveLength(2)
  })

  const table = (options: string): string =>
    `d:\n  s:\n    t:\n${options
      .split('\n')
      .map((line) => `      ${line}`)
      .join('\n')}\n      x: { type: int, lower: 0, upper: 1 }`
  const trusting: readonly (readonly [string, string])[] = [
    ['row_privacy: True\nclamp_columns: False', 'd.s.t.clamp_columns is false: it trusts the data'],
    ['row_privacy: True\nsample_max_ids: no', 'd.s.t.sample_max_ids is false: it trusts the data'],
    ['row_privacy: True\ncensor_dims: False', 'd.s.t.censor_dims is false: it shows groups'],
    [
      'row_privacy: True\ny: { type: int, sensitivity: 1 }',
      'd.s.t.y.sensitivity is 1: it would replace',
    ],
    [
      'row_privacy: True\nid: { type: int, private_id: True }',
      'd.s.t.row_privacy is true: it contradicts',
    ],
  ]

  it.each(trusting)('is refused with %j unless the curator is trusted', (options, message) => {
    expect(() => readSmartNoiseMetadata(table(options))).toThrow(message)
    expect(() => readSmartNoiseMetadata(table(options))).toThrow(
      'pass trustCurator: true; either way',
    )
    const [read] = readSmartNoiseMetadata(table(options), { trustCurator: true })
    expect(read?.notes).toHaveLength(1)
    expect(read?.notes[0]).toContain('not followed')
    expect(read?.schema.columns['x']).toMatchObject({ lower: 0, upper: 1 })
  })

  it('protects the id where it names two units and is trusted', () => {
    const [read] = readSmartNoiseMetadata(
      table('row_privacy: True\nid: { type: int, private_id: True }'),
      { trustCurator: true },
    )
    expect(read?.schema.privacyUnit).toMatchObject({ kind: 'id', column: 'id' })
  })

  const wrong: readonly (readonly [string, string])[] = [
    ['', 'metadata is null, must be an object'],
    ['engine: pandas', 'must hold at least one table'],
    [table('rows: 5'), 'no column is private_id: whose presence is protected?'],
    [table('row_privacy: maybe'), 'd.s.t.row_privacy is "maybe", must be True or False'],
    [table('row_privacy: True\nmax_ids: 0'), 'd.s.t.max_ids is 0'],
    [
      table('row_privacy: True\nmax_id: 1'),
      'd.s.t.max_id is not a known field. Did you mean max_ids?',
    ],
    [
      table('row_privacy: True\ny: { type: unknown }'),
      'd.s.t.y.type is "unknown", must be one of int',
    ],
    [table('row_privacy: True\ny: { type: int, lowr: 0 }'), 'Did you mean lower?'],
    [
      table('a: { type: int, private_id: True }\nb: { type: int, private_id: True }'),
      'one private_id a table',
    ],
    [table('a: { type: float, private_id: True }'), 'must be of type text or integer'],
    [table('row_privacy: True\ny: { type: int, lower: 2, upper: 1 }'), 'columns.y.lower is 2'],
  ]
  it.each(wrong)('%j is refused: %s', (yaml, message) => {
    expect(() => readSmartNoiseMetadata(yaml)).toThrow(message)
  })
})
