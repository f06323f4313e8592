/** Totals answer as the table would, or are refused; and everybody is told whose word that is. */
import { DitherError } from '@dither/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Table, table } from '../../fluent/table.ts'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { prove } from '../../proof/prove.ts'
import { open } from '../../release/session.ts'
import type { Statistic } from '../../release/statistic.ts'
import { verifyCertificate } from '../../release/verify-certificate.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import type { Schema } from '../../schema/schema.ts'
import { withLimits } from '../../schema/with-limits.ts'
import type { Source } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { preAggregated } from './pre-aggregated.ts'
import type { GroupTotals, PreAggregated } from './totals.ts'

const columns = {
  pid: { type: 'text' },
  town: { type: 'category', categories: ['a', 'b', 'c'], nullable: true },
  vip: { type: 'boolean' },
  spent: { type: 'integer', lower: -3, upper: 40, nullable: true },
  visits: { type: 'integer', lower: 0, upper: 9, origin: 2 },
} as const
const byRow = defineSchema({ dataset: 'shop', privacyUnit: 'row', columns })
const byId = defineSchema({
  dataset: 'shop',
  privacyUnit: { column: 'pid', maxRows: 2, maxGroups: 2, maxRowsTotal: 3 },
  columns,
})

interface Row {
  readonly pid: string
  readonly town: string | null
  readonly vip: boolean
  readonly spent: number | null
  readonly visits: number
}

const row = fc.record({
  pid: fc.constantFrom('p', 'q', 'r', 's'),
  town: fc.constantFrom('a', 'b', 'c', null),
  vip: fc.boolean(),
  spent: fc.option(fc.integer({ min: -3, max: 40 })),
  visits: fc.integer({ min: 0, max: 9 }),
})

/** What the owner keeps of each unit: its own first rows within the limits. */
function bounded(rows: readonly Row[]): Row[] {
  const kept: Row[] = []
  for (const one of rows) {
    const own = kept.filter(({ pid }) => pid === one.pid)
    const group = own.filter(({ town, vip }) => town === one.town && vip === one.vip)
    const groups = new Set([...own, one].map(({ town, vip }) => `${town} ${vip}`))
    if (own.length < 3 && group.length < 2 && groups.size <= 2) kept.push(one)
  }
  return kept
}

