/** S1: one dataset, one relation, one unit, one budget. */
import { DitherError } from '@dither/core'
import { type BudgetStore, memoryBudgetStore } from '@dither/core/account'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { checkSchema } from '../schema/define-schema.ts'
import { checkRecorded, storeFor } from './budgets.ts'
import { open } from './session.ts'
import { verifyCertificate } from './verify-certificate.ts'

const budget = { epsilon: 1 }
const byId = { column: 'id', maxRows: 10, maxGroups: 1 }
const schemaOf = (privacyUnit: unknown, dataset = 'people', type = 'text', size?: unknown) =>
  checkSchema({
    dataset,
    privacyUnit,
    ...(size === undefined ? {} : { [privacyUnit === byId ? 'units' : 'rows']: size }),
    columns: { id: { type }, age: { type: 'number', lower: 0, upper: 100 } },
  })
const list = [
  { id: 'a', age: 10 },
  { id: 'a', age: 20 },
]
const tableOf = (...of: Parameters<typeof schemaOf>) => table(memory(list), schemaOf(...of))

async function refusal(work: Promise<unknown>): Promise<DitherError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (error instanceof DitherError) return error
  throw new Error(`expected a DitherError, not ${String(error)}`)
}

/** Whether a store that is charged by rows refuses to be charged by ids, in every lineage. */
async function keepsUnitsApart(store: BudgetStore): Promise<boolean> {
  const [rows, people, firms] = [tableOf('row'), tableOf(byId), tableOf('row', 'firms')]
  await using first = await open(rows, { store })
  await using second = await open({ people, firms }, { store })
  await first.release(rows.count({ epsilon: 0.25 }))
  const plan = { a: people.count({ epsilon: 0.25 }), b: firms.count({ epsilon: 0.25 }) }
  const code = await second.release(plan).then(
    () => 'nothing',
    (error: unknown) => (error instanceof DitherError ? error.code : String(error)),
  )
  const [one, other] = [await store.read('people'), await store.read('firms')]
  const spent = [one, other].map(({ spent }) => spent.kind === 'pure' && spent.epsilon)
  return code === 'mixed_neighbours' && spent[0] === 0.25 && spent[1] === 0
}

const storeOfTwo = () => memoryBudgetStore({ people: budget, firms: budget })

describe('a budget', () => {
  test('is charged for one unit; twins that drop the unit, or take lineages one by one, mix them', async () => {
    const blind = storeOfTwo()
    const piecewise = storeOfTwo()
    const twins: BudgetStore[] = [
      {
        ...blind,
        read: async (dataset) => {
          const { unit: _, ...state } = await blind.read(dataset)
          return state
        },
        charge: ({ charges, ...request }) =>
          blind.charge({ ...request, charges: charges.map((one) => ({ ...one, unit: 'any' })) }),
      },
      {
        ...piecewise,
        charge: async ({ charges, requestId, mark }) => {
          const inOrder = [...charges].sort((a, b) => (a.dataset < b.dataset ? -1 : 1))
          const receipts = []
          for (const one of inOrder)
            receipts.push(
              await piecewise.charge({
                requestId: requestId + one.dataset,
                charges: [one],
                mark,
              }),
            )
          const charged = receipts.flatMap((receipt) => receipt.charged)
          return { requestId, repeated: false, charged }
        },
      },
    ]
    expect(await keepsUnitsApart(storeOfTwo())).toBe(true)
    for (const twin of twins) expect(await keepsUnitsApart(twin)).toBe(false)
  })

  test('that has recorded a unit or a relation refuses to be opened for another', async () => {
    const store = memoryBudgetStore({ people: budget })
    const rows = tableOf('row')
    await using session = await open(rows, { store })
    await session.release(rows.count({ epsilon: 0.25 }))
    const others = [
      tableOf(byId),
      tableOf({ rows: 2 }),
      tableOf('row', 'people', 'text', { public: 2 }),
    ]
    for (const other of others)
      expect(await refusal(open(other, { store }))).toMatchObject({
        code: 'mixed_neighbours',
        detail: { rule: 'S1', charged: false },
      })
    await using again = await open(tableOf({ rows: 1 }), { store })
    expect(again.spent).toMatchObject({ epsilon: 0.25 })
    const state = await store.read('people')
    expect(() => checkRecorded([state], [schemaOf('row')])).not.toThrow()
  })
})

