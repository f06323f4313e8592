/**
 * Whole releases, as a black box: question in, released answer out, through session, proof, price, charge,
 * engine and dressing. False alarm of each test: 1e-9. Seeded.
 */
import { type BitSource, discreteLaplaceProbability } from '@dither/core'
import { type BudgetStore, memoryBudgetStore } from '@dither/core/account'
import { rational, toNumber } from '@dither/math'
import {
  expectJointLaw,
  expectLaw,
  expectPrivate,
  type IntegerLaw,
  seededBits,
} from '@dither/testkit'
import { describe, test } from 'vitest'
import type { EngineAnswer, Source } from '../engines/engine.ts'
import { memory } from '../engines/memory/index.ts'
import { type Table, table } from '../fluent/table.ts'
import type { Budget } from '../plan/plan.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { Schema } from '../schema/schema.ts'
import type { Plan, ReleaseFacts } from './release.ts'
import { open } from './session.ts'

/** The reference engine, which remembers its answers: the tables here do not change. */
function remembered(rows: readonly Record<string, unknown>[]): Source {
  const inner = memory(rows)
  return {
    engine: 'memory',
    open: async (schema) => {
      const engine = await inner.open(schema)
      const known = new Map<string, EngineAnswer>()
      return {
        ...engine,
        run: async (plan) => {
          const key = JSON.stringify([plan.from, plan.axes, plan.columns])
          const answer = known.get(key) ?? (await engine.run(plan))
          known.set(key, answer)
          return answer
        },
      }
    },
  }
}

/** Takes seeded noise, as no ledger of Dither does, and never runs out. */
function lesson(dataset: string): BudgetStore {
  const store = memoryBudgetStore({ [dataset]: { epsilon: 1 } })
  return {
    ...store,
    charge: async ({ requestId, charges }) => ({
      requestId,
      repeated: false,
      charged: charges.map((one) => ({
        dataset: one.dataset,
        unit: one.unit,
        loss: { kind: 'pure', epsilon: 1, exact: { epsilon: rational(1) } },
      })),
    }),
  }
}

const columns = {
  x: { type: 'integer', lower: 0, upper: 4 },
  g: { type: 'category', categories: ['a', 'b'] },
} as const
type Columns = { x: 'integer'; g: 'category' }

async function outcomes<T>(
  rows: readonly Record<string, unknown>[],
  schema: Schema,
  plan: (of: Table<Columns>) => Plan,
  budget: Budget,
  read: (release: ReleaseFacts) => T,
  n: number,
  bits: BitSource,
): Promise<T[]> {
  const of: Table<Columns> = table(remembered(rows), schema as never)
  await using session = await open(of, { store: lesson(schema.dataset), seededBits: bits })
  const asked = plan(of)
  const values: T[] = []
  for (let i = 0; i < n; i++) values.push(read(await session.release(asked, budget)))
  return values
}

const byRow = defineSchema({ dataset: 'd', privacyUnit: 'row', columns })
const known = defineSchema({ dataset: 'd', privacyUnit: 'row', rows: { public: 4 }, columns })
const row = (x: number, g = 'a') => ({ x, g })

/** Outcomes handed out one after another, as if they were drawn now. */
const replay = <T>(values: readonly T[]): (() => T) => {
  let next = 0
  return () => {
    const value = values[next++ % values.length]
    if (value === undefined) throw new Error('no outcomes')
    return value
  }
}

const scalarOf = ({ answers }: ReleaseFacts, name = 'answer'): bigint => {
  const released = answers[name]
  if (released?.kind !== 'scalar') throw new Error('not a scalar')
  return Object.values(released.exact)[0] ?? 0n
}

function laplace(scale: number, centre: number): IntegerLaw {
  const known = new Map<number, number>()
  return {
    centre,
    probability: (k) => {
      const found =
        known.get(k) ??
        toNumber(
          discreteLaplaceProbability({
            scale: rational(scale),
            input: BigInt(centre),
            output: BigInt(k),
          }).low,
        )
      known.set(k, found)
      return found
    },
  }
}

