/**
 * What every engine must answer, as cases with their integers written out. A case throws when an engine
 * answers otherwise; it is run with the rows in several orders.
 *
 * Free of any test runner, so that an engine elsewhere can be held to it too.
 */
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import type { EngineAnswer, Source } from '../engine.ts'
import { allExamples as examples } from './all-examples.ts'
import { type Example, people, type Wanted } from './example.ts'
import type { TextTable } from './random-case.ts'

export interface ConformanceCase {
  /** A sentence about the promise. */
  readonly title: string
  /** @throws Error that shows wanted and given answers; these are test data */
  run(makeSource: MakeSource, orders?: 1 | 3): Promise<void>
}

/** Puts rows where an engine can read them; every cell is a text or NULL, as in a CSV. */
export type MakeSource = (table: TextTable) => Promise<Source>

/** All cases, by title. */
export function engineConformance(): readonly ConformanceCase[] {
  return examples.map((example) => ({
    title: example.title,
    async run(makeSource, count = 3) {
      const plan = planOf(example)
      const names = Object.keys(plan.schema.columns)
      for (const rows of orders(example.rows).slice(0, count)) {
        const source = await makeSource({ names, rows })
        const engine = await source.open(plan.schema)
        try {
          mustEqual(await engine.run(plan), example.wanted, example.title)
        } finally {
          await engine.close()
        }
      }
    },
  }))
}

/** As given, backwards, and from the middle. */
function orders<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const middle = rows.length >> 1
  return [rows, rows.toReversed(), [...rows.slice(middle), ...rows.slice(0, middle)]]
}

function mustEqual(answer: EngineAnswer, wanted: Wanted, title: string): void {
  const given = {
    cells: answer.cells.map(({ rows, units, columns }) => [
      rows,
      units,
      ...columns.map(({ count, sum, square }) => [count, sum, square]),
    ]),
    totalUnits: answer.totalUnits,
    products: answer.cells.map(({ products = [] }) =>
      products.map(({ count, sum }) => [count, sum]),
    ),
    distinct: answer.cells.map(({ distinct }) => distinct ?? null),
    keys: answer.keys ?? null,
  }
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? Number(v) : v))
  const [want, got] = [
    text({
      cells: wanted.cells,
      totalUnits: wanted.totalUnits ?? 0,
      products: wanted.products ?? wanted.cells.map(() => []),
      distinct: wanted.distinct ?? wanted.cells.map(() => null),
      keys: wanted.keys ?? null,
    }),
    text(given),
  ]
  if (want !== got) throw new Error(`${title}\n  wanted ${want}\n  given  ${got}`)
}

function planOf({
  schema,
  from,
  unit,
  axes,
  columns,
  products,
  distinct,
  keys,
}: Example): BoundedPlan {
  const kind = unit?.kind === 'id' ? unit : undefined
  const privacyUnit =
    kind === undefined
      ? 'row'
      : { column: kind.column, maxRows: kind.maxRows, maxGroups: kind.maxGroups }
  return {
    schema: checkSchema({ dataset: 'people', privacyUnit, columns: people, ...schema }),
    from: from ?? { kind: 'scan' },
    unit: unit ?? { kind: 'row' },
    axes: axes ?? [],
    columns: columns ?? [],
    ...(products === undefined ? {} : { products }),
    ...(distinct === undefined ? {} : { distinct }),
    ...(keys === undefined ? {} : { keys: { of: keys, most: 100 } }),
  }
}
