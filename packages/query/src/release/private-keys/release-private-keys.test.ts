import { compareLosses, DitherError } from '@dither/core'
import { type BudgetStore, memoryBudgetStore, priceEvent } from '@dither/core/account'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { Engine, Source } from '../../engines/engine.ts'
import { memory } from '../../engines/memory/index.ts'
import type { PrivateKey } from '../../fluent/private-keys.ts'
import { table } from '../../fluent/table.ts'
import { planFromJson, planToJson } from '../../plan/plan-json.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { dividedBy } from '../arithmetic/arithmetic.ts'
import { lossText } from '../loss-text.ts'
import { open } from '../session.ts'
import { combined } from '../spend-look-spend/combined.ts'
import { verifyCertificate } from '../verify-certificate.ts'

const columns = {
  pid: { type: 'text' },
  city: { type: 'text', nullable: true },
  wage: { type: 'integer', lower: 0, upper: 50 },
  free: { type: 'number' },
  day: { type: 'date', nullable: true },
  old: { type: 'boolean', nullable: true },
} as const
const schema = defineSchema({
  dataset: 'people',
  privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 2 },
  columns,
})
const rare = 'Canary-on-the-Wold'
const rows = [
  ...Array.from({ length: 600 }, (_, i) => ({
    pid: `p${i}`,
    city: ['Ulm', 'Bonn', 'Åre'][i % 3],
    wage: 10 + (i % 3),
    free: i,
    day: i % 2 === 0 ? '2026-03-01' : '2025-12-31',
    old: i % 2 === 0,
  })),
  { pid: 'x', city: rare, wage: 50, free: 1, day: '1999-01-01', old: true },
  { pid: 'y', city: null, wage: 50, free: 1, day: null, old: null },
]
const people = table(memory(rows), schema)
const choice = { epsilon: 1, delta: 1e-9 } as const
const byCity = people.groupByPrivateKeys('city', choice)
const budget = { epsilon: 10, delta: 1e-6 }

/** A ledger that takes seeded noise, as no ledger of Dither does. */
function lesson(): BudgetStore {
  const store = memoryBudgetStore({ people: budget })
  return { ...store, charge: (request) => store.charge({ ...request, mark: 'secure' }) }
}

async function refusal(promise: Promise<unknown>): Promise<DitherError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (error instanceof DitherError) return error
  throw new Error(`expected a DitherError, not ${String(error)}`)
}

