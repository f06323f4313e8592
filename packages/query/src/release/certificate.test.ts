import { memoryBudgetStore } from '@dither/core/account'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'
import { verifyCertificate } from './verify-certificate.ts'

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: { column: 'pid', maxRows: 2, maxGroups: 2 },
  columns: {
    pid: { type: 'text' },
    age: { type: 'integer', lower: 0, upper: 100 },
    job: { type: 'category', categories: ['a', 'b', 'c'] },
  },
})
const rows = Array.from({ length: 50 }, (_, i) => ({
  pid: `p${i % 30}`,
  age: i,
  job: 'abc'[i % 3],
}))
const people = table(memory(rows), schema)
const plan = {
  age: people.filter((row) => row.age.atLeast(10)).mean('age'),
  jobs: people.groupBy('job').count(),
  spread: people.variance('age', { weight: 2 }),
}

async function certified(list: typeof rows = rows) {
  const asked = table(memory(list), schema)
  await using session = await open(asked, {
    budget: { epsilon: 1 },
    dataVersions: { people: '2024-05' },
  })
  const own = {
    age: asked.filter((row) => row.age.atLeast(10)).mean('age'),
    jobs: asked.groupBy('job').count(),
    spread: asked.variance('age', { weight: 2 }),
  }
  return (await session.release(own, { epsilon: 0.8 })).certificate()
}

describe('a certificate', () => {
  test('is plain JSON that verifies', async () => {
    const certificate = await certified()
    const text = JSON.stringify(certificate)
    expect(JSON.parse(text)).toEqual(certificate)
    expect(verifyCertificate(certificate)).toEqual({ valid: true, faults: [] })
    expect(verifyCertificate(text).valid).toBe(true)
    expect(certificate.generator).toBe('secure')
    expect(certificate.tables[0]?.dataVersion).toBe('2024-05')
    expect(certificate.charged).toEqual([
      { dataset: 'people', unit: 'id text pid', loss: { kind: 'pure', epsilon: '4/5' } },
    ])
    expect(certificate.questions.map(({ loss }) => loss.epsilon)).toEqual(['1/5', '1/5', '2/5'])
  })

  test('says the same of every table: nothing in it comes from rows', async () => {
    const without = ({ requestId, chargedAt, ...rest }: Awaited<ReturnType<typeof certified>>) =>
      rest
    const full = without(await certified())
    expect(without(await certified([]))).toEqual(full)
    expect(without(await certified([{ pid: 'Zoe', age: 77, job: 'c' }]))).toEqual(full)
    expect(JSON.stringify(full)).not.toMatch(/Zoe|p12/)
  })

  test('does not verify when anything in it was changed', async () => {
    const certificate = JSON.parse(JSON.stringify(await certified()))
    const twins: [string, (twin: typeof certificate) => void][] = [
      ['a larger budget', (twin) => Object.assign(twin.questions[0].budget, { epsilon: '2/5' })],
      ['a smaller loss', (twin) => Object.assign(twin.questions[0].loss, { epsilon: '1/10' })],
      ['a smaller charge', (twin) => Object.assign(twin.charged[0].loss, { epsilon: '3/5' })],
      ['no charge', (twin) => twin.charged.splice(0)],
      ['a charge of another dataset', (twin) => Object.assign(twin.charged[0], { dataset: 'x' })],
      ['a missing question', (twin) => twin.questions.pop()],
      ['a question twice', (twin) => twin.questions.push(twin.questions[0])],
      [
        'another question',
        (twin) => Object.assign(twin.questions[0].question, { from: { kind: 'scan' } }),
      ],
      ['a wider bound', (twin) => Object.assign(twin.tables[0].schema.columns.age, { upper: 200 })],
      [
        'more rows a unit',
        (twin) => Object.assign(twin.tables[0].schema.privacyUnit, { maxRows: 3 }),
      ],
      [
        'a smaller sensitivity',
        (twin) => {
          twin.questions[1].proof.sensitivity.worstCases[0][0].l1 = '1'
        },
      ],
      ['a smaller scale', (twin) => Object.assign(twin.questions[1].event, { scales: ['1'] })],
      ['seeded noise', (twin) => Object.assign(twin, { generator: 'seeded' })],
      ['no questions', (twin) => Object.assign(twin, { questions: [] })],
      ['another kind', (twin) => Object.assign(twin, { kind: 'receipt' })],
    ]
    for (const [name, change] of twins) {
      const twin = structuredClone(certificate)
      change(twin)
      expect([name, verifyCertificate(twin).valid]).toEqual([name, false])
    }
  })

  test('of a newer version is refused with the way out', () => {
    expect(() => verifyCertificate({ version: 2 })).toThrow(/version is 2.*Update/)
    expect(() => verifyCertificate('{')).toThrow(/not JSON/)
    for (const value of [null, 7, [], {}, { version: 1, kind: 'certificate' }])
      expect(verifyCertificate(value).valid).toBe(false)
  })

  test('bears the mark of seeded noise', async () => {
    const store = memoryBudgetStore({ people: { epsilon: 1 } })
    await using session = await open(people, {
      store: { ...store, charge: (request) => store.charge({ ...request, mark: 'secure' }) },
      seededBits: seededBits(3),
    })
    const certificate = (await session.release(plan, { epsilon: 1 })).certificate()
    expect(certificate.generator).toBe('seeded')
    expect(verifyCertificate(certificate).faults).toEqual(['generator differs'])
  })

  test('of a free answer shows that nothing was charged', async () => {
    const size = defineSchema({
      dataset: 'people',
      privacyUnit: 'row',
      rows: { public: 50 },
      columns: { age: { type: 'integer', lower: 0, upper: 100 } },
    })
    const census = table(memory(rows), size)
    await using session = await open(census, { budget: { epsilon: 1 } })
    const certificate = (await session.release(census.count())).certificate()
    expect(certificate.charged).toEqual([])
    expect(verifyCertificate(certificate)).toEqual({ valid: true, faults: [] })
    const twin = structuredClone(JSON.parse(JSON.stringify(certificate)))
    twin.questions[0].question.from = {
      kind: 'filter',
      input: { kind: 'scan' },
      condition: {
        kind: 'compare',
        operator: '>',
        left: { kind: 'column', name: 'age' },
        right: { kind: 'literal', value: 3 },
      },
    }
    expect(verifyCertificate(twin).valid).toBe(false)
  })
})
