/** From lattice steps back to the values of a column. */
import {
  add,
  decimalDown,
  decimalUp,
  exactDouble,
  multiply,
  type Rational,
  toNumber,
} from '@dither/math'
import type { Lattice } from '../../plan/bounded-plan.ts'
import { roundingShare, stepWidth } from '../../proof/lattice/lattice.ts'
import type { ValueColumn } from '../../proof/value-column.ts'

export interface DressedColumn {
  readonly lattice: Lattice
  readonly lower: number
  readonly upper: number
  /** The width of a step, exactly, and to the nearest double. */
  readonly step: Rational
  readonly width: number
  /** How far rounding to the lattice can move a value. */
  readonly share: Rational
}

export function dressedColumn({ column, lower, upper, integral }: ValueColumn): DressedColumn {
  const { lattice } = column
  const step = stepWidth(lattice)
  return {
    lattice,
    lower,
    upper,
    step,
    width: toNumber(step),
    share: roundingShare(lattice, integral),
  }
}

/** The column as it is dressed in each group. */
export function dressedByGroup(column: ValueColumn): (group: number) => DressedColumn {
  const all = dressedColumn(column)
  const groups = column.byGroup?.map(dressedColumn)
  return (group) => groups?.[group] ?? all
}

/** The value that is this many steps from the origin. */
export function fromOrigin({ lattice, step }: DressedColumn, steps: Rational): Rational {
  return add(exactDouble(lattice.origin), multiply(steps, step))
}

export function clip(value: number, lower: number, upper: number): number {
  return Math.min(Math.max(value, lower), upper)
}

/** The doubles around a closed range of exact numbers. */
export function outward(low: Rational, high: Rational): readonly [low: number, high: number] {
  return [decimalDown(low), decimalUp(high)]
}
