/** No error holds a data value (S15): tables full of a secret, every error forced, every message searched. */
import { DitherError } from '@dither/core'
import { memoryBudgetStore } from '@dither/core/account'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { type MemorySource, memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { type OpenOptions, open, type Session } from './session.ts'

const secret = 'CANARY-7f3a'
const columns = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  free: { type: 'number' },
  job: { type: 'category', categories: ['a', 'b'] },
} as const
const byId = defineSchema({
  dataset: 'people',
  privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 1 },
  columns,
})
const byRow = defineSchema({ dataset: 'people', privacyUnit: 'row', rows: { public: 5 }, columns })

const rows = Array.from({ length: 7 }, (_, i) => ({
  pid: `${secret}${i}`,
  age: secret,
  free: secret,
  job: secret,
}))
const trap = {
  pid: 'x',
  get age(): number {
    throw new Error(`${secret} has an age that throws`)
  },
  free: 1,
  job: secret,
}
const csv = ['pid,age,free,job', `${secret},${secret},"${secret},${secret}`].join('\n')
const sources: [string, MemorySource][] = [
  ['rows', rows],
  ['rows with a trap', [...rows, trap]],
  ['CSV that is broken', csv],
  ['CSV without a column', `pid,age,${secret}\n1,2,${secret}`],
  ['CSV of nothing', ''],
  ['a blob', new Blob([csv])],
]

/** What is said when something is tried, or undefined if nothing is. */
async function said(attempt: () => unknown): Promise<unknown> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    return error
  }
}

/** Everything of an error that may come before someone's eyes. */
function visible(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error instanceof DitherError ? JSON.stringify(error.detail) : ''
  return [error.message, own, error.stack, visible(error.cause ?? '')].join('\n')
}

function tableOf(source: MemorySource, schema: typeof byId) {
  return table(memory(source), schema)
}

/** Questions that are answered, refused, or fail, by every door. */
function attempts(session: Session, of: ReturnType<typeof tableOf>): (() => unknown)[] {
  const stop = AbortSignal.abort()
  return [
    () => session.release(of.count({ epsilon: 0.1 })),
    () => session.release(of.mean('free', { epsilon: 0.1 })),
    () => session.release(of.sum('free', { lower: 1, upper: 0, epsilon: 0.1 })),
    () => session.release(of.mean('job' as never, { epsilon: 0.1 })),
    () => session.release(of.mean('nobody' as never, { epsilon: 0.1 })),
    () => session.release(of.mean('age', { epsilon: -1 })),
    () => session.release(of.mean('age', { epsilon: 1e9 })),
    () => session.release(of.mean('age', { epsilon: 99 })),
    () => session.release(of.mean('age')),
    () => session.release(of.mean('age', { epsilon: 0.1 }), { epsilon: 0.1 }),
    () => session.release(of.mean('age', { mechanism: 'gaussian' }), { epsilon: 0.1 }),
    () => session.release(of.mean('age', { rho: 0.1 })),
    () => session.release(of.histogram('age', { edges: [3, 1], epsilon: 0.1 })),
    () =>
      session.release(
        of.groupBy({ name: 'k', of: 'free', values: [] } as never).count({ epsilon: 0.1 }),
      ),
    () =>
      session.release(of.filter((row) => row.age.atLeast('x' as never)).count({ epsilon: 0.1 })),
    () => session.release({}),
    () => session.release(of.count({ epsilon: 0.1 }), undefined, { signal: stop }),
    () => session.explain(of.sum('free')),
  ]
}

describe('a table full of a secret', () => {
  for (const [name, source] of sources)
    test(`${name}: no error tells it`, async () => {
      const errors: unknown[] = []
      for (const schema of [byId, byRow]) {
        const of = tableOf(source, schema)
        for (const options of [
          { budget: { epsilon: 1 } },
          {},
          { store: memoryBudgetStore({ others: { epsilon: 1 } }) },
          { budget: { epsilon: 1 }, seededBits: seededBits(1) },
        ]) {
          let session: Session | undefined
          errors.push(
            await said(async () => {
              session = await open(of, options as OpenOptions)
            }),
          )
          if (session === undefined) continue
          const live = session
          const own = [
            () => live.release(of.count({ epsilon: 0.1 })),
            () => live.release(of.variance('age', { epsilon: 0.1 })),
            () => live.release(of.groupBy('job').histogram('age', { edges: [0, 9], epsilon: 0.1 })),
            ...attempts(live, of),
          ]
          for (const attempt of own) errors.push(await said(attempt))
          await live.close()
          errors.push(await said(() => live.release(of.count({ epsilon: 0.1 }))))
        }
      }
      const thrown = errors.filter((error) => error !== undefined)
      expect(thrown.length).toBeGreaterThan(2)
      for (const error of thrown) {
        expect(error).toBeInstanceOf(DitherError)
        expect(visible(error)).not.toContain(secret)
      }
    })

  test('the search would find it', () => {
    expect(visible(new DitherError('engine_failed', `cell ${secret}`))).toContain(secret)
    expect(visible(new Error('x', { cause: new Error(secret) }))).toContain(secret)
    expect(visible(new DitherError('engine_failed', 'x', { parameter: secret }))).toContain(secret)
  })

  test('and what is answered does not tell it either', async () => {
    const of = table(memory(rows), byRow)
    await using session = await open(of, { budget: { epsilon: 1 } })
    const release = await session.release(
      { n: of.count(), age: of.mean('age'), jobs: of.histogram('job') },
      { epsilon: 1 },
    )
    const text = [
      JSON.stringify(release.certificate()),
      String(await session.explain(of.sum('age'), { epsilon: 1 })),
      JSON.stringify(release.jobs.bins.map(({ label }) => label)),
    ].join('\n')
    expect(text).not.toContain(secret)
  })
})
