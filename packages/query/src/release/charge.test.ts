import { DitherError } from '@dither/core'
import { type BudgetStore, memoryBudgetStore } from '@dither/core/account'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BoundedPlan, Engine, Source } from '../engines/engine.ts'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open, type Session } from './session.ts'

const columns = {
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 50, nullable: true },
  job: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
const schema = defineSchema({ dataset: 'people', privacyUnit: 'row', columns })
const closed = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  rows: { public: 200 },
  columns,
})
const rows = Array.from({ length: 200 }, (_, i) => ({
  age: i % 80,
  wage: i % 7 === 0 ? null : (i % 50) + 0.5,
  job: 'abc'.charAt(i % 3),
}))
const people = table(memory(rows), schema)
const census = table(memory(rows), closed)

/** An engine that runs something else in place of a plan, and remembers what it was asked. */
function broken(run: (plan: BoundedPlan) => Promise<never>, asked: BoundedPlan[] = []): Source {
  return {
    engine: 'broken',
    open: async (): Promise<Engine> => ({
      name: 'broken',
      rowCeiling: 2n ** 31n,
      run: (plan) => {
        asked.push(plan)
        return run(plan)
      },
      close: async () => undefined,
    }),
  }
}

async function refusal(promise: Promise<unknown>): Promise<DitherError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (error instanceof DitherError) return error
  throw new Error(`expected a DitherError, not ${String(error)}`)
}

const spent = ({ spent }: Session) => (spent.kind === 'zcdp' ? spent.rho : spent.epsilon)

describe('nothing is charged', () => {
  test('when a statistic has no budget', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const plan = { a: people.count({ epsilon: 0.5 }), b: people.count() }
    const error = await refusal(session.release(plan))
    expect(error).toMatchObject({
      code: 'missing_budget',
      detail: { parameter: 'b', charged: false },
    })
    expect(spent(session)).toBe(0)
  })

  test('when the budget does not suffice: the message says what is asked and what is left', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    await session.release(people.count({ epsilon: 0.7 }))
    const error = await refusal(session.release(people.count({ epsilon: 0.4 })))
    expect(error.code).toBe('budget_exceeded')
    expect(error.message).toMatch(/0\.3\b.*0\.4\b/)
    expect(spent(session)).toBe(0.7)
  })

  test('when a release and a statistic both have a budget', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const error = await refusal(session.release(people.count({ epsilon: 0.1 }), { epsilon: 0.2 }))
    expect(error.code).toBe('invalid_parameter')
    expect(spent(session)).toBe(0)
  })

  test('when the mechanism does not fit the budget', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const plans: [Parameters<Session['release']>[0], Parameters<Session['release']>[1]][] = [
      [people.count({ mechanism: 'gaussian' }), { epsilon: 1 }],
      [people.count({ mechanism: 'laplace' }), { rho: 0.5 }],
      [people.count({ mechanism: 'geometric' }), { rho: 1 }],
    ]
    for (const [plan, budget] of plans) {
      const error = await refusal(session.release(plan, budget))
      expect(error.code).toBe('invalid_parameter')
      expect(error.message).toMatch(/mechanism is/)
    }
    expect(spent(session)).toBe(0)
  })

  test('by a seeded source: the ledger refuses it', async () => {
    await using session = await open(people, {
      budget: { epsilon: 1 },
      seededBits: seededBits(1),
    })
    const error = await refusal(session.release(people.count({ epsilon: 0.5 })))
    expect(error.code).toBe('seeded_randomness')
    expect(spent(session)).toBe(0)
  })

  test('when it was stopped before', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    const signal = AbortSignal.abort()
    const error = await refusal(
      session.release(people.count({ epsilon: 1 }), undefined, { signal }),
    )
    expect(error).toMatchObject({ code: 'aborted', detail: { charged: false } })
    expect(spent(session)).toBe(0)
  })

  test('for a table that is not open, or a session that is closed', async () => {
    const session = await open(people, { budget: { epsilon: 1 } })
    expect((await refusal(session.release(census.mean('age', { epsilon: 1 })))).message).toMatch(
      /not open/,
    )
    await session.close()
    expect((await refusal(session.release(people.count({ epsilon: 1 })))).message).toMatch(/closed/)
    expect(spent(session)).toBe(0)
  })

  test('for plans that are none, and names that are taken', async () => {
    await using session = await open(people, { budget: { epsilon: 1 } })
    for (const plan of [{}, { loss: people.count() }, { a: people }] as never[])
      expect((await refusal(session.release(plan))).code).toBe('invalid_parameter')
  })
})

