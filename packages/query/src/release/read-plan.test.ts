/** A plan that changes while it is looked at: what is proved, priced, asked and answered is one reading. */
import { describe, expect, test } from 'vitest'
import type { BoundedPlan, Source } from '../engines/engine.ts'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import type { Question } from '../plan/plan.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { readPlan } from './release.ts'
import { open } from './session.ts'
import { verifyCertificate } from './verify-certificate.ts'

const rows = [
  { pid: 'a', age: 10 },
  { pid: 'a', age: 20 },
]
const columns = { pid: { type: 'text' }, age: { type: 'integer', lower: 0, upper: 100 } } as const
const schemaOf = (maxRows: number) =>
  defineSchema({
    dataset: 'people',
    privacyUnit: { column: 'pid', maxRows, maxGroups: 1 },
    columns,
  })
const asked: BoundedPlan[] = []
const watched = (): Source => ({
  engine: 'watched',
  open: async (schema) => {
    const engine = await memory(rows).open(schema)
    return {
      ...engine,
      run: (plan, options) => {
        asked.push(plan)
        return engine.run(plan, options)
      },
    }
  },
})
const narrow = table(watched(), schemaOf(1))
const wide = table(watched(), schemaOf(50))
const budget = { epsilon: 0.5 }

/** Gives the first value once, then the others in turn, and counts how often it was asked. */
function turning<T>(...values: readonly T[]): {
  readonly get: () => T
  readonly times: () => number
} {
  let times = 0
  const get = (): T => {
    const value = values[times % values.length]
    times++
    if (value === undefined) throw new Error('nothing to give')
    return value
  }
  return { get, times: () => times }
}

describe('a plan is read once', () => {
  test('when its statistic changes with every look', async () => {
    const turn = turning(narrow.sum('age'), wide.sum('age'))
    const plan = {
      get total() {
        return turn.get()
      },
    }
    await using session = await open({ narrow, wide }, { budget: { epsilon: 1 } })
    asked.length = 0
    const release = await session.release(plan, budget)
    expect(turn.times()).toBe(1)
    expect(asked.map(({ unit }) => unit.kind === 'id' && unit.maxRows)).toEqual([1])
    const [certified] = release.certificate().tables
    expect(certified?.schema.privacyUnit).toMatchObject({ maxRows: 1 })
    expect(verifyCertificate(release.certificate())).toEqual({ valid: true, faults: [] })
    // The trap is live: a twin that looks twice sees two tables.
    expect(plan.total.schema).not.toBe(plan.total.schema)
  })

  test('when the parts of a statistic change', async () => {
    const schemas = turning(narrow.schema, wide.schema)
    const sources = turning(narrow.source, wide.source)
    const statistic = narrow.sum('age')
    const plan = {
      kind: statistic.kind,
      question: statistic.question,
      get schema() {
        return schemas.get()
      },
      get source() {
        return sources.get()
      },
    }
    await using session = await open({ narrow, wide }, { budget: { epsilon: 1 } })
    asked.length = 0
    const release = await session.release({ total: plan }, budget)
    expect([schemas.times(), sources.times()]).toEqual([1, 1])
    expect(asked.map(({ unit }) => unit.kind === 'id' && unit.maxRows)).toEqual([1])
    expect(verifyCertificate(release.certificate())).toEqual({ valid: true, faults: [] })
  })

  test('when the question changes, or is changed after it was asked', async () => {
    const aggregates = turning(
      narrow.count().question.aggregate,
      narrow.count().question.aggregate,
      narrow.sum('age').question.aggregate,
    )
    const base = narrow.count()
    const question: Question = {
      ...base.question,
      get aggregate() {
        return aggregates.get()
      },
    }
    await using session = await open(narrow, { budget: { epsilon: 1 } })
    asked.length = 0
    const release = await session.release({ a: { ...base, question } }, budget)
    const [certified] = release.certificate().questions
    expect(certified?.question.aggregate.kind).toBe('count')
    expect(asked.map((plan) => plan.columns.length)).toEqual([0])
    expect(verifyCertificate(release.certificate())).toEqual({ valid: true, faults: [] })

    const mutable = structuredClone(narrow.count().question)
    const { statistics } = readPlan({ a: { ...base, question: mutable } })
    Object.assign(mutable, narrow.sum('age').question)
    expect(statistics.get('a')?.question.aggregate.kind).toBe('count')
    expect(Object.isFrozen(statistics.get('a'))).toBe(true)
  })
})
