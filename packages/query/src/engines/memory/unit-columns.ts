/** Functions of all rows of one unit, word for word. */
import { compile, type Row } from '../../expression/evaluate.ts'
import { type Columns, factsOf } from '../../expression/facts-of.ts'
import type { UnitColumn } from '../../plan/unit-columns.ts'
import type { Value } from '../../schema/value.ts'
import { valueText } from '../hash-order.ts'
import { latticeStep } from '../lattice-step.ts'
import { unitSumLattice } from '../unit-sum.ts'

/** Takes a unit's rows in any order. */
export interface UnitFold {
  take(row: Row): void
  value(): Value
}

/** Makes a new one for each unit. @param before the columns that it reads */
export function unitFold(column: UnitColumn, before: Columns): () => UnitFold {
  const of = column.of === undefined ? undefined : compile(column.of)
  switch (column.kind) {
    case 'count': {
      const most = column.upper ?? Number.POSITIVE_INFINITY
      return () => {
        let count = 0
        return {
          take(row) {
            if (of === undefined || of(row) !== null) count += 1
          },
          value: () => Math.min(count, most),
        }
      }
    }
    case 'countDistinct': {
      const most = column.upper ?? Number.POSITIVE_INFINITY
      return () => {
        const values = new Set<string>()
        return {
          take(row) {
            const value = of?.(row) ?? null
            if (value !== null) values.add(valueText(value))
          },
          value: () => Math.min(values.size, most),
        }
      }
    }
    case 'sum': {
      const facts = factsOf(column.of, before)
      const integral = facts.type === 'number' && facts.integral
      const { lattice, width, low, high } = unitSumLattice(column, integral)
      return () => {
        let sum = 0n
        return {
          take(row) {
            const value = of?.(row) ?? null
            if (typeof value === 'number') sum += BigInt(latticeStep(lattice, value))
          },
          value() {
            const steps = sum < low ? low : sum > high ? high : Number(sum)
            return within(steps * width, column.lower, column.upper)
          },
        }
      }
    }
    case 'min':
    case 'max': {
      const further = column.kind === 'min' ? Math.min : Math.max
      return () => {
        let best: number | null = null
        return {
          take(row) {
            const value = of?.(row) ?? null
            if (typeof value === 'number')
              best = best === null ? value + 0 : further(best, value + 0)
          },
          value: () => best,
        }
      }
    }
    case 'only':
      return () => {
        let only: Value = null
        let differ = false
        return {
          take(row) {
            const value = of?.(row) ?? null
            if (value === null) return
            const plain = typeof value === 'number' ? value + 0 : value
            differ ||= only !== null && only !== plain
            only = plain
          },
          value: () => (differ ? null : only),
        }
      }
  }
}

function within(value: number, lower: number, upper: number): number {
  return Math.min(Math.max(value, lower), upper) + 0
}
