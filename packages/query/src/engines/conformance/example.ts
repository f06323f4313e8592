/** What a conformance case is, and the words that the cases are written in. */
import type { Expression } from '../../expression/expression.ts'
import type {
  Axis,
  DistinctValues,
  Lattice,
  LatticeColumn,
  StepProduct,
  UnitBound,
} from '../../plan/bounded-plan.ts'
import type { Relation } from '../../plan/plan.ts'

/** [rows, units, ...[count, sum, square] of every column] of every cell, and all units. */
export interface Wanted {
  /** [count, sum] of every product of every cell. */
  readonly products?: readonly (readonly (readonly [number, number])[])[]
  readonly cells: readonly (readonly [number, number, ...(readonly [number, number, number])[]])[]
  readonly totalUnits?: number
  /** The distinct values of every cell. */
  readonly distinct?: readonly number[]
  /** Of keys that are not listed. */
  readonly keys?: readonly (readonly (string | number | boolean)[])[]
}

/** A plan, rows, and the integers that every engine must answer. */
export interface Example {
  readonly title: string
  readonly schema?: object
  readonly rows: readonly (readonly (string | null)[])[]
  readonly from?: Relation
  readonly unit?: UnitBound
  readonly axes?: readonly Axis[]
  readonly columns?: readonly LatticeColumn[]
  readonly products?: readonly StepProduct[]
  readonly distinct?: DistinctValues
  readonly keys?: readonly Expression[]
  readonly wanted: Wanted
}

/** The columns of every example that does not bring its own. */
export const people: Readonly<Record<string, object>> = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  pay: { type: 'number', lower: -10, upper: 10, nullable: true },
  educ: { type: 'category', categories: ['low', 'mid', 'high'], nullable: true },
  free: { type: 'number' },
}

export const column = (name: string): Expression => ({ kind: 'column', name })
export const literal = (value: number | string | boolean | null): Expression => ({
  kind: 'literal',
  value,
})
export const whole = (low: number, high: number): Lattice => ({ origin: 0, exponent: 0, low, high })
export const on = (
  of: Expression,
  lattice: Lattice,
  square = false,
  nullable = true,
): LatticeColumn => ({
  of,
  lattice,
  square,
  nullable,
})
export const byId = (
  maxRows: number,
  maxGroups: number,
  orderKey = '00',
  maxRowsTotal?: number,
): UnitBound => ({
  kind: 'id',
  column: 'pid',
  maxRows,
  maxGroups,
  ...(maxRowsTotal === undefined ? {} : { maxRowsTotal }),
  order: 'portable',
  orderKey,
})
export const educAxis = (rest: boolean): Axis => ({
  kind: 'values',
  of: column('educ'),
  values: ['high', 'low', 'mid'],
  rest,
})
/** pid, age, pay, educ, free */
export const row = (
  pid: string | null,
  age: string,
  pay: string | null = null,
  educ: string | null = null,
  free: string | null = null,
): readonly (string | null)[] => [pid, age, pay, educ, free]

/** 0, 0.12, 0.2, 0.32, … */
export const nearlyEven: readonly number[] = Array.from(
  { length: 20 },
  (_, i) => i / 10 + (i % 2) / 50,
)