describe('a release by private keys', () => {
  test('answers the keys that enough units have, sorted, and no other', async () => {
    const session = await open(people, { store: lesson(), seededBits: seededBits(7) })
    const { rows: cities } = await session.release(byCity.count({ epsilon: 1 }))
    expect(cities.map(({ keys }) => keys)).toEqual([
      { city: 'Bonn' },
      { city: 'Ulm' },
      { city: 'Åre' },
    ])
    for (const { answer } of cities) {
      if (answer.kind !== 'scalar') throw new Error('a scalar')
      expect(Math.abs(answer.value - 200)).toBeLessThan(40)
      expect(answer.accuracy({ confidence: 0.95 })).toBe(6) // scale 2: one unit moves two counts
    }
  })

  test('chooses once for all questions about the same keys, and charges that once', async () => {
    const session = await open(people, { budget })
    const plan = {
      n: byCity.count({ epsilon: 1 }),
      units: byCity.countUnits({ epsilon: 0.5 }),
      wage: byCity.mean('wage', { epsilon: 2 }),
      known: byCity.count('day', { epsilon: 0.25 }),
      pair: byCity.covariance('wage', 'wage', { epsilon: 1 }),
    }
    const explained = await session.explain(plan)
    const released = await session.release(plan)
    const keys = Object.values(released.answers).map((answer) =>
      answer.kind === 'table' ? answer.rows.map((row) => row.keys['city']) : [],
    )
    for (const one of keys) expect(one).toEqual(['Bonn', 'Ulm', 'Åre'])
    const kinds =
      released.event.kind === 'composed' ? released.event.events.map(({ kind }) => kind) : []
    expect(kinds).toEqual(['optimalSelection', ...Array(5).fill('jointLaplace')])
    expect(lossText(released.loss)).toBe('epsilon 5.75, delta 1e-9')
    expect(released.loss).toEqual(explained.loss)
    expect(session.spent).toEqual(released.loss)
    const again = priceEvent(released.event, { measure: 'approximate' })
    expect(compareLosses(again, released.loss)).toBe(0)
    expect(lossText(released.wage.loss)).toBe('epsilon 3, delta 1e-9') // by itself, with its keys
    const { chosenKeys } = released.wage
    if (chosenKeys === undefined) throw new Error('no keys were chosen')
    const { loss, ownLoss, ...facts } = chosenKeys
    expect([lossText(ownLoss), lossText(loss)]).toEqual(['epsilon 2', 'epsilon 1, delta 1e-9'])
    expect(facts).toEqual({ names: ['city'], halfOfTheTime: 41, nearlyAlways: 49 })
    expect(JSON.parse(JSON.stringify(released)).answers.wage.chosenKeys.names).toEqual(['city'])
    expect(verifyCertificate(JSON.stringify(released.certificate()))).toEqual({
      valid: true,
      faults: [],
    })
  })

  test('chooses apart where choices differ: another price, other keys, other rows, another table', async () => {
    const other = table(memory(rows), schema)
    const session = await open({ people, other }, { store: lesson() })
    const released = await session.release({
      a: byCity.count({ epsilon: 0.25 }),
      b: people.groupByPrivateKeys('city', { ...choice, delta: 1e-10 }).count({ epsilon: 0.25 }),
      c: people.groupByPrivateKeys('old', choice).count({ epsilon: 0.25 }),
      d: people
        .filter((p) => p.wage.atLeast(11))
        .groupByPrivateKeys('city', choice)
        .count({ epsilon: 0.25 }),
      e: other.groupByPrivateKeys('city', choice).count({ epsilon: 0.25 }),
    })
    const kinds =
      released.event.kind === 'composed' ? released.event.events.map(({ kind }) => kind) : []
    expect(kinds.filter((kind) => kind === 'optimalSelection')).toHaveLength(5)
    expect(lossText(released.loss)).toBe('epsilon 6.25, delta 4.1e-9')
    expect(verifyCertificate(released.certificate())).toEqual({ valid: true, faults: [] })
  })

  test('is not certified with a choice that was not paid for', async () => {
    const session = await open(people, { store: lesson() })
    const plan = { a: byCity.count({ epsilon: 1 }), b: byCity.mean('wage', { epsilon: 1 }) }
    const text = JSON.stringify((await session.release(plan)).certificate())
    const without = JSON.parse(text)
    without.event.events.shift()
    expect(verifyCertificate(without).valid).toBe(false)
    const cheaper = JSON.parse(text)
    delete cheaper.questions[0].keys
    expect(verifyCertificate(cheaper).valid).toBe(false)
    const charged = JSON.parse(text)
    charged.charged[0].loss.delta = '0'
    expect(verifyCertificate(charged).valid).toBe(false)
  })

  test('takes texts, truths, whole numbers and dates as keys, also several, and drops rows without one', async () => {
    const session = await open(people, { store: lesson(), seededBits: seededBits(3) })
    const keysOf = async (
      key:
        | PrivateKey<typeof people extends never ? never : Kinds>
        | readonly [PrivateKey<Kinds>, ...PrivateKey<Kinds>[]],
    ) => {
      const asked = people
        .groupByPrivateKeys(key, { epsilon: 1, delta: 1e-8 })
        .count({ epsilon: 0.25 })
      return (await session.release(asked)).rows.map(({ keys }) => Object.values(keys))
    }
    expect(await keysOf('old')).toEqual([[false], [true]])
    expect(await keysOf('day')).toEqual([['2025-12-31'], ['2026-03-01']])
    expect(await keysOf('wage')).toEqual([[10], [11], [12]])
    expect(await keysOf(['old', 'city'])).toEqual([
      [false, 'Bonn'],
      [false, 'Ulm'],
      [false, 'Åre'],
      [true, 'Bonn'],
      [true, 'Ulm'],
      [true, 'Åre'],
    ])
    expect(await keysOf({ name: 'initial', of: (p) => p.city.substring(1, 1) })).toEqual([
      ['B'],
      ['U'],
      ['Å'],
    ])
  })

  test('counts a missing key where it is imputed', async () => {
    const some = rows.map((one, i) => (i % 3 === 1 ? { ...one, city: null } : one))
    const here = table(memory(some), schema).derive({ town: (p) => p.city.impute('nowhere') })
    const session = await open(here, { budget })
    const { rows: towns } = await session.release(
      here.groupByPrivateKeys('town', choice).count({ epsilon: 1 }),
    )
    expect(towns.map(({ keys }) => keys['town'])).toEqual(['Ulm', 'nowhere', 'Åre'])
  })

  test('answers an empty table with no rows', async () => {
    const nobody = table(memory([]), schema)
    const session = await open(nobody, { budget })
    const released = await session.release(
      nobody.groupByPrivateKeys('city', choice).mean('wage', { epsilon: 1 }),
    )
    expect(released.rows).toEqual([])
    expect(String(released)).toBe('')
    expect(released.accuracy({ confidence: 0.95, simultaneous: true })).toBe(0)
    expect(JSON.parse(JSON.stringify(released))).toMatchObject({
      kind: 'table',
      rows: [],
      cost: { delta: '1/1000000000' },
    })
  })

  test('may be part of a partition, which pays for the dearest part', async () => {
    const byRow = defineSchema({ dataset: 'people', privacyUnit: 'row', columns })
    const flat = table(memory(rows), byRow)
    const session = await open(flat, { budget })
    const parts = flat.partition('old', (part) =>
      part.groupByPrivateKeys('city', choice).count({ epsilon: 1 }),
    )
    const released = await session.release({ parts })
    expect(lossText(released.loss)).toBe('epsilon 2, delta 1e-9')
    expect(released.parts['true']?.rows.map(({ keys }) => keys['city'])).toEqual([
      'Bonn',
      'Ulm',
      'Åre',
    ])
    expect(verifyCertificate(released.certificate()).faults).toEqual([])
  })

  test('takes any k rows, and a public number of units', async () => {
    for (const privacyUnit of [
      'row',
      { rows: 2 },
      { column: 'pid', maxRows: 1, maxGroups: 4 },
    ] as const)
      for (const size of [undefined, 602]) {
        const fixed =
          size === undefined
            ? {}
            : typeof privacyUnit === 'object' && 'column' in privacyUnit
              ? { units: { public: size } }
              : { rows: { public: size } }
        const here = table(
          memory(rows),
          defineSchema({ dataset: 'people', privacyUnit, ...fixed, columns }),
        )
        const session = await open(here, { budget })
        const cities = here.groupByPrivateKeys('city', choice)
        const plan = { n: cities.count({ epsilon: 2 }), wage: cities.mean('wage', { epsilon: 2 }) }
        const { loss: wanted } = await session.explain(plan)
        const released = await session.release(plan)
        // A ledger counts in whole units, and rounds up.
        expect(released.loss).toMatchObject({ epsilon: 5 })
        expect(wanted !== undefined && compareLosses(wanted, released.loss)).not.toBe(1)
        expect(released.n.rows.map(({ keys }) => keys['city'])).toEqual(['Bonn', 'Ulm', 'Åre'])
        expect(verifyCertificate(released.certificate()).faults).toEqual([])
      }
  })

  test('is explained from the schema alone: cost, threshold, how many units a key needs', async () => {
    const many = defineSchema({ ...schemaOf(8) })
    const texts = await Promise.all(
      [rows, []].map(async (list) => {
        const here = table(memory(list), many)
        const session = await open(here, { budget })
        return String(
          await session.explain(here.groupByPrivateKeys('city', choice).count({ epsilon: 1 })),
        )
      }),
    )
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).toMatch(
      /epsilon 1, delta 9\.\d+e-10 besides, once: chosen by a noisy number of units of at least 104 /,
    )
    expect(texts[0]).toMatch(
      /a key of \d+ units is released half of the time, one of \d+ 99 times of 100/,
    )
    expect(texts[0]).toMatch(/Together: epsilon 2, delta 9\.\d+e-10/)
    const session = await open(people, { budget })
    const { questions } = await session.explain(byCity.count({ epsilon: 1 }))
    expect(questions[0]?.keys).toMatchObject({ mechanism: 'optimal', halfOfTheTime: 41 })
    expect(questions[0]?.accuracy).toEqual({
      confidence: 0.95,
      value: 6,
      per: 'answer',
      assumes: '',
    })
    const unpriced = await session.explain(byCity.count())
    expect(unpriced.questions[0]?.keys?.halfOfTheTime).toBe(41)
    for (const one of [await session.explain(byCity.count({ epsilon: 1 })), unpriced])
      expect(JSON.parse(JSON.stringify(one)).questions[0].keys).toMatchObject({ halfOfTheTime: 41 })
    const here = table(memory([]), many)
    const laplace = here.groupByPrivateKeys('city', choice).count({ epsilon: 1 })
    expect(
      JSON.parse(JSON.stringify(await (await open(here, { budget })).explain(laplace))),
    ).toMatchObject({
      questions: [{ keys: { threshold: 104 } }],
    })
    expect(String(unpriced)).toContain('a key of 41 units is released half of the time')
    expect(questions[0]?.covers).toContain('values of city that few units have are not shown')
  })

  test('is not put together with another: each has keys of its own, and the sharper is taken', async () => {
    const session = await open(people, { budget })
    const [one, two] = [
      await session.release({ n: byCity.count({ epsilon: 0.5 }) }),
      await session.release({ n: byCity.count({ epsilon: 2 }) }),
    ]
    expect(combined(one, two)['n']).toBe(two.n)
    expect(() => dividedBy(one.n, two.n)).not.toThrow() // the same cities, as it happens
  })

  test('can be saved as a plan', () => {
    const { question } = people
      .groupByPrivateKeys(['city', 'old'], { ...choice, mechanism: 'laplace', leastUnits: 5 })
      .mean('wage')
    expect(planFromJson(planToJson(question))).toEqual(question)
  })
})