describe('the law of a release', () => {
  const n = 6000
  const two = [row(1), row(3)]

  test(`a count of 2 at epsilon 0.5 is 2 plus discrete Laplace noise of scale 2; n = ${n}`, async () => {
    const run = (epsilon: number) =>
      outcomes(two, byRow, (of) => of.count(), { epsilon }, scalarOf, n, seededBits(1))
    const [values, twin] = [await run(0.5), await run(0.6)]
    expectLaw(replay(values), laplace(2, 2), {
      n,
      mutants: {
        'a fifth more budget': replay(twin),
        'rows counted twice': replay(values.map((value) => value + 2n)),
        'no noise on the sign': replay(values.map((value) => (value < 2n ? 4n - value : value))),
      },
    })
  })

  test(`two questions about the same rows have noise of their own; n = ${n}`, async () => {
    const values = await outcomes(
      two,
      byRow,
      (of) => ({ a: of.count(), b: of.count() }),
      { epsilon: 1 },
      (release) => [scalarOf(release, 'a'), scalarOf(release, 'b')],
      n,
      seededBits(2),
    )
    expectJointLaw(replay(values), [laplace(2, 2), laplace(2, 2)], {
      n,
      mutants: { 'shared noise': replay(values.map(([a = 0n]) => [a, a])) },
    })
  })

  test(`cells of a histogram have noise of their own; n = ${n}`, async () => {
    const cells = ({ answers }: ReleaseFacts): bigint[] => {
      const released = answers['answer']
      return released?.kind === 'bins' ? released.bins.map(({ exact = 0n }) => exact) : []
    }
    const values = await outcomes(
      two,
      byRow,
      (of) => of.histogram('g'),
      { epsilon: 0.5 },
      cells,
      n,
      seededBits(3),
    )
    expectJointLaw(replay(values), [laplace(2, 2), laplace(2, 0)], {
      n,
      mutants: { 'shared noise': replay(values.map(([a = 0n]) => [a, a - 2n])) },
    })
  })
})

describe('the privacy of a release', () => {
  const n = 2000

  /** Fails if a release on two neighbours tells more than it costs; a twin tells twice of it. */
  async function isPrivate<T extends number | string>(
    tables: readonly [readonly Record<string, unknown>[], readonly Record<string, unknown>[]],
    schema: Schema,
    plan: (of: Table<Columns>) => Plan,
    epsilon: number,
    read: (release: ReleaseFacts) => T,
    seed: number,
  ): Promise<void> {
    const mechanism = async (budget: number) => {
      const draws = await Promise.all(
        tables.map((rows, i) =>
          outcomes(rows, schema, plan, { epsilon: budget }, read, n, seededBits(10 * seed + i)),
        ),
      )
      const [first, second] = draws.map((values) => replay(values))
      return (which: 0 | 1): T => {
        const next = which === 0 ? first : second
        if (next === undefined) throw new Error('no outcomes')
        return next()
      }
    }
    const [own, twin] = [await mechanism(epsilon), await mechanism(3 * epsilon)]
    expectPrivate(own, [0, 1], { epsilon }, { n, mutants: { 'a third of the noise': twin } })
  }

  test(`one row more or less, a count; n = ${n}`, () =>
    isPrivate(
      [[row(4)], []],
      byRow,
      (of) => of.count(),
      1,
      (release) => Number(scalarOf(release)),
      1,
    ))

  test(`one row more or less, sum and count together; n = ${n}`, () =>
    isPrivate(
      [[row(4), row(4)], [row(4)]],
      byRow,
      (of) => ({ n: of.count(), sum: of.sum('x') }),
      1,
      (release) => `${scalarOf(release, 'n') > 1n} ${scalarOf(release, 'sum') > 6n}`,
      2,
    ))

  test(`one row replaced, public size, a mean; n = ${n}`, () =>
    isPrivate(
      [
        [row(0), row(0), row(0), row(4)],
        [row(0), row(0), row(0), row(0)],
      ],
      known,
      (of) => of.mean('x'),
      1,
      (release) => Number(scalarOf(release)),
      3,
    ))

  test(`one row replaced, whose key changes, with the wrong public size; n = ${n}`, () =>
    isPrivate(
      [
        [row(1, 'a'), row(1, 'a')],
        [row(1, 'a'), row(1, 'b')],
      ],
      known,
      (of) => of.groupBy('g').count(),
      1,
      ({ answers }) => {
        const released = answers['answer']
        const cells = released?.kind === 'table' ? released.rows : []
        const [a = 0, b = 0] = cells.map(({ answer }) =>
          answer.kind === 'scalar' ? answer.value : 0,
        )
        return Math.max(-9, Math.min(9, a - b))
      },
      4,
    ))
})
