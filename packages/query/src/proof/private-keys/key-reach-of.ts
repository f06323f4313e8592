/** How far one unit reaches into the numbers of units by private keys (S13). */
import type { KeyReach, Neighbours } from '@dither/core'
import type { Question } from '../../plan/plan.ts'
import type { Reason } from '../needs.ts'
import type { Setting } from '../setting.ts'

/**
 * One unit is counted once in each of at most `maxGroups` keys; any k rows in at most k, or k times in one.
 * [private-keys.proof.md]
 */
export function keyReachOf({ unit }: Setting): KeyReach {
  switch (unit.kind) {
    case 'row':
      return Object.freeze({ maxGroups: 1, maxPerGroup: 1 })
    case 'rows':
      return Object.freeze({ rows: Number(unit.rows) })
    case 'id': {
      const { maxGroups, maxRowsTotal = maxGroups } = unit
      const groups = maxRowsTotal < maxGroups ? maxRowsTotal : maxGroups // (1) each takes a row
      return Object.freeze({ maxGroups: Number(groups), maxPerGroup: 1 })
    }
  }
}

/** In how many cells neighbours can differ: twice as many where a unit goes and another comes. */
export function movedKeys(
  reach: KeyReach,
  { neighbours }: { readonly neighbours: Neighbours },
): bigint {
  const sides = neighbours === 'change-one' ? 2n : 1n
  return sides * BigInt('rows' in reach ? reach.rows : reach.maxGroups)
}

/** What is said of the keys, in words. */
export function keyReasons(groupBy: Question['groupBy'], setting: Setting): Reason[] {
  const reach = keyReachOf(setting)
  const names = groupBy.map(({ name }) => name).join(', ')
  const each =
    'rows' in reach
      ? `any ${reach.rows} rows count in at most ${reach.rows} keys`
      : `one unit counts once in each of at most ${reach.maxGroups} keys`
  return [
    {
      rule: 'S13',
      text: `The values of ${names} are private: those that are released are chosen once, by the number of units of each that rows have; ${each}`,
    },
    {
      rule: 'S13',
      text: 'What is asked is released of the chosen keys alone; what one unit moves is bounded over all keys, chosen or not. Rows without a key are left out',
    },
  ]
}
