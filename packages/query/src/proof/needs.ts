/** What one aggregate needs of every cell, and how it shares its budget. */
import type { LatticeColumn } from '../plan/bounded-plan.ts'
import type { StepRange, VectorKind } from './worst-cases/cell-ranges.ts'

/** Each aggregate's rule returns one of these; `prove` turns it into vectors and sensitivities. */
export interface Needs {
  /** The vectors that take noise; none when the answer is public. */
  readonly vectors: readonly VectorKind[]
  /** One a vector; positive; they add up to 1. */
  readonly shares: readonly string[]
  /** The value column that an engine sums, where there is one. */
  readonly column?: LatticeColumn
  /** Of that column; `recentre` other than 0n re-centres the sum. */
  readonly steps?: StepRange
  /** The second column of a pair, and its steps; then the engine adds up the products too. */
  readonly other?: { readonly column: LatticeColumn; readonly steps: StepRange }
  /** What was decided, and by which rule. */
  readonly reasons: readonly Reason[]
}

export interface Reason {
  readonly rule: string
  readonly text: string
}
