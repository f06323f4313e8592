/** What one unit adds to counts by key, where keys that nobody has are not there (S13). */
import { atLeastOne } from './events/fields.ts'
import { storedCount, storedObject } from './events/stored-fields.ts'
import type { Neighbours } from './neighbours.ts'
import { wrongParameter } from './parameter.ts'

/**
 * How far one unit reaches into counts by key: at most `maxGroups` keys, each raised by at most
 * `maxPerGroup` (1 unless said); or `rows` rows, each raising one key by 1, in any keys.
 */
export type KeyReach =
  | { readonly maxGroups: number; readonly maxPerGroup?: number }
  | { readonly rows: number }

/** The relations under which keys may appear and vanish: one that says how. */
export type StatedNeighbours = Exclude<Neighbours, 'unstated'>

/** What neighbours differ by, at most. */
export interface KeyChange {
  /** The number of keys, 2 `maxGroups` or 2 `rows` under change-one. */
  readonly keys: bigint
  readonly l1: bigint
  readonly l2Squared: bigint
}

/** Checks a reach and gives it one form. */
export function readKeyReach(reach: KeyReach): KeyReach {
  if ('rows' in reach) return Object.freeze({ rows: atLeastOne('rows', reach.rows) })
  const { maxGroups, maxPerGroup = 1 } = reach
  return Object.freeze({
    maxGroups: atLeastOne('maxGroups', maxGroups),
    maxPerGroup: atLeastOne('maxPerGroup', maxPerGroup),
  })
}

/** Refuses `unstated`, and nothing at all: which keys may be new depends on the relation. */
export function statedNeighbours(neighbours: Neighbours): StatedNeighbours {
  if (neighbours === 'add-remove' || neighbours === 'change-one') return neighbours
  throw wrongParameter('neighbours', neighbours, 'must be add-remove or change-one')
}

/** By how much the counts of neighbours differ; under change-one a unit goes and another comes. */
export function keyChange(reach: KeyReach, neighbours: StatedNeighbours): KeyChange {
  const sides = neighbours === 'change-one' ? 2n : 1n
  if ('rows' in reach) {
    const rows = BigInt(reach.rows)
    return { keys: sides * rows, l1: sides * rows, l2Squared: sides * rows * rows } // (1)
  }
  const keys = sides * BigInt(reach.maxGroups)
  const most = BigInt(reach.maxPerGroup ?? 1)
  return { keys, l1: keys * most, l2Squared: keys * most * most }
}

/** A reach of a stored event. */
export function storedReach(value: unknown): KeyReach {
  const data = storedObject('reach', value)
  if (data['rows'] !== undefined) return { rows: storedCount('rows', data['rows']) }
  return {
    maxGroups: storedCount('maxGroups', data['maxGroups']),
    maxPerGroup: storedCount('maxPerGroup', data['maxPerGroup']),
  }
}
