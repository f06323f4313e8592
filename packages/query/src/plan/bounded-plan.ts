import type { Expression } from '../expression/expression.ts'
import type { Schema } from '../schema/schema.ts'
import type { Relation } from './plan.ts'

/**
 * A plan in which every unit's influence is bounded.
 *
 * Order (S5): scan and parse by the schema; drop rows whose unit id is NULL; derive and filter; drop
 * rows outside the cells; aggregate per (unit, cell); keep each unit's first `maxGroups` cells in
 * hash order; cut m rows to r = min(m, maxRows), and to what `maxRowsTotal` leaves, by S6; add up.
 */
export interface BoundedPlan {
  readonly schema: Schema
  readonly from: Relation
  readonly unit: UnitBound
  /** A cell is one combination of a position in every axis; the last axis varies fastest. */
  readonly axes: readonly Axis[]
  readonly columns: readonly LatticeColumn[]
  /** Sums of products of two columns' steps; none unless said. */
  readonly products?: readonly StepProduct[]
  /** Counts distinct values, and nothing else: then there are no columns, and no rows and units. */
  readonly distinct?: DistinctValues
  /** Keys that are not listed: a cell is a combination of their values that some unit has; then there are no axes, and nothing distinct. */
  readonly keys?: FoundKeys
}

/** Keys whose values an engine finds in the rows (S13). Rows where one of them is NULL lie in no cell. */
export interface FoundKeys {
  /** Texts, booleans, or whole numbers. */
  readonly of: readonly Expression[]
  /** With more cells than this, the engine fails. */
  readonly most: number
}

/**
 * How many distinct values each cell has, of which every unit brings at most `maxValues`: its first
 * (cell, value) pairs in hash order, over all cells together (S7). NULL is no value. 0 and -0 are one.
 */
export interface DistinctValues {
  readonly of: Expression
  /** 1 for a row unit, which has one value at most. */
  readonly maxValues: number
}

/** The sum of left step times right step, over the rows where both columns have one. */
export interface StepProduct {
  /** Indices into `columns`. */
  readonly left: number
  readonly right: number
}

/** How the positions of every axis fall together, where cells are added up before the noise. */
export type Merged = readonly Merge[]

/**
 * Every position stays; all are added up; or, in the order of the axis (below all edges, the bins, above
 * all; NULL left out), so many at a time.
 */
export type Merge = 'each' | 'all' | { readonly blocks: number }

/** Whose influence is bounded, and how. */
export type UnitBound =
  | { readonly kind: 'row' }
  | {
      readonly kind: 'id'
      readonly column: string
      readonly maxRows: number
      readonly maxGroups: number
      /** The rows that count in all cells together, taken from the kept cells in their order (S6). */
      readonly maxRowsTotal?: number
      /** `portable` ranks by the first 64 bits of MD5(key, unit, cell) in every engine. */
      readonly order: 'native' | 'portable'
      /** Drawn per release; hex. */
      readonly orderKey: string
    }

/** One key, or the bins of a histogram: each row has one position, or is dropped. */
export type Axis =
  /** Position i for values[i]; with `rest`, one more position for NULL and all else, else dropped. */
  | {
      readonly kind: 'values'
      readonly of: Expression
      readonly values: readonly (number | string | boolean)[]
      readonly rest: boolean
    }
  /** Positions: the edges.length - 1 bins (last one closed), then `underflow`, `overflow` if asked, then null. */
  | {
      readonly kind: 'edges'
      readonly of: Expression
      readonly edges: readonly number[]
      readonly underflow: boolean
      readonly overflow: boolean
    }

/** step = clamp(floor((x - origin) * 2^exponent + 0.5), low, high); NULL stays NULL where it may be (S8). */
export interface LatticeColumn {
  readonly of: Expression
  readonly lattice: Lattice
  /** One a cell, where they differ by group; then `lattice` is the one with the widest step. */
  readonly lattices?: readonly Lattice[]
  /** Whether the sum of step^2 is wanted. */
  readonly square: boolean
  /** Where false, no value should be NULL; the origin's step, 0, stands for one that is all the same. */
  readonly nullable: boolean
}

/** The public grid on which the values of a column are counted (S8). */
export interface Lattice {
  /** A multiple of 2^-exponent, exactly. */
  readonly origin: number
  readonly exponent: number
  /** Smallest and largest step; integers, at most 2^31 - 1 in size, low <= 0 <= high. */
  readonly low: number
  readonly high: number
}