function totalsOf(rows: readonly Row[], keys: readonly ('town' | 'vip')[]): PreAggregated {
  const groups = new Map<string, Row[]>()
  for (const one of rows) {
    const key = JSON.stringify(keys.map((name) => one[name]))
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const add = (of: readonly number[]): bigint => of.reduce((sum, x) => sum + BigInt(x), 0n)
  const totals = [...groups.values()].map((own): GroupTotals => {
    const spent = own.flatMap((one) => one.spent ?? [])
    const visits = own.map((one) => one.visits)
    return {
      keys: Object.fromEntries(keys.map((name) => [name, own[0]?.[name] ?? null])),
      rows: own.length,
      units: new Set(own.map(({ pid }) => pid)).size,
      counts: { spent: spent.length },
      sums: { spent: add(spent), visits: add(visits) },
      squares: { spent: add(spent.map((x) => x * x)), visits: add(visits.map((x) => x * x)) },
    }
  })
  return { keys, sums: ['spent', 'visits'], squares: ['spent', 'visits'], totals }
}

type Shop = Table<{
  pid: 'text'
  town: 'category'
  vip: 'boolean'
  spent: 'integer'
  visits: 'integer'
}>
const shopOf = (source: Source, schema: Schema): Shop =>
  table(source, schema === byId ? byId : byRow)

function planOf(ask: (shop: Shop) => Statistic, schema: Schema, orderKey = '00'): BoundedPlan {
  const plan = prove(ask(shopOf(memory([]), schema)).question, schema).bounded
  return plan.unit.kind === 'id' ? { ...plan, unit: { ...plan.unit, orderKey } } : plan
}

async function run(source: Source, schema: Schema, plan: BoundedPlan): Promise<unknown> {
  const engine = await source.open(schema)
  return engine.run(plan)
}

async function rowUnits(
  rows: readonly Row[],
  given: PreAggregated,
  ask: (shop: Shop) => Statistic,
) {
  const one = { ...given, totals: given.totals.map(({ units: _, ...rest }) => rest) }
  const plan = planOf(ask, byRow)
  return [
    await run(preAggregated(one), byRow, plan),
    await run(memory(rows.map((one) => ({ ...one }))), byRow, plan),
  ]
}

const asked: Record<string, (shop: Shop) => Statistic> = {
  count: (shop) => shop.groupBy('town', 'vip').count(),
  'count, other order': (shop) => shop.groupBy('vip', 'town').count(),
  units: (shop) => shop.groupBy('town', 'vip').countUnits(),
  sum: (shop) => shop.groupBy('town', 'vip').sum('spent'),
  mean: (shop) => shop.groupBy('town', 'vip').mean('visits'),
  variance: (shop) => shop.groupBy('town', 'vip').variance('spent'),
  'some towns': (shop) =>
    shop.groupBy({ name: 'town', of: 'town', values: ['c', 'a'] }, 'vip').mean('spent'),
  'a histogram of all': (shop) => shop.groupBy('vip').histogram('town'),
  'a table': (shop) => shop.contingencyTable(['town', 'vip'], { margins: 'all' }),
}
const coarser: Record<string, (shop: Shop) => Statistic> = {
  all: (shop) => shop.variance('visits'),
  'one key': (shop) => shop.groupBy('vip').mean('spent'),
  'a bin for all else': (shop) => shop.histogram('town', { values: ['b'] }),
  'what is computed of keys': (shop) =>
    shop.groupBy({ name: 'ab', of: (p) => p.town.isIn(['a', 'b']).impute(false) }).sum('visits'),
}

describe('the integers are those of the table', () => {
  test.each(Object.entries({ ...asked, ...coarser }))(
    'where a row is the unit: %s',
    async (_, ask) => {
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
          const [totals, wanted] = await rowUnits(rows, totalsOf(rows, ['town', 'vip']), ask)
          expect(totals).toEqual(wanted)
        }),
        { numRuns: 40, seed: 1 },
      )
    },
  )

  test.each(Object.entries(asked))(
    'where the unit has an id, bounded by itself: %s',
    async (_, ask) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { maxLength: 12 }),
          fc.constantFrom('00', '7f3a', 'ffff'),
          async (rows, key) => {
            const kept = bounded(rows)
            const plan = planOf(ask, byId, key)
            const totals = await run(preAggregated(totalsOf(kept, ['town', 'vip'])), byId, plan)
            expect(totals).toEqual(await run(memory(kept.map((one) => ({ ...one }))), byId, plan))
          },
        ),
        { numRuns: 40, seed: 2 },
      )
    },
  )
})

async function refusal(attempt: () => unknown): Promise<DitherError> {
  const error = await Promise.resolve()
    .then(attempt)
    .then(
      () => undefined,
      (caught: unknown) => caught,
    )
  if (error instanceof DitherError) return error
  throw new Error(`expected a DitherError, not ${String(error)}`)
}

const some: readonly Row[] = [
  { pid: 'p', town: 'a', vip: true, spent: 40, visits: 9 },
  { pid: 'p', town: 'a', vip: true, spent: 30, visits: 9 },
  { pid: 'q', town: 'c', vip: true, spent: 1, visits: 1 },
  { pid: 'q', town: 'b', vip: false, spent: 2, visits: 3 },
]
const all = totalsOf(some, ['town', 'vip'])

/** Each would be answered wrongly: with other integers than the table's, or more than the proof allows. */
const twins: Record<string, [(shop: Shop) => Statistic, Schema]> = {
  'tighter bounds': [(shop) => shop.groupBy('town', 'vip').sum('spent', { upper: 10 }), byRow],
  'tighter bounds of one group': [
    (shop) =>
      shop.groupBy('town', 'vip').sum('spent', { bounds: [{ keys: { town: 'a' }, upper: 10 }] }),
    byRow,
  ],
  'a filter': [
    (shop) =>
      shop
        .filter((p) => p.vip.equals(true))
        .groupBy('town', 'vip')
        .count(),
    byRow,
  ],
  'a column that is no key': [(shop) => shop.histogram('visits'), byRow],
  'values that are not summed': [(shop) => shop.groupBy('town', 'vip').count('spent'), byRow],
  products: [(shop) => shop.groupBy('town', 'vip').covariance('spent', 'visits'), byRow],
  'distinct values': [(shop) => shop.groupBy('vip').countDistinct('town'), byRow],
  'coarser groups of an id': [(shop) => shop.groupBy('vip').count(), byId],
  'no groups of an id': [(shop) => shop.mean('spent'), byId],
  'groups that fall together': [
    (shop) => shop.groupBy('vip').histogram('town', { values: ['b'] }),
    byId,
  ],
}

