/** Counts of distinct values (S7). */
import { type JointSensitivity, jointSensitivity } from '@dither/core'
import type { DistinctValues } from '../../plan/bounded-plan.ts'
import type { Aggregate } from '../../plan/plan.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { rowsOf } from '../worst-cases/rows-of.ts'

type DistinctAggregate = Extract<Aggregate, { kind: 'countDistinct' }>

/** One vector: the distinct values of every cell, of which a unit brings at most m. [distinct.proof.md] */
export function countDistinct(
  { of, maxValues }: DistinctAggregate,
  setting: Setting,
  groups: bigint,
): Needs {
  const { unit } = setting
  const most = unit.kind === 'id' ? (maxValues ?? Number(rowsOf(unit, groups))) : 1 // a row has one value
  return {
    vectors: [{ what: 'distinct' }],
    shares: ['1'],
    distinct: Object.freeze({ of, maxValues: most }),
    reasons: [
      {
        rule: 'S7',
        text:
          unit.kind === 'id'
            ? `Of one unit at most ${most} distinct values count, over all cells together, in an order that only they and a key drawn for the release decide; NULL is no value`
            : 'A row has one value at most; NULL is none',
      },
    ],
  }
}

/** How far what changes can move the counts of all cells. [distinct.proof.md] */
export function distinctSensitivity(
  { maxValues }: DistinctValues,
  { unit, neighbours }: Pick<Setting, 'unit' | 'neighbours'>,
  cells: bigint,
): JointSensitivity {
  const most = unit.kind === 'rows' ? unit.rows : BigInt(maxValues) // (1)
  const moved = neighbours === 'change-one' && cells > 1n ? 2n : 1n // (2)
  return jointSensitivity([[{ l1: moved * most, l2Squared: moved * most * most, lInfinity: most }]])
}