describe('after the charge', () => {
  test('whatever goes wrong in an engine is one constant error, charged', async () => {
    const secret = 'Ada Lovelace earns 9999'
    const failures: (() => Promise<never>)[] = [
      () => Promise.reject(new Error(secret)),
      () => Promise.reject(secret),
      () => Promise.reject(new DitherError('unreadable_source', secret)),
      () => Promise.resolve({ cells: [], totalUnits: 0n } as never),
    ]
    const messages = new Set<string>()
    for (const fail of failures) {
      const asked = table(broken(fail), schema)
      await using session = await open(asked, { budget: { epsilon: 1 } })
      const error = await refusal(session.release(asked.count({ epsilon: 0.5 })))
      expect(error).toMatchObject({ code: 'engine_failed', detail: { charged: true, rule: 'S16' } })
      expect(typeof error.detail.requestId).toBe('string')
      expect(error.cause).toBe(undefined)
      messages.add(error.message)
      expect(spent(session)).toBe(0.5)
    }
    expect(messages.size).toBe(1)
    expect([...messages].join()).not.toMatch(/Ada|9999/)
  })

  test('a stop is told with the charge and its id', async () => {
    const stop = new AbortController()
    const asked = table(
      broken(async () => {
        stop.abort()
        throw new Error('stopped')
      }),
      schema,
    )
    await using session = await open(asked, { budget: { epsilon: 1 } })
    const { signal } = stop
    const error = await refusal(
      session.release(asked.count({ epsilon: 0.5 }), undefined, { signal }),
    )
    expect(error).toMatchObject({ code: 'aborted', detail: { charged: true } })
    expect(spent(session)).toBe(0.5)
  })

  test('the charge comes before the engine hears of the question', async () => {
    const order: string[] = []
    const store = memoryBudgetStore({ people: { epsilon: 1 } })
    const watched: BudgetStore = {
      ...store,
      charge: async (request) => {
        const receipt = await store.charge(request)
        order.push('charged')
        return receipt
      },
    }
    const asked = table(
      broken(async () => {
        order.push('asked')
        throw new Error('no')
      }),
      schema,
    )
    await using session = await open(asked, { store: watched })
    await refusal(session.release(asked.count({ epsilon: 0.5 })))
    expect(order).toEqual(['charged', 'asked'])
  })

  test('a ledger that fails stops the release before the engine', async () => {
    const asked: BoundedPlan[] = []
    const store = memoryBudgetStore({ people: { epsilon: 1 } })
    const down: BudgetStore = {
      ...store,
      charge: () => Promise.reject(new Error('ledger is down')),
    }
    const hidden = table(
      broken(() => Promise.reject(new Error()), asked),
      schema,
    )
    await using session = await open(hidden, { store: down })
    await expect(session.release(hidden.count({ epsilon: 0.5 }))).rejects.toThrow('ledger is down')
    expect(asked).toEqual([])
  })

  test('a charge of old pays for no new noise: a repeated request stops before the engine', async () => {
    const asked: BoundedPlan[] = []
    const store = memoryBudgetStore({ people: { epsilon: 1 } })
    const replayed: BudgetStore = {
      ...store,
      charge: (request) => store.charge({ ...request, requestId: 'one for all' }),
    }
    const inner = memory(rows)
    const source: Source = {
      engine: 'watched',
      open: async (schema) => {
        const engine = await inner.open(schema)
        const run: Engine['run'] = (plan, options) => {
          asked.push(plan)
          return engine.run(plan, options)
        }
        return { ...engine, run }
      },
    }
    const watched = table(source, schema)
    await using session = await open(watched, { store: replayed })
    const count = () => session.release(watched.count({ epsilon: 0.5 }))
    const first = await count()
    const error = await refusal(count())
    expect(error).toMatchObject({
      code: 'invalid_parameter',
      detail: { parameter: 'requestId', rule: 'S20', charged: true },
    })
    expect(error.message).toBe(
      'this release was charged before. Recall the release that was stored then, or ask anew: that is a new charge',
    )
    expect(asked).toHaveLength(1)
    expect(spent(session)).toBe(0.5)
    expect(session.recall(first.requestId)).toBe(first)
  })
})
