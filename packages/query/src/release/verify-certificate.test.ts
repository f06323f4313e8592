/** One test for every way in which a certificate can contradict itself. */
import { beforeAll, describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { Certificate } from './certificate.ts'
import { open } from './session.ts'
import { verifyCertificate } from './verify-certificate.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  job: { type: 'category', categories: ['a', 'b'] },
} as const
const people = table(memory([]), defineSchema({ dataset: 'people', privacyUnit: 'row', columns }))
const firms = table(
  memory([]),
  defineSchema({ dataset: 'firms', privacyUnit: { rows: 3 }, columns }),
)

const certificates: Record<string, Certificate> = {}

/** As its own question asks, with a common budget, in zCDP, and of two datasets. */
beforeAll(async () => {
  await using pure = await open({ people, firms }, { budget: { epsilon: 9 } })
  await using both = await open(people, { budget: { epsilon: 9, delta: 0.1 } })
  await using zcdp = await open(people, { budget: { rho: 9 } })
  const own = await pure.release({ n: people.count({ epsilon: 0.1 }) })
  const two = await pure.release({ n: people.count(), m: firms.count() }, { epsilon: 0.4 })
  const gauss = await zcdp.release({ n: people.count({ rho: 0.1 }) })
  const claimed = await both.release({
    n: people.count({ epsilon: 0.5, delta: 1e-6, mechanism: 'gaussian' }),
  })
  for (const [name, release] of Object.entries({ own, two, gauss, claimed }))
    certificates[name] = release.certificate()
})

/** Whatever a change makes of a certificate. */
type Data = ReturnType<typeof JSON.parse>
const changed = (name: string, change: (data: Data) => unknown): readonly string[] => {
  const data: Data = JSON.parse(JSON.stringify(certificates[name]))
  change(data)
  return verifyCertificate(data).faults
}