type Kinds = {
  pid: 'text'
  city: 'text'
  wage: 'integer'
  free: 'number'
  day: 'date'
  old: 'boolean'
}
const schemaOf = (maxGroups: number) =>
  ({ dataset: 'people', privacyUnit: { column: 'pid', maxRows: 1, maxGroups }, columns }) as const

describe('refused, before anything is charged', () => {
  test('a choice without a delta, or with one that is no probability', () => {
    for (const [wrong, message] of [
      [{ epsilon: 1 }, /keys.delta .*must be given/],
      [{ delta: 1e-9 }, /epsilon/],
      [{ epsilon: 1, delta: 0 }, /delta/],
      [{ epsilon: 1, delta: 1 }, /delta/],
      [{ epsilon: 0, delta: 1e-9 }, /epsilon/],
      [{ ...choice, leastUnits: 0 }, /leastUnits/],
      [{ ...choice, mechanism: 'exponential' }, /mechanism/],
      [{ ...choice, rho: 1 }, /rho/],
      [undefined, /Say { epsilon, delta }/],
      [{ epsilon: 1, delta: 0.5 }, /delta is 0.5, must be at most 1\/1000.*allowLargeDelta/],
      [{ epsilon: 1, delta: 0.0011, allowLargeDelta: false }, /at most 1\/1000/],
    ] as const) {
      // @ts-expect-error what JavaScript could say
      const ask = () => people.groupByPrivateKeys('city', wrong)
      expect(ask).toThrow(message)
    }
  })

  test('a large delta unless it is meant, up to 1/1000; the plan does not hold that it was', () => {
    const asked = { epsilon: 1, delta: 0.5, allowLargeDelta: true }
    const { question } = people.groupByPrivateKeys('city', asked).count()
    expect(question.privateKeys).toEqual({ epsilon: 1, delta: 0.5 })
    expect(() => people.groupByPrivateKeys('city', { epsilon: 1, delta: 0.001 })).not.toThrow()
  })

  test('keys that the schema lists, but not beside others', () => {
    const listed = table(
      memory([]),
      defineSchema({
        dataset: 'people',
        privacyUnit: 'row',
        columns: { ...columns, kind: { type: 'category', categories: ['a', 'b'] } },
      }),
    )
    const message = /values of kind are listed, and said to be private\. Take groupBy/
    expect(() => listed.groupByPrivateKeys('kind', choice)).toThrow(message)
    expect(() => listed.groupByPrivateKeys(['kind', 'city'], choice)).not.toThrow()
  })

  test('methods that no type names, with the reason', () => {
    for (const name of ['median', 'min', 'countDistinct', 'bounds'] as const) {
      const method: unknown = Reflect.get(byCity, name)
      if (typeof method !== 'function') throw new Error(`${name} is no method`)
      expect(() => method('wage')).toThrow(/cannot be asked by private keys.*count\(\)/)
    }
  })

  test('keys that are no keys, and questions that need more than one cell a key', async () => {
    // @ts-expect-error a number that may not be whole
    expect(() => people.groupByPrivateKeys('free', choice).count()).toThrow(/must be whole/)
    const { question } = byCity.count()
    const again = (change: object) => planFromJson(JSON.stringify({ ...question, ...change }))
    const check = async (change: object) =>
      (await open(people, { budget })).explain({
        kind: 'statistic',
        source: people.source,
        schema,
        question: again(change),
      })
    const of = { kind: 'column', name: 'wage' }
    for (const aggregate of [
      { kind: 'quantile', of, at: 0.5 },
      { kind: 'countDistinct', of },
      { kind: 'histogram', of, bins: { kind: 'edges', edges: [0, 10, 50] } },
    ])
      await expect(refusal(check({ aggregate }))).resolves.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('private keys'),
      })
    await expect(refusal(check({ groupBy: [] }))).resolves.toMatchObject({
      code: 'invalid_parameter',
    })
    const listed = [{ name: 'city', of: { kind: 'column', name: 'city' }, values: ['Ulm'] }]
    await expect(refusal(check({ groupBy: listed }))).resolves.toMatchObject({
      message: expect.stringContaining('said to be private'),
    })
  })

  test('budgets that have no delta: pure ones, and those in rho', async () => {
    const pure = await open(people, { budget: { epsilon: 9 } })
    const plan = byCity.count({ epsilon: 1 })
    expect((await pure.explain(plan)).refused).toBe(true)
    expect((await refusal(pure.release(plan))).message).toMatch(/delta/)
    expect(pure.spent).toMatchObject({ epsilon: 0 })
    const session = await open(people, { budget })
    expect((await refusal(session.release(byCity.count({ rho: 0.1 })))).message).toMatch(
      /beside private keys/,
    )
    const little = await open(people, { budget: { epsilon: 9, delta: 1e-10 } })
    expect((await refusal(little.release(plan))).code).toBe('budget_exceeded')
  })

  test('an engine that fails after the charge says nothing of keys', async () => {
    const failing: Source = {
      engine: 'failing',
      open: async (): Promise<Engine> => ({
        name: 'failing',
        rowCeiling: 2n ** 31n,
        run: async () => {
          throw new Error(`there is a key ${rare}`)
        },
        close: async () => undefined,
      }),
    }
    const shapes: Source = {
      engine: 'shapes',
      open: async (): Promise<Engine> => ({
        name: 'shapes',
        rowCeiling: 2n ** 31n,
        run: async () => ({ cells: [], keys: [[rare]], totalUnits: 0n }),
        close: async () => undefined,
      }),
    }
    for (const source of [failing, shapes]) {
      const here = table(source, schema)
      const session = await open(here, { budget })
      const error = await refusal(
        session.release(here.groupByPrivateKeys('city', choice).count({ epsilon: 1 })),
      )
      expect(error).toMatchObject({ code: 'engine_failed', detail: { charged: true } })
      expect(JSON.stringify(error) + String(error) + String(error.cause)).not.toContain('Canary')
    }
  })

  test('nothing that is released, explained or certified names a key of one unit', async () => {
    const session = await open(people, { store: lesson(), seededBits: seededBits(5) })
    const plan = { n: byCity.count({ epsilon: 1 }), wage: byCity.mean('wage', { epsilon: 1 }) }
    const released = await session.release(plan)
    const said = [
      JSON.stringify(released),
      String(released),
      JSON.stringify(released.certificate()),
      String(await session.explain(plan)),
    ]
    for (const text of said) expect(text).not.toContain('Canary')
  })
})