describe('refused before a charge', () => {
  test.each(Object.entries(twins))('%s', async (_, [ask, schema]) => {
    const given =
      schema === byId ? all : { ...all, totals: all.totals.map(({ units: _u, ...rest }) => rest) }
    const shop = shopOf(preAggregated(given), schema)
    await using session = await open(shop, { budget: { epsilon: 1 } })
    const error = await refusal(() => session.release({ it: ask(shop) }, { epsilon: 1 }))
    expect(error.code).toBe('unsupported')
    expect(session.spent).toMatchObject({ epsilon: 0 })
    const engine = await preAggregated(given).open(schema)
    await expect(engine.run(planOf(ask, schema))).rejects.toThrow(/cannot answer this/)
  })

  test('tighter limits of a unit, since the totals hold more', async () => {
    for (const limits of [{ maxRows: 1 }, { maxGroups: 1 }, { maxRowsTotal: 2 }]) {
      const plan = planOf((shop) => shop.groupBy('town', 'vip').sum('spent'), byId)
      const { schema, unit } = prove(
        shopOf(memory([]), byId).groupBy('town', 'vip').sum('spent').question,
        withLimits(byId, { maxRowsTotal: 3, ...limits }),
      ).bounded
      const engine = await preAggregated(all).open(byId)
      expect(() => engine.check?.({ ...plan, schema, unit })).toThrow(/wider limits/)
      const looser = { ...plan, unit: { ...unit, maxRows: 5, maxGroups: 5, maxRowsTotal: 25 } }
      expect(() => engine.check?.(looser as BoundedPlan)).not.toThrow()
    }
  })
})

describe('totals that no table has', () => {
  const secret = 918273
  const one = { keys: { town: 'a', vip: true }, rows: 3, units: 2, sums: { spent: 0, visits: 0 } }
  const mistakes: Record<string, [Partial<PreAggregated>, string?]> = {
    'a sum beyond its bounds': [{ totals: [{ ...one, sums: { spent: secret, visits: 0 } }] }],
    'a negative number': [{ totals: [{ ...one, rows: -secret, units: -secret }] }],
    'more units than rows': [{ totals: [{ ...one, units: secret }] }],
    'more rows than units may have': [{ totals: [{ ...one, rows: secret }] }],
    'more values than rows': [{ totals: [{ ...one, counts: { spent: secret } }] }],
    'fewer values than rows of what is never NULL': [
      { totals: [{ ...one, counts: { visits: 1 } }] },
    ],
    'squares against Cauchy and Schwarz': [
      {
        squares: ['visits'],
        totals: [{ ...one, sums: { spent: 0, visits: 9 }, squares: { visits: 26 } }],
      },
    ],
    'squares beyond the bounds': [
      {
        squares: ['visits'],
        totals: [{ ...one, sums: { spent: 0, visits: 9 }, squares: { visits: 82 } }],
      },
    ],
    'a key twice': [{ totals: [one, one] }],
    'a key that is not listed': [{ totals: [{ ...one, keys: { town: `${secret}`, vip: true } }] }],
    'a group larger than the table': [{ units: 1, totals: [one] }],
    'a total that is no whole number': [
      { totals: [{ ...one, sums: { spent: secret + 0.5, visits: 0 } }] },
      'invalid_parameter',
    ],
    'a total that is not there': [
      { totals: [{ ...one, sums: { spent: 1 } }] },
      'invalid_parameter',
    ],
    'a key that is not there': [{ totals: [{ ...one, keys: { town: 'a' } }] }, 'invalid_parameter'],
    'no units of an id': [
      { totals: [{ keys: one.keys, rows: 3, sums: one.sums }] },
      'invalid_parameter',
    ],
    'squares of what is not summed': [{ squares: ['age'] }, 'invalid_parameter'],
    'a sum of text': [{ sums: ['pid'], totals: [] }, 'wrong_type'],
    'a column that is not there': [{ sums: ['spend'], totals: [] }, 'unknown_column'],
  }

  test.each(Object.entries(mistakes))(
    '%s: refused, without a word of it',
    async (_, [given, code]) => {
      const base = { keys: ['town', 'vip'], sums: ['spent', 'visits'], totals: [one] }
      const error = await refusal(() => preAggregated({ ...base, ...given }).open(byId))
      expect(error.code).toBe(code ?? 'unreadable_source')
      expect(JSON.stringify([error.message, error.detail])).not.toContain(String(secret))
    },
  )

  test('the same totals without the mistake are taken', async () => {
    const fine = { keys: ['town', 'vip'], sums: ['spent', 'visits'], squares: ['visits'] }
    const squares = { visits: 27 }
    const sums = { spent: 0, visits: 9 }
    await expect(
      preAggregated({ ...fine, totals: [{ ...one, sums, squares }], units: 2 }).open(byId),
    ).resolves.toMatchObject({ asserted: 'totals' })
  })

  test('a public size needs the number of units', async () => {
    const schema = defineSchema({
      dataset: 'shop',
      privacyUnit: 'row',
      rows: { public: 9 },
      columns,
    })
    const error = await refusal(() => preAggregated({ totals: [] }).open(schema))
    expect(error.detail).toMatchObject({ parameter: 'units', rule: 'S3' })
  })
})

