import type { BoundedPlan } from '../plan/bounded-plan.ts'
import type { Schema } from '../schema/schema.ts'

export type { Axis, BoundedPlan, Lattice, LatticeColumn, UnitBound } from '../plan/bounded-plan.ts'

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
  run(plan: BoundedPlan, options?: { readonly signal?: AbortSignal }): Promise<EngineAnswer>
  close(): Promise<void>
}

/** Exact integers: one entry a cell, in order, whether or not the data have rows there. */
export interface EngineAnswer {
  readonly cells: readonly CellIntegers[]
  /** Units in the whole table before any filter: rows, or distinct non-NULL unit ids. Never shown. */
  readonly totalUnits: bigint
}

export interface CellIntegers {
  /** Sum of r over the kept (unit, cell) pairs; the number of rows for a row unit. */
  readonly rows: bigint
  /** Kept (unit, cell) pairs; the number of rows for a row unit. */
  readonly units: bigint
  readonly columns: readonly {
    /** Non-NULL steps. */
    readonly count: bigint
    readonly sum: bigint
    /** 0n unless `square` was asked. */
    readonly square: bigint
  }[]
}
