/** Distinct values, word for word (S7). */
import type { DistinctValues, UnitBound } from '../../plan/bounded-plan.ts'
import { portableRank, valueText } from '../hash-order.ts'

/** Collects the values of rows, and counts them per cell. */
export interface DistinctCounter {
  /** @param unit null for a row that is a unit of its own, and has one value at most */
  take(unit: string | null, cell: number, value: number | string | boolean | null): void
  /** How many distinct values some unit kept, one number a cell. */
  counts(): bigint[]
}

interface Pair {
  readonly cell: number
  readonly text: string
}

/**
 * Each unit keeps its first `maxValues` distinct (cell, value) pairs in hash order; a cell's number is
 * that of the distinct values which some unit keeps there. [distinct.proof.md]
 */
export function distinctCounter(
  { maxValues }: DistinctValues,
  unit: UnitBound,
  cells: number,
): DistinctCounter {
  const units = new Map<string, Map<string, Pair>>()
  const orderKey = unit.kind === 'id' ? unit.orderKey : ''
  const kept = Array.from({ length: cells }, () => new Set<string>())
  return {
    take(id, cell, value) {
      if (value === null) return
      const text = valueText(value)
      if (id === null) {
        kept[cell]?.add(text)
        return
      }
      const own = units.get(id) ?? new Map<string, Pair>()
      units.set(id, own)
      own.set(`${cell} ${text}`, { cell, text })
    },
    counts() {
      for (const [id, own] of units)
        for (const { cell, text } of firstOf([...own.values()], id)) kept[cell]?.add(text)
      return kept.map((values) => BigInt(values.size))
    },
  }

  function firstOf(pairs: readonly Pair[], id: string): readonly Pair[] {
    if (pairs.length <= maxValues) return pairs
    return pairs
      .map((pair) => ({ ...pair, rank: portableRank(orderKey, id, pair.cell, pair.text) }))
      .sort((a, b) => before(a.rank, b.rank) || a.cell - b.cell || before(a.text, b.text))
      .slice(0, maxValues) // (1)
  }
}

function before(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