describe('a release', () => {
  test('is charged, says whose word it rests on, and can be verified', async () => {
    const shop = shopOf(preAggregated(all), byId)
    const plan = {
      spent: shop.groupBy('town', 'vip').sum('spent'),
      n: shop.groupBy('town', 'vip').count(),
    }
    await using session = await open(shop, { budget: { epsilon: 8000 } })
    const explained = await session.explain(plan, { epsilon: 8000 })
    expect(explained.questions.map(({ asserted }) => asserted)).toEqual(['totals', 'totals'])
    expect(String(explained)).toContain("the owner's word, not Dither's")
    const released = await session.release(plan, { epsilon: 8000 })
    expect(session.spent).toMatchObject({ epsilon: 8000 })
    const sums = released.spent.rows.map(({ keys, answer }) => [
      Object.values(keys).join(' '),
      answer.kind === 'scalar' ? answer.value : undefined,
    ])
    expect(Object.fromEntries(sums)).toMatchObject({
      'a true': 70,
      'c true': 1,
      'b false': 2,
      'a false': 0,
    })

    const certificate = released.certificate()
    expect(certificate.tables[0]).toMatchObject({ asserted: 'totals' })
    expect(verifyCertificate(certificate).faults).toEqual([])
    const [first] = certificate.tables
    const other = { ...certificate, tables: [{ ...first, asserted: 'nothing' }] }
    expect(verifyCertificate(other).valid).toBe(false)
  })

  test('of a table says nothing of the kind', async () => {
    const shop = shopOf(memory([]), byRow)
    await using session = await open(shop, { budget: { epsilon: 1 } })
    const explained = await session.explain({ n: shop.count() }, { epsilon: 1 })
    expect(explained.questions[0]).not.toHaveProperty('asserted')
    const { certificate } = await session.release({ n: shop.count() }, { epsilon: 1 })
    expect(certificate().tables[0]).not.toHaveProperty('asserted')
  })

  test('with a public size: what the table would say, scaled as S3 has it', async () => {
    const sized = defineSchema({
      dataset: 'shop',
      privacyUnit: 'row',
      rows: { public: 8 },
      columns: {
        vip: { type: 'boolean' },
        visits: { type: 'integer', lower: 0, upper: 9, impute: 5 },
      },
    })
    const rows = [3, 4, 9].map((visits) => ({ vip: true, visits }))
    const totals = { keys: ['vip'], sums: ['visits'], units: 3 }
    const given = { ...totals, totals: [{ keys: { vip: true }, rows: 3, sums: { visits: 16 } }] }
    const means = await Promise.all(
      [preAggregated(given), memory(rows)].map(async (source) => {
        const shop = table(source, sized)
        await using session = await open(shop, {
          budget: { epsilon: 900 },
        })
        return (await session.release({ it: shop.mean('visits', { epsilon: 900 }) })).it.value
      }),
    )
    expect(means).toEqual([41 / 8, 41 / 8])
  })
})