describe('the tables of one dataset', () => {
  const mixtures: [string, unknown[]][] = [
    ['rows and ids', ['row', byId]],
    ['rows and three rows', ['row', { rows: 3 }]],
    ['three rows and four', [{ rows: 3 }, { rows: 4 }]],
    ['ids of two columns', [byId, { ...byId, column: 'pid' }]],
  ]
  for (const [name, units] of mixtures)
    test(`are not opened together: ${name}`, async () => {
      const schemas = units.map((privacyUnit) =>
        checkSchema({
          dataset: 'people',
          privacyUnit,
          columns: { id: { type: 'text' }, pid: { type: 'text' } },
        }),
      )
      const both = Object.fromEntries(schemas.map((one, i) => [i, table(memory([]), one)]))
      expect((await refusal(open(both, { budget }))).code).toBe('mixed_neighbours')
      const store = memoryBudgetStore({ people: budget })
      expect((await refusal(open(both, { store }))).code).toBe('mixed_neighbours')
    })

  test('are not opened together when an id is text in one and an integer in the other', () => {
    const schemas = [schemaOf(byId), schemaOf(byId, 'people', 'integer')]
    expect(() => storeFor(schemas, { budget })).toThrow(/"id text id".*"id integer id"/)
  })

  test('may bound the rows of the unit differently', async () => {
    const [narrow, wide] = [tableOf({ ...byId, maxRows: 1 }), tableOf({ ...byId, maxGroups: 3 })]
    await using session = await open({ narrow, wide }, { budget })
    const release = await session.release({
      a: narrow.count({ epsilon: 0.25 }),
      b: wide.count({ epsilon: 0.25 }),
    })
    const certificate = release.certificate()
    expect(certificate.charged).toEqual([
      { dataset: 'people', unit: 'id text id', loss: { kind: 'pure', epsilon: '1/2' } },
    ])
    expect(verifyCertificate(certificate)).toEqual({ valid: true, faults: [] })
  })
})

describe('two datasets', () => {
  test('may have units of their own, each recorded in its own budget', async () => {
    const store = storeOfTwo()
    const [people, firms] = [tableOf(byId), tableOf('row', 'firms')]
    await using session = await open({ people, firms }, { store })
    const plan = { a: people.count({ epsilon: 0.25 }), b: firms.count({ epsilon: 0.25 }) }
    const release = await session.release(plan)
    expect((await store.read('people')).unit).toBe('id text id')
    expect((await store.read('firms')).unit).toBe('row')
    expect(verifyCertificate(release.certificate()).faults).toEqual([])
  })

  test('are not one source under two names, which would have two budgets', async () => {
    const source = memory(list)
    const [people, firms] = ['people', 'firms'].map((name) => table(source, schemaOf('row', name)))
    if (people === undefined || firms === undefined) throw new Error('two tables')
    const error = await refusal(open({ people, firms }, { budget }))
    expect(error).toMatchObject({ code: 'invalid_parameter', detail: { rule: 'S1' } })
    expect(error.message).toMatch(/people in one schema and firms in another.*same dataset name/)
    await using apart = await open({ people, firms: tableOf('row', 'firms') }, { budget })
    expect(apart.budgets).toHaveLength(2)
    const again = table(source, schemaOf('row', 'people'))
    await using same = await open({ people, again }, { budget })
    expect(same.budgets).toHaveLength(1)
  })
})

describe('the budget that a session is opened with', () => {
  test('is about the relation and the unit of its schema before anything is charged', async () => {
    await using session = await open(tableOf(byId, 'people', 'text', { public: 2 }), { budget })
    expect(session.budgets).toMatchObject([{ unit: 'id text id', neighbours: 'change-one' }])
  })

  test('says nothing that is not a budget', async () => {
    const people = tableOf('row')
    const wrong: [object, RegExp][] = [
      [{ epsilon: 1, detla: 1e-6 }, /budget\.detla is not a known field. Did you mean delta\?/],
      [{ epsilon: 1, unit: 'row' }, /budget\.unit is not a known field/],
      [{ epsilon: 1, neighbours: 'change-one' }, /budget\.neighbours is not a known field/],
      [{ epsilon: 0.1, rho: 5 }, /rho is 5, must stand alone/],
      [{ rho: 5, rule: 'pure' }, /rule is pure, must be zcdp/],
    ]
    for (const [given, message] of wrong)
      expect((await refusal(open(people, { budget: given as never }))).message).toMatch(message)
  })
})
