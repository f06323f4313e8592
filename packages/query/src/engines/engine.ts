import type { BoundedPlan } from '../plan/bounded-plan.ts'
import type { Schema } from '../schema/schema.ts'

export type { BoundedPlan } from '../plan/bounded-plan.ts'

/** Opens a place where rows lie. `duckdb('people.csv')` and `memory(rows)` make one; both are pure. */
export interface Source {
  readonly engine: string
  /**
   * Checks that the source can be read and has the schema's columns, by name alone (S15).
   * @throws DitherError "unreadable_source", "unknown_column", "missing_driver"
   */
  open(schema: Schema): Promise<Engine>
}

/** Runs bounded plans and returns exact integers. It knows nothing of privacy. */
export interface Engine {
  readonly name: string
  /** The number of rows up to which every sum is exact; at least 2^31 (S8). */
  readonly rowCeiling: bigint
  /** What the owner answers for in the place of this engine; explanations and certificates say so. */
  readonly asserted?: Asserted
  /**
   * Refuses a plan that `run` would refuse by the plan alone, such as one too large for a statement.
   * To be asked before a charge: afterwards it would be a charged failure.
   *
   * @throws DitherError "unsupported", "wrong_type", "unknown_column", "invalid_parameter"
   */
  check?(plan: BoundedPlan): void
  /**
   * @throws DitherError "aborted" once the signal fires; "engine_failed", without a cause and the same
   *   whatever failed (S16); before any row is read, an error that the plan alone explains
   */
  run(plan: BoundedPlan, options?: RunOptions): Promise<EngineAnswer>
  /** Stops what runs, and removes what was put on disk. Closing twice is harmless. */
  close(): Promise<void>
}

/**
 * What Dither takes the owner's word for: `totals`, that values were clamped and units bounded, as the schema
 * says, before they were added up.
 */
export type Asserted = 'totals'

/** What may accompany one run. */
export interface RunOptions {
  readonly signal?: AbortSignal
}

/** Exact integers: one entry a cell, in order, whether or not the data have rows there. */
export interface EngineAnswer {
  readonly cells: readonly CellIntegers[]
  /**
   * There if the plan has `keys`: the values of each cell's keys, in the order of the first, then the second:
   * false and true, numbers, texts by code point. Only cells where a unit is kept. Private, as the cells are.
   */
  readonly keys?: readonly FoundKey[]
  /**
   * Where the schema has a public size (S3): the units in the whole table before any filter, rows or
   * distinct unit ids. Else 0n, since nothing may depend on it. Never shown.
   */
  readonly totalUnits: bigint
}

/** One combination of values of keys that are not listed. */
export type FoundKey = readonly (number | string | boolean)[]

/** Exact integers of one cell. Private: they are never shown without noise. */
export interface CellIntegers {
  /** Sum of r over the kept (unit, cell) pairs; the number of rows for a row unit; 0n with `distinct`. */
  readonly rows: bigint
  /** Kept (unit, cell) pairs; the number of rows for a row unit; 0n with `distinct`. */
  readonly units: bigint
  readonly columns: readonly ColumnIntegers[]
  /** One a product of the plan; there if the plan has `products`. */
  readonly products?: readonly ProductIntegers[]
  /** Distinct values that some unit kept; there if the plan has `distinct`. */
  readonly distinct?: bigint
}

/** Exact integers of the products of two lattice columns in one cell, cut by their own count (S6). */
export interface ProductIntegers {
  /** Rows where neither step is NULL. */
  readonly count: bigint
  readonly sum: bigint
}

/** Exact integers of one lattice column in one cell. */
export interface ColumnIntegers {
  /** Non-NULL steps. */
  readonly count: bigint
  readonly sum: bigint
  /** 0n unless `square` was asked. */
  readonly square: bigint
}
