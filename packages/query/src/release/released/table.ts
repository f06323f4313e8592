/** Released tables: one answer a group. */
import type { Event, Loss } from '@dither/core'
import type { Axis } from '../../plan/bounded-plan.ts'
import type { GroupKey } from '../../plan/plan.ts'
import { each } from './noise.ts'
import type { ReleasedCell, ReleasedTable, SimultaneousConfidence, TableRow } from './released.ts'
import { type Written, written } from './released-data.ts'
import { checked } from './scalar.ts'

type Key = string | number | boolean

/**
 * Rows in the order of the keys, the last key fastest.
 *
 * @param combinations of the keys of `groupBy`, one an answer
 */
export function releasedTable(
  groupBy: readonly GroupKey[],
  combinations: readonly (readonly Key[])[],
  answers: readonly ReleasedCell[],
  cost: { readonly event: Event; readonly loss: Loss },
): ReleasedTable {
  const rows = combinations.flatMap((keys, i): TableRow[] => {
    const answer = answers[i]
    if (answer === undefined) return []
    const named = groupBy.map(({ name }, j): [string, Key] => [name, keys[j] ?? ''])
    return [Object.freeze({ keys: Object.freeze(Object.fromEntries(named)), answer })]
  })
  return written({
    kind: 'table',
    rows: Object.freeze(rows),
    accuracy: (options: SimultaneousConfidence) => {
      const { simultaneous = false } = options
      const confidence = simultaneous ? each(checked(options), rows.length) : checked(options)
      return rows.reduce(
        (most, { answer }) => Math.max(most, answer.accuracy({ confidence, simultaneous })),
        0,
      )
    },
    ...cost,
  } satisfies Omit<ReleasedTable, keyof Written>)
}

/** Of listed keys, by their axes in the order of `groupBy`. */
export function combinationsOf(axes: readonly Axis[]): readonly (readonly Key[])[] {
  return axes.reduce<Key[][]>(
    (before, axis) =>
      axis.kind === 'values'
        ? before.flatMap((keys) => axis.values.map((value) => [...keys, value]))
        : before,
    [[]],
  )
}