describe('a certificate', () => {
  test.each(['own', 'two', 'gauss', 'claimed'])('verifies as it was made: %s', (name) => {
    expect(changed(name, () => undefined)).toEqual([])
  })

  const faulty: [string, string, (data: Data) => unknown, RegExp][] = [
    // The budget
    [
      'a question that states a larger budget than it was priced for',
      'own',
      (data) => Object.assign(data.questions[0].question.budget, { epsilon: 5 }),
      /questions\[0\].*another budget/,
    ],
    [
      'a question that states a smaller budget',
      'own',
      (data) => Object.assign(data.questions[0].question.budget, { epsilon: 0.05 }),
      /questions\[0\].*another budget/,
    ],
    [
      'a question that states a budget of another kind',
      'own',
      (data) => Object.assign(data.questions[0].question, { budget: { rho: 5 } }),
      /questions\[0\].*another budget/,
    ],
    [
      'a question that states a delta more',
      'own',
      (data) => Object.assign(data.questions[0].question.budget, { delta: 1e-6 }),
      /questions\[0\].*another budget/,
    ],
    [
      'a question that states another delta',
      'claimed',
      (data) => Object.assign(data.questions[0].question.budget, { delta: 1e-5 }),
      /questions\[0\].*another budget/,
    ],
    [
      'a priced budget of two kinds',
      'own',
      (data) => Object.assign(data.questions[0].budget, { rho: '5' }),
      /questions\[0\]/,
    ],
    [
      'a priced budget with a field of no meaning',
      'own',
      (data) => Object.assign(data.questions[0].budget, { detla: '1' }),
      /questions\[0\].*detla is not a known field/,
    ],
    [
      'a priced budget that is a number',
      'own',
      (data) => Object.assign(data.questions[0].budget, { epsilon: 0.1 }),
      /questions\[0\].*must be a text/,
    ],
    [
      'a priced budget that is not in lowest terms',
      'own',
      (data) => Object.assign(data.questions[0].budget, { epsilon: '2/20' }),
      /questions\[0\] differs/,
    ],
    [
      'a priced question without a budget',
      'two',
      (data) => Reflect.deleteProperty(data.questions[0], 'budget'),
      /questions\[0\]/,
    ],
    // Who, when, what
    ...[
      'version',
      'kind',
      'requestId',
      'chargedAt',
      'generator',
      'tables',
      'questions',
      'event',
      'charged',
    ].map((field): (typeof faulty)[number] => [
      `no ${field}`,
      'own',
      (data) => Reflect.deleteProperty(data, field),
      new RegExp(`${field} is missing`),
    ]),
    ['an empty requestId', 'own', (data) => (data.requestId = ''), /^requestId/],
    ['a requestId that is no text', 'own', (data) => (data.requestId = 7), /^requestId/],
    ['a day for an instant', 'own', (data) => (data.chargedAt = '2024-05-01'), /^chargedAt/],
    ['no instant', 'own', (data) => (data.chargedAt = 'yesterday'), /^chargedAt/],
    ['a number for an instant', 'own', (data) => (data.chargedAt = 0), /^chargedAt/],
    ['a version in text', 'own', (data) => (data.version = '1'), /^version/],
    ['another kind', 'own', (data) => (data.kind = 'receipt'), /^kind/],
    ['seeded noise', 'own', (data) => (data.generator = 'seeded'), /^generator/],
    ['a field more', 'own', (data) => (data.note = 'audited'), /note is not a known field/],
    ['tables that are no list', 'own', (data) => (data.tables = { 0: data.tables[0] }), /^tables/],
    [
      'questions that are no list',
      'own',
      (data) => (data.questions = { 0: data.questions[0] }),
      /^questions/,
    ],
    ['charges that are no list', 'own', (data) => (data.charged = {}), /^charged/],
    ['an event with a field more', 'own', (data) => (data.event.note = 1), /^event/],
    // Tables
    [
      'a table more that cannot be read, and a charge without a dataset',
      'own',
      (data) => {
        data.tables.push({ schema: { version: 1 } })
        data.charged.push({ unit: 'row', loss: data.charged[0].loss })
      },
      /^tables\[1\]/,
    ],
    [
      'a table more that nobody asked',
      'own',
      (data) => data.tables.push(data.tables[0]),
      /^tables differs/,
    ],
    ['a table with a field more', 'own', (data) => (data.tables[0].rows = 9), /^tables\[0\].*rows/],
    [
      'a schema with a field more',
      'own',
      (data) => (data.tables[0].schema.columns.age.note = 'x'),
      /^tables\[0\]/,
    ],
    [
      'a schema that leaves its defaults out',
      'own',
      (data) => Reflect.deleteProperty(data.tables[0].schema.columns.age, 'impute'),
      /^tables\[0\] differs/,
    ],
    [
      'a data version that is no text',
      'own',
      (data) => (data.tables[0].dataVersion = 3),
      /^tables\[0\].*dataVersion/,
    ],
    [
      'two units in the tables of one dataset',
      'two',
      (data) => (data.tables[1].schema.dataset = 'people'),
      /^tables cannot be checked.*privacy unit/,
    ],
    [
      'two relations in the tables of one dataset',
      'two',
      (data) => {
        data.tables[1].schema = { ...data.tables[0].schema, rows: { public: 9 } }
      },
      /^tables cannot be checked.*public size/,
    ],
    // Questions
    [
      'a question with a field more',
      'own',
      (data) => (data.questions[0].note = 'x'),
      /questions\[0\].*note is not a known field/,
    ],
    [
      'a question about no table',
      'own',
      (data) => (data.questions[0].table = 1),
      /questions\[0\] differs/,
    ],
    [
      'a table that is counted in text',
      'own',
      (data) => (data.questions[0].table = '0'),
      /questions\[0\] differs/,
    ],
    [
      'two questions of one name',
      'two',
      (data) => (data.questions[1].name = 'n'),
      /^questions differs/,
    ],
    [
      'a question without a name',
      'own',
      (data) => (data.questions[0].name = ''),
      /questions\[0\].*name/,
    ],
    ['no questions', 'own', (data) => (data.questions = []), /^questions differs/],
    // Charges
    [
      'a second charge of nothing for the same dataset',
      'own',
      (data) =>
        data.charged.push({ dataset: 'people', unit: 'row', loss: { kind: 'pure', epsilon: '0' } }),
      /^charged/,
    ],
    ['the same charge twice', 'own', (data) => data.charged.push(data.charged[0]), /^charged/],
    [
      'a charge for a dataset that was not read',
      'own',
      (data) => data.charged.push({ ...data.charged[0], dataset: 'firms' }),
      /^charged/,
    ],
    [
      'a charge without a dataset',
      'own',
      (data) => Reflect.deleteProperty(data.charged[0], 'dataset'),
      /dataset is missing/,
    ],
    ['a charge for one of two datasets', 'two', (data) => data.charged.pop(), /^charged/],
    [
      'one dataset charged for two, and the other not',
      'two',
      (data) => (data.charged[1] = data.charged[0]),
      /^charged/,
    ],
    ['no charge', 'own', (data) => (data.charged = []), /^charged/],
    [
      'a charge without a unit',
      'own',
      (data) => Reflect.deleteProperty(data.charged[0], 'unit'),
      /unit is missing/,
    ],
    ['a charge of another unit', 'own', (data) => (data.charged[0].unit = 'rows 3'), /^charged/],
    [
      'units that changed places',
      'two',
      (data) => {
        const [a, b] = data.charged
        ;[a.unit, b.unit] = [b.unit, a.unit]
      },
      /^charged/,
    ],
    ['a charge with a field more', 'own', (data) => (data.charged[0].note = 1), /^charged.*note/],
    ['too small a charge', 'own', (data) => (data.charged[0].loss.epsilon = '1/11'), /^charged/],
    ['too small a rho', 'gauss', (data) => (data.charged[0].loss.rho = '1/11'), /^charged/],
    ['a charge with no delta', 'claimed', (data) => (data.charged[0].loss.delta = '0'), /^charged/],
    [
      'a charge of rho that holds epsilon',
      'gauss',
      (data) => (data.charged[0].loss.epsilon = '9'),
      /epsilon is not a known field/,
    ],
    [
      'a charge of rho that holds epsilon alone',
      'own',
      (data) => (data.charged[0].loss.kind = 'zcdp'),
      /^charged/,
    ],
    [
      'a pure charge with a delta',
      'own',
      (data) => (data.charged[0].loss.delta = '1'),
      /delta is not a known field/,
    ],
    [
      'an approximate charge without one',
      'claimed',
      (data) => Reflect.deleteProperty(data.charged[0].loss, 'delta'),
      /delta is missing/,
    ],
    [
      'a charge of no known kind',
      'own',
      (data) => (data.charged[0].loss.kind = 'renyi'),
      /must be pure/,
    ],
    ['a charge of a number', 'own', (data) => (data.charged[0].loss.epsilon = 9), /^charged.*text/],
    [
      'a charge that is not in lowest terms',
      'own',
      (data) => (data.charged[0].loss.epsilon = '2/20'),
      /lowest terms/,
    ],
  ]

  test.each(faulty)('does not verify with %s', (_name, of, change, fault) => {
    const faults = changed(of, change)
    expect(faults.some((one) => fault.test(one))).toBe(true)
  })

  test('may have been charged more than it costs', () => {
    expect(changed('own', (data) => (data.charged[0].loss.epsilon = '1/2'))).toEqual([])
  })

  test('of a newer version is refused, whatever else is in it', () => {
    expect(() => changed('own', (data) => (data.version = 2))).toThrow(/version is 2.*Update/)
    expect(() => verifyCertificate('{"version":1.5,"note":1}')).toThrow(/up to version 1/)
  })

  test('is read once: an object that answers twice is what it said first', () => {
    let looks = 0
    const certificate = certificates['own']
    const twoFaced = {
      ...certificate,
      get charged() {
        looks++
        return looks > 1 ? [] : certificate?.charged
      },
    }
    expect(verifyCertificate(twoFaced)).toEqual({ valid: true, faults: [] })
    expect(looks).toBe(1)
  })

  test('that is no JSON is refused with that word', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    for (const value of ['{', circle, { epsilon: 1n }])
      expect(() => verifyCertificate(value)).toThrow(/not JSON/)
    expect(verifyCertificate(undefined).valid).toBe(false)
    expect(verifyCertificate([]).valid).toBe(false)
  })
})
